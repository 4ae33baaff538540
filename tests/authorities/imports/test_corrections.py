"""Cells that are typed anew on the page of an import: stored beside the file, read instead of its own."""

import io
from datetime import datetime

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from authorities.imports import actions, corrections
from authorities.imports.corrections import CorrectedRows, TypedCell
from authorities.imports.preview_file import Findings
from authorities.imports.stored_file import sha256_of
from authorities.models import Authority, CellCorrection, ContactPerson, ImportState
from recruiters.models import Recruiter, Register
from tests.authorities.imports import import_steps as steps
from tests.authorities.jobs.worker_process import work_off
from tests.factories import AuthorityFactory, RegisterFactory


class Rows:
    headers, expected_rows, misfits, notes = ("a", "b"), 3, [], ["noted"]

    def chunks(self, size):
        yield [2, 3], [["x", None], ["y", "z"]]
        yield [4], [["w", "v"]]


def test_only_corrected_rows_are_touched(administrator):
    cells = [(2, "b", "", "new"), (4, "a", "w", ""), (9, "b", "gone", "1"), (2, "unknown", "", "1")]
    source = CorrectedRows(
        Rows(),
        [CellCorrection(row=r, header=h, before=b, after=a, by=administrator) for r, h, b, a in cells],
    )

    assert list(source.chunks(10)) == [([2, 3], [["x", "new"], ["y", "z"]]), ([4], [["", "v"]])]
    assert [row[:4] for row in source.corrected()] == cells[:3]
    assert (source.expected_rows, source.misfits, source.notes) == (3, [], ["noted"])


def correct(batch, *cells, by=None, known=0):
    actions.correct_cells(batch, [TypedCell(*cell) for cell in cells], by=by or batch.by, known=known)
    work_off()
    batch.refresh_from_db()


def found(batch, category):
    return [tuple(row.values()) for row in Findings(batch).page(category)[0]]


def test_a_corrected_file_goes_in_is_recorded_and_undone(registrar, philippines):
    RegisterFactory(member_state=philippines)
    rows = [steps.row("1", valid_until="soon"), steps.row("2", legal_name="")]
    batch = steps.checked(registrar, *rows)
    assert batch.counts["wrong"] == 2

    correct(batch, (2, "valid_until", "soon", "2031-12-31"), (3, "legal_name", "", "Beta Care"))
    assert (batch.state, batch.counts["wrong"], batch.counts["new"]) == (ImportState.CHECKED, 0, 2)
    with batch.file.open("rb") as file:
        assert sha256_of(file) == batch.sha256
    assert [row[:5] for row in found(batch, "corrected")] == [
        ("2", "valid_until", "soon", "2031-12-31", str(registrar)),
        ("3", "legal_name", "", "Beta Care", str(registrar)),
    ]

    steps.confirmed(batch)
    assert batch.state == ImportState.APPLIED
    assert sorted(Recruiter.objects.values_list("legal_name", flat=True)) == ["Alpha 1", "Beta Care"]
    with pytest.raises(ValidationError):
        correct(batch, (2, "legal_name", "Alpha 1", "Gamma"))
    steps.undone(batch)
    assert not Recruiter.objects.exists()
    assert batch.corrections.count() == 2


def test_a_correction_is_taken_back_or_replaced_and_counts_for_this_way_of_reading_only(
    registrar, philippines
):
    RegisterFactory(member_state=philippines)
    batch = steps.checked(registrar, steps.row("1", valid_until="soon"))
    correct(batch, (2, "valid_until", "soon", "later"))
    assert found(batch, "wrong")[0][2] == "later"
    first = batch.corrections.get()
    with pytest.raises(ValidationError, match="meanwhile"):
        correct(batch, (2, "valid_until", "soon", "2031-12-31"))
    batch.refresh_from_db()
    assert batch.state == ImportState.NOTHING

    correct(batch, (2, "valid_until", "later", "2031-12-31"), known=first.pk)
    assert batch.counts["wrong"] == 0
    correct(batch, (2, "valid_until", "2031-12-31", None), known=batch.corrections.last().pk)
    assert (batch.counts["wrong"], batch.counts["corrected"]) == (1, 0)

    correct(batch, (2, "valid_until", "soon", "2031-12-31"), known=batch.corrections.last().pk)
    batch.reading["delimiter"] = ";"
    assert corrections.corrections_in_force(batch) == {}


def test_there_is_a_limit(registrar, philippines, monkeypatch):
    monkeypatch.setattr(corrections, "MOST_CORRECTIONS", 1)
    RegisterFactory(member_state=philippines)
    batch = steps.checked(registrar, steps.row("1", valid_until="soon"), steps.row("2", valid_until="later"))

    with pytest.raises(ValidationError, match="At most 1 cells"):
        correct(batch, (2, "valid_until", "soon", "2031-12-31"), (3, "valid_until", "later", "2031-12-31"))
    assert not batch.corrections.exists()


AUTHORITY = {
    "iso3": "PHL",
    "institution": "Ministry",
    "institution_type": "health_ministry",
    "valid_from": "2020-01-01",
}
REGISTER = {"iso3": "PHL", "code": "new", "name": "Register", "keeper": "Keeper"}


@pytest.mark.parametrize(
    ("kind", "row", "cell", "model"),
    [
        ("authorities", {**AUTHORITY, "valid_from": "first of May"}, ("valid_from", "2020-05-01"), Authority),
        (
            "contacts",
            {"iso3": "PHL", "person": "Ms Private", "email": "nobody"},
            ("email", ""),
            ContactPerson,
        ),
        ("registers", {**REGISTER, "keeper": ""}, ("keeper", "Department"), Register),
    ],
)
def test_lists_that_go_row_by_row_are_corrected_too(administrator, philippines, kind, row, cell, model):
    if kind == "contacts":
        AuthorityFactory(member_state=philippines)
    before = model.objects.count()
    batch = steps.checked(administrator, row, kind=kind, scope="")
    assert batch.counts["wrong"] == 1

    column, value = cell
    correct(batch, (2, column, row[column], value))
    steps.confirmed(batch)
    assert (batch.state, model.objects.count()) == (ImportState.APPLIED, before + 1)


def test_cells_of_a_workbook_are_corrected_without_reading_it_again_to_apply(registrar, philippines):
    RegisterFactory(member_state=philippines)
    book = openpyxl.Workbook()
    for cells in (["List of 2026"], [], [*steps.ROW], [*steps.row("1").values()], [*steps.row("2").values()]):
        book.active.append(cells)
    end = [*steps.ROW].index("valid_until") + 1
    book.active.cell(4, end).value = "#N/A"
    book.active.cell(5, end).value = datetime(1850, 1, 1)
    content = io.BytesIO()
    book.save(content)
    upload = SimpleUploadedFile("list.xlsx", content.getvalue())
    batch = actions.receive_file(upload, kind="recruiters", scope="PHL/dmw", by=registrar)
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    assert batch.counts["wrong"] == 2

    values = {row: value for row, _column, value, _sentence in Findings(batch).problems()}
    cells = [(row, "valid_until", value, "2031-12-31") for row, value in values.items()]
    assert [*values] == [4, 5]
    correct(batch, *cells)
    assert [row[2] for row in found(batch, "corrected")][0] == "#N/A"
    steps.confirmed(batch)
    assert batch.state == ImportState.APPLIED, batch.failure
    assert {str(day) for day in Recruiter.objects.values_list("valid_until", flat=True)} == {"2031-12-31"}
