"""The form as a person sees it who must not see the answers of others: rules go by all, little is shown.

Whether a question is asked follows from all answers. What the page and its script are given are the questions
that are assigned, their answers, and of the rules only those that ask no hidden question; the outcome of the
others stands as the server found it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from reporting.filing.assignments.reach import Reach
from reporting.filing.settled_answers import describe_question
from reporting.instruments.question_types import Question, type_of
from reporting.instruments.rules.logic import names_in
from reporting.models import Instrument
from reporting.submissions.questionnaire import FormState, SectionProgress

# Rules of which the page is told: of the script that shows questions, and of the one that tells mistakes.
RULES_OF_SCRIPT = ("relevant", "calculation", "choice_filter", "repeat_count")
RULES_OF_MISTAKES = ("constraint", "needed", "warning")


@dataclass(frozen=True)
class LimitedForm(FormState):
    """A form of which only the questions of `held` are shown."""

    held: frozenset[str] = frozenset()

    @cached_property
    def hidden(self) -> frozenset[str]:
        return find_hidden(self.instrument, self.held)

    def words_of(self, code: str) -> str:
        return "" if code in self.hidden else super().words_of(code)

    @cached_property
    def given_or_default(self) -> dict[str, dict]:
        everything = super().given_or_default
        return {code: answer for code, answer in everything.items() if code not in self.hidden}

    def relevant_questions(self, section: dict) -> list[Question]:
        return [question for question in super().relevant_questions(section) if question["code"] in self.held]

    @cached_property
    def progress(self) -> list[SectionProgress]:
        own = {s["code"] for s in self.instrument.sections for q in s["questions"] if q["code"] in self.held}
        return [step for step in super().progress if step.code in own]

    def settled_rows(self, code: str) -> Any:
        """Return the rows of an answer without the cells that are computed from hidden answers."""
        rows = super().settled_rows(code)
        columns = self.instrument.questions[code]["columns"]
        own = {column["code"] for column in columns}
        hidden = {c["code"] for c in columns if (names_in(c.get("calculation")) - own) & self.hidden}
        if not hidden:
            return rows
        if isinstance(rows, list):
            return [drop_keys(row, hidden) for row in rows]
        return {key: drop_keys(row or {}, hidden) for key, row in rows.items()}


def drop_keys(row: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {code: cell for code, cell in row.items() if code not in keys}


def find_hidden(instrument: Instrument, held: frozenset[str]) -> frozenset[str]:
    """Return the questions whose values must not be seen: all others, and what is computed from them."""
    hidden = set(instrument.questions) - held
    for code in instrument.evaluation_order:
        question = instrument.questions[code]
        if type_of(question).is_computed and names_in(question.get("calculation")) & hidden:
            hidden.add(code)
    return frozenset(hidden)


def limit_form(form: FormState, reach: Reach) -> FormState:
    """Return the form as far as it may be shown."""
    if reach.held is None or reach.reads_rest:
        return form
    known = {field.name: getattr(form, field.name) for field in fields(FormState)}
    return LimitedForm(**known, held=reach.held)


def limit_section(section: dict[str, Any], codes: frozenset[str]) -> dict[str, Any]:
    """Return a section with these of its questions, and with the notes that stand before them."""
    questions = [question for question in section["questions"] if question["code"] in codes]
    shown = {question["code"] for question in questions}
    notes = [note for note in section.get("notes", []) if note["before"] in shown]
    return {**section, "questions": questions, "notes": notes}


def limit_notes(notes: list[dict[str, Any]], form: LimitedForm) -> list[dict[str, Any]]:
    """Return the notes of one place; where a rule asks a hidden question its outcome stands instead."""
    found = []
    for note in notes:
        if not names_in(note["relevant"]) & form.hidden:
            found.append(note)
        elif note["is_shown"]:
            found.append({**note, "rule": ""})
    return found


def describe_limited_questions(form: LimitedForm) -> list[dict[str, Any]]:
    """Return what the script needs of the assigned questions."""
    questions = form.instrument.questions
    return [
        describe_limited_question(questions[code], form)
        for code in form.instrument.evaluation_order
        if code in form.held
    ]


def describe_limited_question(question: Question, form: LimitedForm) -> dict[str, Any]:
    described = drop_rules(describe_question(question), RULES_OF_SCRIPT, form.hidden)
    if names_in(question.get("relevant")) & form.hidden and not form.is_relevant(question):
        described["relevant"] = False
    return described


def drop_rules(described: dict[str, Any], rules: tuple[str, ...], hidden: frozenset[str]) -> dict[str, Any]:
    """Return a described question without the rules that ask hidden questions, in its columns too."""
    columns = described.get("columns", [])
    pairs = columns.items() if isinstance(columns, dict) else ((one["code"], one) for one in columns)
    beside = {code for code, _column in pairs}
    dropped = {name for name in rules if (names_in(described.get(name)) - beside) & hidden}
    left = drop_keys(described, dropped)
    if "sentences" in left:
        left["sentences"] = drop_keys(left["sentences"], dropped)
    if isinstance(columns, dict):
        left["columns"] = {code: drop_rules(one, rules, hidden - beside) for code, one in columns.items()}
    elif columns:
        left["columns"] = [drop_rules(one, rules, hidden - beside) for one in columns]
    return left


def limit_mistakes_json(text: str, form: LimitedForm) -> str:
    """Return what may be wrong in the answers, as JSON, without what asks hidden questions."""
    described = {
        code: drop_rules(one, RULES_OF_MISTAKES, form.hidden) for code, one in json.loads(text).items()
    }
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))
