"""Hidden cells count as not given, and rules know the day, wherever a report is read."""

from datetime import UTC, date, datetime

import pytest

from reporting.models import IndicatorValue, Instrument
from reporting.submissions.questionnaire import evaluate_form
from reporting.submissions.read_back import render_report
from reporting.submissions.versions import build_indicator_values, build_version, evaluate_version
from tests import factories
from tests.reporting.instruments.small_form import read_survey

AGREEMENTS = [
    {"type": "begin_repeat", "name": "g", "label": "Agreements", "number": "2", "indicator": "agreements"},
    {"type": "select_one yes_no", "name": "pub", "label": "May it be made public?"},
    {"type": "text", "name": "partner", "label": "Partner", "relevant": "${pub} = 'yes'"},
    {"type": "file", "name": "doc", "label": "Text", "relevant": "${pub} = 'yes'"},
    {"type": "end_repeat"},
]
CHAIN = [
    {"type": "begin_repeat", "name": "g", "label": "Agreements", "number": "2"},
    {"type": "text", "name": "c", "label": "C", "relevant": "${b} = 'x'", "required": "yes"},
    {"type": "text", "name": "b", "label": "B", "relevant": "${a} = 'yes'"},
    {"type": "select_one yes_no", "name": "a", "label": "A"},
    {"type": "end_repeat"},
]
STALE_ROW = {"pub": "no", "partner": "Ruritania", "doc": {"id": "1", "name": "text.pdf", "size": 3}}


def instrument_with(*rows):
    return Instrument(form_id="case", version="1", definition=read_survey(*rows))


def plain_answers(**values):
    return {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in values.items()}


def test_a_hidden_cell_does_not_count():
    form = evaluate_form(instrument_with(*AGREEMENTS), plain_answers(g=[STALE_ROW]))

    assert form.answers["g"]["value"] == [{"pub": "no"}]
    assert form.given["g"]["value"] == [STALE_ROW]


@pytest.mark.django_db
def test_a_hidden_cell_is_not_read_back():
    form = evaluate_form(
        instrument_with(*AGREEMENTS), plain_answers(g=[STALE_ROW, STALE_ROW | {"pub": None}])
    )
    [(_section, [reading])] = render_report(form)

    assert reading.rows == [("1", ["No", "", ""])]
    assert reading.files == []


@pytest.mark.django_db
def test_a_hidden_cell_is_not_in_a_version_nor_counted_as_an_answer(philippines):
    instrument = instrument_with(*AGREEMENTS)
    instrument.save()
    report = factories.SubmissionFactory(
        round=factories.RoundFactory(instrument=instrument), member_state=philippines
    )
    stale = [STALE_ROW | {"pub": None}]
    report.answers.create(question="g", value=stale, at=datetime(2021, 1, 1, tzinfo=UTC))
    version = build_version(
        report,
        1,
        by=factories.UserFactory(),
        at=datetime(2021, 2, 1, tzinfo=UTC),
        signatory_name="A",
        signatory_position="B",
    )

    assert version.content["answers"]["g"]["value"] == [{"pub": None}]
    assert [row.value for row in build_indicator_values(version, evaluate_version(version))] == [
        IndicatorValue.UNANSWERED
    ]


def test_a_hidden_cell_drives_no_rule_beside_it_whatever_their_order():
    stale = plain_answers(g=[{"a": "no", "b": "x", "c": None}])
    asked = plain_answers(g=[{"a": "yes", "b": "x", "c": None}])
    instrument = instrument_with(*CHAIN)

    assert evaluate_form(instrument, stale).problems == []
    assert [problem.sentence for problem in evaluate_form(instrument, asked).problems] == [
        "Question 2, row 1: “C” is missing."
    ]


def test_a_hidden_cell_of_a_table_does_not_count():
    rows = [AGREEMENTS[0] | {"type": "begin_group", "appearance": "table", "rows": "k"}, *AGREEMENTS[1:3]]
    instrument = instrument_with(*rows, {"type": "end_group"})
    form = evaluate_form(instrument, plain_answers(g={"1": STALE_ROW, "2": None}))

    assert form.values["g"] == {"1": {"pub": "no", "doc": STALE_ROW["doc"]}, "2": {}}


def test_a_row_of_hidden_cells_is_no_row():
    instrument = instrument_with(AGREEMENTS[0] | {"min_rows": "1"}, *AGREEMENTS[1:])
    two = plain_answers(g=[{"pub": "yes"}, STALE_ROW | {"pub": None}])
    instrument.questions["g"]["min_rows"] = 2

    assert [problem.sentence for problem in evaluate_form(instrument, two).problems] == [
        "Question 2 needs at least 2 rows."
    ]


@pytest.mark.parametrize(
    ("rule", "valid_until", "asked"),
    [
        ("${d1} < today()", "2024-03-01", True),
        ("${d1} < today()", "2024-03-02", False),
        ("not(${d1} < today())", "2024-03-01", False),
        ("not(${d1} < today())", "2024-03-02", True),
        ("${d1} = today()", "2024-03-02", True),
    ],
)
def test_relevance_knows_the_day(rule, valid_until, asked):
    instrument = instrument_with(
        {"type": "date", "name": "d1", "label": "Valid until"},
        {"type": "text", "name": "q2", "label": "Why?", "relevant": rule, "required": "yes"},
    )
    form = evaluate_form(instrument, plain_answers(d1=valid_until), date(2024, 3, 2))

    assert ("q2" in form.relevant, len(form.problems)) == (asked, int(asked))


def test_relevance_of_a_cell_and_constraints_know_the_day():
    instrument = instrument_with(
        {"type": "begin_repeat", "name": "g", "label": "Agreements", "number": "2"},
        {"type": "date", "name": "until", "label": "Until"},
        {"type": "date", "name": "signed", "label": "Signed", "constraint": ". <= today()"},
        {"type": "text", "name": "why", "label": "Why", "relevant": "${until} < today()", "required": "yes"},
        {"type": "end_repeat"},
    )
    answers = plain_answers(g=[{"until": "2024-03-01", "signed": "2024-03-02"}])

    assert [len(evaluate_form(instrument, answers, date(2024, 3, day)).problems) for day in (1, 2)] == [1, 1]
    assert evaluate_form(instrument, answers, date(2024, 3, 2)).problems[0].sentence.endswith("is missing.")


@pytest.mark.django_db
def test_a_version_is_read_with_the_day_on_which_it_was_sent(philippines):
    instrument = instrument_with(
        {"type": "date", "name": "d1", "label": "Valid until", "indicator": "valid"},
        {"type": "text", "name": "q2", "label": "Why?", "relevant": "${d1} < today()", "indicator": "why"},
    )
    instrument.save()
    report = factories.SubmissionFactory(
        round=factories.RoundFactory(instrument=instrument), member_state=philippines
    )
    report.answers.create(question="d1", value="2021-02-15", at=datetime(2021, 1, 1, tzinfo=UTC))
    sent = {"by": factories.UserFactory(), "signatory_name": "A", "signatory_position": "B"}
    before = build_version(report, 1, at=datetime(2021, 2, 1, tzinfo=UTC), **sent)
    after = build_version(report, 2, at=datetime(2021, 3, 1, tzinfo=UTC), **sent)

    assert [row.value for row in build_indicator_values(before, evaluate_version(before))] == [
        "yes",
        IndicatorValue.SKIPPED,
    ]
    assert [row.value for row in build_indicator_values(after, evaluate_version(after))] == [
        "yes",
        IndicatorValue.UNANSWERED,
    ]
