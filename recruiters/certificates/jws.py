"""Signed statements that anybody can verify: JSON Web Signatures (RFC 7515) with Ed25519 (RFC 9864)."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import TextChoices
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry, deserialize_compact, serialize_compact
from joserfc.util import json_b64encode, urlsafe_b64decode, urlsafe_b64encode

ALGORITHM = "Ed25519"
# What RFC 8037 called the same signature. Certificates signed under this name stay genuine for ever.
FORMER_ALGORITHM = "EdDSA"
ALGORITHMS = (FORMER_ALGORITHM, ALGORITHM)
# Far longer than any certificate; nothing longer is looked at.
LONGEST_TOKEN = 8000
COMPACT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)
HEADER = re.compile(r'\{"alg":"(?:Ed25519|EdDSA)","kid":"([\w-]{1,64})"\}', re.ASCII)


class CertificateRegistry(JWSRegistry):
    """The one algorithm that counts, under either name. The library's own EdDSA takes other curves too."""

    algorithms = dict.fromkeys(ALGORITHMS, JWSRegistry.algorithms[ALGORITHM])


REGISTRY = CertificateRegistry(algorithms=ALGORITHMS)


class Verdict(TextChoices):
    GENUINE = "genuine"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"
    UNREADABLE = "unreadable"


def encode_claims(content):
    """Return JSON as UTF-8 bytes, the same for equal dicts: sorted keys, no spaces."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


@dataclass(frozen=True)
class PublicKey:
    """A public key of 32 raw bytes, with its first and last day in use as far as they are known."""

    raw: bytes
    since: date | None = None
    until: date | None = None

    @property
    def kid(self):
        return urlsafe_b64encode(hashlib.sha256(self.raw).digest()).decode()[:11]

    def header(self, algorithm):
        return {"alg": algorithm, "kid": self.kid}

    @property
    def encoded_headers(self):
        """The only two headers, as they stand in a token, of what this key has signed."""
        return {json_b64encode(self.header(algorithm)).decode() for algorithm in ALGORITHMS}

    @cached_property
    def jwk(self):
        return OKPKey.import_key(Ed25519PublicKey.from_public_bytes(self.raw))

    @property
    def pem(self):
        return self.jwk.as_pem(private=False).decode()

    def published(self):
        """Return the key as members of a JSON Web Key Set, one under each name of its algorithm.

        Readers that look a key up by `kid` find the same key in either; those that compare `alg` with the
        header of a certificate find the one that fits.
        """
        common = {**self.jwk.as_dict(private=False), "kid": self.kid, "use": "sig", "pem": self.pem}
        days = {"since": self.since, "until": self.until}
        return [{**common, "alg": algorithm, **days} for algorithm in ALGORITHMS]

    def has_signed(self, token):
        try:
            deserialize_compact(token, self.jwk, registry=REGISTRY)
        except (JoseError, ValueError):
            return False
        return True

    def was_in_use_at(self, moment):
        """False after the last day of a retired key: what it signs later is no certificate of ours."""
        day = moment.astimezone(UTC).date()
        # One day more, for clocks and time zones.
        return not self.until or day <= self.until + timedelta(days=1)


def private_key():
    return OKPKey.import_key(Ed25519PrivateKey.from_private_bytes(settings.SIGNING_KEY[0]))


def can_sign():
    """True if this installation has a key to sign with."""
    return settings.SIGNING_KEY is not None


def active_key():
    return PublicKey(private_key().public_key.public_bytes_raw(), *settings.SIGNING_KEY[1:])


def public_keys():
    """Return the key that signs now, if there is one, and those that signed before."""
    current = [active_key()] if can_sign() else []
    return current + [PublicKey(*retired) for retired in settings.SIGNING_KEYS_RETIRED]


def sign(content):
    """Return a token: header, content and signature in one URL-safe string.

    `content` is a dict that JSON can hold; its `at` is the moment of signing as ISO 8601 text.
    """
    header = active_key().header(ALGORITHM)
    return serialize_compact(header, encode_claims(content), private_key(), registry=REGISTRY)


def read_claims(token):
    """Return the content of a token as a dict, whoever wrote it; empty if it cannot be read."""
    try:
        content = json.loads(urlsafe_b64decode(token.split(".")[1].encode()))
    except (ValueError, IndexError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def verify_token(token):
    """Return the Verdict: genuine if one of our keys signed exactly this while it was in use.

    Nothing in the token decides how it is verified: its header must be, to the byte, one of ours.
    """
    if len(token) > LONGEST_TOKEN or not COMPACT.fullmatch(token):
        return Verdict.UNREADABLE
    header = token.partition(".")[0]
    key = next((key for key in public_keys() if header in key.encoded_headers), None)
    if key is None:
        return Verdict.UNKNOWN_KEY if names_a_key(header) else Verdict.ALTERED
    try:
        is_ours = key.has_signed(token) and key.was_in_use_at(
            datetime.fromisoformat(read_claims(token)["at"])
        )
    except (ValueError, KeyError, TypeError):
        is_ours = False
    return Verdict.GENUINE if is_ours else Verdict.ALTERED


def names_a_key(header):
    try:
        return bool(HEADER.fullmatch(urlsafe_b64decode(header.encode()).decode()))
    except ValueError:
        return False
