"""What of an earlier answer can stand now, and the sentence on what cannot."""

import pytest

from reporting.filing.last_report.fitting import fit_answer
from reporting.instruments.changes.succession import Succession
from reporting.instruments.question_types import Lineage
from reporting.submissions.plain_answers import NOTHING
from tests.factories import column, option, question

ROWS = [{"value": code, "label": code.capitalize()} for code in ("doctors", "nurses", "midwives")]
STEPS_THEN = [option("record", indicator="recruiter_record"), option("laws"), option("gone")]
STEPS_NOW = [option("agencies", indicator="recruiter_record"), option("laws"), option("talks")]
LEVELS = [option("high"), option("low")]
OTHER_KIND = "The question now takes another kind of answer, so the earlier one is not brought forward."


def fit(now, then, value, lineage=Lineage.SAME, **details):
    now, then = ({**question("q", kind), **more} for kind, more in (now, then))
    return fit_answer(Succession(now, then, lineage), {**NOTHING, "value": value, **details})


@pytest.mark.parametrize(
    ("now", "then", "value", "expected", "left_out"),
    [
        (("yesno", {}), ("yesno", {}), "yes", "yes", []),
        (("text", {}), ("longtext", {}), "Short", "Short", []),
        (("text", {}), ("longtext", {}), "Two\nlines", None, [OTHER_KIND]),
        (("longtext", {}), ("url", {}), "https://a.example", "https://a.example", []),
        (("url", {}), ("text", {}), "see annex", None, [OTHER_KIND]),
        (("email", {}), ("text", {}), "dna@a.example", "dna@a.example", []),
        (("decimal", {}), ("integer", {}), 3, "3", []),
        (("integer", {}), ("decimal", {}), "3.0", 3, []),
        (("integer", {}), ("decimal", {}), "3.5", None, [OTHER_KIND]),
        (("date", {}), ("date", {}), "2013-03-14", "2013-03-14", []),
        (("date", {"precision": "year"}), ("date", {}), "2013-03-14", "2013", []),
        (("date", {"precision": "any"}), ("date", {"precision": "month"}), "2013-03", "2013-03", []),
        (("date", {}), ("date", {"precision": "month"}), "2013-03", None, [OTHER_KIND]),
        (("integer", {}), ("text", {}), "3", None, [OTHER_KIND]),
        (("countries", {}), ("country", {}), "KEN", ["KEN"], []),
        (("country", {}), ("countries", {}), ["KEN"], "KEN", []),
        (
            *(("country", {}), ("countries", {}), ["KEN", "IDN"], None),
            ["Only one can be chosen now, so the earlier answer is not brought forward."],
        ),
        (
            ("multiple", {"options": STEPS_NOW}),
            ("multiple", {"options": STEPS_THEN}),
            ["record", "gone", "laws"],
            ["agencies", "laws"],
            ["“Gone” can no longer be chosen here, so it is not brought forward."],
        ),
        (("single", {"options": LEVELS}), ("multiple", {"options": LEVELS}), ["low"], "low", []),
        (
            ("single", {"options": LEVELS}),
            ("single", {"options": STEPS_THEN}),
            "laws",
            None,
            ["“Laws” can no longer be chosen here, so it is not brought forward."],
        ),
        (("yesno", {}), ("yesno", {"options": [option("yes"), option("no")]}), "no", "no", []),
        (("acknowledge", {}), ("acknowledge", {}), "OK", None, ["This is confirmed anew in every report."]),
        (("file", {}), ("file", {}), {"id": "1", "name": "a.pdf", "size": 1}, ..., []),
        (
            ("table", {"rows": ROWS[1:], "columns": [column("total", "integer"), column("note", "text")]}),
            ("table", {"rows": ROWS[:2], "columns": [column("total", "decimal"), column("old", "text")]}),
            {
                "doctors": {"total": "1", "old": None},
                "nurses": {"total": {"reason": "confidential"}, "old": "x"},
            },
            {
                "nurses": {"total": {"reason": "confidential"}, "note": None},
                "midwives": {"total": None, "note": None},
            },
            [
                "The row “Doctors” is no longer in the table, so it is not brought forward.",
                "The column “Old” is no longer in the table, so it is not brought forward.",
            ],
        ),
        (
            ("group", {"columns": [column("a", "integer")], "max_rows": 1, "min_rows": 0}),
            ("group", {"columns": [column("a", "text")], "max_rows": 9, "min_rows": 0}),
            [{"a": "x"}],
            None,
            ["“A” now takes another kind of answer, so its cells are not brought forward."],
        ),
        (
            ("group", {"columns": [column("a", "text"), column("b", "text")], "max_rows": 1, "min_rows": 0}),
            ("group", {"columns": [column("a", "text")], "max_rows": 9, "min_rows": 0}),
            [{"a": "x"}, {"a": None}, {"a": "y"}],
            [{"a": "x", "b": None}],
            ["Only 1 row can be given now; those after it are not brought forward."],
        ),
        (
            *(("table", {"rows": ROWS, "columns": []}), ("group", {"columns": []}), [{"a": 1}], None),
            [OTHER_KIND],
        ),
    ],
)
def test_what_fits(now, then, value, expected, left_out):
    fitted = fit(now, then, value)

    assert fitted.answer["value"] == (value if expected is ... else expected)
    assert fitted.left_out == left_out


@pytest.mark.parametrize("lineage", [Lineage.SPLIT, Lineage.NEW])
def test_what_is_asked_in_another_way_is_not_brought(lineage):
    assert not fit(("yesno", {}), ("yesno", {}), "yes", lineage).is_given


def test_a_reason_is_brought_as_it_is():
    fitted = fit(("integer", {}), ("text", {}), None, reason="held_elsewhere", reason_detail="Council")

    assert fitted.answer == {"value": None, "reason": "held_elsewhere", "reason_detail": "Council"}
