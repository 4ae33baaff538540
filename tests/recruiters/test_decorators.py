"""What public answers have in common: how long they may be kept, how often one may ask, what is logged."""

import datetime

import pytest
from django.urls import reverse

from authorities.visitors.rate_limits import RateLimit
from recruiters import decorators as public
from recruiters.decorators import CACHE_SECONDS, seconds_left_today
from tests.factories import RecruiterFactory


@pytest.fixture
def care(philippines):
    return RecruiterFactory(legal_name="Care Inc.")


@pytest.mark.parametrize(
    ("moment", "seconds"),
    [("2026-05-01T12:00:00Z", 60), ("2026-05-01T23:59:30Z", 29), ("2026-05-01T23:59:59Z", 0)],
)
def test_an_answer_may_be_kept_for_a_minute_and_not_beyond_the_day(moment, seconds):
    assert min(CACHE_SECONDS, seconds_left_today(datetime.datetime.fromisoformat(moment))) == seconds


def test_answers_to_everyone_set_no_cookie_and_may_be_kept(client, care, monkeypatch):
    monkeypatch.setattr(public, "seconds_left_today", lambda now: 4000)
    for address in (
        care.get_absolute_url(),
        reverse("recruiters") + "?q=care",
        care.register.get_absolute_url(),
    ):
        response = client.get(address)

        assert not response.cookies
        assert set(response["Cache-Control"].split(", ")) >= {"public", "max-age=60"}
        assert response["Vary"] == "Cookie, Accept-Encoding"


def test_what_a_signed_in_person_is_shown_is_kept_by_nobody_else(client, care, registrar):
    client.force_login(registrar)

    assert client.get(care.get_absolute_url())["Cache-Control"] == "private"


def test_who_asks_too_often_is_told_to_wait(client, care, monkeypatch):
    monkeypatch.setattr(public, "PUBLIC_LIMIT", RateLimit("asking-in-a-test", most=1, seconds=60))
    first, second = (client.get(care.get_absolute_url()) for _time in range(2))

    assert (first.status_code, second.status_code, second["Retry-After"]) == (200, 429, "60")


def test_what_was_asked_is_not_in_the_log(client, care, caplog):
    with caplog.at_level("INFO"):
        client.get(reverse("recruiters"), {"q": "a-secret-question"})

    assert "request_finished" in caplog.text
    assert "a-secret-question" not in caplog.text


@pytest.mark.parametrize("path", ["changes.json", "changes.atom", "list.csv", "?q=care", ""])
def test_all_public_pages_are_counted_together(client, care, monkeypatch, path):
    monkeypatch.setattr(public, "PUBLIC_LIMIT", RateLimit(f"asking-{path}", most=1, seconds=60))
    client.get(reverse("verify_certificate"))

    assert client.get(care.register.get_absolute_url() + path).status_code == 429


def test_a_search_that_finds_something_takes_three_queries_at_most(
    client, care, django_assert_max_num_queries
):
    day = datetime.date(2099, 1, 1)
    RecruiterFactory.create_batch(
        3, register=care.register, legal_name="Care Later", state="revoked", state_from=day
    )
    with django_assert_max_num_queries(3):
        page = client.get(reverse("recruiters"), {"q": "care"})

    assert {answer.status for answer in page.context["answers"]} == {"authorised"}
