"""Sheets beside the register: from when on a change holds, what is wrong, and nothing dropped unsaid."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from authorities.imports.preview_file import Findings
from recruiters.licences.decisions import decide
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import text
from tests.authorities.imports.import_steps import applied, checked, row
from tests.factories import RegisterFactory

TODAY = timezone.localdate()
AHEAD = TODAY + timedelta(days=30)
LAST_MONTH = TODAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def entry(number="A-1"):
    return Recruiter.objects.get(licence_number=number)


def changes(batch):
    rows, _total = Findings(batch).page("changed")
    return {line["column"]: (line["before"], line["after"]) for line in rows}


def wrong(batch):
    rows, _total = Findings(batch).page("wrong")
    return [(line["row"], line["column"], line["sentence"]) for line in rows]


def moves(recruiter):
    return [(event.move, event.effective_on) for event in recruiter.events.order_by("pk")]


# From when on


def test_another_standing_is_shown_with_the_day_on_which_it_begins(registrar):
    applied(registrar, row("A-1"))
    batch = checked(registrar, row("A-1", standing="suspended", standing_since="2024-05-05"))

    assert changes(batch) == {
        "standing": ("authorised", "suspended"),
        "standing_since": ("2020-01-01", "2024-05-05"),
    }


def test_the_end_of_a_suspension_that_goes_with_it_is_shown(registrar):
    applied(
        registrar, row("A-1", standing="suspended", standing_since="2024-05-05", suspended_until="2040-01-01")
    )
    batch = checked(registrar, row("A-1", standing="revoked", standing_since="2024-06-06"))

    assert changes(batch)["suspended_until"] == ("2039-12-31", "")  # in our codes the day after stood


def test_an_application_that_is_granted_begins_with_its_licence_as_a_new_entry_does(registrar):
    applied(
        registrar, row("A-1", standing="applied", standing_since="2019-01-01", valid_from="", valid_until="")
    )
    applied(registrar, row("A-1"), row("A-2"))

    assert entry("A-1").state_from == entry("A-2").state_from == date(2020, 1, 1)
    assert moves(entry("A-1"))[-1] == ("grant", date(2020, 1, 1))


def test_another_end_of_a_licence_leaves_room_for_a_suspension_of_last_month(registrar):
    applied(registrar, row("A-1"))
    applied(registrar, row("A-1", valid_until="2031-01-01"))
    assert entry().state_from == date(2020, 1, 1)
    assert moves(entry())[-1] == ("set_terms", date(2020, 1, 1))

    applied(registrar, row("A-1", valid_until="2031-01-01", standing="suspended", standing_since=LAST_MONTH))
    assert (entry().state, entry().state_from) == ("suspended", LAST_MONTH)


def test_a_later_period_renews_the_licence_from_its_first_day(registrar):
    applied(registrar, row("A-1", valid_until="2022-01-01"))
    applied(registrar, row("A-1", valid_from="2023-01-01", valid_until="2032-01-01"))

    assert moves(entry())[-1] == ("renew", date(2023, 1, 1))
    assert entry().terms_on(date(2022, 6, 1)).status_on(date(2022, 6, 1)) == "expired"


def test_a_new_entry_has_the_day_that_the_sheet_gives(registrar):
    applied(registrar, row("A-1", standing_since="2018-05-05"), row("A-2", standing_since="2023-05-05"))

    assert entry("A-1").state_from == date(2018, 5, 5)
    assert entry("A-2").state_from == date(2023, 5, 5)
    assert moves(entry("A-2")) == [("grant", date(2020, 1, 1))]


# Days and references of the same standing


def test_another_day_for_the_same_standing_is_noted_and_not_dropped_unsaid(registrar, client):
    applied(registrar, row("A-1"), row("A-2"))
    rows = [row("A-1", standing_since="2021-01-01"), row("A-2", standing_since="2020-01-01")]
    batch = checked(registrar, *rows)
    client.force_login(registrar)

    assert (batch.counts["unchanged"], batch.counts["noted"]) == (2, 1)
    sentence = (
        "The register has no such decision on this day: the licence has been “Authorised” since "
        "2020-01-01. The day is not applied; enter the decision on the page of the entry."
    )
    (noted,) = Findings(batch).page("noted")[0]
    assert [*noted.values()] == ["2", "standing_since", "2021-01-01", sentence]
    assert sentence in text(client.get(f"/imports/{batch.pk}/?show=noted"))


def test_the_day_of_an_earlier_decision_is_known(registrar):
    applied(registrar, row("A-1", valid_until="2022-01-01"))
    later = row("A-1", valid_from="2023-01-01", valid_until="2032-01-01", standing_since="2020-01-01")
    applied(registrar, later)

    batch = checked(registrar, later)
    assert (batch.counts["unchanged"], batch.counts["noted"]) == (1, 0)


def test_a_reference_that_is_not_known_is_a_change_once(registrar):
    applied(registrar, row("A-1", decision="D-1"))
    batch = applied(registrar, row("A-1", decision="D-2"))
    assert changes(batch) == {"decision": ("D-1", "D-2")}
    assert [event.decision for event in entry().events.order_by("pk")] == ["D-1", "D-2"]

    again = checked(registrar, row("A-1", decision="D-2"))
    assert again.counts["unchanged"] == 1


def test_a_reference_that_is_too_long_is_told(registrar):
    batch = checked(registrar, row("A-1", decision="D" * 101))

    assert wrong(batch) == [("2", "decision", "Ensure this value has at most 100 characters (it has 101).")]


# A decision that takes effect later


@pytest.mark.parametrize(
    "cells", [{"standing": "suspended"}, {"valid_until": "2031-01-01"}, {"standing": "revoked"}]
)
def test_what_comes_before_a_decision_entered_ahead_is_decided_at_the_desk(registrar, cells):
    applied(registrar, row("A-1"))
    decide(entry(), "suspend", by=registrar, effective_on=AHEAD, decision="D-1", suspended_until=None)
    decide(entry(), "reinstate", by=registrar, effective_on=AHEAD)
    batch = checked(registrar, row("A-1", **cells))

    sentence = (
        f"A decision with effect from {AHEAD} is already entered. Decide on this "
        "licence on the page of the entry."
    )
    assert wrong(batch) == [("2", "standing", sentence)]


def test_beside_a_decision_entered_ahead_the_rest_of_an_entry_can_be_corrected(registrar):
    applied(registrar, row("A-1"))
    decide(entry(), "revoke", by=registrar, effective_on=AHEAD, decision="D-1")
    batch = applied(registrar, row("A-1", legal_name="Alpha Beta A-1", standing="revoked"))

    assert batch.counts["changed"] == 1
    assert (entry().legal_name, entry().state_from) == ("Alpha Beta A-1", AHEAD)


# Columns that are not there, and rows with more than one problem


def test_the_end_of_a_suspension_is_set_without_a_column_of_standings(registrar):
    applied(registrar, row("A-1", standing="suspended", standing_since="2024-05-05"), row("A-2"))
    rows = [
        {"licence_number": number, "legal_name": f"Alpha {number}", "suspended_until": "2040-01-01"}
        for number in ("A-1", "A-2", "A-3")
    ]
    batch = applied(registrar, *rows, good_rows_only=True)

    assert entry("A-1").suspended_until == date(2040, 1, 1)
    only = "Only a suspended licence can have an end of its suspension."
    assert wrong(batch)[0] == ("3", "suspended_until", only)
    assert [line[1] for line in wrong(batch)[1:]] == ["valid_from", "suspended_until"]


def test_a_period_is_not_taken_from_a_licence_that_is_withdrawn(registrar):
    applied(registrar, row("A-1"))
    batch = checked(registrar, row("A-1", standing="withdrawn", valid_from="", valid_until=""))

    assert [line[:2] for line in wrong(batch)] == [("2", "valid_from")]


def test_rules_over_several_cells_are_told_beside_a_cell_that_cannot_be_read(registrar):
    cells = {"suspended_until": "2031-01-01", "valid_until": "2019-01-01", "professions": "nurse"}
    batch = checked(registrar, row("A-1", **cells), row("A-2", **{**cells, "standing": "x"}))

    assert [line[:2] for line in wrong(batch)] == [
        ("2", "professions"), ("2", "valid_until"), ("2", "suspended_until"),
        ("3", "professions"), ("3", "standing"), ("3", "valid_until"),
    ]  # fmt: skip
    assert batch.counts["wrong"] == 2


def test_of_two_rows_about_one_entry_none_is_applied_if_one_is_wrong_otherwise(registrar):
    batch = checked(registrar, row("A-1"), row("a-1", legal_name="Beta", valid_from="soon"), row("A-2"))

    same = "Rows 2, 3 are about the same record. Keep one of them."
    assert [line[0::2] for line in wrong(batch) if line[2] == same] == [("2", same), ("3", same)]
    assert (batch.counts["new"], batch.counts["wrong"]) == (1, 2)
