"""A cell with a reason in place of a figure: blank for rules, given for the report, read back and counted."""

from datetime import date

import pytest
from django.utils.translation import override

from reporting.models import IndicatorValue, Instrument
from reporting.submissions.cell_reasons import find_reason
from reporting.submissions.mistakes import answer_problems
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.read_back import render_answer
from reporting.submissions.versions import indicator_value
from tests import factories
from tests.reporting.instruments.small_form import read_survey

TODAY = date(2026, 11, 30)
REASON = {"reason": "not_collected"}
CONSTRAINT = {"constraint": [">=", ["this"], 0], "constraint_message": "Not below 0."}
TABLE = factories.question(
    "q14",
    "table",
    columns=[
        factories.column("total", "integer", required=True, **CONSTRAINT),
        factories.column("abroad", "integer", required=True, public=False),
        factories.column("source", "text"),
    ],
    rows=[{"value": "doctors", "label": "Doctors"}, {"value": "nurses", "label": "Nurses"}],
)


def answer(value, **more):
    return {"value": value, "reason": "", "reason_detail": "", **more}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (REASON, "not_collected"),
        ({"reason": "because"}, ""),
        ({"reason": "confidential", "id": "1"}, ""),
        ({"id": "1", "name": "a.pdf", "size": 1}, ""),
        (None, ""),
        ("reason", ""),
    ],
)
def test_a_reason_is_known_from_a_value(cell, reason):
    assert find_reason(cell) == reason


def test_a_required_cell_with_a_reason_is_not_missing_and_breaks_no_constraint():
    value = {"doctors": {"total": REASON, "abroad": None}}

    [problem] = answer_problems(TABLE, answer(value), {}, TODAY)

    assert "Abroad" in problem


def test_rules_take_it_for_a_blank_cell():
    survey = [
        {"type": "begin_group", "name": "t", "label": "T", "appearance": "table", "rows": "k"},
        {"type": "integer", "name": "n", "label": "N"},
        {"type": "integer", "name": "m", "label": "M", "relevant": "${n} != 3"},
        {"type": "calculate", "name": "twice", "label": "Twice", "calculation": "${n} * 2"},
        {"type": "end_group"},
        {"type": "calculate", "name": "all", "label": "All", "calculation": "sum(${n})"},
        {"type": "calculate", "name": "rows", "label": "Rows", "calculation": "count-non-empty(${n})"},
        {"type": "select_one k", "name": "pick", "label": "Pick", "choice_filter": "name = '1'"},
    ]
    instrument = Instrument(definition=read_survey(*survey))
    given = {"t": answer({"1": {"n": 4, "m": 1}, "2": {"n": REASON, "m": 2}})}

    state = evaluate_form(instrument, given, TODAY)

    assert state.settled["t"]["1"] == {"n": 4, "m": 1, "twice": 8}
    assert state.settled["t"]["2"]["n"] == REASON
    assert state.settled["t"]["2"]["twice"] is None
    assert "all" not in state.settled
    assert state.settled["rows"] == 1


def test_it_is_read_back_in_words_and_counted_and_only_public_columns_are():
    value = {
        "doctors": {"total": REASON, "abroad": {"reason": "confidential"}, "source": "Registre"},
        "nurses": {"total": 5, "abroad": REASON, "source": REASON},
    }

    with override("en"):
        own = render_answer(TABLE, answer(value, language="fr"), {})
        public = render_answer(TABLE, answer(value), {}, public_only=True)
        own_counts = [(str(words), count) for words, count in own.cell_reasons]
        public_counts = [(str(words), count) for words, count in public.cell_reasons]

    assert own.rows[0][1][:2] == ["The information is not collected", "Confidential"]
    assert [getattr(cell, "language", "") for cell in own.rows[0][1]] == ["", "", "fr"]
    assert [getattr(cell, "language", "") for cell in own.rows[1][1]] == ["", "", ""]
    assert own_counts == [("The information is not collected", 3), ("Confidential", 1)]
    assert public_counts == [("The information is not collected", 2)]


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ({"doctors": {"total": REASON}}, "not_collected"),
        ({"doctors": {"total": REASON}, "nurses": {"total": 0}}, "yes"),
        ({"doctors": {"total": None}}, IndicatorValue.UNANSWERED),
    ],
)
def test_a_table_of_reasons_alone_is_indexed_as_a_reason(value, word):
    assert indicator_value(TABLE, answer(value)) == word
