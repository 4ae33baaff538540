"""What changed between two reports, in words: each kind of answer, of one form and of two."""

from copy import deepcopy
from datetime import date

import pytest
from django.utils import translation

from reporting.models import Instrument
from reporting.submissions.change_note.note import compare_reports
from reporting.submissions.plain_answers import NOTHING
from reporting.submissions.questionnaire import evaluate_form
from tests import factories
from tests.factories import column, option, question

DAY = date(2026, 11, 30)
NAMES = {"IDN": "Indonesia", "KEN": "Kenya", "PHL": "Philippines"}
ROWS = [{"value": "doctors", "label": "Doctors"}, {"value": "nurses", "label": "Nurses"}]
STOCK = [column("total", "integer"), column("year", "integer"), column("source", "text")]
HELP = [column("country", "country"), column("kind", "text"), column("amount", "decimal")]
QUESTIONS = [
    question("q1", "yesno"),
    question("q2", "integer"),
    question("q3", "integer", text="In which year?"),
    question("q4", "decimal"),
    question("q5", "multiple", options=[option("laws"), option("talks"), option("none")]),
    question("q6", "countries"),
    question("q7", "text"),
    question("q8", "date"),
    question("q9", "table", columns=STOCK, rows=ROWS),
    question("q10", "group", columns=HELP, min_rows=0, max_rows=9),
    question("q11", "file"),
    question("q12", "rank", options=[option("laws"), option("talks")]),
    question("q13", "yesno", relevant=["=", ["answer", "q1"], "yes"]),
    question("q14", "url", public=False),
]


def form(questions=QUESTIONS, form_id="form"):
    definition = factories.small_instrument(form_id)
    definition["sections"] = [{"code": "sA", "title": "Steps", "questions": deepcopy(questions)}]
    return Instrument(form_id=form_id, version="1", definition=definition)


def fill_in(instrument, values):
    answers = {}
    for code, value in values.items():
        is_reason = isinstance(value, tuple)
        answers[code] = {**NOTHING, **({"reason": value[0]} if is_reason else {"value": value})}
    return evaluate_form(instrument, answers, DAY)


def note(now, then, *, new=None, old=None, **details):
    new = new or form()
    return compare_reports(fill_in(new, now), fill_in(old or new, then), NAMES, **details)


def told(note):
    """Each difference as (question, kind, the lines as a page says them)."""
    return [
        (change.code, change.kind.value, [say(line) for line in change.lines])
        for _section, changes in note.sections
        for change in changes
    ]


def say(line):
    words = ", ".join(filter(None, [line.now, line.then and f"was {line.then}"]))
    step = f" ({line.step})" if line.step else ""
    return f"{line.place}: {words}{step}" if line.place else f"{words}{step}"


def stock(**rows):
    return {name: dict(zip(("total", "year", "source"), cells, strict=True)) for name, cells in rows.items()}


def help_given(*rows):
    return [dict(zip(("country", "kind", "amount"), cells, strict=True)) for cells in rows]


@pytest.mark.parametrize(
    ("now", "then", "expected"),
    [
        ({"q1": "yes"}, {}, ("q1", "answered", ["Yes"])),
        ({}, {"q1": "yes"}, ("q1", "withdrawn", ["was Yes"])),
        ({"q1": "yes"}, {"q1": "no"}, ("q1", "changed", ["Yes, was No"])),
        (
            {"q1": ("not_collected",)},
            {"q1": "no"},
            ("q1", "changed", ["no answer: The information is not collected, was No"]),
        ),
        (
            {"q1": "no"},
            {"q1": ("confidential",)},
            ("q1", "changed", ["No, was no answer: Confidential"]),
        ),
        ({"q2": 12000}, {"q2": 10000}, ("q2", "changed", ["12,000, was 10,000 (2,000 more, 20%)"])),
        ({"q2": 0}, {"q2": 3}, ("q2", "changed", ["0, was 3 (3 less, 100%)"])),
        ({"q2": 3}, {"q2": 0}, ("q2", "changed", ["3, was 0 (3 more)"])),
        ({"q2": -3}, {"q2": -2}, ("q2", "changed", ["-3, was -2 (1 less, 50%)"])),
        ({"q3": 2024}, {"q3": 2021}, ("q3", "changed", ["2024, was 2021"])),
        ({"q4": "1.5"}, {"q4": "1"}, ("q4", "changed", ["1.5, was 1 (0.5 more, 50%)"])),
        (
            {"q5": ["laws", "talks"]},
            {"q5": ["none", "laws"]},
            ("q5", "changed", ["Added: Talks", "Left out: None"]),
        ),
        ({"q6": ["KEN"]}, {"q6": ["IDN", "KEN"]}, ("q6", "changed", ["Left out: Indonesia"])),
        ({"q6": ["KEN"]}, {}, ("q6", "answered", ["Kenya"])),
        ({"q7": "New words"}, {"q7": "Old words"}, ("q7", "changed", ["New words, was Old words"])),
        (
            {"q8": "2024-03-14"},
            {"q8": "2013-03-14"},
            ("q8", "changed", ["14 March 2024, was 14 March 2013"]),
        ),
        (
            {"q9": stock(doctors=(120, 2024, "Council"), nurses=(7, 2024, None))},
            {"q9": stock(doctors=(100, 2021, "Council"), nurses=(None, None, None))},
            (
                "q9",
                "changed",
                [
                    *("Doctors, Total: 120, was 100 (20 more, 20%)", "Doctors, Year: 2024, was 2021"),
                    *("Nurses, Total: 7", "Nurses, Year: 2024"),
                ],
            ),
        ),
        (
            {"q9": stock(doctors=({"reason": "confidential"}, None, None))},
            {"q9": stock(doctors=(3, None, {"reason": "not_collected"}))},
            (
                "q9",
                "changed",
                [
                    "Doctors, Total: no answer: Confidential, was 3",
                    "Doctors, Source: was no answer: The information is not collected",
                ],
            ),
        ),
        (
            {"q10": help_given(("KEN", "money", "5"), ("PHL", "advice", None))},
            {"q10": help_given(("IDN", "money", "1"), ("KEN", "money", "4"))},
            (
                "q10",
                "changed",
                [
                    "Kenya, Amount: 5, was 4 (1 more, 25%)",
                    "New row: Philippines, advice",
                    "Row taken out: Indonesia, money, 1",
                ],
            ),
        ),
        (
            {"q11": {"id": "b", "name": "law.pdf", "size": 9}},
            {"q11": {"id": "a", "name": "old.pdf", "size": 9}},
            ("q11", "changed", ["law.pdf, was old.pdf"]),
        ),
        (
            {"q12": ["talks", "laws"]},
            {"q12": ["laws", "talks"]},
            ("q12", "changed", ["Talks, Laws, was Laws, Talks"]),
        ),
    ],
)
def test_each_kind_of_answer(now, then, expected):
    assert told(note(now, then)) == [expected]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ({}, {}),
        ({"q1": "yes"}, {"q1": "yes"}),
        ({"q4": "1.50"}, {"q4": "1.5"}),
        ({"q5": ["talks", "laws"]}, {"q5": ["laws", "talks"]}),
        ({"q7": "Two\r\nlines"}, {"q7": "Two\nlines"}),
        ({"q9": stock(doctors=(None, None, None))}, {}),
        (
            {"q10": help_given(("PHL", "a", None), ("KEN", "b", None))},
            {"q10": help_given(("KEN", "b", None), ("PHL", "a", None), (None, None, None))},
        ),
        (
            {"q11": {"id": "copy", "name": "law.pdf", "size": 9}},
            {"q11": {"id": "first", "name": "law.pdf", "size": 9}},
        ),
    ],
)
def test_what_says_the_same_is_no_change(now, then):
    found = note(now, then)

    assert found.is_empty
    assert found.unchanged == len({code for code in then if then[code] is not None})


def test_a_question_that_is_no_longer_reached_is_no_longer_answered():
    found = note({"q1": "no"}, {"q1": "yes", "q13": "yes"})

    assert told(found) == [("q1", "changed", ["No, was Yes"]), ("q13", "withdrawn", ["was Yes"])]
    assert found.count == 2


def test_the_public_reads_public_answers_only():
    secret = [column("total", "integer"), column("source", "text", public=False)]
    hiding = form([question("q9", "table", columns=secret, rows=ROWS), question("q14", "url", public=False)])
    now = {"q9": {"doctors": {"total": 2, "source": "SECRET"}}, "q14": "https://SECRET.example"}
    then = {"q9": {"doctors": {"total": 1, "source": "OLD SECRET"}}}

    assert told(note(now, then, new=hiding, public_only=True)) == [
        ("q9", "changed", ["Doctors, Total: 2, was 1 (1 more, 100%)"])
    ]
    assert "SECRET" in str(told(note(now, then, new=hiding)))


def test_what_was_private_then_does_not_become_public_now():
    now, then = form([question("q1", "text")], "b"), form([question("q1", "text", public=False)], "b")
    found = note({"q1": "open"}, {"q1": "SECRET"}, new=now, old=then, public_only=True)

    assert found.is_empty


OLD = form(
    [
        question("q1", "yesno", text="Any steps?", indicator="steps_taken"),
        question("q2", "yesno", text="Statistics?", indicator="migration_statistics"),
        question(
            "q3",
            "multiple",
            text="Which?",
            options=[option("record", indicator="recruiter_record"), option("laws")],
        ),
        question("q4", "text", text="Fax"),
        question("q5", "single", text="How bad?", options=[option("high"), option("low")]),
    ],
    "old",
)
NEW = form(
    [
        question("q1", "yesno", text="Have steps been taken?", indicator="steps_taken", lineage="reworded"),
        question("q2", "yesno", text="Inflow?", indicator="migration_statistics", lineage="split"),
        question(
            "q3",
            "multiple",
            text="Which ones?",
            continues={"old": "q3"},
            options=[
                option("agencies", indicator="recruiter_record", lineage="reworded"),
                option("laws"),
                option("talks"),
            ],
        ),
        question("q5", "single", text="How bad?", options=[option("high"), option("low")]),
        question("q6", "text", text="Anything else?"),
    ],
    "new",
)


def test_two_forms_are_compared_by_what_they_ask():
    now = {"q1": "yes", "q2": "yes", "q3": ["agencies", "talks"], "q5": "low", "q6": "No"}
    then = {"q1": "yes", "q2": "yes", "q3": ["record", "laws"], "q4": "123", "q5": "high"}
    found = note(now, then, new=NEW, old=OLD)
    words = {c.code: c.earlier_words for _s, changes in found.sections for c in changes if c.earlier_words}

    assert told(found) == [
        ("q1", "reworded", []),
        ("q2", "split", ["Yes, was Yes"]),
        ("q3", "changed", ["Added: Talks", "Left out: Laws"]),
        ("q5", "changed", ["Low, was High"]),
        ("q6", "first_asked", ["No"]),
    ]
    assert words == {"q1": "Any steps?", "q2": "Statistics?", "q3": "Which?"}
    assert [(c.code, c.words, [say(line) for line in c.lines]) for c in found.dropped] == [
        ("q4", "Fax", ["was 123"])
    ]
    assert found.count == 2


def test_a_change_reads_in_the_language_of_its_reader():
    with translation.override("ru"):
        assert told(note({"q2": 12000}, {"q2": 10000}))[0][2][0].startswith("12\xa0000, was 10\xa0000")
