"""Check certificates: a forgery shows, an old key still counts, and what holds now stands beside."""

import base64
import json
import re
import shutil
import subprocess
import warnings
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from joserfc.errors import SecurityWarning
from joserfc.jwk import KeySet
from joserfc.jws import deserialize_compact

from recruiters.certificates import jws
from recruiters.certificates.jws import Verdict, encode_claims, verify_token
from recruiters.certificates.verification import extract_token
from recruiters.models import LicenceState, Recruiter, Register
from tests.recruiters.certificates.certificate_cases import (
    GENUINE,
    NOW,
    OTHER_SEED,
    SEED,
    SITE,
    VERIFY,
    base64url,
    make_licence,
    verification_page,
    words,
)


def public(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


# Issued before the algorithm was named Ed25519: such strings are on paper.
ISSUED_AS_EDDSA = (
    "eyJhbGciOiJFZERTQSIsImtpZCI6IlZrZGFwMVJqUjB3In0.eyJhdCI6IjIwMjYtMTEtMjRUMTA6MDA6MDBaIiwiY29uZGl0aW9u"
    "cyI6IiIsImRlc3RpbmF0aW9uIjoiIiwiZGlyZWN0aW9uIjoiIiwiZW50cnkiOjEsImlsbHVzdHJhdGl2ZSI6ZmFsc2UsImtlZXBl"
    "ciI6IkRlcGFydG1lbnQgb2YgTWlncmFudCBXb3JrZXJzIiwia2luZCI6Indoby1jb2RlLXJlZ2lzdGVyLWNoZWNrLzIiLCJsaWNl"
    "bmNlIjoiRE1XLTA0MTcvTEIiLCJuYW1lIjoiw4luZmVybWVyw61hIENhcmUiLCJwcm9mZXNzaW9ucyI6IjIyMjEiLCJyZWdpc3Rl"
    "ciI6IlBITC9kbXciLCJyZWdpc3Rlcl9uYW1lIjoiUmVnaXN0ZXIgb2YgcmVjcnVpdGVycyIsInNlY3RvciI6IiIsInNpdGUiOiJo"
    "dHRwczovL3RyYWNrZXIuZXhhbXBsZSIsInNvdXJjZSI6IlBITCIsInN0YXR1cyI6ImF1dGhvcmlzZWQiLCJzdXNwZW5kZWRfdW50"
    "aWwiOiIiLCJ2YWxpZF9mcm9tIjoiMjAyMC0wMS0wMSIsInZhbGlkX3VudGlsIjoiMjEwMC0wMS0wMSIsInZlcnNpb24iOjEyfQ.9"
    "b_Q-4_H7guMgrrWiTFC8KUfCBBQTAjg8AXpdyXL6uAx3_sQCZcxfWkCD2G-oqmFIp5Kh5iq44lNjQHdURaKBQ"
)
FIRST_KIND_AS_EDDSA = (
    "eyJhbGciOiJFZERTQSIsImtpZCI6IlZrZGFwMVJqUjB3In0.eyJhdCI6IjIwMjYtMTEtMjRUMTA6MDA6MDBaIiwiZGVzdGluYXRp"
    "b24iOiIiLCJpbGx1c3RyYXRpdmUiOmZhbHNlLCJraW5kIjoid2hvLWNvZGUtcmVnaXN0ZXItY2hlY2siLCJsaWNlbmNlIjoiRE1X"
    "LTA0MTcvTEIiLCJuYW1lIjoiw4luZmVybWVyw61hIENhcmUiLCJwcm9mZXNzaW9ucyI6IjIyMjEiLCJyZWdpc3RlciI6IlBITC9k"
    "bXciLCJzaXRlIjoiaHR0cHM6Ly90cmFja2VyLmV4YW1wbGUiLCJzb3VyY2UiOiJQSEwiLCJzdGF0dXMiOiJhdXRob3Jpc2VkIiwi"
    "dmFsaWRfdW50aWwiOiIyMTAwLTAxLTAxIiwidmVyc2lvbiI6MTJ9.YOEkMpyV0V2H9OHzkuuqhzi4DpuXikRAOU2cugVPLhesd-i"
    "ZLax6ZDGkqAqsf7fn1PBeePWPnd57545pT5kGBQ"
)


pytestmark = pytest.mark.usefixtures("signing_key")


@pytest.fixture
def care(philippines):
    return make_licence(philippines)


@pytest.fixture
def address(care):
    return reverse("certificate", args=["PHL", "dmw", "DMW-0417/LB"])


def test_the_certificate_says_what_the_register_said_in_its_second_and_version(client, address):
    page = words(client.get(address))

    assert "version 12 of the register said about" in page
    assert "Énfermería &lt;b&gt;Care&lt;/b&gt;" in page
    assert '<span class="state ok">Authorised</span>' in page
    assert "Nursing professionals" in page
    assert "This applies to that second only." in page


def test_two_codes_lead_to_the_live_answer_and_to_the_verification(client, care, address):
    response = client.get(address)

    assert response.content.count(b"<svg viewBox=") == 2
    assert response.context["live_address"] == SITE + care.get_absolute_url()
    assert response.context["verify_address"].startswith(f"{SITE}{VERIFY}?c=")
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_what_is_printed_verifies(client, address):
    code = client.get(address).context["signed"]

    assert GENUINE in verification_page(client, code)


def test_a_licence_that_is_not_there_leads_to_the_page_that_says_so(client, care):
    page = client.get(reverse("certificate", args=["PHL", "dmw", "NOBODY"]))

    assert page.url == "/recruiters/PHL/dmw/NOBODY/"


def test_without_a_key_no_certificate_is_offered_and_the_page_says_so(client, settings, address):
    settings.SIGNING_KEY = None
    response = client.get(address)

    assert (response.status_code, "offers no certificates" in words(response)) == (404, True)
    assert "offers no certificates" in words(client.get(VERIFY))


def test_every_field_that_is_altered_shows(client, signed):
    header, content, signature = signed.split(".")
    said = jws.read_claims(signed)
    for name in said:
        forged = {**said, name: said[name] + 1 if isinstance(said[name], int) else f"{said[name]}x"}
        code = f"{header}.{base64url(encode_claims(forged))}.{signature}"
        assert verify_token(code) == Verdict.ALTERED, name
        assert "Not genuine: altered" in verification_page(client, code)


def test_a_field_more_or_less_shows_even_if_our_key_signed_it(client, signed):
    said = jws.read_claims(signed)
    for forged in ({**said, "more": 1}, {"at": said["at"]}, {**said, "version": True}, {**said, "kind": "x"}):
        assert "Not genuine: altered" in verification_page(client, jws.sign(forged))


@given(st.data())
def test_any_flipped_bit_shows(data):
    code = jws.sign({"at": NOW.isoformat(), "name": "Énfermería"}).encode()
    place = data.draw(st.integers(0, len(code) - 1))
    flipped = bytes([*code[:place], code[place] ^ 1 << data.draw(st.integers(0, 6)), *code[place + 1 :]])

    assert verify_token(flipped.decode()) != Verdict.GENUINE


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256", "kid": "x"}, {}, [], "EdDSA"])
def test_only_our_algorithm_counts(signed, header):
    _header, content, signature = signed.split(".")

    assert verify_token(f"{base64url(encode_claims(header))}.{content}.{signature}") == Verdict.ALTERED


def test_what_an_earlier_key_signed_stays_genuine(client, settings, signed):
    settings.SIGNING_KEY = (OTHER_SEED, None, None)
    settings.SIGNING_KEYS_RETIRED = [(public(SEED), None, date(2026, 12, 1))]

    assert GENUINE in verification_page(client, signed)


def test_what_a_retired_key_signs_later_is_not_ours(settings, signed):
    settings.SIGNING_KEY = (OTHER_SEED, None, None)
    settings.SIGNING_KEYS_RETIRED = [(public(SEED), None, date(2026, 11, 1))]

    assert verify_token(signed) == Verdict.ALTERED


def test_a_key_that_is_not_ours_is_said_to_be_unknown(client, settings, signed):
    settings.SIGNING_KEY = (OTHER_SEED, None, None)
    page = verification_page(client, signed)

    assert "signed with a key that is not ours" in page
    assert "Current status on the register of the licence it names:" in page


def test_words_of_a_forger_are_not_repeated(client, signed, settings):
    settings.SIGNING_KEY = (OTHER_SEED, None, None)
    forged = jws.sign({**jws.read_claims(signed), "name": "Golden Future", "licence": "NONE"})
    settings.SIGNING_KEY = (SEED, None, None)

    assert "Golden Future" not in verification_page(client, forged)


def test_the_register_as_it_is_now_stands_beside(client, signed):
    Recruiter.objects.update(state="revoked", legal_name="Care Reborn")
    page = verification_page(client, signed)

    assert "but the register has changed" in page
    assert "<td><bdi>Authorised</bdi></td> <td><bdi>Revoked</bdi> <strong>(changed)</strong></td>" in page
    assert "<bdi>Care Reborn</bdi>" in page


def test_without_a_change_there_is_no_warning(client, signed):
    Register.objects.update(version=13)

    assert "but the register has changed" not in verification_page(client, signed)


def test_an_entry_that_is_gone_is_a_change(client, signed):
    Recruiter.objects.all().delete()

    assert "The certified entry is no longer on the register." in verification_page(client, signed)


@pytest.mark.parametrize("form", ["{}", "  {}\n", f"{SITE}{VERIFY}?c={{}}", "\u200e{}\u200f", "x?a=1&c={}"])
def test_the_text_may_be_pasted_as_it_was_copied(signed, form):
    lines = "\r\n".join(re.findall(".{1,40}", signed))

    assert extract_token(form.format(lines)) == signed


GARBAGE = [
    "x", "a.b.c", "....", "é.é.é", "\x00", "?", "?c=", "http://[?c=1", "a" * 100_000, "=.=.=", "😀" * 50,
    "AAAA.AAAA.AAAA", "eyJhbGciOiJub25lIn0..", "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
    f"{base64url(b'[' * 3000)}.{base64url(b'[' * 3000)}.AAAA", f"AAAA.{base64url(b'1' * 4900)}.AAAA",
    *(f"AAAA.{base64url(text.encode())}.AAAA" for text in (
        "1", "null", '{"register":1,"licence":[]}', '{"register":"PHL/dmw","licence":"\\u0000"}',
        '{"register":"\\ud800","licence":"x"}', '{"register":"/","licence":""}',
    )),
]  # fmt: skip


@pytest.mark.parametrize("code", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_gets_a_sentence(client, care, code):
    response = client.get(VERIFY, {"c": code})

    assert response.status_code == 200
    assert GENUINE not in words(response)


def test_the_keys_are_published(client, settings):
    settings.SIGNING_KEYS_RETIRED = [(public(OTHER_SEED), None, date(2026, 1, 1))]
    now, now_again, before, before_again = client.get("/recruiters/verify/keys.json").json()["keys"]

    assert (now["alg"], now["crv"], now["since"]) == ("EdDSA", "Ed25519", "2026-01-01")
    assert now_again == {**now, "alg": "Ed25519"}
    assert before_again == {**before, "alg": "Ed25519"}
    assert list(now) == ["crv", "x", "kty", "kid", "use", "pem", "alg", "since", "until"]
    assert base64.urlsafe_b64decode(now["x"] + "=") == public(SEED)
    assert (before["until"], before["kid"] != now["kid"]) == ("2026-01-01", True)


def test_anybody_can_verify_with_the_published_key_alone(client, signed):
    key = client.get("/recruiters/verify/keys.json").json()["keys"][0]
    header, content, signature = signed.split(".")

    def raw(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))

    assert json.loads(raw(header))["kid"] == key["kid"]
    Ed25519PublicKey.from_public_bytes(raw(key["x"])).verify(raw(signature), f"{header}.{content}".encode())
    assert json.loads(raw(content))["licence"] == "DMW-0417/LB"


@pytest.mark.parametrize("alg", ["Ed25519", "EdDSA"])
def test_a_strict_library_verifies_with_the_published_key_set(client, signed, alg):
    keys = KeySet.import_key_set(client.get("/recruiters/verify/keys.json").json())
    token = signed if alg == "Ed25519" else ISSUED_AS_EDDSA
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # the library's own word on the former name
        verified = deserialize_compact(token, keys, algorithms=[alg])

    assert verified.headers()["alg"] == alg
    assert json.loads(verified.payload)["licence"] == "DMW-0417/LB"


@pytest.mark.parametrize("token", [ISSUED_AS_EDDSA, FIRST_KIND_AS_EDDSA])
def test_what_was_issued_under_the_former_name_of_the_algorithm_stays_genuine(client, settings, care, token):
    assert '<h2 class="verdict">Genuine' in verification_page(client, token)
    settings.SIGNING_KEY = (OTHER_SEED, None, None)
    settings.SIGNING_KEYS_RETIRED = [(public(SEED), None, date(2026, 12, 1))]
    assert verify_token(token) == Verdict.GENUINE
    header, content, signature = token.split(".")
    changed = f"{header}.{content}.{signature[::-1]}"
    assert verify_token(changed) == Verdict.ALTERED


def test_a_certificate_names_its_algorithm_as_the_standard_does_now(signed):
    header = json.loads(base64.urlsafe_b64decode(signed.partition(".")[0] + "=="))

    assert header == {"alg": "Ed25519", "kid": "Vkdap1RjR0w"}


@pytest.mark.skipif(not shutil.which("openssl"), reason="OpenSSL is not here")
@pytest.mark.parametrize(("ending", "works"), [("", True), ("AAAA", False)])
def test_the_commands_for_openssl_on_the_page_work(client, signed, tmp_path, ending, works):
    page = client.get(VERIFY).content.decode().replace("&gt;", ">")
    commands = re.search(r"(printf %s .+?)</code>", page, re.DOTALL)[1]
    key = client.get("/recruiters/verify/keys.json").json()["keys"][0]
    (tmp_path / "key.pem").write_text(key["pem"])
    header, content, signature = signed.split(".")
    (tmp_path / "text").write_text(f"{header}.{content}{ending}.{signature}")

    assert (subprocess.run(["sh", "-ec", commands], cwd=tmp_path, check=False).returncode == 0) is works


def test_a_certificate_takes_few_queries(client, care, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(address)


def test_a_licence_for_half_the_world_still_gets_a_certificate(client, care, address):
    Recruiter.objects.update(source_states=["PHL", "IDN"] * 120, destination_states=["IRL"] * 200)
    response = client.get(address)

    assert response.content.count(b"<svg viewBox=") == 1
    assert GENUINE in verification_page(client, response.context["signed"])


@pytest.mark.parametrize("standing", LicenceState.values)
def test_every_standing_has_a_certificate_and_a_page(client, care, address, standing):
    Recruiter.objects.update(state=standing, suspended_until=None)

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("offered", [True, False])
def test_the_page_of_an_entry_leads_to_what_can_be_kept(rf, care, settings, offered):
    settings.SIGNING_KEY = settings.SIGNING_KEY if offered else None
    part = render_to_string("recruiters/public/_keep_answer.html", {"recruiter": care}, rf.get("/"))

    assert ("/recruiters/certificates/PHL/dmw/DMW-0417/LB/" in part) is offered
    assert f"<bdi>{SITE}/recruiters/PHL/dmw/DMW-0417/LB/</bdi>" in part
    assert "/recruiters/follow/PHL/dmw/DMW-0417/LB/" in part
    assert "changes.atom" not in part


def test_the_page_of_a_register_leads_to_what_machines_read(client, care):
    page = words(client.get("/recruiters/PHL/dmw/"))

    files = ["list.csv", "changes.json", "changes.atom"]
    assert [file for file in files if f'href="/recruiters/PHL/dmw/{file}"' in page] == files


def test_the_verdict_names_firm_and_register_before_the_table(client, signed):
    page = verification_page(client, signed)
    order = [
        GENUINE,
        "Énfermería &lt;b&gt;",
        "Register of recruiters",
        "Is this the firm on your paper?",
        "<table",
    ]

    assert sorted(order, key=page.index) == order
    assert page.index("<details>") < page.index("With a few lines of Python")
