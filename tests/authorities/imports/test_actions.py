"""The whole way of an import: received, checked, confirmed, applied by a worker, undone."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from authorities.models import Change, ImportState, Job
from recruiters.entries.history import entry_history
from recruiters.licences.decisions import decide
from recruiters.models import LicenceEvent, Recruiter, Register
from tests.authorities.imports.import_steps import applied, checked, confirmed, dump, received, row, undone
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

COUNTERS = ["version", "reread_from"]


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def entry(number):
    return Recruiter.objects.get(licence_number=number)


def listed(batch, category):
    return Findings(batch).page(category)[0]


def counts(batch):
    return {name: number for name, number in batch.counts.items() if name != "digest" and number}


# What a preview says is what happens


def test_a_list_comes_in_with_an_event_and_a_change_for_each_entry(registrar):
    batch = applied(registrar, row("A-1"), row("A-2", standing="suspended"))

    assert counts(batch) == {"new": 2}
    assert [r.state for r in Recruiter.objects.order_by("licence_key")] == ["authorised", "suspended"]
    moves = LicenceEvent.objects.order_by("recruiter", "pk").values_list("recruiter__licence_number", "move")
    assert list(moves) == [("A-1", "grant"), ("A-2", "grant"), ("A-2", "suspend")]
    assert Register.objects.get().version == 1


def test_a_preview_writes_nothing(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    before, changes = dump(), Change.objects.count()

    checked(
        registrar,
        row("A-1", legal_name="Alpha Beta A-1"),
        row("A-3"),
        row("A-4", valid_from="x"),
        whole_list=True,
    )

    assert (dump(), Change.objects.count()) == (before, changes)


def test_what_a_preview_lists_is_what_its_apply_does(registrar):
    applied(registrar, row("A-1"), row("A-2"), row("A-3"))
    batch = checked(
        registrar, row("A-1"), row("A-2", legal_name="Alpha Beta A-2"), row("A-4"), whole_list=True
    )

    assert counts(batch) == {"new": 1, "changed": 1, "unchanged": 1, "missing": 1}
    assert listed(batch, "changed") == [
        {
            "row": "3",
            "record": "Alpha Beta A-2 (A-2)",
            "column": "legal_name",
            "before": "Alpha A-2",
            "after": "Alpha Beta A-2",
        }
    ]
    assert [line["record"] for line in listed(batch, "new")] == ["Alpha A-4 (A-4)"]
    assert [line["record"] for line in listed(batch, "missing")] == ["Alpha A-3 (A-3)"]
    confirmed(batch)

    names = dict(Recruiter.objects.values_list("licence_number", "legal_name"))
    assert names == {"A-1": "Alpha A-1", "A-2": "Alpha Beta A-2", "A-3": "Alpha A-3", "A-4": "Alpha A-4"}
    assert set(LicenceEvent.objects.filter(batch=batch).values_list("recruiter__licence_number", "move")) == {
        ("A-2", "correct"),
        ("A-4", "grant"),
    }


def test_text_in_square_brackets_is_shown_as_it_is(registrar):
    applied(registrar, row("A-1", legal_name="[Care Ltd]"))
    batch = checked(registrar, row("A-1", legal_name="[Care, Ltd]", professions="322"))

    assert [(line["before"], line["after"]) for line in listed(batch, "changed")] == [
        ("[Care Ltd]", "[Care, Ltd]"), ("2221; 221", "322"),
    ]  # fmt: skip


def test_the_same_list_again_has_nothing_to_apply(registrar):
    applied(registrar, row("A-1"), row("A-2", standing="applied", valid_from="", valid_until=""))
    batch = checked(registrar, row("A-1"), row("A-2", standing="applied", valid_from="", valid_until=""))

    assert counts(batch) == {"unchanged": 2}
    with pytest.raises(ValidationError, match="There is nothing to apply"):
        actions.request_apply(batch, by=registrar)


def test_wrong_rows_hold_all_back_unless_the_good_ones_are_asked_for(registrar):
    batch = checked(registrar, row("A-1"), row("A-2", valid_from="soon"))
    with pytest.raises(ValidationError, match="Some rows have errors"):
        actions.request_apply(batch, by=registrar)
    confirmed(batch, good_rows_only=True)

    assert counts(batch) == {"new": 1, "wrong": 1}
    assert [r.licence_number for r in Recruiter.objects.all()] == ["A-1"]


def test_a_wrong_row_does_not_make_its_entry_missing(registrar):
    applied(registrar, row("A-1"), row("A-2"), row("A-3"), row("A-4"))
    rows = [row("A-1"), row(" a-2 ", valid_until="never"), row("A-3"), row("A-3", legal_name="Twice")]
    applied(registrar, *rows, whole_list=True, good_rows_only=True)

    missing = Recruiter.objects.filter(missing_since__isnull=False)
    assert [r.licence_number for r in missing] == ["A-4"]
    assert entry("A-2").legal_name == "Alpha A-2"


def test_what_a_whole_list_lacks_is_marked_never_deleted_and_comes_back(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    applied(registrar, row("A-1"), whole_list=True)
    assert entry("A-2").missing_since == timezone.localdate()
    assert entry("A-2").state == "authorised"

    back = applied(registrar, row("A-1"), row("A-2"), whole_list=True)
    assert counts(back) == {"changed": 1, "unchanged": 1}
    assert entry("A-2").missing_since is None


def test_columns_left_out_stay_as_they_are_and_the_search_text_stays_whole(registrar):
    applied(registrar, row("A-1", trading_names="Kare", address="Main Street"))
    applied(registrar, {"licence_number": "A-1", "legal_name": "Alpha Beta"})

    after = entry("A-1")
    assert (after.legal_name, after.trading_names, after.address) == ("Alpha Beta", "Kare", "Main Street")
    assert after.professions == ["2221", "221"]
    assert {"beta", "kare"} <= {*after.search_text.split()}


def test_a_new_entry_needs_a_first_day_even_where_the_list_has_none(registrar):
    applied(registrar, row("A-1"))
    batch = checked(
        registrar, *({"licence_number": n, "legal_name": f"Alpha Beta {n}"} for n in ("A-1", "A-2"))
    )

    assert counts(batch) == {"changed": 1, "wrong": 1}
    assert listed(batch, "wrong")[0]["sentence"].startswith("A licence needs a first day")


def test_the_end_of_a_suspension_goes_with_it(registrar):
    applied(registrar, row("A-1", standing="suspended", suspended_until="2027-01-01"))
    applied(registrar, row("A-1", standing="authorised"))

    assert (entry("A-1").state, entry("A-1").suspended_until) == ("authorised", None)
    assert entry("A-1").events.last().suspended_until is None


def test_the_mapping_of_a_source_is_remembered(registrar):
    rows = [{"Nr": "A-1", "Wer": "Alpha", "Ab": "2020-01-01"}]
    mapping = {"licence_number": "Nr", "legal_name": "Wer", "valid_from": "Ab"}
    actions.request_check(received(registrar, *rows), by=registrar, mapping=mapping)

    assert received(registrar, *rows).mapping == mapping


def test_rows_of_another_register_are_refused_one_by_one(registrar, philippines):
    RegisterFactory(member_state=philippines, code="sea")
    batch = checked(registrar, row("A-1", iso3="PHL", register="dmw"), row("A-2", iso3="PHL", register="sea"))

    assert counts(batch) == {"new": 1, "wrong": 1}
    assert listed(batch, "wrong")[0]["sentence"] == "This row is about a register other than PHL/dmw."


# Between the preview and the confirmation


def correct(number, **columns):
    Recruiter.objects.filter(licence_number=number).update(**columns)


def test_what_has_changed_since_the_preview_is_looked_at_again_and_not_overwritten(registrar):
    applied(registrar, row("A-1"), row("A-2"))
    batch = checked(registrar, row("A-1", legal_name="Alpha Beta A-1"), row("A-2"))
    correct("A-1", legal_name="Alpha Gamma A-1")
    confirmed(batch)

    assert (batch.state, entry("A-1").legal_name) == (ImportState.CHECKED, "Alpha Gamma A-1")
    assert listed(batch, "changed")[0]["before"] == "Alpha Gamma A-1"
    assert list(batch.events.order_by("pk").values_list("move", flat=True))[-2:] == ["look_again", "show"]
    confirmed(batch)
    assert (batch.state, entry("A-1").legal_name) == (ImportState.APPLIED, "Alpha Beta A-1")


def test_an_entry_that_came_meanwhile_gives_fresh_counts(registrar):
    batch = checked(registrar, row("A-1"), row("A-2"))
    applied(registrar, row("A-2"))
    confirmed(batch)

    assert batch.state == ImportState.CHECKED
    assert counts(batch) == {"new": 1, "unchanged": 1}


def test_two_imports_of_one_register_do_not_write_at_once(registrar):
    first, second = checked(registrar, row("A-1")), checked(registrar, row("A-2"))
    actions.request_apply(first, by=registrar)
    with pytest.raises(ValidationError, match="Another import is being applied"):
        actions.request_apply(second, by=registrar)
    second.refresh_from_db()
    assert second.state == ImportState.CHECKED

    work_off()
    assert confirmed(second).state == ImportState.APPLIED
    assert Recruiter.objects.count() == 2


def test_a_job_that_comes_twice_does_its_work_once(registrar):
    batch = applied(registrar, row("A-1"))
    before = dump()
    for job in Job.objects.all():
        job.task.enqueue(*job.args_kwargs["args"])
    work_off()

    batch.refresh_from_db()
    assert (batch.state, dump()) == (ImportState.APPLIED, before)


# Who, when, by which import


def test_every_entry_event_and_change_says_who_when_and_by_which_import(registrar):
    applied(registrar, row("A-1"), row("A-2"), row("A-3"))
    rows = [row("A-1", legal_name="Alpha Beta A-1"), row("A-2", standing="revoked"), row("A-4")]
    batch = applied(registrar, *rows, whole_list=True)

    changes, events = batch.changes.all(), LicenceEvent.objects.filter(batch=batch)
    assert {(c.by, c.batch) for c in changes} == {(e.by, e.batch) for e in events} == {(registrar, batch)}
    assert len({c.at for c in changes} | {e.at for e in events}) == 1
    assert sorted(c.kind for c in changes) == ["changed", "changed", "marked", "new"]
    assert {c.before["legal_name"] for c in changes if c.before} == {"Alpha A-1", "Alpha A-2", "Alpha A-3"}


# Undo


def full(number, **cells):
    more = {"destination_states": "IRL; PHL", "trading_names": f"Kare {number}; Kéré", "address": "1\n2"}
    return row(number, **{**more, **cells})


@pytest.fixture
def three(registrar, ireland):
    return applied(registrar, full("A-1"), full("A-2"), full("A-3"), good_rows_only=True)


def test_an_import_that_is_undone_leaves_every_column_as_it_was(registrar, three):
    before = dump(without=COUNTERS)
    rows = [
        full("A-1", legal_name="Ñandú Alpha A-1", professions="322"),
        full("A-2", standing="revoked"),
        full("A-9"),
    ]
    batch = applied(registrar, *rows, whole_list=True, good_rows_only=True)
    assert dump(without=COUNTERS) != before

    assert undone(batch).state == ImportState.UNDONE
    assert dump(without=COUNTERS) == before
    register = Register.objects.get()
    assert register.version == register.reread_from == 3


def test_the_good_rows_of_a_list_are_undone_too(registrar, three):
    before = dump(without=COUNTERS)
    batch = applied(registrar, full("A-1", sector="public"), full("A-5", valid_from="?"), good_rows_only=True)

    undone(batch)
    assert dump(without=COUNTERS) == before


def test_what_is_undone_can_be_sent_again(registrar, three):
    undone(three)
    assert not Recruiter.objects.exists()

    assert counts(applied(registrar, full("A-1"), good_rows_only=True))["new"] == 1


def test_what_somebody_decided_since_is_not_undone_but_named(registrar, three):
    today = timezone.localdate()
    decide(entry("A-2"), "revoke", by=registrar, effective_on=today, legal_ground="Section 1", decision="7")
    before = dump()
    undone(three)

    assert (three.state, dump()) == (ImportState.APPLIED, before)
    assert three.failure == (
        "1 record was changed after this import, so nothing was undone: Alpha A-2 (A-2)."
    )


def test_what_a_later_import_changed_is_undone_after_that_one(registrar, three):
    later = applied(registrar, row("A-1", legal_name="Alpha Beta A-1"))
    assert undone(three).state == ImportState.APPLIED
    undone(later)

    assert undone(three).state == ImportState.UNDONE


# The kinds that go row by row


@pytest.mark.parametrize(
    ("kind", "first", "second", "model"),
    [
        (
            "registers",
            {"iso3": "PHL", "code": "sea", "name": "Sea", "keeper": "Board", "valid_from": "2012-01-01"},
            {"iso3": "PHL", "code": "new", "name": "New", "keeper": "Board", "valid_from": "2012-01-01"},
            "recruiters_register",
        ),
        (
            "authorities",
            {"iso3": "PHL", "institution": "DOH", "institution_type": "health_ministry",
             "valid_from": "2012-01-01", "valid_to": "2015-01-01"},
            {"iso3": "PHL", "institution": "DMW", "institution_type": "health_ministry",
             "valid_from": "2015-01-01", "valid_to": ""},
            "authorities_authority",
        ),
    ],
)  # fmt: skip
def test_other_kinds_go_the_same_way_and_back(administrator, kind, first, second, model):
    applied(administrator, first, kind=kind, scope="")
    before = dump(model, without=COUNTERS)
    name = "name" if kind == "registers" else "institution"
    batch = applied(administrator, {**first, name: "Other"}, second, kind=kind, scope="")
    assert counts(batch) == {"new": 1, "changed": 1}
    assert {c.by for c in batch.changes.all()} == {administrator}

    undone(batch)
    assert (batch.state, dump(model, without=COUNTERS)) == (ImportState.UNDONE, before)


def test_a_register_changed_since_its_preview_is_looked_at_again(administrator):
    cells = {"iso3": "PHL", "code": "dmw", "name": "Changed", "keeper": "Board", "valid_from": "2015-01-01"}
    batch = checked(administrator, cells, kind="registers", scope="")
    Register.objects.update(name="Meanwhile")
    confirmed(batch)

    assert (batch.state, Register.objects.get().name) == (ImportState.CHECKED, "Meanwhile")


def test_an_administrator_sends_the_lists_of_several_registers_as_one(administrator, philippines):
    RegisterFactory(member_state=philippines, code="sea")
    rows = [row("A-1", iso3="PHL", register=code) for code in ("dmw", "sea")]
    batch = applied(administrator, *rows, scope="")

    assert counts(batch)["new"] == 2
    assert {r.register.code for r in Recruiter.objects.all()} == {"dmw", "sea"}


def test_the_timeline_of_an_entry_tells_that_an_import_was_there_and_was_undone(registrar):
    applied(registrar, row("A-1"))
    undone(applied(registrar, row("A-1", standing="suspended")))

    moment = entry_history(entry("A-1"))[0]
    assert (str(moment.word), moment.by, moment.undone) == ("Import undone", registrar, "The wrong file.")
