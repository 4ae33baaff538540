"""Signed statements that anybody can check: JSON Web Signatures (RFC 7515) with Ed25519 (RFC 8037)."""

import base64
import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import TextChoices

# Far longer than any certificate; nothing longer is looked at.
LONGEST = 8000
COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
HEADER = re.compile(r'\{"alg":"EdDSA","kid":"([\w-]{1,64})"\}', re.ASCII)


class Verdict(TextChoices):
    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


def encoded(raw):
    """Base64 as addresses carry it.

    >>> encoded(b"??>>")
    'Pz8-Pg'
    """
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text):
    """The bytes of URL-safe base64. ValueError if it is none, or written otherwise than `encoded` writes."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if encoded(raw) != text:
        raise ValueError("not canonical base64")
    return raw


def canonical(content):
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@dataclass(frozen=True)
class Key:
    """A public key, and the days on which it signed as far as they are known."""

    raw: bytes
    since: date | None = None
    until: date | None = None

    @property
    def kid(self):
        return encoded(hashlib.sha256(self.raw).digest())[:11]

    @property
    def header(self):
        return encoded(canonical({"alg": "EdDSA", "kid": self.kid}))

    @property
    def pem(self):
        public = Ed25519PublicKey.from_public_bytes(self.raw)
        form = serialization.PublicFormat.SubjectPublicKeyInfo
        return public.public_bytes(serialization.Encoding.PEM, form).decode()

    def has_signed(self, signed, signature):
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, signed)
        except InvalidSignature:
            return False
        return True

    def held_at(self, moment):
        """Whether it was in use then: what a retired key signs later is no certificate of ours."""
        day = moment.astimezone(UTC).date()
        # A day more, for clocks and time zones.
        return not self.until or day <= self.until + timedelta(days=1)


def private_key():
    return Ed25519PrivateKey.from_private_bytes(settings.SIGNING_KEY[0])


def is_offered():
    """Whether this installation has a key to sign with."""
    return settings.SIGNING_KEY is not None


def active_key():
    return Key(private_key().public_key().public_bytes_raw(), *settings.SIGNING_KEY[1:])


def public_keys():
    """The key that signs now, and those that signed before."""
    now = [active_key()] if is_offered() else []
    return now + [Key(*retired) for retired in settings.SIGNING_KEYS_RETIRED]


def sign(content):
    """One URL-safe string: header, content, signature. `content` goes into JSON; `at` is its moment."""
    signed = f"{active_key().header}.{encoded(canonical(content))}"
    return f"{signed}.{encoded(private_key().sign(signed.encode()))}"


def claimed(text):
    """What a string says, whoever wrote it: a dict, empty if it says nothing that can be read."""
    try:
        content = json.loads(decoded(text.split(".")[1]))
    except (ValueError, IndexError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def verdict_on(text):
    """Whether one of our keys signed exactly this. Nothing in the string decides how it is checked."""
    if len(text) > LONGEST or not COMPACT.fullmatch(text):
        return Verdict.UNREADABLE
    header, _content, signature = text.split(".")
    key = next((key for key in public_keys() if key.header == header), None)
    if key is None:
        return Verdict.UNKNOWN_KEY if names_a_key(header) else Verdict.ALTERED
    try:
        is_ours = key.has_signed(text.rpartition(".")[0].encode(), decoded(signature))
        is_ours = is_ours and key.held_at(datetime.fromisoformat(claimed(text)["at"]))
    except (ValueError, KeyError, TypeError):
        is_ours = False
    return Verdict.GENUINE if is_ours else Verdict.ALTERED


def names_a_key(header):
    try:
        return bool(HEADER.fullmatch(decoded(header).decode()))
    except ValueError:
        return False
