"""Refusals of past reports: wrong cells, rows that contradict each other, reports that are stored already."""

import pytest
from django.core.exceptions import ValidationError

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from reporting.models import Submission
from tests import factories
from tests.authorities.imports.import_steps import applied, checked
from tests.reporting.past_reports.sheet_rows import WHOLE_REPORT, sheet_row, sheet_rows

pytestmark = pytest.mark.usefixtures("closed_round")


def problems_of(batch):
    """Return [(row, column, sentence)] of the problems of an import."""
    return [(row, column, sentence) for row, column, _value, sentence in Findings(batch).problems()]


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"round": "9"}, "round", "There is no round “9”. Known rounds: 1, 6."),
        ({"round": "6"}, "round", "Round 6 accepts reports now: countries file them here."),
        ({"round": ""}, "round", "This cell must not be blank."),
        ({"iso3": "Irelend"}, "iso3", "Unknown Member State “Irelend”. Did you mean IRL?"),
        ({"submitted_on": ""}, "submitted_on", "In at least one row, say when this report was received."),
        ({"submitted_on": "2199-01-01"}, "submitted_on", "This day is in the future."),
        ({"published_on": "2012-12-31"}, "published_on", "It cannot be published before it was received."),
        ({"answer": "yes"}, "question", "Say to which question this belongs."),
        (
            {"question": "q12"},
            "question",
            "This round asks no question “q12”. Known questions: q0, q1, q2, q3, q4, q5, q6, q7.",
        ),
        ({"question": "q1", "answer": "perhaps"}, "answer", "“perhaps” is not one of: Yes, No."),
        ({"question": "q6", "answer": "many"}, "answer", "Enter a whole number, for example 12345."),
        ({"question": "q6", "answer": "1950"}, "answer", "The year must be 1990 or later."),
        ({"question": "q7", "answer": "a.pdf"}, "answer", "Files cannot be sent in a spreadsheet."),
        (
            {"question": "q6", "row": "1", "answer": "2000"},
            "row",
            "This question has one answer, without rows and columns.",
        ),
        (
            {"question": "q4", "row": "4", "column": "title", "answer": "x"},
            "row",
            "Number the rows of this question, from 1 to 3.",
        ),
        (
            {"question": "q5", "row": "dentists", "column": "total", "answer": "1"},
            "row",
            "The rows of this question are: doctors, nurses.",
        ),
        (
            {"question": "q5", "row": "nurses", "column": "sum", "answer": "1"},
            "column",
            "The columns of this question are: total, source.",
        ),
        (
            {"question": "q1", "answer": "yes", "reason": "confidential"},
            "reason",
            "An answer and a reason why there is none: keep one of them.",
        ),
        (
            {"question": "q1", "reason": "held_elsewhere"},
            "body",
            "Name the body if the reason is “held_elsewhere”, and only then.",
        ),
        (
            {"question": "q2", "answer": "record"},
            "question",
            "Because of its other answers, this report is not asked question 2.",
        ),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(administrator, cells, column, sentence):
    batch = checked(administrator, sheet_row(**cells), kind="reports", scope="")

    assert problems_of(batch) == [(2, column, sentence)]
    with pytest.raises(ValidationError, match="Some rows have errors"):
        actions.request_apply(batch, by=administrator)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("rows", "row", "column", "sentence"),
    [
        (
            [{"question": "q1", "answer": "yes"}, {"question": "1", "answer": "no"}],
            3,
            "question",
            "Rows 2 and 3 are about the same answer. Keep one of them.",
        ),
        (
            [{"question": "q1", "answer": "yes"}, {"question": "q6", "submitted_on": "2013-02-01"}],
            3,
            "submitted_on",
            "Another row of this report says 2013-01-31.",
        ),
        (
            [
                {"question": "q4", "row": "1", "column": "title", "answer": "x"},
                {"question": "q4", "reason": "confidential"},
            ],
            3,
            "reason",
            "An answer and a reason why there is none: keep one of them.",
        ),
        (
            [{"question": "q1", "answer": "yes"}, {"question": "q2", "answer": "none; record"}],
            3,
            "answer",
            "Question 2: “None” cannot be chosen together with others.",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_named(administrator, rows, row, column, sentence):
    batch = checked(administrator, *[sheet_row(**cells) for cells in rows], kind="reports", scope="")

    assert (row, column, sentence) in problems_of(batch)


def test_a_report_with_a_wrong_row_stays_out_whole(administrator):
    wrong = [
        *sheet_rows(*WHOLE_REPORT),
        sheet_row(question="q1", answer="perhaps", iso3="IRL"),
        sheet_row(iso3="IRL"),
    ]
    batch = applied(administrator, *wrong, kind="reports", scope="", good_rows_only=True)

    assert (batch.counts["new"], batch.counts["wrong"]) == (len(WHOLE_REPORT), 2)
    assert problems_of(batch)[1] == (
        len(WHOLE_REPORT) + 3,
        "",
        "1 other row of this report is not imported either: a report is imported as a whole or not at all.",
    )
    assert Submission.objects.get().member_state_id == "PHL"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"answer": "no"}, "with other answers. Its country corrects it, not a spreadsheet."),
        ({"answer": "yes", "published_on": ""}, "with other days. It is not overwritten."),
    ],
)
def test_a_report_that_is_here_is_never_overwritten(administrator, cells, sentence):
    applied(administrator, sheet_row(question="q1", answer="yes"), kind="reports", scope="")
    batch = checked(administrator, sheet_row(question="q1", **cells), kind="reports", scope="")

    assert problems_of(batch) == [(2, "iso3", f"This report is already in the system, {sentence}")]


def test_nor_one_that_was_only_begun(administrator, closed_round, philippines):
    factories.SubmissionFactory(round=closed_round, member_state=philippines)
    batch = checked(administrator, sheet_row(), kind="reports", scope="")

    assert problems_of(batch) == [
        (2, "iso3", "This country has started its report here, so it must also file it here.")
    ]
