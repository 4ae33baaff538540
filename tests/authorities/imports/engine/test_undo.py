"""Undoing an import puts back what it wrote and nothing else, and never goes over what came after it."""

from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from authorities.imports.engine.undo import undo_changes
from authorities.models import Authority, Change, ContactPerson, ImportState
from recruiters.licences.decisions import amend, decide
from recruiters.models import Concern, ConcernKind, LicenceEvent, Recruiter, Register, Relation, Watch
from tests.authorities.imports.import_steps import applied, dump, row, undone
from tests.authorities.jobs.worker_process import work_off
from tests.factories import AuthorityFactory, RecruiterFactory, RegisterFactory

DOH = {"iso3": "PHL", "institution": "DOH", "institution_type": "health_ministry", "valid_from": "2012-01-01"}
SEA = {"iso3": "PHL", "code": "sea", "name": "Sea", "keeper": "Board", "valid_from": "2012-01-01"}
PERSON = {"iso3": "PHL", "person": "Ms Private", "telephone": ""}


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def entry(number):
    return Recruiter.objects.get(licence_number=number)


def revoke(number, by):
    decide(entry(number), "revoke", by=by, effective_on=timezone.localdate(), decision="D-7")


def is_refused(batch, *named):
    """Nothing happened, and the sentence names what stands in the way."""
    before = dump()
    undone(batch)
    assert (batch.state, dump()) == (ImportState.APPLIED, before)
    return all(name in batch.failure for name in named)


# Decisions and corrections


def test_a_licence_revoked_after_a_list_lacked_it_stays_revoked(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = applied(registrar, row("A-1"), whole_list=True)
    revoke("A-2", registrar)

    assert undone(batch).state == ImportState.UNDONE
    after = entry("A-2")
    assert (after.state, after.missing_since) == ("revoked", None)
    assert after.state == after.events.last().to_state


def test_a_name_corrected_after_a_list_lacked_its_entry_stays_corrected(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = applied(registrar, row("A-1"), whole_list=True)
    corrected = entry("A-2")
    corrected.legal_name = "Ñandú"
    amend(corrected, by=registrar)

    assert undone(batch).state == ImportState.UNDONE
    after = entry("A-2")
    assert (after.legal_name, after.search_text, after.missing_since) == ("Ñandú", "nandu alpha a 2 a2", None)


def test_a_mark_that_a_later_list_took_away_is_taken_back_after_that_list(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = applied(registrar, row("A-1"), whole_list=True)
    later = applied(registrar, row("A-2", legal_name="Alpha Beta A-2"))

    assert is_refused(batch, "1 record was changed after this import", "Alpha Beta A-2 (A-2)")
    undone(later)
    assert entry("A-2").missing_since is not None
    assert undone(batch).state == ImportState.UNDONE


def test_a_decision_on_an_entry_that_was_changed_is_named(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = applied(registrar, row("A-1", legal_name="Alpha Beta A-1"), row("A-2"))
    revoke("A-1", registrar)

    assert is_refused(batch, "Alpha Beta A-1 (A-1)")


def test_registers_on_which_entries_were_only_marked_are_locked_and_told(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = applied(registrar, row("A-1"), whole_list=True)
    undone(batch)

    after = Register.objects.get()
    assert (after.version, after.reread_from) == (3, 3)


def test_of_an_entry_only_what_the_import_changed_is_put_back(registrar):
    applied(registrar, row("A-1"))
    key = entry("A-1").name_key
    batch = applied(registrar, row("A-1", legal_name="Alpha Beta A-1"))
    Recruiter.objects.update(complaints=3)

    assert undone(batch).state == ImportState.UNDONE
    after = entry("A-1")
    assert (after.legal_name, after.name_key, after.complaints) == ("Alpha A-1", key, 3)


def test_an_import_from_before_the_log_kept_what_was_written_is_put_back_whole(registrar):
    applied(registrar, row("A-1"))
    before = dump("recruiters_recruiter")
    batch = applied(registrar, row("A-1", legal_name="Alpha Beta A-1", standing="revoked"))
    Change.objects.update(after=None)

    undone(batch)
    assert dump("recruiters_recruiter") == before


# Records that are edited without a line in the log


def test_an_authority_edited_since_is_named_and_a_letter_added_since_stays(administrator):
    first = applied(administrator, DOH, kind="authorities", scope="")
    batch = applied(administrator, {**DOH, "institution": "DMW"}, kind="authorities", scope="")
    Authority.objects.update(letter="letter.pdf")
    assert undone(batch).state == ImportState.UNDONE
    assert Authority.objects.values_list("institution", "letter").get() == ("DOH", "letter.pdf")

    assert is_refused(first, "DOH (PHL)")


def test_what_somebody_wrote_over_an_import_is_not_put_back(administrator):
    applied(administrator, DOH, kind="authorities", scope="")
    batch = applied(administrator, {**DOH, "institution": "DMW"}, kind="authorities", scope="")
    Authority.objects.update(institution="Ministry")

    assert is_refused(batch, "1 record was changed after this import", "Ministry (PHL)")


def test_what_no_longer_fits_what_came_since_is_not_put_back(administrator, philippines):
    applied(administrator, DOH, kind="authorities", scope="")
    batch = applied(administrator, {**DOH, "valid_to": "2020-01-01"}, kind="authorities", scope="")
    AuthorityFactory(member_state=philippines, institution="DMW", valid_from=date(2020, 1, 1))

    assert is_refused(batch, "The records from before this import no longer fit")


def test_a_contact_person_with_a_telephone_added_since_is_not_taken_out(administrator, philippines):
    AuthorityFactory(member_state=philippines)
    batch = applied(administrator, PERSON, kind="contacts", scope="")
    ContactPerson.objects.update(telephone="+63 2")

    assert is_refused(batch)
    assert ContactPerson.objects.get().telephone == "+63 2"


def test_a_register_with_another_keeper_since_is_named(administrator):
    cells = {**SEA, "code": "dmw", "name": "Changed"}
    batch = applied(administrator, cells, kind="registers", scope="")
    Register.objects.update(keeper="Ministry")

    assert is_refused(batch, "Changed (PHL)")


def test_the_versions_of_a_register_never_go_back(administrator, registrar):
    batch = applied(administrator, {**SEA, "code": "dmw"}, kind="registers", scope="")
    assert Register.objects.get().version == 1
    entries = applied(registrar, row("A-1"))
    undone(entries)
    undone(batch)

    after = Register.objects.get()
    assert (batch.state, after.name, after.version, after.reread_from) == (
        ImportState.UNDONE, "Register of recruiters", 4, 3,
    )  # fmt: skip


# What others entered about the records that it brought


def test_contact_persons_added_since_keep_their_authority_and_are_not_named(administrator):
    batch = applied(administrator, DOH, kind="authorities", scope="")
    ContactPerson.objects.create(authority=Authority.objects.get(), name="Ms Private")

    assert is_refused(batch, "1 record that this import added is now in use", "DOH (PHL)", "persons: 1")
    assert "Private" not in batch.failure


def test_a_register_that_has_recruiters_is_not_taken_out(administrator):
    batch = applied(administrator, SEA, kind="registers", scope="")
    RecruiterFactory.create_batch(2, register=Register.objects.get(code="sea"))

    assert is_refused(batch, "Sea (PHL) (recruiters: 2)")


def test_relations_entered_on_other_firms_are_kept(registrar, philippines):
    batch = applied(registrar, row("A-1"))
    other = RecruiterFactory(register=RegisterFactory(member_state=philippines, code="sea"))
    Relation.objects.create(recruiter=other, other=entry("A-1"), kind="same_firm")

    assert is_refused(batch, "Alpha A-1 (A-1) (related firms: 1)")


def test_a_concern_keeps_its_entry_and_nobody_learns_of_it(registrar, philippines):
    batch = applied(registrar, row("A-1"))
    about = {"member_state": philippines, "recruiter": entry("A-1"), "kind": ConcernKind.FEE}
    Concern.objects.create(**about, reference_hash="x", named="Alpha", language="en")

    assert is_refused(batch, "Alpha A-1 (A-1) (other records: 1)")
    assert "concern" not in batch.failure


def test_watchers_of_an_entry_that_goes_are_told_and_forgotten(
    registrar, settings, django_capture_on_commit_callbacks
):
    settings.SITE_ADDRESS = "https://tracker.example"
    batch = applied(registrar, row("A-1"), row("A-2"))
    Watch.objects.ask(entry("A-1"), "nurse@home.example", "en").confirm("authorised")
    Watch.objects.ask(entry("A-2"), "never@home.example", "en")
    with django_capture_on_commit_callbacks(execute=True):
        undone(batch)
    work_off()

    assert (batch.state, Watch.objects.count()) == (ImportState.UNDONE, 0)
    assert [message.to for message in mail.outbox] == [["nurse@home.example"]]
    assert "Alpha A-1\nLicence A-1" in mail.outbox[0].body
    assert "removed this entry on" in mail.outbox[0].body
    assert "https://tracker.example/recruiters/PHL/dmw/" in mail.outbox[0].body


def test_nobody_is_told_of_an_undoing_that_was_refused(registrar, django_capture_on_commit_callbacks):
    batch = applied(registrar, row("A-1"), row("A-2"))
    Watch.objects.ask(entry("A-1"), "nurse@home.example", "en").confirm("authorised")
    revoke("A-2", registrar)
    with django_capture_on_commit_callbacks(execute=True):
        undone(batch)

    assert (Watch.objects.count(), mail.outbox) == (1, [])


# How long it takes


@pytest.mark.parametrize("entries", [1, 30])
def test_undoing_takes_as_many_queries_for_many_entries_as_for_one(
    registrar, entries, django_assert_num_queries
):
    numbers = [f"A-{number}" for number in range(entries)]
    applied(registrar, *map(row, numbers))
    more = [row(f"B-{number}") for number in range(entries)]
    batch = applied(registrar, *(row(n, legal_name=f"Alpha Beta {n}") for n in numbers), *more)
    with django_assert_num_queries(20 if connection.vendor == "sqlite" else 22):
        undo_changes(batch)

    assert (Recruiter.objects.count(), LicenceEvent.objects.count()) == (entries, entries)
