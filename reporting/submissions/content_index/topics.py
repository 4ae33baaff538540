"""Which questions of an instrument hold what: by how they are built and why asked, never by number."""

from collections.abc import Iterator
from typing import Any

from reporting.instruments.question_types import Question, QuestionType
from reporting.instruments.rules.logic import names_in
from reporting.models import Instrument
from reporting.models.reported_content import NumberKind, Topic
from reporting.submissions.public_answers import public_questions
from reporting.submissions.table_columns import (
    names_partners,
    number_columns,
    total_column,
    year_columns,
)

RECRUITER_RECORD = "recruiter_record"
HELP = {"help_given": Topic.HELP_GIVEN, "help_received": Topic.HELP_RECEIVED}
INFLOW, OUTFLOW = "migration_statistics", "outflow_statistics"
# Article 9.1 asks for difficulties, Article 10.1 for help to be sought.
ON_CONSTRAINTS, ON_SUPPORT = "9.1", "10.1"


def item_questions(instrument: Instrument) -> Iterator[tuple[Topic, Question]]:
    """Yield (topic, question) of the public questions whose answers, or rows, are indexed as items."""
    asking = questions_by_indicator(instrument)
    for question in public_questions(instrument).values():
        topic = topic_of(question, asking)
        if topic:
            yield topic, question


def questions_by_indicator(instrument: Instrument) -> dict[str, tuple[Question, str]]:
    """Return {indicator: (question, option that asks it, or "")}."""
    found: dict[str, tuple[Question, str]] = {}
    for question in instrument.questions.values():
        if question["indicator"]:
            found.setdefault(question["indicator"], (question, ""))
        for option in question.get("options", []):
            if option["indicator"]:
                found.setdefault(option["indicator"], (question, option["value"]))
    return found


def topic_of(question: Question, asking: dict[str, tuple[Question, str]]) -> Topic | None:
    """Return what a question is about; None if its answer is not indexed as items."""
    if names_partners(question):
        return Topic.AGREEMENT
    kind = question["type"]
    if kind == QuestionType.GROUP:
        helping = [topic for key, topic in HELP.items() if is_asked_because_of(question, asking.get(key))]
        if helping:
            return helping[0]
        is_told_in_words = any(c["type"] == QuestionType.LONG_TEXT for c in question["columns"])
        return Topic.CONSTRAINT if ON_CONSTRAINTS in question["articles"] and is_told_in_words else None
    if kind == QuestionType.MULTIPLE and ON_SUPPORT in question["articles"]:
        return Topic.SUPPORT
    is_evidence = kind in (QuestionType.TEXT, QuestionType.LONG_TEXT, QuestionType.URL)
    return (
        Topic.RECRUITER_RECORD
        if is_evidence and is_asked_because_of(question, asking.get(RECRUITER_RECORD))
        else None
    )


def is_asked_because_of(question: Question, asked: tuple[Question, str] | None) -> bool:
    """Return True if the rule of a question asks another one, and for its option if there is one."""
    if asked is None:
        return False
    other, option = asked
    rule = question["relevant"]
    return other["code"] in names_in(rule) and (not option or mentions(rule, option))


def mentions(rule: Any, value: str) -> bool:
    """Return True if a compiled rule compares with a value.

    >>> mentions(["not", ["selected", ["answer", "q6"], "recruiter_record"]], "recruiter_record")
    True
    """
    return any(mentions(part, value) for part in rule) if isinstance(rule, list) else rule == value


def number_questions(instrument: Instrument) -> Iterator[tuple[NumberKind, Question]]:
    """Yield (what is counted, question) of the public tables and groups that hold numbers of personnel.

    Of several tables on those who left, the first counts departures and the others intentions: a
    certificate that somebody asked for is no departure.
    """
    asking = questions_by_indicator(instrument)
    seen_outflow = False
    for question in public_questions(instrument).values():
        if question["type"] == QuestionType.GROUP:
            if names_origin(question):
                yield kind_of_flow(question, asking) or NumberKind.STOCK, question
        elif question["type"] == QuestionType.TABLE and year_columns(question):
            kind = kind_of_table(question, asking)
            if kind == NumberKind.OUTFLOW and seen_outflow:
                kind = NumberKind.INTENDED
            seen_outflow = seen_outflow or kind == NumberKind.OUTFLOW
            if kind:
                yield kind, question


def kind_of_table(question: Question, asking: dict[str, tuple[Question, str]]) -> NumberKind | None:
    """Return what a table counts: with a total it is a stock, else it depends on why it is asked."""
    if total_column(question):
        return NumberKind.STOCK
    return kind_of_flow(question, asking) if len(number_columns(question)) > 1 else None


def kind_of_flow(question: Question, asking: dict[str, tuple[Question, str]]) -> NumberKind | None:
    if is_asked_because_of(question, asking.get(OUTFLOW)):
        return NumberKind.OUTFLOW
    return NumberKind.INFLOW if is_asked_because_of(question, asking.get(INFLOW)) else None


def names_origin(question: Question) -> bool:
    """Return True for a group of which each row gives an occupation, a country and one number."""
    types = [column["type"] for column in question["columns"]]
    return (
        types.count(QuestionType.COUNTRY) == 1
        and QuestionType.SINGLE in types
        and len(number_columns(question)) == 1
    )
