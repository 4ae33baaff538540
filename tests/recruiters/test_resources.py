"""Registers and recruiters in bulk."""

import datetime

import pytest
import tablib

from authorities.imports.coded_widgets import ChoiceCell
from authorities.spreadsheets.formats import FORMATS
from recruiters.models import LicenceState, Recruiter, Register
from recruiters.resources import RecruiterResource, RegisterResource
from tests.factories import MemberStateFactory, RegisterFactory, UserFactory

GOOD = {
    "iso3": "PHL",
    "register": "dmw",
    "licence_number": "00417",
    "legal_name": "Example Care Inc.",
    "trading_names": "Care; Kare",
    "address": "",
    "professions": "2221; Midwifery professionals",
    "source_states": "PHL",
    "destination_states": "NAM; irl",
    "valid_from": "2020-01-01",
    "valid_until": "2030-01-01",
    "standing": "authorised",
}


@pytest.fixture
def register(db):
    for code in ("NAM", "IRL"):
        MemberStateFactory(iso3=code)
    return RegisterFactory(code="dmw")


def send(*rows, resource=RecruiterResource):
    sheet = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))
    return resource().import_data(sheet, user=UserFactory())


def changed(**cells):
    return {**GOOD, **cells}


def problems(report):
    return [(problem.row, problem.column, problem.value, problem.sentence) for problem in report.problems]


def test_a_recruiter_is_saved_with_its_lists_as_codes(register):
    report = send(GOOD)
    saved = Recruiter.objects.get()

    assert report.problems == []
    assert (saved.register, saved.licence_number, saved.trading_names) == (register, "00417", "Care; Kare")
    assert (saved.professions, saved.source_states) == (["2221", "2222"], ["PHL"])
    assert saved.destination_states == ["NAM", "IRL"]
    assert saved.search_text == "example care inc kare 00417"


@pytest.mark.parametrize("sheet_format", FORMATS)
@pytest.mark.parametrize("name", ["=1+1", "'=1+1", "''@x", "'s-Heerenberg Care"])
def test_a_name_that_looks_like_a_formula_comes_back_as_it_was(register, sheet_format, name):
    send(changed(legal_name=name))
    written = sheet_format().export_data(RecruiterResource().export())
    report = RecruiterResource().import_data(sheet_format().create_dataset(written), user=UserFactory())

    assert (report.unchanged, report.changed, report.problems) == (1, 0, [])
    assert Recruiter.objects.get().legal_name == name


def test_numbers_as_excel_keeps_them_are_licence_numbers(register):
    send(changed(licence_number=417.0))

    assert Recruiter.objects.get().licence_number == "417"


def test_the_same_sheet_again_changes_nothing(register):
    send(GOOD, changed(licence_number="417"))
    again = send(GOOD, changed(licence_number="417"))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_the_same_number_on_another_register_is_another_recruiter(register):
    RegisterFactory(code="sea")
    report = send(GOOD, changed(register="sea"))

    assert report.new == 2


def test_a_change_of_standing_shows_before_and_after_and_from_when(register):
    send(GOOD)
    report = send(changed(standing="Revoked", standing_since="2024-05-05"))

    assert report.lines[0].changes == [
        ("standing", "authorised", "revoked"),
        ("standing_since", "2020-01-01", "2024-05-05"),
    ]


def test_a_day_that_is_not_taken_over_is_said(register):
    send(GOOD)
    report = send(changed(standing_since="2021-01-01"))

    assert [str(note) for note in report.notes] == [
        "Row 2, column standing_since, “2021-01-01”: The register has no such decision on this "
        "day: the licence has been “Authorised” since 2020-01-01. The day is not applied; enter "
        "the decision on the page of the entry."
    ]


@pytest.mark.parametrize(
    ("word", "standing"),
    [
        ("autorisé", "authorised"), ("Autorisée", "authorised"), ("autorizado", "authorised"),
        ("SUSPENDU", "suspended"), ("suspendido", "suspended"), ("приостановлен", "suspended"),
        ("معلقة", "suspended"), ("révoqué", "revoked"), ("retirado", "withdrawn"), ("Отозвано", "withdrawn"),
    ],
)  # fmt: skip
def test_a_standing_is_known_in_every_gender(word, standing):
    assert ChoiceCell(LicenceState).clean(word) == standing


@pytest.mark.parametrize("word", ["autorisation", "autor", "suspension", "o", ""])
def test_other_words_are_no_standing(word):
    with pytest.raises(ValueError, match="is not one of|must not be blank"):
        ChoiceCell(LicenceState, required=True).clean(word)


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"iso3": "XYZ"}, "iso3", "Unknown Member State code “XYZ”."),
        (
            {"register": "nea"},
            "register",
            "PHL has no register “nea” here. Add the register before its recruiters.",
        ),
        ({"register": ""}, "register", "This cell must not be blank."),
        ({"licence_number": ""}, "licence_number", "This cell must not be blank."),
        (
            {"licence_number": "9" * 61},
            "licence_number",
            "Ensure this value has at most 60 characters (it has 61).",
        ),
        (
            {"licence_number": datetime.date(2020, 5, 1)},
            "licence_number",
            "Excel changed this into a date. Format the column as text and type the value again.",
        ),
        (
            {"professions": "2221; nurse"},
            "professions",
            "“nurse” is not one of: Medical doctors (221), Nursing professionals (2221), Midwifery "
            "professionals (2222), Nursing and midwifery associate professionals (322), Dentists (2261), "
            "Pharmacists (2262), Physiotherapists (2264), Medical and pharmaceutical technicians (321), "
            "Personal care workers in health services (532).",
        ),
        (
            {"destination_states": "IRL; NA"},
            "destination_states",
            "Unknown Member State code “NA”. The code has three letters: did you mean NAM?",
        ),
        ({"standing": ""}, "standing", "This cell must not be blank."),
        (
            {"standing": "expired"},
            "standing",
            "“expired” is not one of: Applied for (applied), Authorised, Suspended, Revoked, Withdrawn, "
            "Refused.",
        ),
        (
            {"valid_until": "2019-01-01"},
            "valid_until",
            "The last day of the licence must not be before its first day.",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(register, cells, column, sentence):
    report = send(changed(licence_number="1"), changed(**cells))
    value = str(cells[column]) if column else ""

    assert [problem for problem in problems(report) if problem[1] == column] == [(3, column, value, sentence)]
    assert Recruiter.objects.count() == 0


def test_every_problem_of_a_row_is_named_at_once(register):
    report = send(changed(iso3="XYZ", legal_name="", valid_from="soon"))

    assert [problem.column for problem in report.problems] == ["iso3", "register", "legal_name", "valid_from"]


def test_two_rows_for_one_licence_are_refused(register):
    report = send(GOOD, changed(legal_name="Another"))

    sentence = "Rows 2, 3 are about the same record. Keep one of them."
    assert problems(report) == [(2, "", "", sentence), (3, "", "", sentence)]


@pytest.mark.parametrize("sheet_format", FORMATS)
def test_recruiters_that_were_exported_come_back_unchanged(register, sheet_format):
    send(GOOD, changed(licence_number="=1+1", legal_name="@evil", address="Line 1\nLine 2"))
    written = sheet_format().export_data(RecruiterResource().export())
    report = RecruiterResource().import_data(sheet_format().create_dataset(written))

    assert (report.new, report.changed, report.unchanged, report.problems) == (0, 0, 2, [])


def test_an_export_says_what_is_illustrative(register):
    send(GOOD)
    Register.objects.update(illustrative=True)

    assert RecruiterResource().export()["illustrative"] == ["yes"]
    assert RegisterResource().export()["illustrative"] == ["yes"]


REGISTER = {"iso3": "NAM", "code": "hrb", "name": "Register", "keeper": "Board", "valid_from": "2012-01-01"}


def test_a_register_is_saved_once(register):
    first, again = send(REGISTER, resource=RegisterResource), send(REGISTER, resource=RegisterResource)

    assert (first.new, again.new, again.unchanged) == (1, 0, 1)


def test_a_code_that_cannot_be_part_of_an_address_is_refused(register):
    report = send({**REGISTER, "code": "Hr B/1"}, resource=RegisterResource)

    assert problems(report) == [(2, "code", "Hr B/1", "Small letters, digits and hyphens only.")]


def test_cells_that_look_at_others_read_them_as_the_file_means_them():
    fields = RecruiterResource().fields

    assert fields["register"].widget.states is fields["iso3"].widget
    assert fields["standing"].widget.end is fields["valid_until"].widget
