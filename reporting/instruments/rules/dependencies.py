"""Which questions must be settled before which: a hidden answer counts as not given."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from reporting.instruments.rules.logic import names_in

RULES_OF_A_QUESTION = ("relevant", "calculation", "choice_filter", "repeat_count")


def asked_questions(question: Mapping[str, Any]) -> set[str]:
    """Return the codes that the rules of a question or column ask, those of its columns included.

    Not the rules that judge an answer: they are asked when all answers are settled.
    """
    own = set().union(*(names_in(question.get(rule)) for rule in RULES_OF_A_QUESTION))
    columns = question.get("columns") or []
    below = set().union(*(asked_questions(column) for column in columns))
    return own | (below - {column["code"] for column in columns} - {question["code"]})


def order_by_dependency(questions: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the codes so that each comes after those that its rules ask. Raises CycleError."""
    asks = {code: asked_questions(question) & questions.keys() for code, question in questions.items()}
    return list(TopologicalSorter(asks).static_order())
