"""Reading a file of reference facts: every problem is named by file, line and column, nothing is guessed."""

import pytest

from authorities.models import MemberState, RegionMembership, SafeguardsListing
from authorities.reference_data.csv_tables import ReferenceColumn, ReferenceTable, UpdatePolicy, read_table

STATE = ReferenceColumn("iso3", fills="member_state", key=True)
LISTED = ReferenceTable(
    "listed.csv",
    SafeguardsListing,
    (STATE, ReferenceColumn("edition", key=True), ReferenceColumn("note", follows=UpdatePolicy.REMARK)),
)
REGIONS = ReferenceTable(
    "regions.csv",
    RegionMembership,
    (STATE, ReferenceColumn("region"), ReferenceColumn("valid_from", key=True), ReferenceColumn("valid_to")),
)
STATES = ReferenceTable(
    "states.csv",
    MemberState,
    (ReferenceColumn("iso3", key=True), ReferenceColumn("iso2"), ReferenceColumn("tile_column")),
)
KNOWN = {MemberState: {"PHL": "PHL", "NAM": "NAM"}}


@pytest.fixture
def read(tmp_path):
    """Reads a table of this content, text or bytes."""

    def read(table, content):
        (tmp_path / table.file).write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(table, tmp_path, KNOWN)

    return read


def test_each_row_becomes_values_with_the_number_of_its_line(read):
    reading = read(LISTED, "iso3,edition,note\nPHL,2020,\n\nNAM,2023,not stored\n")

    assert reading.problems == []
    assert [(row.line, row.values) for row in reading.rows] == [
        (2, {"member_state_id": "PHL", "edition": 2020}),
        (4, {"member_state_id": "NAM", "edition": 2023}),
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(read):
    reading = read(LISTED, b"\xef\xbb\xbfedition,iso3,note\r\n2020, PHL ,\r\n")

    assert [row.values for row in reading.rows] == [{"member_state_id": "PHL", "edition": 2020}]


def test_na_is_namibia_and_not_a_blank(read):
    assert read(STATES, "iso3,iso2,tile_column\nNAM,NA,\n").rows[0].values == {
        "iso3": "NAM",
        "iso2": "NA",
        "tile_column": None,
    }


def test_the_line_of_a_row_after_a_cell_of_several_lines_is_where_it_begins(read):
    reading = read(LISTED, 'iso3,edition,note\nPHL,2020,"two\nlines"\nXXX,2020,\n')

    assert reading.problems == ["listed.csv, line 4, column iso3: “XXX”: There is no such Member State."]


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        ("", ["listed.csv: The file is empty."]),
        ("\n\n", ["listed.csv: The file is empty."]),
        ("iso3,edition,note\n", ["listed.csv: The file has no rows."]),
        (
            "iso3,note\nPHL,\n",
            ["listed.csv, line 1, column edition: The column is missing."],
        ),
        (
            "iso3,edition,note,iso3,year\nPHL,2020,,PHL,2020\n",
            [
                "listed.csv, line 1, column iso3: The column appears twice.",
                "listed.csv, line 1, column year: Unknown column. Known columns: iso3, edition, note.",
            ],
        ),
        (
            "iso3,edition,note\nPHL,2020\nNAM,2020,a, b\n",
            [
                "listed.csv, line 2: The line has 2 cells where the header has 3.",
                "listed.csv, line 3: The line has 4 cells where the header has 3.",
            ],
        ),
        (
            "iso3,edition,note\nPHL,2020,Côte\n".encode("latin-1"),
            ["listed.csv, line 2: This is not UTF-8 text."],
        ),
        ("iso3,edition,note\n".encode("utf-16"), ["listed.csv, line 1: This is not UTF-8 text."]),
        (
            'iso3,edition,note\nPHL,2020,\nNAM,2020,"open\n',
            ["listed.csv, line 3: This is not well-formed CSV (unexpected end of data)."],
        ),
    ],
)
def test_a_file_that_makes_no_sense_as_a_whole_says_why(read, content, problems):
    reading = read(LISTED, content)

    assert (reading.problems, reading.rows, reading.identifiers) == (problems, [], None)


def test_a_missing_file_is_named(tmp_path):
    assert read_table(LISTED, tmp_path, KNOWN).problems == ["listed.csv: The file is missing."]


def test_a_folder_in_place_of_a_file_is_named(tmp_path):
    (tmp_path / "listed.csv").mkdir()

    assert read_table(LISTED, tmp_path, KNOWN).problems == ["listed.csv: It cannot be read (Is a directory)."]


@pytest.mark.parametrize(
    ("table", "row", "problem"),
    [
        (LISTED, "XXX,2020,", "column iso3: “XXX”: There is no such Member State."),
        (LISTED, "phl,2020,", "column iso3: “phl”: There is no such Member State."),
        (LISTED, ",2020,", "column iso3: The cell must not be blank."),
        (LISTED, "PHL,,", "column edition: The cell must not be blank."),
        (LISTED, "PHL,soon,", "column edition: “soon” value must be an integer."),
        (LISTED, "PHL,2020,a\0b", "column note: “a\0b”: The cell contains a null character."),
        (
            REGIONS,
            "PHL,EURO,,",
            "column region: “EURO”: It must be one of: AFR, AMR, SEAR, EUR, EMR, WPR.",
        ),
        (
            REGIONS,
            "PHL,EUR,27.5.2013,",
            "column valid_from: “27.5.2013” value has an invalid date format. "
            "It must be in YYYY-MM-DD format.",
        ),
        (
            REGIONS,
            "PHL,EUR,,2013-02-30",
            "column valid_to: “2013-02-30” value has the correct format (YYYY-MM-DD) "
            "but it is an invalid date.",
        ),
        (
            REGIONS,
            "PHL,EUR,2013-05-27,2013-05-27",
            "column valid_to: “2013-05-27”: the end must be later than the start.",
        ),
        (STATES, "PHLL,PH,1", "column iso3: “PHLL”: Ensure this value has at most 3 characters (it has 4)."),
    ],
)
def test_a_bad_cell_is_named_with_what_it_says(read, table, row, problem):
    header = ",".join(column.name for column in table.columns)

    assert read(table, f"{header}\n{row}\n").problems == [f"{table.file}, line 2, {problem}"]


def test_all_problems_are_named_at_once(read):
    reading = read(REGIONS, "iso3,region,valid_from,valid_to\nXXX,ASIA,never,\nPHL,WPR,,\nNAM,,,\n")

    assert reading.problems == [
        "regions.csv, line 2, column iso3: “XXX”: There is no such Member State.",
        "regions.csv, line 2, column region: “ASIA”: It must be one of: AFR, AMR, SEAR, EUR, EMR, WPR.",
        "regions.csv, line 2, column valid_from: “never” value has an invalid date format. "
        "It must be in YYYY-MM-DD format.",
        "regions.csv, line 4, column region: The cell must not be blank.",
    ]


def test_what_only_one_row_may_have_is_refused_to_the_second(read):
    reading = read(STATES, "iso3,iso2,tile_column\nPHL,PH,\nNAM,NA,\nPHL,NA,\n")

    assert reading.problems == [
        "states.csv, line 4, column iso3: “PHL” is already on line 2.",
        "states.csv, line 4, column iso2: “NA” is already on line 3.",
    ]


def test_a_key_of_two_columns_is_named_as_such(read):
    reading = read(LISTED, "iso3,edition,note\nPHL,2020,\nPHL,2020,again\n")

    assert reading.problems == ["listed.csv, line 3, column iso3 + edition: “PHL 2020” is already on line 2."]


def test_intervals_of_one_state_that_share_a_day_are_refused(read):
    reading = read(
        REGIONS,
        "iso3,region,valid_from,valid_to\n"
        "PHL,WPR,2013-05-27,\nPHL,SEAR,2011-01-01,2013-05-28\nNAM,AFR,,2013-05-27\nNAM,EUR,2013-05-27,\n",
    )

    assert reading.problems == [
        "regions.csv, line 2, column valid_from: PHL: the period overlaps with line 3."
    ]


def test_a_long_interval_is_compared_with_all_that_begin_within_it(read):
    reading = read(
        REGIONS,
        "iso3,region,valid_from,valid_to\n"
        "PHL,WPR,2011-01-01,\nPHL,EUR,2012-01-01,2012-02-01\nPHL,AFR,2014-01-01,2014-02-01\n",
    )

    assert reading.problems == [
        "regions.csv, line 3, column valid_from: PHL: the period overlaps with line 2.",
        "regions.csv, line 4, column valid_from: PHL: the period overlaps with line 2.",
    ]


def test_nothing_is_blamed_on_rows_that_refer_to_a_file_nobody_could_read(tmp_path):
    (tmp_path / "listed.csv").write_text("iso3,edition,note\nPHL,2020,\n")

    assert read_table(LISTED, tmp_path, {MemberState: None}).problems == []
