"""One move for many entries: for all of them or for none."""

from datetime import date

import pytest
from django.utils import timezone

from recruiters.licences.decisions import decide
from recruiters.models import LicenceEvent, LicenceState, Recruiter
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.desk.desk_pages import desk_url, words


def send_bulk_move(desk, register, entries, **said):
    keys = ",".join(str(entry.pk) for entry in entries)
    register.refresh_from_db()
    said = {"effective_on": "2026-11-20", "decision": "D-1", "version": register.version, **said}
    return desk.post(desk_url("bulk", register), {"entries": keys, **said})


def test_many_are_suspended_with_one_note(desk, register, registrar):
    both = [RecruiterFactory(register=register) for _n in range(2)]
    send_bulk_move(desk, register, both, move="suspend", note="Fees were taken.")

    events = LicenceEvent.objects.order_by("-pk")[:2]
    assert {event.note for event in events} == {"Fees were taken."}
    assert len({event.version for event in events}) == 1
    assert {entry.state for entry in Recruiter.objects.all()} == {LicenceState.SUSPENDED}


def test_one_in_the_way_stops_all_and_is_named(desk, register, registrar):
    fine = RecruiterFactory(register=register)
    ended = RecruiterFactory(register=register, state=LicenceState.REVOKED, licence_number="DMW-END")
    page = send_bulk_move(desk, register, [fine, ended], move="suspend")

    fine.refresh_from_db()
    assert (page.status_code, fine.state) == (422, LicenceState.AUTHORISED)
    assert f"<bdi>{ended.legal_name}</bdi>: This licence is “Revoked”, which is final." in words(page)
    assert 'value="D-1"' in words(page)


def test_the_page_says_before_it_is_tried_what_stands_in_the_way(desk, register, registrar):
    ended = RecruiterFactory(register=register, state=LicenceState.REVOKED)
    page = desk.get(desk_url("bulk", register), {"move": "suspend", "entry": ended.pk})

    assert [entry for entry, _sentences in page.context["page"].obstacles] == [ended]


def test_all_of_a_list_are_meant_and_of_no_other(desk, register, registrar):
    for _n in range(60):
        RecruiterFactory(register=register)
    RecruiterFactory(register=register, state=LicenceState.REVOKED)
    page = desk.get(desk_url("bulk", register), {"move": "verify", "all": "1", "show": "unverified"})

    assert len(page.context["page"].chosen) == 60
    said = {"move": "verify", "entries": page.context["page"].keys, "next_check_on": "2100-01-01"}
    done = desk.post(desk_url("bulk", register), {**said, "show": "unverified", "q": "Example"})
    assert done.url == f"{desk_url('work_list', register)}?show=unverified&q=Example&order=name"
    assert Recruiter.objects.filter(last_verified_on=timezone.localdate()).count() == 60


def test_who_saw_what_stands_in_the_way_may_go_on_with_the_others(desk, register, registrar):
    fine = RecruiterFactory(register=register)
    ended = RecruiterFactory(register=register, state=LicenceState.REVOKED)
    early = RecruiterFactory(register=register, state_from=date(2026, 11, 21))
    page = send_bulk_move(desk, register, [fine, ended, early], move="suspend")
    assert "Continue with the other 1 entry" in words(page)
    send_bulk_move(desk, register, [fine, ended, early], move="suspend", others="1")

    assert list(LicenceEvent.objects.filter(decision="D-1").values_list("recruiter", flat=True)) == [fine.pk]


def test_a_decision_made_meanwhile_is_not_overwritten(desk, register, registrar):
    """A colleague suspended one of them by order of a court while this page lay open."""
    both = [RecruiterFactory(register=register, licence_number=f"DMW-{n}") for n in (1, 2)]
    register.refresh_from_db()
    seen = register.version
    decide(both[0], "suspend", by=registrar, effective_on=date(2026, 11, 19), decision="Court")
    page = send_bulk_move(desk, register, both, move="suspend", version=seen)

    assert (page.status_code, LicenceEvent.objects.filter(decision="D-1").count()) == (422, 0)
    assert "DMW-1: somebody has decided on it in the meantime." in words(page)


def test_one_entry_is_verified_from_its_page_and_shown_again(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    there = f"{desk_url('bulk', register)}?move=verify&amp;entry={entry.pk}"
    assert there in words(desk.get(desk_url("entry", register, entry.pk)))
    done = send_bulk_move(desk, register, [entry], move="verify", next_check_on="2027-11-01")

    assert done.url == desk_url("entry", register, entry.pk)
    entry.refresh_from_db()
    assert entry.last_verified_on == timezone.localdate()


def test_the_same_page_sent_twice_decides_once(desk, register, registrar):
    entry = RecruiterFactory(register=register)
    register.refresh_from_db()
    seen = register.version
    for _click in range(2):
        send_bulk_move(
            desk, register, [entry], move="set_conditions", public_note="Only nurses.", version=seen
        )

    assert entry.events.filter(move="set_conditions").count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"entry": "x"}, {"entry": "9" * 30}, {"entries": "\x00,;"}, {"entry": "-1"}]
)
def test_nothing_ticked_is_said(desk, register, sent):
    assert "No entry was chosen" in words(desk.get(desk_url("bulk", register), {"move": "suspend", **sent}))


def test_an_entry_of_another_register_is_not_moved(desk, register, registrar):
    foreign = RecruiterFactory(register=RegisterFactory(code="other"))
    send_bulk_move(desk, register, [foreign], move="revoke")

    foreign.refresh_from_db()
    assert foreign.state == LicenceState.AUTHORISED
