"""What columns are called: guessed in six languages, and offered in a template."""

import io

import openpyxl
import pytest

from authorities.imports.columns import (
    column_headings,
    end_cells,
    guess_mapping,
    importable_columns,
    names_days_after,
    normalised_names,
    says_last_day,
)
from authorities.imports.desk.template_workbook import build_template_workbook
from authorities.imports.registry import IMPORT_KINDS
from authorities.languages import LANGUAGE_CODES
from authorities.resources import AuthorityResource
from authorities.spreadsheets.reader import open_sheet
from recruiters.resources import RecruiterResource, RegisterResource

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
    assert guess_mapping([header], RecruiterResource) == {column: header}


def test_a_header_that_nobody_knows_is_left_out():
    assert guess_mapping(["Remarks", "7", "?"], RecruiterResource) == {}


def test_each_header_is_used_once_and_the_closest_wins():
    headers = ["Name", "legal_name", "Licence", "Licence number"]

    assert guess_mapping(headers, RecruiterResource) == {
        "legal_name": "legal_name",
        "licence_number": "Licence number",
    }


@pytest.mark.parametrize("resource", RESOURCES)
def test_no_two_columns_are_called_the_same(resource):
    names = [name for column in importable_columns(resource) for name in normalised_names(resource, column)]

    assert sorted(names) == sorted({*names})


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_column_has_names_in_more_languages_than_its_code(resource):
    assert [
        column for column in importable_columns(resource) if len(normalised_names(resource, column)) < 12
    ] == []


KINDS_AND_LANGUAGES = [
    (kind, language) for kind in IMPORT_KINDS.values() for language in LANGUAGE_CODES.values()
]


def filled_template(resource, language):
    book = openpyxl.load_workbook(io.BytesIO(build_template_workbook(resource, language)))
    book.active.append(["x"] * len(importable_columns(resource)))
    stored = io.BytesIO()
    book.save(stored)
    return open_sheet(stored, "template.xlsx")


@pytest.mark.parametrize(("kind", "language"), KINDS_AND_LANGUAGES)
def test_a_filled_template_in_any_language_is_read_with_every_column_known(kind, language):
    headers = filled_template(kind.resource, language).headers

    assert guess_mapping(headers, kind.resource) == dict(
        zip(importable_columns(kind.resource), headers, strict=True)
    )
    assert not names_days_after(headers, kind.resource)
    assert all(
        says_last_day(kind.resource, column, heading)
        for column, heading in zip(importable_columns(kind.resource), headers, strict=True)
        if column in end_cells(kind.resource)
    )


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Licence number"), ("fr", "Numéro de licence"), ("zh-hans", "许可证号")]
)
def test_a_template_names_its_columns_in_the_language_of_the_page(language, heading):
    assert filled_template(RecruiterResource, language).headers[2] == heading


@pytest.mark.parametrize(
    ("headers", "day_after"),
    [
        (["iso3", "register", "licence_number", "valid_until"], True),
        (["iso3", "register", "licence_number", "legal_name", "valid_until", "Remarks"], True),
        (["valid_until", "legal_name", "iso3", "illustrative", "register"], True),
        (["licence_number", "legal_name", "valid_until", "complaints", "missing_since"], True),
        (["licence_number", "legal_name", "valid_until", "last_day"], True),
        (["licence_number", "legal_name", "valid_until", "Remarks"], False),
        (["iso3", "register", "licence_number", "legal_name", "Valid until"], False),
        (["iso3", "register", "licence_number", "legal_name", "last_day"], False),
        (["licence_number", "legal_name", "complaints", "missing_since"], False),
        (["Licence number", "Company name", "Expiry date"], False),
        (["valid_until"], False),
    ],
)
def test_our_code_of_an_end_in_a_file_of_ours_means_the_day_after(headers, day_after):
    assert names_days_after(headers, RecruiterResource) == day_after


def test_the_last_day_goes_before_the_day_after_and_what_is_not_read_before_nothing():
    headers = ["former_numbers", "status", "as_of", "valid_until", "last_day", "Last day of the suspension"]
    found = {"valid_until": "last_day", "suspended_until": "Last day of the suspension"}

    assert guess_mapping(headers, RecruiterResource) == found
    assert guess_mapping(["Status", "valid_until"], RecruiterResource) == {
        "valid_until": "valid_until",
        "standing": "Status",
    }


def test_a_template_keeps_zeros_offers_choices_and_explains():
    book = openpyxl.load_workbook(io.BytesIO(build_template_workbook(RecruiterResource, "en")))
    data, meanings = book.worksheets
    lists = {validation.formula1 for validation in data.data_validations.dataValidation}

    assert data.column_dimensions["A"].number_format == "@"
    assert '"applied,authorised,suspended,revoked,withdrawn,refused"' in lists
    explained = [row[:2] for row in meanings.iter_rows(min_row=2, values_only=True)]
    assert explained == [(name, code) for code, name in column_headings(RecruiterResource, "en").items()]


@pytest.mark.parametrize(("language", "from_the_right"), [("en", False), ("ar", True)])
def test_a_template_is_written_in_the_direction_of_its_language(language, from_the_right):
    book = openpyxl.load_workbook(io.BytesIO(build_template_workbook(RegisterResource, language)))

    assert bool(book.active.sheet_view.rightToLeft) is from_the_right
