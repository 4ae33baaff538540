"""A small instrument as a workbook, to be damaged by the tests one cell at a time."""

from copy import deepcopy

import pytest

from reporting.instruments.xlsform.reader import InstrumentError, read_instrument

ASKED = {"public": "yes", "counted": "yes"}
FORM = {
    "settings": [
        {
            "form_id": "small",
            "version": "1",
            "form_title": "A small form",
            "note": "For the tests",
            "code_version": "2010",
            "audience": "national",
        }
    ],
    "survey": [
        {"type": "begin_group", "name": "sA", "label": "Section", "number": "A"},
        {
            "type": "select_one yes_no",
            "name": "q1",
            "label": "Steps?",
            "number": "1",
            "article": "8.1; 7.2(a)",
        }
        | ASKED,
        {"type": "select_multiple steps", "name": "q2", "label": "Which?", "relevant": "${q1} = 'yes'"}
        | ASKED,
        {"type": "begin_repeat", "name": "q3", "label": "Agreements", "min_rows": "1", "max_rows": "3"}
        | ASKED,
        {"type": "date", "name": "from", "label": "From"},
        {
            "type": "date",
            "name": "to",
            "label": "To",
            "constraint": "not(. < ${from})",
            "constraint_message": "No.",
        },
        {"type": "end_repeat"},
        {"type": "begin_group", "name": "q4", "label": "Stock", "appearance": "table", "rows": "steps"}
        | ASKED,
        {
            "type": "integer",
            "name": "total",
            "label": "Total",
            "required": "yes",
            "hint": "Heads",
            "public": "no",
        },
        {"type": "end_group"},
        {"type": "text", "name": "q5", "label": "Link", "appearance": "url", "public": "no", "counted": "no"},
        {"type": "end_group"},
    ],
    "choices": [
        {"list_name": "yes_no", "name": "yes", "label": "Yes"},
        {"list_name": "yes_no", "name": "no", "label": "No"},
        {"list_name": "steps", "name": "law", "label": "Law", "indicator": "law_policy"},
        {"list_name": "steps", "name": "none", "label": "None", "exclusive": "yes"},
    ],
}


def as_markdown(form):
    lines = []
    for sheet, rows in form.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines += [f"| {sheet} |", "| | " + " | ".join(columns) + " |"]
        lines += ["| | " + " | ".join(row.get(column, "") for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def changed(sheet, row, /, **cells):
    form = deepcopy(FORM)
    form[sheet][row - 2] |= cells
    return form


def read(form):
    return read_instrument(as_markdown(form), file_name="small.md")


def problems_in(form):
    """The places of the problems of a form, and all their sentences."""
    with pytest.raises(InstrumentError) as refusal:
        read(form)
    return [(problem.sheet, problem.row, problem.column) for problem in refusal.value.problems], str(
        refusal.value
    )


def questions_of(definition):
    return {
        question["code"]: question for section in definition["sections"] for question in section["questions"]
    }


def survey_form(*rows, choices=()):
    """A form with one section of these rows; its questions are public and not counted unless they say so."""
    asked, inside = [], False
    for row in rows:
        is_cell = inside or row["type"].startswith("end_")
        asked.append(row if is_cell else {"public": "yes", "counted": "no"} | row)
        inside = row["type"].startswith("begin_") or (inside and not row["type"].startswith("end_"))
    options = [{"list_name": "k", "name": name, "label": f"Option {name}"} for name in "123"]
    return deepcopy(FORM) | {
        "survey": [FORM["survey"][0], *asked, {"type": "end_group"}],
        "choices": [*FORM["choices"][:2], *options, *choices],
    }


def read_survey(*rows, choices=()):
    return read(survey_form(*rows, choices=choices))
