"""On which day a round is counted, and which other days a page offers."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from authorities.models import Change
from reporting.compliance.counting_days import choose_default_day, list_day_choices
from reporting.models import Round
from tests.reporting.compliance.records import make_report, make_round, make_state

TODAY = date(2026, 11, 30)
FIRST = Round(number=1, opens="2012", cut_off=date(2013, 7, 31), cut_off_reason="As published.")
SECOND = Round(number=2, opens="2015-03", due="2015-07-31", closes="2016-03")
THIRD = Round(number=3, opens="2018-04", closes="2019-03", cut_off=date(2019, 1, 15), cut_off_reason="Board.")
FOURTH = Round(number=4, opens="2021")
FIFTH = Round(number=5, opens="2024-05", cut_off=date(2025, 1, 1), cut_off_reason="Board.")
ROUNDS = (FIRST, SECOND, THIRD, FOURTH, FIFTH)


@pytest.mark.parametrize(
    ("round_", "day"),
    [
        (FIRST, date(2013, 7, 31)),  # its cut-off
        (SECOND, date(2016, 3, 31)),  # its closing day
        (THIRD, date(2019, 1, 15)),  # its cut-off, before it closed
        (FOURTH, date(2024, 4, 30)),  # the eve of the next opening
        (FIFTH, TODAY),  # it is not over: nothing says so
        (None, TODAY),
    ],
    ids=["cut-off", "closing", "cut-off first", "eve", "open", "none"],
)
def test_a_round_that_is_over_is_counted_at_its_cut_off(round_, day):
    assert choose_default_day(round_, ROUNDS, TODAY) == day


def test_a_cut_off_of_a_round_that_has_not_closed_waits():
    assert choose_default_day(THIRD, ROUNDS, date(2019, 2, 1)) == date(2019, 2, 1)


@pytest.mark.parametrize(
    ("round_", "as_of", "days"),
    [
        (FIRST, date(2013, 7, 31), ["2015-02-28", "2026-11-30"]),
        (SECOND, date(2016, 3, 31), ["2015-07-31", "2026-11-30"]),
        (SECOND, date(2015, 4, 1), ["2015-07-31", "2016-03-31", "2026-11-30"]),
        (THIRD, date(2018, 4, 11), ["2019-01-15", "2019-03-31", "2026-11-30", "2015-03-11"]),
        (THIRD, date(2018, 3, 1), ["2019-01-15", "2019-03-31", "2026-11-30"]),  # it had not opened
    ],
)
def test_other_days_are_offered_with_their_reason(round_, as_of, days):
    assert [choice.day.isoformat() for choice in list_day_choices(round_, as_of, ROUNDS, TODAY)] == days


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"cut_off": date(2013, 7, 31)}, "cut_off_reason"),
        ({"cut_off_reason": "As published."}, "cut_off"),
        ({"cut_off": date(2011, 12, 31), "cut_off_reason": "Early."}, "cut_off"),
    ],
)
def test_a_cut_off_has_a_reason_and_comes_after_the_opening(fields, wrong):
    with pytest.raises(ValidationError) as refusal:
        Round(number=1, title="R", opens="2012", **fields).clean()
    assert list(refusal.value.message_dict) == [wrong]


@pytest.mark.django_db
def test_the_database_holds_no_cut_off_without_its_reason():
    with pytest.raises(IntegrityError):
        Round.objects.create(number=1, title="R", cut_off=date(2013, 7, 31))


@pytest.mark.django_db
def test_a_manager_sets_the_cut_off_and_the_page_opens_there_with_its_reason(client, manager):
    make_round(1, due="", closes="")
    make_round(2, opens="2015-03", due="", closes="")
    make_report(make_state("AAA"), sent_on=["2013-07-31"])
    make_report(make_state("BBB", "AFR"), sent_on=["2013-09-01"])
    address = reverse("round_settings", args=[1])
    client.force_login(manager)
    words = {"cut_off-cut_off": "2013-07-31", "cut_off-cut_off_reason": "These went to the Assembly."}
    refused = client.post(address, {"form": "cut_off", **words, "cut_off-cut_off_reason": ""})
    stored = client.post(address, {"form": "cut_off", **words})
    client.logout()

    response = client.get(reverse("compliance"), {"round": "1"})
    page = response.content.decode()
    assert (refused.status_code, stored.status_code) == (422, 302)
    change = Change.objects.of(Round.objects.get(pk=1)).get()
    assert (change.kind, change.before["cut_off"]) == ("changed", None)
    assert "1 of 2 countries has reported" in page
    assert "These went to the Assembly." in page
    assert "Interim." not in page
    assert "as_of=2015-02-28&amp;round=1" in page  # the last day before the next round
