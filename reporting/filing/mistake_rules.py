"""What the script of a section needs to tell mistakes as they are made: rules, and a sentence for each.

Its twin is config/static/js/rules/mistakes.js. The sentences of a question are those that its page and the
certification show; beside a cell, which needs no naming, a shorter one stands.
"""

import json
from typing import Any

from django.utils.translation import gettext as _

from reporting.checks.own_warnings import explain_warning
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.mistakes import (
    explain_constraint,
    explain_lone_option,
    explain_missing,
    explain_range,
)
from reporting.submissions.questionnaire import FormState


def describe_mistakes_json(section: dict[str, Any], state: FormState) -> str:
    """Return {code: what may be wrong} of the questions of a section that somebody answers, as JSON."""
    questions = [state.fill_texts(question) for question in section["questions"]]
    described = {question["code"]: describe_mistakes(question) for question in questions}
    found = {code: checks for code, checks in described.items() if checks}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def describe_mistakes(question: Question) -> dict[str, Any]:
    """Return the rules of a question with their sentences; nothing if it has none, or is computed."""
    if type_of(question).is_computed or question.get("read_only"):
        return {}
    sentences = {
        "constraint": explain_constraint(question),
        "range": explain_range(question) if question.get("range") else "",
        "needed": explain_missing(question),
        "warning": explain_warning(question),
    }
    described = describe_rules(question, sentences)
    alone = {
        option["value"]: explain_lone_option(question, option)
        for option in question.get("options", [])
        if option.get("exclusive") and question["type"] == QuestionType.MULTIPLE
    }
    if alone:
        described.setdefault("sentences", {})["alone"] = alone
    if type_of(question).has_rows:
        described["columns"] = {
            column["code"]: describe_mistakes_of_cell(column) for column in question["columns"]
        }
    return described


def describe_mistakes_of_cell(column: Question) -> dict[str, Any]:
    if type_of(column).is_computed:
        return {}
    impossible = column.get("constraint_message") or _("This is not possible.")
    missing = column.get("required_message") or _("This is missing.")
    sentences = {"constraint": impossible, "range": impossible, "needed": missing}
    return describe_rules(column, {**sentences, "warning": explain_warning(column)})


def describe_rules(question: Question, sentences: dict[str, str]) -> dict[str, Any]:
    """Return the rules that a question or column has, with the sentence of each."""
    needed = question.get("required_if") or question["required"]
    rules = {"constraint": question.get("constraint"), "range": question.get("range"), "needed": needed}
    rules["warning"] = question.get("warning")
    rules = {name: rule for name, rule in rules.items() if rule}
    return {**rules, "sentences": {name: sentences[name] for name in rules}} if rules else {}
