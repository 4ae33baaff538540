"""Authorities in bulk: all or nothing, idempotent, every problem named by row, column and value."""

import datetime

import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.models import Authority, ContactPerson
from authorities.resources import AuthorityResource
from authorities.spreadsheets.formats import FORMATS
from tests.factories import AuthorityFactory, MemberStateFactory

COLUMNS = ["iso3", "institution", "institution_type", "mailbox", "website", "valid_from", "valid_to"]
GOOD = ["PHL", "Department of Health", "health_ministry", "dna@health.example", "", "2012-01-01", ""]


@pytest.fixture
def states(db):
    return [MemberStateFactory(iso3=code) for code in ("PHL", "IDN", "NAM")]


def send(*rows, columns=COLUMNS, dry_run=False):
    return AuthorityResource().import_data(tablib.Dataset(*rows, headers=columns), dry_run=dry_run)


def changed(**cells):
    """The good row with other cells."""
    return [cells.get(column, value) for column, value in zip(COLUMNS, GOOD, strict=True)]


def problems(report):
    return [(problem.row, problem.column, problem.value, problem.sentence) for problem in report.problems]


def test_a_new_designation_is_saved(states):
    report = send(GOOD)

    assert (report.new, report.changed, report.unchanged, report.problems) == (1, 0, 0, [])
    assert Authority.objects.values_list("member_state", "institution", "valid_from", "valid_to").get() == (
        "PHL",
        "Department of Health",
        datetime.date(2012, 1, 1),
        None,
    )


def test_the_same_sheet_again_changes_nothing(states):
    send(GOOD, changed(iso3="IDN"))
    again = send(GOOD, changed(iso3="IDN"))

    assert (again.new, again.changed, again.unchanged) == (0, 0, 2)


def test_a_known_designation_is_changed_and_shows_what_was(states):
    send(GOOD)
    report = send(changed(institution="Ministry of Health", valid_to="2020-01-01"))

    assert report.changed == 1
    assert report.lines[0].changes == [
        ("institution", "Department of Health", "Ministry of Health"),
        ("last_day", "", "2019-12-31"),
    ]


def test_a_preview_saves_nothing(states):
    assert send(GOOD, dry_run=True).new == 1
    assert Authority.objects.count() == 0


def test_one_bad_row_refuses_the_sheet(states):
    report = send(changed(iso3="IDN"), changed(iso3="XYZ"))

    assert problems(report) == [(3, "iso3", "XYZ", "Unknown Member State code “XYZ”.")]
    assert Authority.objects.count() == 0


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"iso3": "XYZ"}, "iso3", "Unknown Member State code “XYZ”."),
        (
            {"iso3": "NA"},
            "iso3",
            "Unknown Member State code “NA”. The code has three letters: did you mean NAM?",
        ),
        ({"iso3": ""}, "iso3", "This cell must not be blank."),
        ({"iso3": None}, "iso3", "This cell must not be blank."),
        ({"iso3": "PH\x00L"}, "iso3", "The cell contains characters that cannot be printed."),
        ({"institution": " "}, "institution", "This cell must not be blank."),
        (
            {"institution": "x" * 251},
            "institution",
            "Ensure this value has at most 250 characters (it has 251).",
        ),
        ({"institution": "#REF!"}, "institution", "The cell contains an Excel error."),
        (
            {"institution": datetime.datetime(2012, 5, 1)},
            "institution",
            "Excel changed this into a date. Format the column as text and type the value again.",
        ),
        (
            {"institution_type": "ministry"},
            "institution_type",
            "“ministry” is not one of: Health ministry, Agency under the health ministry (health_agency), "
            "Labour ministry (labour), Ministry of foreign affairs (foreign_affairs), Other ministry, "
            "Regulator or council (regulator), Other institution (other).",
        ),
        ({"mailbox": "not an address"}, "mailbox", "Enter a valid email address."),
        (
            {"website": "javascript:alert(1)"},
            "website",
            "“javascript:alert(1)” is not a web address. Write the full address, for example "
            "https://www.care.example.",
        ),
        ({"valid_from": ""}, "valid_from", "This cell must not be blank."),
        ({"valid_from": "2013-02-30"}, "valid_from", "The date “2013-02-30” does not exist."),
        (
            {"valid_from": "03/04/2013"},
            "valid_from",
            "“03/04/2013” may be 2013-03-04 or 2013-04-03. Write year-month-day.",
        ),
        (
            {"valid_from": 41486},
            "valid_from",
            "“41486” is a day number of Excel; it may mean 2013-07-31. Write year-month-day.",
        ),
        ({"valid_to": "2011-01-01"}, "", "The end must be later than the start."),
    ],
)
def test_a_bad_cell_is_named(states, cells, column, sentence):
    report = send(changed(iso3="IDN"), changed(**cells))
    value = str(cells[column] or "") if column else ""

    assert problems(report) == [(3, column, value, sentence)]
    assert Authority.objects.count() == 0


@pytest.mark.parametrize(
    ("columns", "sentences"),
    [
        (COLUMNS[1:], ["The column “iso3” is missing."]),
        (
            ["iso3", "iso3", *COLUMNS[2:]],
            ["The column “iso3” appears twice.", "The column “institution” is missing."],
        ),
        (
            ["", *COLUMNS[1:]],
            ["Column number 1 has no name in the first row.", "The column “iso3” is missing."],
        ),
        (
            ["planet", *COLUMNS[1:]],
            [
                "Unknown column “planet”. Known columns: iso3, institution, institution_type, "
                "mailbox, website, valid_from, last_day, illustrative.",
                "The column “iso3” is missing.",
            ],
        ),
    ],
)
def test_columns_that_are_wrong_are_named(states, columns, sentences):
    report = send(GOOD[-len(columns) :], columns=columns)

    assert problems(report) == [(0, "", "", sentence) for sentence in sentences]


def test_names_codes_and_dates_are_read_as_people_write_them(states):
    row = changed(iso3=" phl ", institution_type="Health Ministry", valid_from=datetime.datetime(2012, 1, 1))
    report = send(row, columns=[column.upper().replace("_", " ") for column in COLUMNS])

    assert report.problems == []
    assert Authority.objects.values_list("member_state", "institution_type").get() == (
        "PHL",
        "health_ministry",
    )


def test_columns_left_out_stay_as_they_are(states):
    send(GOOD)
    report = send(["PHL", "2012-01-01", "Renamed", "labour"], columns=[
        "iso3", "valid_from", "institution", "institution_type"
    ])  # fmt: skip

    assert report.problems == []
    assert Authority.objects.values_list("institution", "mailbox").get() == ("Renamed", "dna@health.example")


def test_the_same_record_twice_in_a_sheet_is_refused_naming_both_rows(states):
    report = send(GOOD, changed(iso3="IDN"), changed(institution="Another"))

    assert problems(report) == [(4, "", "", "Rows 2 and 4 are about the same record. Keep one of them.")]


def test_a_second_designation_in_the_same_time_is_explained(states):
    send(GOOD)
    report = send(changed(institution="Labour", valid_from="2015-01-01"))

    assert problems(report) == [
        (
            2,
            "",
            "",
            "A state has one authority at a time, but “Department of Health” is in force from "
            "2012-01-01 until further notice. End that designation first; you can do this with a "
            "row of this sheet.",
        )
    ]


def test_two_rows_that_contradict_each_other_refuse_the_sheet(states):
    report = send(changed(institution="Later", valid_from="2015-01-01"), changed(iso3="IDN"), GOOD)

    assert problems(report) == [
        (
            2,
            "",
            "",
            "A state has one authority at a time, but “Department of Health” in row 4 of this "
            "sheet is in force from 2012-01-01 until further notice.",
        )
    ]
    assert Authority.objects.count() == 0


def test_a_sheet_may_end_one_designation_and_begin_the_next_in_any_order(states):
    send(GOOD)
    report = send(changed(institution="Next", valid_from="2015-01-01"), changed(valid_to="2015-01-01"))

    assert (report.new, report.changed, report.problems) == (1, 1, [])


@pytest.mark.parametrize("sheet_format", FORMATS)
def test_an_export_that_comes_back_changes_nothing(states, sheet_format):
    send(changed(institution="=cmd()"), changed(iso3="NAM", valid_to="2013-01-01"), changed(iso3="IDN"))
    written = sheet_format().export_data(AuthorityResource().export())
    report = AuthorityResource().import_data(sheet_format().create_dataset(written))

    assert (report.new, report.changed, report.unchanged, report.problems) == (0, 0, 3, [])


def test_an_export_holds_no_contact_person_and_no_letter(states):
    authority = AuthorityFactory(letter="authority/secret-letter.pdf")
    ContactPerson.objects.create(authority=authority, name="Ms Private", email="private@example.org")
    written = AuthorityResource().export().export("csv")

    assert [word for word in ("Private", "private@example.org", "secret-letter") if word in written] == []


def test_more_rows_are_not_more_questions_to_the_database(states):
    rows = [changed(iso3=code) for code in ("PHL", "IDN", "NAM")]
    send(*rows)

    assert selects(lambda: send(rows[0])) == selects(lambda: send(*rows)) == 3


def selects(deed):
    """Known authorities, all states, the lock on the states concerned."""
    with CaptureQueriesContext(connection) as queries:
        deed()
    return sum(query["sql"].startswith("SELECT") for query in queries)
