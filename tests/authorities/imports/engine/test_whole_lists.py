"""A whole list: what it lacks is marked, once, and only where every row says which entry it is about."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from authorities.models import ImportState
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import text
from tests.authorities.imports.import_steps import applied, checked, file_of, received, row
from tests.authorities.jobs.worker_process import work_off
from tests.conftest import person
from tests.factories import RegisterFactory


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def three(register, registrar):
    return applied(registrar, row("A-1"), row("A-2"), row("A-3"))


def marked():
    return {r.licence_number for r in Recruiter.objects.filter(missing_since__isnull=False)}


def listed(batch, category):
    return [line["record"] for line in Findings(batch).page(category)[0]]


@pytest.mark.parametrize("cells", [{"licence_number": ""}, {"licence_number": "9" * 61}])
def test_a_row_that_names_no_entry_may_be_about_any_so_none_is_marked(registrar, three, client, cells):
    batch = checked(registrar, row("A-1"), {**row("A-2"), **cells}, whole_list=True)
    client.force_login(registrar)

    assert (batch.counts["missing"], batch.counts["unassigned"], listed(batch, "missing")) == (0, 1, [])
    assert "so nothing is marked as missing" in text(client.get(f"/imports/{batch.pk}/"))


def test_a_comma_too_many_marks_nothing(registrar, three):
    file = file_of([row("A-1", legal_name="Alpha Beta A-1"), row("A-2")])
    file = type(file)(file.name, file.read().replace(b"Alpha A-2", b"Alpha,A-2"))
    batch = actions.receive_file(file, kind="recruiters", scope="PHL/dmw", by=registrar, whole_list=True)
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    actions.request_apply(batch, by=registrar, good_rows_only=True)
    work_off()

    batch.refresh_from_db()
    assert (batch.state, batch.counts["wrong"], marked()) == (ImportState.APPLIED, 1, set())


def test_at_the_desk_of_one_register_a_number_is_enough_to_name_an_entry(registrar, three):
    rows = [row("A-1", iso3="PHL", register="dmw"), row("A-2", iso3="PHI", register="dmw")]
    batch = applied(registrar, *rows, whole_list=True, good_rows_only=True)

    assert (batch.counts["wrong"], marked()) == (1, {"A-3"})


def test_an_entry_that_is_back_is_shown_as_a_change(registrar, three):
    applied(registrar, row("A-1"), row("A-2"), whole_list=True)
    batch = checked(registrar, row("A-1"), row("A-2"), row("A-3"), whole_list=True)

    (line,) = Findings(batch).page("changed")[0]
    today = timezone.localdate().isoformat()
    assert (line["column"], line["before"], line["after"]) == ("missing_since", today, "")


def test_the_same_whole_list_again_has_nothing_to_apply(registrar, three):
    applied(registrar, row("A-1"), whole_list=True)
    batch = checked(registrar, row("A-1"), whole_list=True)

    assert (batch.counts["missing"], batch.counts["marked"]) == (0, 2)
    assert [[*line.values()] for line in Findings(batch).page("marked")[0]] == [
        ["Alpha A-2 (A-2)", timezone.localdate().isoformat()],
        ["Alpha A-3 (A-3)", timezone.localdate().isoformat()],
    ]
    with pytest.raises(ValidationError, match="There is nothing to apply"):
        actions.request_apply(batch, by=registrar)


def test_only_what_is_newly_missing_is_counted(registrar, three):
    applied(registrar, row("A-1"), row("A-2"), whole_list=True)
    batch = checked(registrar, row("A-1"), whole_list=True)

    assert (listed(batch, "missing"), listed(batch, "marked")) == (["Alpha A-2 (A-2)"], ["Alpha A-3 (A-3)"])


def test_a_registrar_of_a_register_that_is_not_there_is_told(philippines):
    nobody = person("Nora Nowhere", "registrar", member_state=philippines, register_code="nea")
    batch = received(nobody, row("A-1"), scope="PHL/nea", whole_list=True)
    actions.request_check(batch, by=nobody, mapping=batch.mapping)
    work_off()

    batch.refresh_from_db()
    assert (batch.state, batch.failure) == (
        ImportState.FAILED,
        "There is no register PHL/nea here. An administrator can add it, or correct your role.",
    )
