"""Reading settings from environment variables. A wrong value raises ImproperlyConfigured."""

import base64
import json
import os
import secrets
from contextlib import suppress
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# What we write is nobody else's on the machine.
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def get_text(name, default=None):
    """Return the value of an environment variable; without a default it must be set."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"The environment variable {name} must be set.")
    return value


def get_list(name, default=""):
    """Return the parts of a comma-separated variable."""
    return [word.strip() for word in get_text(name, default).split(",") if word.strip()]


def get_flag(name, default="0"):
    value = get_text(name, default).lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return value in {"1", "true", "yes"}


def get_number(name, default):
    value = get_text(name, default)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def get_choice(name, default, allowed):
    value = get_text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def read_or_create(path, make):
    """Return the text of a file that only we can read; create it with the result of `make()`."""
    with suppress(FileExistsError), open(path, "x", opener=open_private) as new:
        new.write(make())
    if path.stat().st_mode & 0o077:
        path.chmod(PRIVATE_FILE)
    return path.read_text()


def open_private(path, flags):
    return os.open(path, flags, PRIVATE_FILE)


def generate_key():
    """Return a new Ed25519 key in the form that `get_keys` reads."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def get_keys(name, default=""):
    """Return Ed25519 keys as [(32 bytes, first day, last day)]; days that are not given are None.

    Each is written in base64, with the days that are known: `key`, `key:2026-01-01` or
    `key:2026-01-01:2026-11-24`.
    """
    return [parse_key(name, text) for text in get_list(name, default)]


def parse_key(name, text):
    encoded, *days = text.split(":")
    try:
        raw = base64.b64decode(encoded, validate=True)
        first, last = [date.fromisoformat(day) for day in days] + [None] * (2 - len(days))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be base64, with days as 2026-01-31 after colons.") from error
    if len(raw) != 32:
        raise ImproperlyConfigured(f"{name} must hold 32 bytes in base64, not {len(raw)}.")
    return raw, first, last


PROVIDER_KEYS = {"id", "name", "issuer", "client_id", "client_secret", "domains", "second_factor"}


def get_providers(name, *, allow_http=False):
    """Return {id: settings} of the OpenID providers that a variable lists in JSON; {} if it is not set.

    `domains` are those of the addresses that a provider speaks for. `second_factor` lists the values of
    `amr` or `acr` by which it says that a second factor was used; without it ours is asked for.
    """
    try:
        listed = json.loads(get_text(name, "[]"))
        return {entry["id"]: check_provider(name, dict(entry), allow_http) for entry in listed}
    except (ValueError, TypeError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} must be a JSON list of objects, each with an id.") from error


def check_provider(name, entry, allow_http):
    missing = PROVIDER_KEYS - {"second_factor"} - {key for key, value in entry.items() if value}
    if missing or set(entry) - PROVIDER_KEYS:
        wrong = sorted(missing | set(entry) - PROVIDER_KEYS)
        raise ImproperlyConfigured(f"{name}: a provider has just {sorted(PROVIDER_KEYS)}; look at {wrong}.")
    scheme = urlsplit(entry["issuer"]).scheme
    if scheme != "https" and not (allow_http and scheme == "http"):
        raise ImproperlyConfigured(f"{name}: the issuer {entry['issuer']!r} must begin with https://.")
    entry["domains"] = [domain.lower() for domain in entry["domains"]]
    return entry | {"second_factor": entry.get("second_factor", [])}


def database_config(url, base_dir):
    """Return Django's DATABASES entry for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    `?host=/directory` gives a socket directory; other query parameters are handed to psycopg2.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_config(unquote(parts.path.removeprefix("/")) or "db.sqlite3", base_dir)
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


def sqlite_config(path, base_dir):
    """Return the entry of a SQLite file, in which writers wait for each other instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path if path == ":memory:" else base_dir / path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
