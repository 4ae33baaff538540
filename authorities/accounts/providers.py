"""OpenID Connect, the part that talks to a provider: its addresses, its keys, its answer about a person.

The code flow with PKCE, a nonce and the signature checked in any case. It is written here, and not taken from
allauth.socialaccount, because that trusts an answer without its signature, wipes the password of who comes
this way first, and keeps accounts and tokens in tables of its own; and joserfc checks signatures already.
"""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

TIMEOUT = 5  # seconds
MOST_BYTES = 500_000
KEEP_ADDRESSES = 60 * 60  # seconds
LEEWAY = 60  # seconds by which the clocks of two machines may differ
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class RefuseRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


@dataclass(frozen=True)
class Provider:
    """A ministry that signs its people in itself, as the environment describes it."""

    id: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    domains: list[str]
    second_factor: list[str]

    def speaks_for(self, address: str) -> bool:
        return address.rpartition("@")[2].lower() in self.domains

    def fetch(self, address: str, data: dict[str, str] | None = None) -> Any:
        """Return the JSON at an address of the provider. Raises ValidationError with a sentence."""
        body = None if data is None else urlencode(data).encode()
        try:
            if urlsplit(address).scheme != urlsplit(self.issuer).scheme:
                raise ValueError(address)
            request = Request(address, body, {"Accept": "application/json"})  # noqa: S310 - checked above
            with build_opener(RefuseRedirects).open(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read(MOST_BYTES))
        except (URLError, OSError, ValueError) as problem:
            sentence = _("%(name)s does not answer. Try again later, or sign in with your password.")
            raise ValidationError(sentence % {"name": self.name}) from problem

    @property
    def addresses(self) -> dict[str, str]:
        """Where it asks people to sign in, gives tokens and publishes its keys."""
        kept = cache.get(f"provider:{self.issuer}")
        if kept:
            return kept
        found = self.fetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if not isinstance(found, dict) or found.get("issuer") != self.issuer:
            raise ValidationError(foreign_answer(self.name))
        addresses = {name: str(found.get(name, "")) for name in ADDRESSES}
        cache.set(f"provider:{self.issuer}", addresses, KEEP_ADDRESSES)
        return addresses

    def begin_address(self, begun: dict[str, str], callback: str, *, again: bool) -> str:
        """Return where the person goes to sign in. `again`: even if they are signed in there."""
        digest = hashlib.sha256(begun["verifier"].encode()).digest()
        asked = {
            "response_type": "code",
            "scope": "openid email",
            "client_id": self.client_id,
            "redirect_uri": callback,
            "state": begun["state"],
            "nonce": begun["nonce"],
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if again else {}),
        }
        return f"{self.addresses['authorization_endpoint']}?{urlencode(asked)}"

    def read_answer(self, code: str, begun: dict[str, str], callback: str) -> dict[str, Any]:
        """Return what the provider says of the person, its signature and every claim checked."""
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": callback,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "code_verifier": begun["verifier"],
        }
        answer = self.fetch(self.addresses["token_endpoint"], data)
        keys = self.fetch(self.addresses["jwks_uri"])
        try:
            token = jwt.decode(str(answer["id_token"]), KeySet.import_key_set(keys), algorithms=ALGORITHMS)
            self.check_claims(token.claims, begun["nonce"])
        except (JoseError, KeyError, TypeError, ValueError) as problem:
            raise ValidationError(explain_claim(problem, self.name)) from problem
        return token.claims

    def check_claims(self, claims: dict[str, Any], nonce: str) -> None:
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
        )
        registry.validate(claims)
        if claims.get("azp", self.client_id) != self.client_id:
            raise InvalidClaimError("aud")

    def has_used_second_factor(self, claims: dict[str, Any]) -> bool:
        """Return True if the provider says so in a value that the environment names."""
        amr = claims.get("amr")
        methods = amr if isinstance(amr, list) else [amr]
        return any(value in self.second_factor for value in [*methods, claims.get("acr")])


def begin_sign_in() -> dict[str, str]:
    """Return the secrets of one sign-in, each used once."""
    return {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}


def is_recent(claims: dict[str, Any], *, within: int) -> bool:
    """Return True if the person showed the provider not long ago that it is them."""
    at = claims.get("auth_time")
    return isinstance(at, int) and time.time() - at < within


def foreign_answer(name: str) -> str:
    return _("The answer does not come from %(name)s. Begin again, and tell them if it happens again.") % {
        "name": name
    }


def explain_claim(problem: Exception, name: str) -> str:
    """Return what is wrong with an answer, in a sentence."""
    claim = getattr(problem, "claim", "")
    if isinstance(problem, ExpiredTokenError) or claim in {"exp", "iat"}:
        sentence = _(
            "The answer of %(name)s is too old. Begin again. If it happens again, tell them that a clock is "
            "wrong."
        )
    elif isinstance(problem, InvalidClaimError | MissingClaimError) and claim == "aud":
        sentence = _("The answer of %(name)s was meant for another site. Begin again.")
    else:
        return foreign_answer(name)
    return sentence % {"name": name}
