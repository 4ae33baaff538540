"""What columns are called: guessed in six languages, remembered, and offered in a template."""

import io

import openpyxl
import pytest

from authorities.columns import columns_of, guess, names_of, remember, remembered, template
from authorities.reading import open_sheet
from authorities.spreadsheets import AuthorityResource
from recruiters.spreadsheets import RecruiterResource, RegisterResource

RESOURCES = [AuthorityResource, RegisterResource, RecruiterResource]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("licence_number", "licence_number"),
        ("Licence no.", "licence_number"),
        ("LISENCE NUMBER", "licence_number"),
        ("Licence number (as printed)", "licence_number"),
        ("N° d’agrément / License number", "licence_number"),
        ("numéro de licence", "licence_number"),
        ("رقم الترخيص", "licence_number"),
        ("许可证号", "licence_number"),
        ("Номер лицензии", "licence_number"),
        ("Número de licencia", "licence_number"),
        ("Raison sociale", "legal_name"),
        ("Name of the agency", "legal_name"),
        ("Expiry date", "valid_until"),
        ("Fecha de vencimiento", "valid_until"),
        ("Статус", "standing"),
        ("البلد", "iso3"),
    ],
)
def test_a_header_is_known_by_what_people_call_it(header, column):
    assert guess([header], RecruiterResource) == {column: header}


def test_a_header_that_nobody_knows_is_left_out():
    assert guess(["Remarks", "7", "?"], RecruiterResource) == {}


def test_each_header_is_used_once_and_the_closest_wins():
    headers = ["Name", "legal_name", "Licence", "Licence number"]

    assert guess(headers, RecruiterResource) == {
        "legal_name": "legal_name",
        "licence_number": "Licence number",
    }


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_two_columns_are_called_the_same(resource):
    names = [name for column in columns_of(resource) for name in names_of(resource, column)]

    assert sorted(names) == sorted({*names})


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_column_has_names_in_more_languages_than_its_code(resource):
    assert [column for column in columns_of(resource) if len(names_of(resource, column)) < 12] == []


def test_what_was_chosen_is_remembered_for_the_same_headers_of_the_same_source(db):
    remember("recruiters", "PHL/dmw", ["a", "b"], {"legal_name": "a"})
    remember("recruiters", "PHL/dmw", ["a", "b"], {"legal_name": "b"})

    assert remembered("recruiters", "PHL/dmw", ["a", "b"]) == {"legal_name": "b"}
    assert remembered("recruiters", "PHL/dmw", ["b", "a"]) == {}
    assert remembered("recruiters", "IRL/wrc", ["a", "b"]) == {}


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_filled_template_is_read_with_every_column_known(resource):
    book = openpyxl.load_workbook(io.BytesIO(template(resource, "en")))
    book.active.append(["x"] * len(columns_of(resource)))
    stored = io.BytesIO()
    book.save(stored)
    sheet = open_sheet(stored, "template.xlsx")

    assert guess(sheet.headers, resource) == {column: column for column in columns_of(resource)}


def test_a_template_keeps_zeros_offers_choices_and_explains():
    book = openpyxl.load_workbook(io.BytesIO(template(RecruiterResource, "en")))
    data, meanings = book.worksheets
    lists = {validation.formula1 for validation in data.data_validations.dataValidation}

    assert data.column_dimensions["A"].number_format == "@"
    assert '"applied,authorised,suspended,revoked,withdrawn,refused"' in lists
    assert [row[0] for row in meanings.iter_rows(min_row=2, values_only=True)] == list(
        columns_of(RecruiterResource)
    )


@pytest.mark.parametrize(("language", "from_the_right"), [("en", False), ("ar", True)])
def test_a_template_is_written_in_the_direction_of_its_language(language, from_the_right):
    book = openpyxl.load_workbook(io.BytesIO(template(RegisterResource, language)))

    assert bool(book.active.sheet_view.rightToLeft) is from_the_right
