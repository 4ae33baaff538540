"""What logs, and mails about errors, tell of a request: where it went, without the secrets in its path."""

import logging
import re

import structlog

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


def configured(*, as_json, level):
    """Django's LOGGING: one JSON object a line, or readable lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    quiet = {"filters": ["without_secrets"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": structlog.stdlib.ProcessorFormatter, "processor": renderer}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "filters": {"without_secrets": {"()": WithoutSecrets}},
        "loggers": {
            "django.request": quiet,
            "django.security.csrf": quiet,
            "django.server": {"level": "WARNING", **quiet},
        },
    }
