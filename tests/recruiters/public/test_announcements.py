"""A suspension or an end that is decided stands in every answer before it takes effect."""

from datetime import date

import pytest
from django.urls import reverse

from recruiters.certificates import jws
from recruiters.certificates.certificate import SecondCertificate, sign_certificate
from recruiters.entries.status import licence_statuses
from recruiters.licences.decisions import decide
from recruiters.models import Move, Recruiter
from tests.recruiters.certificates.certificate_cases import (
    GENUINE,
    changed_fields,
    issue_certificate,
    make_licence,
    verification_page,
    words,
)
from tests.recruiters.public.scenario import day, decided

pytestmark = pytest.mark.usefixtures("signing_key")

SENTENCE = "A suspension is decided: 15 December 2098 to 14 March 2099."


@pytest.fixture
def care(philippines):
    return make_licence(philippines)


def decide_ahead(entry, move, to_state, on, **fields):
    """Enter a decision that takes effect in many years, after a licence that was granted long ago."""
    decided(entry, "grant", day("2020-01-01"))
    decided(entry, move, day(on), to_state, **fields)


@pytest.fixture
def suspended_later(care):
    """Authorised today; the suspension of the end of 2098 is decided."""
    decide_ahead(care, "suspend", "suspended", "2098-12-15", suspended_until=day("2099-03-15"))
    return Recruiter.objects.by_name().get(pk=care.pk)


def announced(entry):
    (answer,) = licence_statuses([Recruiter.objects.by_name().get(pk=entry.pk)], date(2026, 11, 24))
    return [announcement.sentence for announcement in answer.announcements]


def test_the_card_is_amber_and_says_what_is_decided_and_what_to_do(client, suspended_later):
    page = words(client.get(suspended_later.get_absolute_url()))
    card = page[page.index('<section class="card answer') : page.index("</section>")]
    assert '<section class="card answer warn">' in card
    assert "<h2>Authorised today, but a suspension is decided</h2>" in card
    assert (f"<strong>{SENTENCE}</strong>" in card, "What to do" in card) == (True, True)


@pytest.mark.parametrize("address", ["/recruiters/?q=care", "/recruiters/PHL/dmw/", "/recruiters/PHL/"])
def test_the_row_of_a_list_says_it_too(client, suspended_later, address):
    page = words(client.get(address))
    assert SENTENCE in page
    assert '<span class="state warn">Authorised</span>' in page


def test_the_certificate_signs_it_and_the_verification_shows_it(client, suspended_later):
    page = client.get(reverse("certificate", args=["PHL", "dmw", suspended_later.licence_number]))
    claims = jws.read_claims(page.context["signed"])
    assert (claims["kind"], claims["decided"]) == (
        "who-code-register-check/3",
        "suspended 2098-12-15 2099-03-15",
    )
    assert f"<strong>{SENTENCE}</strong>" in words(page)
    assert words(page).count('class="card answer certificate warn"') == 1
    check = verification_page(client, page.context["signed"])
    assert GENUINE in check
    assert f"<bdi>{SENTENCE}</bdi>" in check
    assert '<section class="card answer warn"' in check


def test_a_certificate_from_before_the_decision_shows_the_change(client, care):
    before = issue_certificate(care)
    decide_ahead(care, "revoke", "revoked", "2098-01-02")
    sentence = "It is decided to revoke the licence on 2 January 2098."
    assert changed_fields(client, before)["Decided for later"] == ("No suspension and no end", sentence)


def test_a_certificate_of_the_second_kind_stays_genuine_and_the_decision_is_shown(client, suspended_later):
    claims = jws.read_claims(issue_certificate(suspended_later))
    second = SecondCertificate(**{name: claims[name] for name in claims if name not in ("decided", "kind")})
    page = verification_page(client, sign_certificate(second))
    assert GENUINE in page
    assert f"<strong>{SENTENCE}</strong>" in page
    assert "of an earlier type" in page


def test_what_is_annulled_or_lifted_is_not_announced(suspended_later, registrar):
    assert announced(suspended_later) == [SENTENCE]
    decision = suspended_later.events.decisions().last()
    decide(suspended_later, Move.ANNUL, by=registrar, annuls=decision, note="By mistake.")
    assert announced(suspended_later) == []


@pytest.mark.parametrize(
    ("move", "to_state", "sentence"),
    [
        ("suspend", "suspended", "A suspension is decided, from 2 January 2098 on."),
        ("revoke", "revoked", "It is decided to revoke the licence on 2 January 2098."),
        ("withdraw", "withdrawn", "It is decided to withdraw the licence on 2 January 2098."),
        ("set_terms", "revoked", "It is decided to revoke the licence on 2 January 2098."),
        ("set_conditions", "authorised", None),
        ("renew", "authorised", None),
    ],
)
def test_every_suspension_and_end_is_announced_and_nothing_else(care, move, to_state, sentence):
    decide_ahead(care, move, to_state, "2098-01-02")
    assert announced(care) == ([sentence] if sentence else [])


def test_a_decision_in_effect_is_not_announced_any_more(care, registrar):
    decide(care, Move.SUSPEND, by=registrar, effective_on=date(2026, 3, 1), decision="1/26")
    assert announced(care) == []
