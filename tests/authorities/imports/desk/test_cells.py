"""Wrong cells on the page of an import: typed anew or left blank, and nothing typed is lost."""

import io
import re

import openpyxl
import pytest
from django.urls import reverse

from authorities.imports.desk.cells import CELLS_PER_PAGE, gather_cells
from authorities.models import CellCorrection, Import, ImportState
from authorities.stashed_post import KEY, sign_typist
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import GOOD, WRONG, text, told

TWO_WRONG = [WRONG, WRONG.replace("DMW-2", "DMW-3").replace("first", "third")]


def form_data(page):
    """The fields of the form of cells, as a browser would send them."""
    form = page.context["cells"]
    names = [*form.initial, *(name for name in form.fields if name.startswith("cell-"))]
    return {name: form[name].value() for name in names}


@pytest.fixture
def addresses():
    return lambda batch: (reverse("import", args=[batch.pk]), reverse("import_cells", args=[batch.pk]))


def test_cells_are_typed_anew_and_left_blank(desk, checked, worked, addresses, django_assert_max_num_queries):
    batch = checked(GOOD, *TWO_WRONG)
    page, cells = addresses(batch)
    with django_assert_max_num_queries(9):
        shown = desk.get(page)
    assert "New value for row 3, “Begins”" in text(shown)
    assert 'value="first of May"' in text(shown)
    data = form_data(shown) | {"cell-3-2": "2024-05-01", "blank-4-2": "on"}

    assert worked(desk.post, cells, data).url == page
    assert [*batch.corrections.values_list("row", "header", "before", "after")] == [
        (3, "Begins", "first of May", "2024-05-01"),
        (4, "Begins", "third of May", ""),
    ]
    again = text(desk.get(page))
    assert "2 cells were corrected on this page" in again
    assert "third of May" not in again
    assert "Cells corrected, sent for checking" not in again
    listed = text(desk.get(page, {"show": "corrected"}))
    assert "third of May" in listed
    assert 'name="back-4-2"' in listed

    hidden = form_data(desk.get(page, {"show": "corrected"}))
    worked(desk.post, cells, hidden | {"back-4-2": "on"})
    assert "third of May" in text(desk.get(page))
    assert batch.corrections.count() == 3


def test_what_nobody_changed_is_no_correction(desk, checked, addresses):
    batch = checked(GOOD, WRONG)
    page, cells = addresses(batch)
    answer = desk.post(cells, form_data(desk.get(page)))

    assert "not changed any cell" in told(answer)[0]
    assert Import.objects.get().state == ImportState.CHECKED


def test_of_two_people_both_win_but_for_the_same_cell(desk, checked, worked, addresses):
    batch = checked(GOOD, *TWO_WRONG)
    page, cells = addresses(batch)
    data = form_data(desk.get(page))
    worked(desk.post, cells, data | {"cell-3-2": "no day either"})

    refused = worked(desk.post, cells, data | {"cell-3-2": "2024-05-01", "cell-4-2": "2024-05-03"})
    assert refused.status_code == 409
    assert "Somebody has corrected this cell meanwhile." in text(refused)
    assert "no day either" in text(refused)
    latest = {c.row: c.after for c in CellCorrection.objects.all()}
    assert latest == {3: "no day either", 4: "2024-05-03"}

    assert worked(desk.post, cells, form_data(refused)).status_code == 302
    assert Import.objects.get().counts["wrong"] == 0


@pytest.mark.parametrize(
    ("state", "reading", "reason"),
    [
        (ImportState.APPLIED, {}, "The file is “Applied” now."),
        (ImportState.CHECKED, {"delimiter": ";"}, "read in another way"),
    ],
)
def test_what_comes_too_late_is_shown_with_the_reason(desk, checked, addresses, state, reading, reason):
    batch = checked(GOOD, WRONG)
    page, cells = addresses(batch)
    data = form_data(desk.get(page)) | {"cell-3-2": "2024-05-01"}
    Import.objects.update(state=state, reading={**batch.reading, **reading})
    refused = desk.post(cells, data)

    assert refused.status_code == 409
    assert reason in text(refused)
    assert "2024-05-01" in text(refused)
    assert not CellCorrection.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"cell-2-0": "DMW-9", "shown": "{}"},  # not wrong
        {"cell-3-99": "nowhere", "cell-x-y": "", "shown": "[1"},
        {"cell-3-2": "x" * 2000, "known": "-1"},
        {"known": "9" * 30},
    ],
)
def test_odd_forms_store_nothing(desk, checked, addresses, sent):
    batch = checked(GOOD, WRONG)
    page, cells = addresses(batch)

    assert desk.post(cells, form_data(desk.get(page)) | sent).status_code in (302, 409)
    assert not CellCorrection.objects.exists()


def test_after_signing_in_again_it_is_still_there(desk, checked, registrar, addresses):
    batch = checked(GOOD, WRONG)
    page, cells = addresses(batch)
    data = form_data(desk.get(page)) | {"cell-3-2": "2024-05-01", "typed_by": sign_typist(registrar)}
    desk.logout()
    assert desk.post(cells, data).status_code == 302
    assert KEY in desk.session
    kept = desk.session[KEY]
    desk.force_login(registrar)
    session = desk.session
    session[KEY] = kept
    session.save()

    again = desk.get(cells)
    assert again.status_code == 200
    assert "You were signed out" in text(again)
    assert re.search(r'name="cell-3-2" value="2024-05-01"', text(again))
    assert not CellCorrection.objects.exists()


def test_others_do_not_find_it(client, stranger, checked, addresses):
    _page, cells = addresses(checked(GOOD, WRONG))
    client.force_login(stranger)

    assert client.post(cells, {"cell-3-2": "2024-05-01"}).status_code == 404


def test_the_list_is_paged(desk, checked, monkeypatch, addresses):
    monkeypatch.setattr("authorities.imports.desk.cells.CELLS_PER_PAGE", 1)
    monkeypatch.setattr("authorities.imports.desk.pages.CELLS_PER_PAGE", 1)
    page, _cells = addresses(checked(GOOD, *TWO_WRONG))

    assert [*form_data(desk.get(page, {"page": 2}))][-1] == "cell-4-2"
    assert CELLS_PER_PAGE == 200


def test_a_cell_is_listed_once_and_a_whole_row_has_no_field():
    batch = Import(headers=["a", "b"], mapping={"name": "b"})
    long = "x" * 200
    problems = [(2, "b", "", "One."), (2, "", "", "Whole."), (2, "b", "", "Two."), (3, "a", "1", "Left out.")]
    cells = gather_cells(batch, [*problems, (4, "b", long, "Long."), (5, "b", "a\r\nb", "Lines.")])

    assert [(c.row, c.key, c.sentences) for c in cells[:3]] == [
        (2, "2-1", ("One.", "Two.")),
        (2, "", ("Whole.",)),
        (3, "", ("Left out.",)),
    ]
    assert [cell.prefilled for cell in cells[3:]] == ["", "a\nb"]


def test_the_commented_file_shows_what_is_read(desk, checked, worked, addresses):
    batch = checked(GOOD, *TWO_WRONG)
    page, cells = addresses(batch)
    data = form_data(desk.get(page)) | {"cell-3-2": "2024-05-01", "cell-4-2": "no day"}
    worked(desk.post, cells, data)
    copy = desk.get(reverse("import_annotated", args=[batch.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(copy.streaming_content))).active

    assert [sheet["C3"].value, sheet["C4"].value] == ["2024-05-01", "no day"]
    assert "The file says: first of May" in sheet["C3"].comment.text
    assert "The file says: third of May" in sheet["C4"].comment.text
    assert Recruiter.objects.count() == 0
