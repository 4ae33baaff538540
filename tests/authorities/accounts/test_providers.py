"""Signing in through a ministry that has OpenID Connect, tried with a small provider on the loopback."""

import json
import threading
import time
from base64 import urlsafe_b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from authorities.access import LATELY, SIGNED_IN
from authorities.models import AuditEvent, User
from config.environment import get_providers
from tests.authorities.accounts.test_password_again import text_of
from tests.authorities.accounts.test_second_factor import DESK, INDEX, enrol

KEY, OTHER_KEY = [RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _number in range(2)]
CLIENT = "tracker"
BEGIN, ANSWER = reverse("provider_sign_in", args=["moh"]), reverse("provider_answer", args=["moh"])


class Answers(BaseHTTPRequestHandler):
    """What the provider says next stands in `server.token`; what was asked of it in `server.asked`."""

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        known = {
            "/.well-known/openid-configuration": {
                "issuer": base, **{name: f"{base}/{name}" for name in names}
            },
            "/jwks_uri": KeySet([KEY]).as_dict(private=False),
        }  # fmt: skip
        self.reply(known[self.path])

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.asked = parse_qs(self.rfile.read(length).decode())
        self.reply({"access_token": "x", "id_token": self.server.token})

    def reply(self, content):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(server, settings, focal_point):
    cache.clear()
    server.issuer = f"http://127.0.0.1:{server.server_port}"
    entry = {
        "id": "moh",
        "name": "Department of Health",
        "issuer": server.issuer,
        "client_id": CLIENT,
        "client_secret": "not told",
        "domains": [focal_point.email.partition("@")[2]],
        "second_factor": ["mfa"],
    }
    settings.OIDC_PROVIDERS = {"moh": entry}
    return server


def begin(client, **query):
    """Go to the provider; return what it is asked."""
    return {key: value[0] for key, value in parse_qs(urlsplit(client.get(BEGIN, query).url).query).items()}


def claims_of(provider, user, asked, **changed):
    now = int(time.time())
    claims = {
        "iss": provider.issuer,
        "aud": CLIENT,
        "nonce": asked["nonce"],
        "iat": now,
        "exp": now + 300,
        "sub": "1",
        "email": user.email,
        "email_verified": True,
        "auth_time": now,
    }
    return {key: value for key, value in (claims | changed).items() if value is not None}


def come_back(client, provider, asked, claims, key=KEY, **query):
    provider.token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
    return client.get(ANSWER, {"code": "c", "state": asked["state"], **query})


def sign_in_through(client, provider, user, key=KEY, **changed):
    asked = begin(client)
    return come_back(client, provider, asked, claims_of(provider, user, asked, **changed), key)


def test_a_person_who_is_known_here_is_signed_in(client, provider, focal_point):
    listed = client.get(reverse("account_login"), {"next": "/people/"}).content.decode()
    asked = begin(client, next="/people/")
    answer = come_back(client, provider, asked, claims_of(provider, focal_point, asked))

    assert f'href="{BEGIN}?next=/people/"' in listed
    assert (asked["code_challenge_method"], asked["client_id"]) == ("S256", CLIENT)
    assert provider.asked["code_verifier"][0] not in asked["code_challenge"]
    assert answer.url == "/people/"
    assert client.get(DESK).status_code == 200
    assert focal_point.has_usable_password()
    assert AuditEvent.objects.filter(action="signed_in", by=focal_point).count() == 1


HOUR = 60 * 60


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"iss": "https://elsewhere.example"}, "does not come from Department of Health"),
        ({"aud": "another site"}, "was meant for another site"),
        ({"aud": [CLIENT, "another"], "azp": "another"}, "was meant for another site"),
        ({"exp": int(time.time()) - HOUR}, "is too old"),
        ({"exp": None}, "is too old"),
        ({"nonce": "of another sign-in"}, "does not come from"),
        ({"email_verified": False}, "has not verified your e-mail address"),
        ({"email_verified": None}, "has not verified your e-mail address"),
        ({"email_verified": "true"}, "has not verified your e-mail address"),
        ({"email": "nobody@{domain}"}, "Nobody has an account here"),
        ({"email": "focal@elsewhere.example"}, "does not speak for your e-mail address"),
        ({"email": None}, "does not speak for your e-mail address"),
    ],
)
def test_an_answer_that_is_wrong_is_refused_with_a_sentence(client, provider, focal_point, changed, sentence):
    domain = focal_point.email.partition("@")[2]
    told = {key: value.format(domain=domain) if key == "email" and value else value
            for key, value in changed.items()}  # fmt: skip
    answer = sign_in_through(client, provider, focal_point, **told)

    assert (answer.status_code, sentence in text_of(answer)) == (403, True), text_of(answer)
    assert client.get(DESK).status_code == 302
    assert User.objects.count() == 1
    assert AuditEvent.objects.filter(action="provider_refused").count() == 1


def test_another_signature_or_none_is_refused(client, provider, focal_point):
    forged = sign_in_through(client, provider, focal_point, key=OTHER_KEY)
    asked = begin(client)
    parts = [{"alg": "none"}, claims_of(provider, focal_point, asked)]
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    provider.token = f"{encoded[0]}.{encoded[1]}."
    unsigned = client.get(ANSWER, {"code": "c", "state": asked["state"]})

    assert "does not come from" in text_of(forged)
    assert "does not come from" in text_of(unsigned)


def test_a_sign_in_is_finished_once_in_the_browser_that_began_it_and_soon(client, provider, focal_point):
    asked = begin(client)
    claims = claims_of(provider, focal_point, asked)
    stolen = come_back(type(client)(), provider, asked, claims)
    wrong = come_back(client, provider, asked, claims, state="another")
    asked = begin(client)
    session = client.session
    session["provider_sign_in"] |= {"at": time.time() - 11 * 60}
    session.save()
    late = come_back(client, provider, asked, claims_of(provider, focal_point, asked))
    sign_in_through(client, provider, focal_point)
    replayed = come_back(client, provider, asked, claims_of(provider, focal_point, asked))

    for refused in (stolen, wrong, late, replayed):
        assert "was finished already, was begun in another browser, or took" in text_of(refused)


def test_who_cancels_there_and_a_provider_that_is_silent_are_explained(client, provider, settings):
    asked = begin(client)
    cancelled = client.get(ANSWER, {"error": "access_denied", "state": asked["state"]})
    cache.clear()
    settings.OIDC_PROVIDERS["moh"]["issuer"] = "http://127.0.0.1:9"
    silent = client.get(BEGIN)

    assert "You were not signed in there" in text_of(cancelled)
    assert "Department of Health does not answer" in text_of(silent)


def test_the_demand_for_a_second_factor_holds_unless_the_provider_says_it_asked(
    client, provider, manager, focal_point, settings
):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.OIDC_PROVIDERS["moh"]["domains"].append(manager.email.partition("@")[2])
    sign_in_through(client, provider, manager, amr=["pwd"])
    sent = client.get(DESK)
    client.logout()
    sign_in_through(client, provider, manager, amr=["pwd", "mfa"])
    let_in = client.get(DESK)
    client.logout()
    sign_in_through(client, provider, focal_point)
    enrol(client)
    client.logout()
    asked = sign_in_through(client, provider, focal_point, acr="password")

    assert (sent.status_code, sent.url) == (302, INDEX)
    assert let_in.status_code == 200
    assert asked.url.startswith(reverse("mfa_authenticate"))


def test_who_has_no_password_confirms_by_signing_in_there_again(client, provider, focal_point, manager):
    focal_point.set_unusable_password()
    focal_point.save()
    address = reverse("hand_over", args=[focal_point.memberships.get().pk])
    sign_in_through(client, provider, focal_point)
    session = client.session
    session[SIGNED_IN] = time.time() - LATELY - 1
    session.save()
    way = client.get(client.get(address).url)
    asked = {key: value[0] for key, value in parse_qs(urlsplit(client.get(way.url).url).query).items()}
    old = claims_of(provider, focal_point, asked, auth_time=int(time.time()) - HOUR)
    not_asked = come_back(client, provider, asked, old)
    asked = {key: value[0] for key, value in parse_qs(urlsplit(client.get(way.url).url).query).items()}
    confirmed = come_back(client, provider, asked, claims_of(provider, focal_point, asked))

    assert way.url.startswith(BEGIN)
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert "You were not asked to sign in again there" in text_of(not_asked)
    assert confirmed.url == address
    assert client.get(address).status_code == 200


def test_somebody_else_cannot_take_over_a_session(client, provider, focal_point, deputy):
    sign_in_through(client, provider, focal_point)
    refused = sign_in_through(client, provider, deputy)

    assert "You are signed in here as somebody else" in text_of(refused)
    assert client.session["_auth_user_id"] == str(focal_point.pk)


GOOD = {"id": "moh", "name": "N", "issuer": "https://id.example", "client_id": "c", "client_secret": "s",
        "domains": ["Health.example"]}  # fmt: skip


@pytest.mark.parametrize(
    "listed",
    ["not json", "{}x", '["moh"]', '[{"id": "moh"}]', json.dumps([GOOD | {"domains": []}]),
     json.dumps([GOOD | {"issuer": "http://id.example"}]), json.dumps([GOOD | {"mistyped": 1}])],
)  # fmt: skip
def test_an_environment_that_names_no_safe_provider_is_refused(monkeypatch, listed):
    monkeypatch.setenv("OIDC_PROVIDERS", listed)

    with pytest.raises(ImproperlyConfigured, match="OIDC_PROVIDERS"):
        get_providers("OIDC_PROVIDERS")


def test_a_provider_of_the_environment_is_read_and_none_is_there_without(monkeypatch):
    assert get_providers("OIDC_PROVIDERS") == {}
    monkeypatch.setenv("OIDC_PROVIDERS", json.dumps([GOOD]))

    assert get_providers("OIDC_PROVIDERS")["moh"]["domains"] == ["health.example"]
