"""Logging: one line for each request, without the secrets that some paths contain."""

import logging
import re

import structlog

# The token after these paths lets its holder confirm or stop a subscription, or choose a password.
SECRET_PATHS = re.compile(
    r"(/recruiters/follow/(?:confirm|stop)/|/accounts/password/reset/key/|/accounts/confirm-email/)[^/\s]+"
)


def mask_secrets(text):
    """Return the text with an ellipsis in place of the tokens in paths."""
    return SECRET_PATHS.sub(r"\1…", text)


class MaskSecretsFilter(logging.Filter):
    """Masks the paths that Django's own loggers write when they refuse a request."""

    def filter(self, record):
        if isinstance(record.args, tuple):
            record.args = tuple(mask_secrets(arg) if isinstance(arg, str) else arg for arg in record.args)
        return True


def logging_config(*, as_json, level):
    """Configure structlog and return Django's LOGGING, for one JSON object a line or for readable lines."""
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
    quiet = {"filters": ["mask_secrets"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": structlog.stdlib.ProcessorFormatter, "processor": renderer}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "filters": {"mask_secrets": {"()": MaskSecretsFilter}},
        "loggers": {
            "django.request": quiet,
            "django.security.csrf": quiet,
            "django.server": {"level": "WARNING", **quiet},
        },
    }
