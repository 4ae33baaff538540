"""A table of a country's own sheet, whatever its language, its order and its numbers look like."""

import io

import pytest
import xlsxwriter
from django.utils import translation

from authorities.spreadsheets.reader import read_grid
from reporting.filing.sheets.decimal_marks import find_decimal_mark
from reporting.filing.sheets.table_reading import read_table_rows
from reporting.filing.sheets.writing_sheets import read_confirmed, write_confirmed, write_template
from reporting.instruments.texts import localise
from tests.factories import column, option, question

SCOPES = [
    option("public", label={"en": "Public sector", "fr": "Secteur public"}),
    option("both", label={"en": "Both", "fr": "Les deux"}),
]
STOCK = localise(
    question(
        "q14",
        "table",
        columns=[
            column("total", "integer", label={"en": "Total", "fr": "Total", "ru": "Всего"}),
            column("share", "decimal", label={"en": "Share of women", "fr": "Part des femmes"}),
            column("scope", "single", label={"en": "Coverage", "fr": "Champ"}, options=SCOPES),
            column("source", "text", label={"en": "Source", "fr": "Source"}),
            column("file", "file", label={"en": "File", "fr": "Fichier"}),
        ],
        rows=[
            {"value": "doctors", "label": {"en": "Medical doctors", "fr": "Médecins", "ar": "الأطباء"}},
            {"value": "nurses", "label": {"en": "Nurses", "fr": "Infirmiers", "ar": "الممرضون"}},
        ],
    ),
    "en",
    "en",
)
HELP = localise(
    question(
        "q7",
        "group",
        columns=[column("kind", "text"), column("amount", "integer"), column("from", "date")],
        min_rows=0,
        max_rows=3,
    ),
    "en",
    "en",
)


def read(text, question=STOCK, **details):
    grid, delimiter = read_grid(io.BytesIO(text.encode()), "pasted.csv", most_rows=100)
    return read_table_rows(question, grid, delimiter=delimiter, **details)


def workbook(*rows):
    stored = io.BytesIO()
    with xlsxwriter.Workbook(stored) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    stored.seek(0)
    return stored


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cadre\tTotal\nNurses\t120\n", {"nurses": {"total": 120}}),
        ("\tTotal\nNurses\t120\nMedical doctors\t7\n", {"nurses": {"total": 120}, "doctors": {"total": 7}}),
        ("Profession;Total;Champ\nMédecins;7;les deux\n", {"doctors": {"total": 7, "scope": "both"}}),
        ("المهنة\tВсего\nالممرضون\t٣٥\n", {"nurses": {"total": 35}}),
        ("#\ttotal\tscope\nnurses\t5\tpublic\n", {"nurses": {"total": 5, "scope": "public"}}),
        (
            "Stock 2024\n\nCadre\tSource\tTotal\nNurses\tCouncil\t3\n",
            {"nurses": {"source": "Council", "total": 3}},
        ),
        ("Cadre\tNurses\tMedical doctors\nTotal\t3\t4\n", {"nurses": {"total": 3}, "doctors": {"total": 4}}),
        ("Cadre\tTotal\nNurses\t-\nMedical doctors\t2\nTotal\t2\n", {"doctors": {"total": 2}}),
        ("Cadre;Total;Part des femmes\nNurses;12.000;1,5\n", {"nurses": {"total": 12000, "share": "1.5"}}),
        (
            "Cadre\tTotal\tShare of women\nNurses\t12.000\t61,25\n",
            {"nurses": {"total": 12000, "share": "61.25"}},
        ),
        (
            "Cadre\tTotal\tShare of women\nNurses\t12,000\t61.25\n",
            {"nurses": {"total": 12000, "share": "61.25"}},
        ),
        (
            "Cadre\tTotal\nNurses\t12 345\nMedical doctors\t1'234\n",
            {"nurses": {"total": 12345}, "doctors": {"total": 1234}},
        ),
    ],
)
def test_what_is_recognised(text, expected):
    reading = read(text)

    assert (reading.rows, reading.problems) == (expected, [])


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("Cadre\tTotal\nNurses\tmany\n", "B2", "Enter a whole number, for example 12345."),
        ("Cadre\tTotal\nNurses\t12.000\n", "B2", "Do you mean 12 or 12,000? Write 12 or 12000."),
        ("Cadre\tCoverage\nNurses\tHalf\n", "B2", "“Half” is not one of: Public sector (public), Both."),
        (
            "Cadre\tTotal\nDentists\t3\nNurses\t4\n",
            "A2",
            "The table has no row “Dentists”, so it was left out.",
        ),
        ("Cadre\tTotal\nNurses\t3\nNurses\t4\n", "A3", "This row stands in the sheet twice."),
        ("Cadre\tTotal\n\t3\nNurses\t4\n", "A2", "This row has no name, so it was left out."),
        (
            *("Cadre\tHeads\nNurses\t3\n", "A1"),
            "No column of this table was found. Write their names above the cells, such as “Total”, "
            "“Share of women”, “Coverage”, “Source”.",
        ),
        (
            *("Cadre\tTotal\nDentists\t3\n", "A1"),
            "No row of this table was found. Write their names before the cells, such as "
            "“Medical doctors”, “Nurses”.",
        ),
    ],
)
def test_every_problem_is_named_by_its_cell(text, place, words):
    [problem] = read(text).problems

    assert (problem.cell, problem.sentence) == (place, words)


def test_a_problem_of_a_turned_table_is_named_where_it_stands():
    [problem] = read("Cadre\tNurses\tMedical doctors\nTotal\t3\tmany\n").problems

    assert (problem.cell, problem.label) == ("C2", "Total")


@pytest.mark.parametrize(("mark", "total"), [(",", 12000), (".", None)])
def test_the_sender_says_how_decimals_are_written(mark, total):
    reading = read("Cadre\tTotal\nNurses\t12.000\n", mark=mark)

    assert reading.rows.get("nurses", {}).get("total") == (total or 12)


def test_numbers_of_a_workbook_are_what_they_are():
    grid, _delimiter = read_grid(
        workbook(["Cadre", "Total", "Share of women"], ["Nurses", 12000, 1.234], ["Medical doctors", 1.5, 2]),
        "stock.xlsx",
        most_rows=100,
    )
    reading = read_table_rows(STOCK, grid)

    assert reading.rows == {"nurses": {"total": 12000, "share": "1.234"}, "doctors": {"share": "2"}}
    assert [(one.cell, one.sentence) for one in reading.problems] == [
        ("B3", "Enter a whole number, without decimals.")
    ]


def test_rows_of_a_group_need_no_names():
    reading = read("Kind;Amount;From\nTraining;12;2024-03-14\n;;\nMoney;;\n", HELP)

    assert list(reading.rows.values()) == [
        {"kind": "Training", "amount": 12, "from": "2024-03-14"},
        {"kind": "Money"},
    ]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (STOCK, 'Cadre;Total;Share of women;Coverage;Source\nNurses;12.000;1,234;Both;"Two; or =3"\n'),
        (HELP, 'Kind;Amount;From\n"Two\nlines";12;2024-03-14\nMoney;;\n'),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_what_a_preview_has_shown_comes_back_as_it_was(question, text, language):
    reading = read(text, question)
    with translation.override(language):
        again = read_confirmed(question, write_confirmed(question, reading))

    assert (again.rows, again.problems) == (reading.rows, [])
    assert reading.count


def test_a_template_that_comes_back_untouched_says_what_is_stored():
    value = {"doctors": {"total": 12000, "share": "1.5", "scope": "both", "source": "=1+1"}, "nurses": {}}
    grid, _delimiter = read_grid(io.BytesIO(write_template(STOCK, value, {})), "t.xlsx", most_rows=100)

    assert read_table_rows(STOCK, grid).rows == {"doctors": value["doctors"]}


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1.5", "12,000"], "."),
        (["1,5"], ","),
        (["1.234,5"], ","),
        (["1 234,567"], ","),
        (["1.5", "1,5"], ""),
        (["12.000"], ""),
        (["120", 3.5, None], ""),
    ],
)
def test_the_decimal_mark_of_a_sheet(cells, mark):
    assert find_decimal_mark(cells) == mark
