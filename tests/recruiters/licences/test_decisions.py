"""What a registrar does leaves its trace: an event, what was before, a new version of the register."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from authorities.models import Change
from authorities.transitions import NotAllowed
from recruiters.entries.history import entry_history
from recruiters.licences.decisions import amend, decide, decide_all, enter, verify
from recruiters.models import LicenceEvent, Recruiter, Register
from tests.factories import RecruiterFactory, RegisterFactory

LATER = date(2026, 3, 1)
WHY = {"decision": "D-17", "note": "Fees were taken."}


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


def make_recruiter(register, number="A 1"):
    return Recruiter(register=register, licence_number=number, legal_name="Care")


def register_version():
    return Register.objects.values_list("version", flat=True).get()


def record_counts():
    return register_version(), LicenceEvent.objects.count(), Change.objects.count()


def test_every_deed_is_a_version_of_the_register_that_its_events_carry(register, registrar):
    recruiter = make_recruiter(register)
    enter(recruiter, by=registrar, effective_on=date(2025, 1, 1))
    decide(recruiter, "suspend", by=registrar, effective_on=LATER, **WHY)
    recruiter.legal_name = "Care Ltd"
    amend(recruiter, by=registrar)

    assert list(LicenceEvent.objects.order_by("pk").values_list("move", "version")) == [
        ("grant", 1), ("suspend", 2), ("correct", 3),
    ]  # fmt: skip
    assert register_version() == 3


def test_an_event_says_who_why_and_on_what_ground(register, registrar):
    recruiter = RecruiterFactory(register=register)
    said = {
        "note": " Internal. ",
        "public_note": " Public. ",
        "decision": " D-1 ",
        "legal_ground": " Section 2 ",
    }
    event = decide(recruiter, "revoke", by=registrar, effective_on=LATER, **said)
    event.refresh_from_db()

    assert (event.note, event.public_note, event.decision, event.legal_ground) == (
        "Internal.", "Public.", "D-1", "Section 2",
    )  # fmt: skip
    assert (event.by, event.register, event.effective_on) == (registrar, register, LATER)


def test_a_number_is_taken_however_it_is_typed(register, registrar):
    enter(make_recruiter(register), by=registrar, effective_on=LATER)
    before = record_counts()

    with pytest.raises(ValidationError, match="already belongs to “Care” on this register"):
        enter(make_recruiter(register, "a  1"), by=registrar, effective_on=LATER)
    other = RecruiterFactory(register=register, licence_number="B")
    other.licence_number = "á 1"
    with pytest.raises(ValidationError, match="belongs to “Care”"):
        amend(other, by=registrar)
    assert record_counts() == (before[0] + 1, before[1] + 1, before[2])


def test_a_correction_keeps_how_the_licence_stands(register, registrar):
    recruiter = RecruiterFactory(register=register, state="suspended", suspended_until=date(2099, 1, 1))
    terms = recruiter.terms
    recruiter.legal_name, recruiter.state, recruiter.valid_until = "Énfermería", "authorised", None
    event = amend(recruiter, by=registrar, note="Misspelt.")
    stored = Recruiter.objects.get()

    assert (stored.legal_name, stored.name_key, stored.terms) == ("Énfermería", "enfrmr", terms)
    assert (event.move, event.terms, event.note) == ("correct", terms, "Misspelt.")
    change = Change.objects.of(recruiter).get()
    assert (change.kind, change.by, change.before["valid_until"]) == ("changed", registrar, "2100-01-01")


def test_where_nothing_was_changed_nothing_is_written(register, registrar):
    recruiter = RecruiterFactory(register=register)
    before = record_counts()

    assert amend(recruiter, by=registrar) is None
    assert record_counts() == before


def test_who_may_not_correct_changes_nothing(register, focal_point):
    recruiter = RecruiterFactory(register=register, legal_name="Care")
    before = record_counts()
    recruiter.legal_name = "Mine"

    with pytest.raises(NotAllowed):
        amend(recruiter, by=focal_point)
    assert (Recruiter.objects.get().legal_name, record_counts()) == ("Care", before)


# Many at once


def test_many_are_decided_on_with_one_note_and_one_version(register, registrar):
    RecruiterFactory.create_batch(3, register=register)
    before = register_version()
    events = decide_all(Recruiter.objects.all(), "suspend", by=registrar, effective_on=LATER, **WHY)
    stored = LicenceEvent.objects.filter(move="suspend")

    assert list(stored.order_by("pk")) == events
    assert set(stored.values_list("note", "version")) == {("Fees were taken.", before + 1)}
    assert set(Recruiter.objects.values_list("state", "state_from")) == {("suspended", LATER)}


def test_one_that_cannot_be_moved_keeps_all_as_they_are_and_each_is_named(register, registrar):
    RecruiterFactory(register=register, licence_number="GOOD")
    RecruiterFactory(register=register, licence_number="ENDED", state="revoked")
    RecruiterFactory(register=register, licence_number="EARLY", state_from=date(2027, 1, 1))
    before = record_counts()

    with pytest.raises(ValidationError) as refusal:
        decide_all(Recruiter.objects.all(), "suspend", by=registrar, effective_on=LATER, **WHY)

    assert [sentence[:50] for sentence in refusal.value.messages] == [
        "ENDED: This licence is “Revoked”, which is final. ",
        "EARLY: A decision for 1 January 2027 is entered in",
    ]
    assert (record_counts(), Recruiter.objects.filter(state="suspended").count()) == (before, 0)


def test_entries_of_somebody_elses_register_are_named_and_nothing_is_done(register, registrar, ireland):
    other = RegisterFactory(member_state=ireland, code="wrc")
    RecruiterFactory(register=register)
    RecruiterFactory(register=other, licence_number="WRC-1")

    with pytest.raises(ValidationError) as refusal:
        decide_all(Recruiter.objects.all(), "suspend", by=registrar, effective_on=LATER, **WHY)

    assert refusal.value.messages == ["WRC-1: You do not have access to this."]
    assert Recruiter.objects.filter(state="suspended").count() == 0


@pytest.mark.parametrize("deed", ["decide_all", "verify"])
def test_nothing_chosen_and_too_many_chosen_are_told(register, registrar, monkeypatch, deed):
    def do(entries):
        if deed == "verify":
            return verify(entries, by=registrar, next_check_on=date(2099, 1, 1))
        return decide_all(entries, "suspend", by=registrar, effective_on=LATER, **WHY)

    with pytest.raises(ValidationError, match="Choose at least one entry"):
        do(Recruiter.objects.none())
    monkeypatch.setattr("recruiters.licences.decisions.MOST_AT_ONCE", 2)
    RecruiterFactory.create_batch(3, register=register)
    with pytest.raises(ValidationError, match="At most 2 entries can be changed at once"):
        do(Recruiter.objects.all())


@pytest.mark.parametrize("count", [1, 3])
def test_many_take_no_more_queries_than_one(register, registrar, count, django_assert_num_queries):
    RecruiterFactory.create_batch(count, register=register)
    assert registrar.memberships_today

    with django_assert_num_queries(10):
        decide_all(Recruiter.objects.all(), "suspend", by=registrar, effective_on=LATER, **WHY)
    with django_assert_num_queries(9):
        verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))


# Verified


def test_what_was_verified_says_when_and_when_again(register, registrar):
    RecruiterFactory.create_batch(2, register=register)
    before, next_time = record_counts(), timezone.localdate() + timedelta(days=180)

    assert verify(Recruiter.objects.all(), by=registrar, next_check_on=next_time) == 2
    assert set(Recruiter.objects.values_list("last_verified_on", "next_check_on")) == {
        (register.local_day(), next_time)
    }
    assert record_counts() == (before[0] + 1, before[1] + 2, before[2] + 2)


def test_a_verification_is_an_event_that_decides_nothing(client, register, registrar):
    recruiter = RecruiterFactory(register=register, state="suspended", suspended_until=date(2099, 1, 1))
    decide(recruiter, "revoke", by=registrar, effective_on=timezone.localdate() + timedelta(9), **WHY)
    recruiter.refresh_from_db()
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
    event = LicenceEvent.objects.order_by("pk").last()

    assert (event.move, event.terms, event.version) == ("verify", recruiter.terms, register_version())
    assert Recruiter.objects.get().terms_on(LATER) == recruiter.terms_on(LATER)
    assert "verify" not in [event.move for event in recruiter.events.public()]
    assert [event.move for event in recruiter.events.decisions()] == ["grant", "suspend", "revoke"]


def test_who_verifies_an_entry_that_a_list_lacked_takes_the_mark_off(register, registrar):
    recruiter = RecruiterFactory(register=register, missing_since=date(2026, 1, 1))
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))

    assert Recruiter.objects.get().missing_since is None
    assert Change.objects.of(recruiter).get().before["missing_since"] == "2026-01-01"


def test_the_timeline_of_the_desk_tells_a_verification_once(register, registrar):
    recruiter = RecruiterFactory(register=register)
    verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
    recruiter.refresh_from_db()
    moment = entry_history(recruiter)[0]

    assert str(moment.word) == "Entry verified"
    assert [str(change.label) for change in moment.changes] == ["last verified on", "next check due"]


@pytest.mark.parametrize("day", [None, date(2020, 1, 1)])
def test_the_next_check_lies_ahead(register, registrar, day):
    RecruiterFactory(register=register)

    with pytest.raises(ValidationError, match="Give a day after today"):
        verify(Recruiter.objects.all(), by=registrar, next_check_on=day)


def test_a_stranger_verifies_nothing(register, stranger):
    RecruiterFactory(register=register)

    with pytest.raises(NotAllowed):
        verify(Recruiter.objects.all(), by=stranger, next_check_on=date(2099, 1, 1))
    assert Recruiter.objects.get().last_verified_on is None
