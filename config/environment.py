"""Reads the environment, and refuses what would be unsafe."""

import base64
import os
import secrets
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name, default=None):
    """The value of an environment variable; without a default it must be there."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def words(name, default=""):
    """A comma-separated variable as a list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name, default="0"):
    value = text(name, default).lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes"}


def number(name, default):
    value = text(name, default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def one_of(name, default, allowed):
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def kept(path, make):
    """The text of a file, which is made when it is first asked for."""
    if not path.exists():
        path.write_text(make())
    return path.read_text()


def new_key():
    """A new Ed25519 key as `keys` reads it."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def keys(name, default=""):
    """Ed25519 keys as (32 bytes, first day, last day); days that are not given are None.

    Written as base64 with the days that are known: `key`, `key:2026-01-01`, `key:2026-01-01:2026-11-24`.
    """
    return [key(name, word) for word in words(name, default)]


def key(name, word):
    encoded, *days = word.split(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
        first, last = [date.fromisoformat(day) for day in days] + [None] * (2 - len(days))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be base64, with days as 2026-01-31 after colons.") from error
    if len(raw) != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64, not {len(raw)}.")
    return raw, first, last


def database(url, base_dir):
    """Django's DATABASES entry for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    `?host=/directory` gives a socket directory; other query parameters are handed to psycopg2.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(unquote(parts.path.removeprefix("/")) or "db.sqlite3", base_dir)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite:// or postgresql://.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or options.pop("port", "") or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path, base_dir):
    """A SQLite file whose writers queue up instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path if path == ":memory:" else base_dir / path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
