"""What a section page shows beside what is typed: computed values, options that are offered, notes.

`describe_questions` gives the same rules to the script of the page, config/static/js/rules/form.js.
"""

import json
from typing import Any

from reporting.filing.forms import QuestionForm
from reporting.filing.rows.row_form import RowForm
from reporting.filing.rows.rows_form import RowsForm
from reporting.instruments.question_types import LARGEST_MAX_ROWS, Question, QuestionType, type_of
from reporting.models import Instrument
from reporting.submissions.item_words import render_value_in_words
from reporting.submissions.plain_answers import NOTHING
from reporting.submissions.questionnaire import FormState
from reporting.submissions.relevance import is_relevant, offered_options, ordered_columns, row_limit

# What the script needs of a question or column.
RULE_KEYS = ("relevant", "calculation", "choice_filter", "repeat_count")


def show_settled(form: QuestionForm, state: FormState) -> None:
    """Put into a form what the answers lead to: computed values, options that are offered, the default."""
    question, code = form.question, form.question["code"]
    form.blank = (
        state.given_or_default[code] if code not in state.given and is_default(state, code) else NOTHING
    )
    if isinstance(form, RowsForm):
        settled = state.settled_rows(code)
        rows = dict(enumerate(settled)) if isinstance(settled, list) else settled
        for place, (key, row_form) in enumerate(form.keyed_forms):
            show_settled_row(row_form, rows.get(place if isinstance(settled, list) else key) or {}, state)
    elif type_of(question).is_computed:
        form.fields["value"].initial = state.words_of(code)
        form.initial["value"] = form.fields["value"].initial
    else:
        offered = {option["value"] for option in offered_options(question, state.settled, state.today)}
        form.hidden_options = frozenset(o["value"] for o in question.get("options", [])) - offered


def ask_rows(section: dict, state: FormState) -> dict:
    """Return a section whose groups take as many rows as the answers ask for."""
    questions = [
        question
        if (count := row_limit(question, state.settled, state.today)) is None
        else fix_rows(question, count)
        for question in section["questions"]
    ]
    return {**section, "questions": questions}


def fix_rows(question: Question, count: int) -> Question:
    count = min(count, LARGEST_MAX_ROWS)
    return {**question, "min_rows": count, "max_rows": max(count, 1)}


def is_default(state: FormState, code: str) -> bool:
    return code in state.given_or_default


def show_settled_row(form: RowForm, row: dict[str, Any], state: FormState) -> None:
    for column in form.columns:
        if type_of(column).is_computed:
            form.initial[column["code"]] = render_value_in_words(column, row.get(column["code"]), {})


def notes_by_place(section: dict, state: FormState) -> dict[str, list[dict[str, Any]]]:
    """Return the notes of a section by the question that they stand before, with their rules."""
    notes: dict[str, list[dict[str, Any]]] = {}
    for note in state.fill_texts(section.get("notes", [])):
        rule = "" if note["relevant"] is None else json.dumps(note["relevant"])
        shown = is_relevant(note, state.settled, state.today)
        notes.setdefault(note["before"], []).append({**note, "rule": rule, "is_shown": shown})
    return notes


def describe_questions(instrument: Instrument) -> list[dict[str, Any]]:
    """Return what the script needs of all questions, each after those that its rules ask."""
    questions = instrument.questions
    return [describe_question(questions[code]) for code in instrument.evaluation_order]


def describe_question(question: Question) -> dict[str, Any]:
    kind = type_of(question)
    described: dict[str, Any] = {"code": question["code"]}
    if kind.is_computed:
        described["computed"] = True
    if kind is QuestionType.ACKNOWLEDGE:
        described["box"] = True
    if kind is QuestionType.GROUP:
        described["numbered"] = True
    described |= {key: question[key] for key in RULE_KEYS if question.get(key) is not None}
    if "choice_filter" in described:
        described["options"] = [[option["value"], option.get("cells", {})] for option in question["options"]]
    if question.get("columns"):
        described["columns"] = [describe_question(column) for column in ordered_columns(question)]
    return described
