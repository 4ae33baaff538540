"""The narrow rows of a version: items and numbers, derived from its public answers alone."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils import translation

from authorities.normalise import fold_label
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models import Version
from reporting.models.reported_content import ReportedItem, ReportedNumber, Topic
from reporting.submissions.answer_languages import WORDS
from reporting.submissions.cell_reasons import find_reason
from reporting.submissions.content_index.topics import item_questions, number_questions
from reporting.submissions.number_writing import YEARS
from reporting.submissions.plain_answers import is_answered, read_number
from reporting.submissions.public_answers import keep_public_parts
from reporting.submissions.questionnaire import FormState
from reporting.submissions.table_columns import number_columns, total_column, year_columns

# Types whose cells say something of a person, or only mean something beside their report.
LEFT_OUT = (QuestionType.EMAIL, QuestionType.FILE)
# More people than there are.
LARGEST = Decimal(10) ** 11


def index_content(version: Version, form: FormState) -> tuple[list[ReportedItem], list[ReportedNumber]]:
    """Return the unsaved rows of a version, given the state of its form.

    Questions are read in the main language of the instrument: what a column holds may depend on its words.
    """
    with translation.override(form.instrument.language):
        items = [
            ReportedItem(version=version, topic=topic, **fields)
            for topic, question in item_questions(form.instrument)
            if form.is_relevant(question)
            for fields in item_rows(topic, question, form.answer_to(question))
        ]
        numbers = [
            ReportedNumber(version=version, kind=kind, **fields)
            for kind, question in number_questions(form.instrument)
            if form.is_relevant(question)
            for fields in number_rows(question, form.answer_to(question))
        ]
    return items, numbers


def item_rows(topic: Topic, question: Question, answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of each item that an answer holds; none of an answer that gives a reason."""
    value = keep_public_parts(question, answer)["value"]
    if not is_answered(value):
        return
    rows = value if question["type"] == QuestionType.GROUP else [{question["code"]: value}]
    columns = {column["code"]: column for column in question.get("columns") or [question]}
    for number, row in enumerate(rows, start=1):
        cells = {
            code: cell
            for code, cell in row.items()
            if code in columns
            and type_of(columns[code]) not in LEFT_OUT
            and is_answered(cell)
            and not find_reason(cell)
        }
        if cells:
            texts = [str(cell) for code, cell in cells.items() if type_of(columns[code]) in WORDS]
            yield {
                "question": question["code"],
                "row": number,
                "cells": cells,
                "search_text": fold_label(" ".join(texts)),
                "language": answer.get("language", ""),
            }


def number_rows(question: Question, answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of each number, or reason, that a table or group holds."""
    value = keep_public_parts(question, answer)["value"]
    if not is_answered(value):
        return
    if question["type"] == QuestionType.TABLE:
        for row in question["rows"]:
            yield from cell_rows(question, row["value"], value.get(row["value"]) or {})
        return
    occupations, countries = (
        first_column(question, kind) for kind in (QuestionType.SINGLE, QuestionType.COUNTRY)
    )
    for number, cells in enumerate(value, start=1):
        occupation, country = (read_code(cells.get(code)) for code in (occupations, countries))
        if country:
            beside = {code: cell for code, cell in cells.items() if code != occupations}
            for fields in cell_rows(question, str(number), beside):
                yield {**fields, "occupation": occupation, "country": country}


def first_column(question: Question, kind: QuestionType) -> str:
    return next(column["code"] for column in question["columns"] if column["type"] == kind)


def read_code(cell: Any) -> str:
    """Return the code that a cell holds; an empty text if it holds none, or a reason."""
    return cell if isinstance(cell, str) else ""


def cell_rows(question: Question, key: str, cells: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of each number of one row, with its year and what the row says of it."""
    columns = number_columns(question)
    year = read_year(question, cells)
    # Several numbers without a total are of one year each, the last of them of the year that is named.
    is_series = len(columns) > 1 and total_column(question) is None
    about = describe_basis(question, cells)
    for before, column in enumerate(reversed(columns)):
        number, reason = read_number(cells.get(column["code"])), find_reason(cells.get(column["code"]))
        if reason or (number is not None and abs(number) < LARGEST):
            yield {
                "question": question["code"],
                "row": key,
                "column": column["code"],
                "occupation": key,
                "year": year - before if year and is_series else year,
                "number": number,
                "reason": reason,
                "about": {} if reason else about,
            }


def read_year(question: Question, cells: dict[str, Any]) -> int | None:
    years = (read_number(cells.get(column["code"])) for column in year_columns(question))
    return next((int(year) for year in years if year is not None and int(year) in YEARS), None)


def describe_basis(question: Question, cells: dict[str, Any]) -> dict[str, str]:
    """Return what a row says of its numbers, by column: its coverage, basis, kind of source and source."""
    told = (QuestionType.SINGLE, QuestionType.TEXT)
    columns = [column["code"] for column in question["columns"] if column["type"] in told]
    return {code: cells[code] for code in columns if isinstance(cells.get(code), str) and cells[code]}
