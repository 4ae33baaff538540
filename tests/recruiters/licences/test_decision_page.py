"""A decision at the desk: what it asks, what stands in its way, how it is annulled."""

from datetime import date

import pytest

from recruiters.licences.decisions import decide
from recruiters.models import LicenceState
from tests.factories import RecruiterFactory
from tests.recruiters.desk.desk_pages import desk_url, words


def test_a_suspension_ends_after_its_last_day(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    sent = {"seen": entry.events.get().pk, "effective_on": "2026-11-01", "suspended_until": "2026-12-31"}
    desk.post(desk_url("decide", register, entry.pk, "suspend"), {**sent, "legal_ground": "Section 10"})

    entry.refresh_from_db()
    assert entry.suspended_until == date(2027, 1, 1)


def test_a_decision_asks_what_its_move_needs_and_says_what_is_missing(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    sent = {"seen": entry.events.get().pk, "effective_on": "2026-11-01"}
    page = desk.post(desk_url("decide", register, entry.pk, "revoke"), sent)

    assert page.status_code == 422
    assert "Give the reference of the decision, or its legal ground" in words(page)


def test_a_decision_on_what_was_decided_meanwhile_is_not_made(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    seen = entry.events.get().pk
    decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), note="Why.")
    sent = {"seen": seen, "effective_on": "2026-11-02", "note": "Why."}
    page = desk.post(desk_url("decide", register, entry.pk, "revoke"), sent)

    assert "Somebody has decided on this licence in the meantime" in words(page)


def test_the_latest_decision_is_annulled_and_stays_in_the_timeline(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    event = decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), note="Why.")
    desk.post(desk_url("decide", register, entry.pk, "annul"), {"seen": event.pk, "note": "Wrong firm."})
    page = desk.get(desk_url("entry", register, entry.pk))

    assert page.context["recruiter"].state == LicenceState.AUTHORISED
    assert [moment.word for moment in page.context["timeline"]][1:] == ["Suspended", "Granted"]
    assert "Wrong firm." in words(page)


def test_only_moves_have_a_page(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    for move in ("correct", "nonsense"):
        assert desk.get(desk_url("decide", register, entry.pk, move)).status_code == 404


def test_a_second_click_is_told_why_nothing_happens_and_keeps_what_was_typed(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    said = {"seen": entry.events.get().pk, "effective_on": "2026-11-01", "note": "Fees were taken."}
    desk.post(desk_url("decide", register, entry.pk, "revoke"), said)
    again = desk.post(desk_url("decide", register, entry.pk, "revoke"), said)

    assert (again.status_code, entry.events.filter(move="revoke").count()) == (409, 1)
    assert "This licence is “Revoked”, which is final." in words(again)
    assert "Fees were taken." in words(again)


def test_a_suspension_that_ended_by_itself_is_not_lifted(desk, register, registrar):
    entry = RecruiterFactory(
        register=register, state=LicenceState.SUSPENDED, suspended_until=date(2024, 1, 1)
    )
    page = desk.get(desk_url("entry", register, entry.pk))

    assert "reinstate" not in [move.name for move in page.context["moves"]]
    refused = desk.get(desk_url("decide", register, entry.pk, "reinstate"))
    assert "is not possible: the status of this licence is “Authorised” today." in words(refused)


@pytest.mark.parametrize(("move", "shown", "sent"), [("suspend", 6, 18), ("annul", 6, 18)])
def test_the_decisions_on_a_licence_are_read_once_to_show_and_once_more_to_decide(
    desk, register, registrar, django_assert_num_queries, move, shown, sent
):
    entry = RecruiterFactory(register=register)
    event = decide(entry, "suspend", by=registrar, effective_on=date(2026, 11, 1), note="Why.")
    there = desk_url("decide", register, entry.pk, move)
    with django_assert_num_queries(shown):
        desk.get(there)
    with django_assert_num_queries(sent):
        done = desk.post(there, {"seen": event.pk, "effective_on": "2026-11-02", "note": "Why."})

    assert done.status_code == 302
