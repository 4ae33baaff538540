"""Logging: one line for each request, without the secrets that some paths contain."""

import logging
import re
from typing import Any

import structlog

# The token after these paths lets its holder confirm or stop a subscription, or choose a password.
SECRET_PATHS = re.compile(
    r"(/recruiters/follow/(?:confirm|stop)/|/accounts/password/reset/key/|/accounts/confirm-email/|/invitation/|/filing/link/)[^/\s]+"
)


def mask_secrets(text):
    """Return the text with an ellipsis in place of the tokens in paths."""
    return SECRET_PATHS.sub(r"\1…", text)


def mask_line(logger, name, event):
    """Mask every text of a line, its traceback too: an exception may quote the path that was asked for."""
    return {key: mask_secrets(value) if isinstance(value, str) else value for key, value in event.items()}


class MaskSecretsFilter(logging.Filter):
    """Masks the paths that Django's own loggers write when they refuse a request."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(mask_secrets(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


class VisitorErrorsFilter(logging.Filter):
    """Drops what visitors cause, as a host that is not ours or a form too large: no mail about noise."""

    def filter(self, record):
        return not record.name.startswith("django.security")


ADD_TIME = structlog.processors.TimeStamper(fmt="iso", utc=True)
# What every line has, whoever wrote it: its request, logger, level and time.
LINE_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    ADD_TIME,
]


class LineFormatter(structlog.stdlib.ProcessorFormatter):
    """Makes a line of a record; at once where its message is all fields of it, as of frequent ones."""

    def format(self, record):
        if not isinstance(record.msg, dict) or hasattr(record, "_logger"):  # which structlog adds
            return super().format(record)
        line = {"logger": record.name, "level": record.levelname.lower(), **record.msg}
        return self.processors[-1](None, None, ADD_TIME(None, None, line))


def logging_config(*, as_json, level):
    """Configure structlog and return Django's LOGGING, for one JSON object a line or for readable lines."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *LINE_PROCESSORS,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    lines = {
        "()": LineFormatter,
        "foreign_pre_chain": LINE_PROCESSORS,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask_line,
            renderer,
        ],
    }
    quiet = {"filters": ["mask_secrets"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": lines},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines"},
            # In place of Django's own, which writes to the mail server while somebody waits.
            "mail_admins": {
                "class": "config.error_mails.QueuedAdminMail",
                "level": "ERROR",
                "filters": ["no_debug", "no_visitor_errors"],
            },
        },
        "root": {"handlers": ["console"], "level": level},
        "filters": {
            "mask_secrets": {"()": MaskSecretsFilter},
            "no_visitor_errors": {"()": VisitorErrorsFilter},
            "no_debug": {"()": "django.utils.log.RequireDebugFalse"},
        },
        "loggers": {
            "django": {"handlers": ["mail_admins"], "level": level},
            "django.request": quiet,
            "django.security.csrf": quiet,
            "django.server": {"level": "WARNING", **quiet},
        },
    }
