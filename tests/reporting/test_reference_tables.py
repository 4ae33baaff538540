"""Loading the reference facts: all of them or nothing, with every problem named."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.models import MemberState
from reporting.models import Indicator, Rewording
from reporting.reference_tables import TABLES
from tests.reporting.reference_files import (
    append_line,
    edit_file,
    reported_problems,
    run_load_reference,
    stored_records,
)

ROOT = Path(settings.FIXTURES_ROOT)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    return run_load_reference()


@pytest.fixture
def folder(tmp_path):
    """A copy of the files, to change."""
    return Path(shutil.copytree(ROOT / "reference", tmp_path / "reference"))


@pytest.fixture
def instruments(tmp_path):
    return Path(shutil.copytree(ROOT / "instruments", tmp_path / "instruments"))


def test_the_report_has_a_line_for_each_file(loaded):
    assert loaded[2:5] == [
        "member_states.csv: 194 rows read, 194 new, 0 changed, 0 unchanged",
        "who_membership.csv: 194 rows read, 194 new, 0 changed, 0 unchanged",
        "region_membership.csv: 196 rows read, 196 new, 0 changed, 0 unchanged",
    ]
    assert [line.partition(":")[0] for line in loaded] == [
        "nri-2012.md",
        "nri-2021.md",
        *(table.file for table in TABLES),
    ]


def test_a_second_run_changes_nothing(loaded):
    before = stored_records()

    report = run_load_reference()

    assert [line.partition("read, ")[2] for line in report[2:]] == [
        f"0 new, 0 changed, {table.model.objects.count()} unchanged" for table in TABLES
    ]
    assert stored_records() == before


def test_queries_do_not_grow_with_the_rows(loaded, folder):
    with CaptureQueriesContext(connection) as whole:
        run_load_reference()
    for path in folder.glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:3]), encoding="utf-8")
    with CaptureQueriesContext(connection) as little:
        run_load_reference(directory=folder)

    assert len(whole) == len(little)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "member_states.csv",
            "AFG,AF,004,",
            "AFG,af,4,",
            [
                "line 2, column iso2: “af”: It must be two capital letters, A to Z.",
                "line 2, column m49: “4”: It must be three digits.",
            ],
        ),
        (
            "who_membership.csv",
            "AFG,,",
            "AFG,1948-13-01,",
            [
                "line 2, column valid_from: “1948-13-01” value has the correct format (YYYY-MM-DD) "
                "but it is an invalid date.",
            ],
        ),
        (
            "region_membership.csv",
            "AFG,EMR,",
            "AFG,EAST,",
            ["line 2, column region: “EAST”: It must be one of: AFR, AMR, SEAR, EUR, EMR, WPR."],
        ),
        (
            "region_membership.csv",
            "SSD,AFR,2013-05-27",
            "SSD,AFR,2013-05-26",
            ["line 163, column valid_from: SSD: the period overlaps with line 162."],
        ),
        (
            "income_groups.csv",
            "AFG,2027,L,",
            "AFG,2027,middle,",
            ["line 2, column income_group: “middle”: It must be one of: L, LM, UM, H."],
        ),
        (
            "safeguards_list.csv",
            "AFG,2020,",
            "AGO,2020,",
            ["line 3, column iso3 + edition: “AGO 2020” is already on line 2."],
        ),
        (
            "articles.csv",
            ",sourced,",
            ",certain,",
            ["line 2, column basis: “certain”: It must be one of: sourced, recollection."],
        ),
        (
            "rounds.csv",
            ",2018-08-15,",
            ",2018-02-30,",
            [
                "line 4, column due: Write a date as 2013, 2013-07 or 2013-07-31, as precisely as "
                "it is known; “2018-02-30” is not a date."
            ],
        ),
        (
            "rounds.csv",
            "nri-2012/2",
            "nri-2012/3",
            ["line 2, column instrument: “nri-2012/3”: There is no such instrument."],
        ),
        ("published_figures.csv", "\n1,", "\n9,", ["line 2, column round: “9”: There is no such round."]),
        (
            "published_figures.csv",
            ",84,",
            ",NaN,",
            ["line 2, column value: “NaN” value must be a decimal number."],
        ),
        (
            "indicators.csv",
            "key,name",
            "key;name",
            [
                "line 1, column key: The column is missing.",
                "line 1, column name: The column is missing.",
                "line 1, column key;name: Unknown column. Known columns: key, name, definition, article, "
                "name::fr, name::es, name::ar, name::ru, name::zh, definition::fr, definition::es, "
                "definition::ar, definition::ru, definition::zh.",
            ],
        ),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(folder, file, old, new, told):
    edit_file(folder / file, (old, new))

    assert reported_problems(directory=folder) == [f"{file}, {line}" for line in told]
    assert not any(stored_records().values())


def test_problems_of_all_files_are_named_at_once(folder, instruments):
    edit_file(folder / "who_membership.csv", ("AFG,,", "XYZ,,"))
    (folder / "articles.csv").write_bytes(b"")
    (folder / "rounds.csv").unlink()
    (instruments / "empty.md").write_text("")

    told = reported_problems(directory=folder, instruments=instruments)

    assert told[-3:] == [
        "who_membership.csv, line 2, column iso3: “XYZ”: There is no such Member State.",
        "articles.csv: The file is empty.",
        "rounds.csv: The file is missing.",
    ]
    assert {line.partition(":")[0] for line in told[:-3]} == {"empty.md"}


def test_a_folder_that_is_not_there_lacks_every_file(tmp_path):
    assert reported_problems(directory=tmp_path / "nowhere") == [
        f"{table.file}: The file is missing." for table in TABLES
    ]


def test_an_error_leaves_what_was_loaded_before(loaded, folder):
    before = stored_records()
    edit_file(folder / "member_states.csv", ("Afghanistan", "Another name"))
    edit_file(folder / "published_figures.csv", (",84,", ",many,"))

    assert reported_problems(directory=folder) == [
        "published_figures.csv, line 2, column value: “many” value must be a decimal number."
    ]
    assert stored_records() == before


def test_a_row_that_needs_what_one_added_here_has_is_named(loaded, folder):
    MemberState.objects.create(iso3="XKX", iso2="XK", m49="999", name_en="Kosovo", tile_column=40, tile_row=1)
    append_line(folder / "member_states.csv", "XAA,XK,998,A,A,A,A,A,A,UTC,40,1,")

    assert reported_problems(directory=folder) == [
        "member_states.csv, line 196, column iso2: Kosovo, which is only in the database, already has it.",
        "member_states.csv, line 196, column tile_column + tile_row: Kosovo, which is only in the "
        "database, already has it.",
    ]


def test_an_instrument_in_use_is_not_changed_under_its_round(loaded, instruments):
    edit_file(instruments / "nri-2012.md", ("| text | q0_4 |", "| date | q0_4 |"))
    before = stored_records()

    assert reported_problems(instruments=instruments) == [
        "nri-2012.md: National Reporting Instrument, round 1 (2012-2013), paraphrased reconstruction (2) "
        "is in use by a round that has opened. Give the changed form a new version."
    ]
    assert stored_records() == before


def test_the_wording_of_an_instrument_in_use_is_mended_and_logged(loaded, instruments):
    edit_file(
        instruments / "nri-2012.md",
        ("Full name of the institution", "Name of the institution"),
        ("Nom complet de l’institution", "Nom de l’institution"),
    )
    run_load_reference(instruments=instruments)
    mended = Rewording.objects.get()

    assert (mended.instrument.form_id, mended.by, mended.numbers) == ("nri-2012", None, ["0.2"])
    assert mended.texts == [
        {
            "place": ["0", "q0_2", "text"],
            "language": language,
            "before": before,
            "after": after,
        }
        for language, before, after in (
            ("en", "Full name of the institution", "Name of the institution"),
            ("fr", "Nom complet de l’institution", "Nom de l’institution"),
        )
    ]
    assert mended.instrument.questions["q0_2"]["text"] == "Name of the institution"
    assert mended.instrument.frozen_on(date(2026, 11, 30))


def test_an_instrument_may_name_only_indicators_that_are_defined(folder):
    lines = (folder / "indicators.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    rest = [line for line in lines if not line.startswith("outflow_statistics")]
    (folder / "indicators.csv").write_text("".join(rest), encoding="utf-8")

    assert reported_problems(directory=folder) == [
        "nri-2021.md: q13: there is no indicator “outflow_statistics”."
    ]
    assert not Indicator.objects.exists()
