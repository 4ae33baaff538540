"""What logs, and mails about errors, tell of a request: where it went, without the secrets in its path."""

import logging
import re

# Whoever has what follows may confirm, stop, or choose a password.
SECRETS = re.compile(
    r"(/recruiters/follow/(?:confirm|stop)/|/accounts/password/reset/key/|/accounts/confirm-email/)[^/\s]+"
)


def without_secrets(text):
    return SECRETS.sub(r"\1…", text)


class WithoutSecrets(logging.Filter):
    """For loggers of Django's own, which write down the path of what they refuse."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(without_secrets(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
