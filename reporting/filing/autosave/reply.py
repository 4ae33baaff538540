"""What the script of a page is told of an answer that it has sent."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from reporting.filing.autosave.one_answer import SavedAnswer
from reporting.filing.forms import QuestionForm
from reporting.instruments.question_types import Question
from reporting.instruments.rules.dependencies import asked_questions
from reporting.instruments.rules.logic import names_in
from reporting.submissions.mistakes import answer_problems
from reporting.submissions.plain_answers import has_value_or_reason

JUDGING_RULES = ("constraint", "required_if")


def describe_saved(saved: SavedAnswer, request: HttpRequest) -> dict[str, Any]:
    """Return {"state", "at", "basis", "errors", "warnings", "conflict", "to_confirm"}.

    The state is "saved", "wrong" (what could be read is saved), "conflict" or "closed". `basis` are the
    hidden fields with what the page now builds on, `errors` [{"field", "sentences"}], `conflict` both
    answers as HTML.
    """
    form = saved.form
    errors = [{"field": "", "sentences": [saved.refusal]}] if saved.refusal else find_errors(form)
    state = state_of(saved, errors)
    return {
        "state": state,
        "at": saved.at.isoformat(),
        "basis": form.basis,
        "errors": errors,
        "warnings": None
        if saved.refusal or errors or form.conflict
        else find_own_problems(form, saved.today),
        "conflict": render_conflict(form, request) if form.conflict else "",
        "to_confirm": saved.is_to_confirm,
    }


def state_of(saved: SavedAnswer, errors: list[dict[str, Any]]) -> str:
    if saved.refusal:
        return "closed"
    if saved.form.conflict:
        return "conflict"
    return "wrong" if errors else "saved"


def find_errors(form: QuestionForm) -> list[dict[str, Any]]:
    """Return [{"field": its name, empty for none, "sentences"}] of what could not be read."""
    if form.is_only_shown or form.keeps_theirs:
        return []
    parts = [form, *(row for _key, row in getattr(form, "keyed_forms", []))]
    return [
        {"field": part.add_prefix(name) if name in part.fields else "", "sentences": list(map(str, errors))}
        for part in parts
        for name, errors in part.errors.items()
    ]


def render_conflict(form: QuestionForm, request: HttpRequest) -> str:
    context = {"conflict": form.conflict, "question": form.question}
    return render_to_string("reporting/filing/_conflict.html", context, request)


def find_own_problems(form: QuestionForm, today: date) -> list[str] | None:
    """Return what contradicts the rules of the question itself; None if its rules ask other questions.

    What is missing is told only when the report is checked.
    """
    if form.is_only_shown or form.keeps_theirs:
        return None
    question, answer = form.question, form.typed_answer()
    if not has_value_or_reason(answer):
        return []
    if other_questions(question):
        return None
    return [str(one) for one in answer_problems(question, answer, {question["code"]: answer["value"]}, today)]


def other_questions(question: Question) -> set[str]:
    """Return the codes of the questions that must be known to judge an answer to this one."""
    columns = question.get("columns") or []
    judging = (names_in(part.get(rule)) for part in (question, *columns) for rule in JUDGING_RULES)
    asked = asked_questions(question).union(*judging)
    return asked - {column["code"] for column in columns} - {question["code"]}
