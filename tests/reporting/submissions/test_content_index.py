"""What answers say of agreements, personnel, constraints and records is derived from versions alone."""

from datetime import UTC, datetime
from functools import cache

import hypothesis.strategies as st
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from authorities.models import MemberState
from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models import Instrument, NumberKind, Round, Submission, Topic, Version
from reporting.submissions.content_index.indexing import index_content
from reporting.submissions.content_index.topics import item_questions, mentions, number_questions
from reporting.submissions.versions import evaluate_version
from tests.conftest import count_examples
from tests.factories import column, option, question

OCCUPATIONS = ("doctors", "nurses", "midwives", "dentists", "pharmacists", "other")


@cache
def national(name):
    path = settings.BASE_DIR / "fixtures" / "instruments" / f"{name}.md"
    definition = read_instrument_file(path)
    return Instrument(form_id=definition["id"], version=definition["version"], definition=definition)


def version_of(instrument, answers):
    """Return an unsaved version with these answers, {code: value or {"reason": …}}."""
    full = {
        code: {"value": None, "reason_detail": "", **value}
        if isinstance(value, dict) and value.keys() == {"reason"}
        else {"value": value, "reason": "", "reason_detail": ""}
        for code, value in answers.items()
    }
    submission = Submission(
        round=Round(number=6, instrument=instrument), member_state=MemberState(iso3="PHL")
    )
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    return Version(submission=submission, number=1, content={"answers": full}, submitted_at=at)


def rows_of_version(version):
    items, numbers = index_content(version, evaluate_version(version))
    return (
        [(i.topic, i.question, i.row, i.cells) for i in items],
        [
            (n.kind, n.question, n.occupation, n.country, n.column, n.year, n.number, n.reason)
            for n in numbers
        ],
    )


@pytest.mark.parametrize(
    ("name", "items", "numbers"),
    [
        (
            "nri-2012",
            {"recruiter_record": ["q6_2"], "agreement": ["q8"], "constraint": ["q15"]},
            {"stock": ["q13_2"]},
        ),
        (
            "nri-2021",
            {
                "agreement": ["q6_1"],
                "help_given": ["q7_1"],
                "help_received": ["q8_1"],
                "recruiter_record": ["q15_1"],
                "support": ["q16"],
                "constraint": ["q18"],
            },
            {
                "inflow": ["q12_1", "q12_from"],
                "outflow": ["q13_1", "q13_to"],
                "intended": ["q13_intent"],
                "stock": ["q14", "q14_1"],
            },
        ),
    ],
)
def test_what_the_questions_of_a_national_instrument_hold(name, items, numbers):
    def by_kind(pairs):
        found = {}
        for kind, asked in pairs:
            found.setdefault(str(kind), []).append(asked["code"])
        return found

    assert by_kind(item_questions(national(name))) == items
    assert by_kind(number_questions(national(name))) == numbers


number_cells = st.one_of(
    st.none(),
    st.integers(0, 10**6),
    st.just({"reason": "not_collected"}),
    st.just({"reason": "confidential"}),
)
years = st.one_of(st.none(), st.integers(1990, 2100))
stocks = st.dictionaries(
    st.sampled_from(OCCUPATIONS),
    st.fixed_dictionaries({"total": number_cells, "foreign": number_cells, "year": years}),
)
flows = st.dictionaries(
    st.sampled_from(OCCUPATIONS),
    st.fixed_dictionaries({"y1": number_cells, "y2": number_cells, "y3": number_cells, "last_year": years}),
)
agreements = st.lists(
    st.fixed_dictionaries(
        {"title": st.text(max_size=12), "countries": st.lists(st.sampled_from(("IDN", "KEN")), unique=True)}
    ),
    max_size=3,
)


def expected_number(kind, code, row, cell_column, cells, year):
    """Return the row that a cell of a table becomes; None for a blank one."""
    cell = cells[cell_column]
    if cell is None:
        return None
    reason = cell["reason"] if isinstance(cell, dict) else ""
    return (kind, code, row, "", cell_column, year, None if reason else cell, reason)


@given(stock=stocks, inflow=flows, rows=agreements, counts=st.sampled_from(("yes", "no")))
@hypothesis_settings(max_examples=count_examples(60))
def test_the_rows_are_the_cells_of_the_version_and_nothing_else(stock, inflow, rows, counts):
    answers = {"q6": counts, "q6_1": rows, "q12": counts, "q12_1": inflow, "q14": stock}

    items, numbers = rows_of_version(version_of(national("nri-2021"), answers))

    cells = [
        expected_number("stock", "q14", row, name, cells, cells["year"])
        for row, cells in stock.items()
        for name in ("total", "foreign")
    ]
    if counts == "yes":
        cells += [
            expected_number("inflow", "q12_1", row, name, cells, year and year - before)
            for row, cells in inflow.items()
            for name, before, year in (
                ("y1", 2, cells["last_year"]),
                ("y2", 1, cells["last_year"]),
                ("y3", 0, cells["last_year"]),
            )
        ]
    assert sorted(numbers, key=str) == sorted(filter(None, cells), key=str)
    filled = [{name: cell for name, cell in row.items() if cell} for row in rows]
    assert items == [
        ("agreement", "q6_1", number, row)
        for number, row in enumerate(filled, start=1)
        if row and counts == "yes"
    ]


SECRET = "a secret"  # noqa: S105 - a word to look for
PRIVATE_FORM = Instrument(
    form_id="private",
    version="1",
    definition={
        "sections": [
            {
                "code": "s",
                "title": "S",
                "questions": [
                    question("q1", "yesno", public=False, indicator="help_given"),
                    question(
                        "q2",
                        "group",
                        public=False,
                        columns=[column("title", "text"), column("countries", "countries")],
                    ),
                    question(
                        "q3",
                        "group",
                        columns=[
                            column("title", "text", public=False),
                            column("mail", "email"),
                            column("countries", "countries"),
                        ],
                    ),
                    question("q4", "multiple", articles=["10.1"], options=[option("data")]),
                    question(
                        "q5",
                        "table",
                        rows=[{"value": "doctors", "label": "Doctors"}],
                        columns=[
                            column("total", "integer", constraint=None),
                            column("year", "integer", constraint=None),
                            column("source", "text", public=False, constraint=None),
                        ],
                    ),
                ],
            }
        ]
    },
)


def test_what_is_not_public_is_never_derived():
    answers = {
        "q1": "yes",
        "q2": [{"title": SECRET, "countries": ["KEN"]}],
        "q3": [{"title": SECRET, "mail": "someone@ministry.example", "countries": ["KEN"]}],
        "q4": {"reason": "confidential"},
        "q5": {"doctors": {"total": 7, "year": 2020, "source": SECRET}},
    }
    version = version_of(PRIVATE_FORM, answers)
    items, numbers = index_content(version, evaluate_version(version))

    assert [(i.question, i.cells, i.search_text) for i in items] == [("q3", {"countries": ["KEN"]}, "")]
    assert [(n.question, n.number, n.about) for n in numbers] == [("q5", 7, {})]


def test_numbers_by_country_carry_their_occupation_and_the_other_country():
    places = [
        {"occupation": "nurses", "country": "IDN", "number": 40, "year": 2020},
        {"occupation": "nurses", "country": None, "number": 3, "year": 2020},
        {"occupation": "doctors", "country": "KEN", "number": {"reason": "confidential"}, "year": 2020},
    ]
    _items, numbers = rows_of_version(version_of(national("nri-2021"), {"q14_1": places}))

    assert numbers == [
        (NumberKind.STOCK, "q14_1", "nurses", "IDN", "number", 2020, 40, ""),
        (NumberKind.STOCK, "q14_1", "doctors", "KEN", "number", 2020, None, "confidential"),
    ]


def test_a_record_of_recruiters_is_described_where_its_option_is_ticked():
    told = {"q15": ["recruiter_record"], "q15_1": "See https://dmw.example/list."}
    other = {"q15": ["good_practice"], "q15_1": "Never asked."}

    assert rows_of_version(version_of(national("nri-2021"), told))[0] == [
        (Topic.RECRUITER_RECORD, "q15_1", 1, {"q15_1": "See https://dmw.example/list."})
    ]
    assert rows_of_version(version_of(national("nri-2021"), other))[0] == []
    assert not mentions(None, "recruiter_record")
