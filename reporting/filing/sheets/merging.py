"""What was read of a sheet, put into the stored answer: blank cells leave what stands there."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext

from authorities.models import User
from reporting.filing.conflicts import CellPlace, MergedAnswer, StoredAnswer
from reporting.filing.fingerprints import answer_fingerprint, row_fingerprint
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.rows.row_origins import name_new_row
from reporting.filing.saving import lock_open_report
from reporting.filing.sheets.table_reading import TableReading
from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Question,
    QuestionType,
    type_of,
)
from reporting.models import Submission
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.answer_languages import language_of_answer
from reporting.submissions.plain_answers import NOTHING, is_answered


def merge_reading(
    question: Question, stored: StoredAnswer, reading: TableReading, *, replaces: bool = False
) -> MergedAnswer:
    """Return the answer with what was read; rows of a group are added, or take the place of all.

    Raise ValidationError if there would be too many rows.
    """
    if question["type"] == QuestionType.GROUP:
        return merge_rows(question, stored, reading, replaces)
    current = stored.answer["value"] or {}
    codes = [column["code"] for column in question["columns"] if not type_of(column).is_computed]
    value: dict[str, Any] = {}
    written: set[CellPlace] = set()
    for row in question["rows"]:
        name, read = row["value"], reading.rows.get(row["value"], {})
        value[name] = {**dict.fromkeys(codes), **(current.get(name) or {}), **read}
        written |= {(name, code) for code in read}
    return MergedAnswer({**NOTHING, "value": value}, written=written)


def merge_rows(
    question: Question, stored: StoredAnswer, reading: TableReading, replaces: bool
) -> MergedAnswer:
    """Add the rows that do not stand there yet, each under a name of its own."""
    columns = question["columns"]
    codes = [column["code"] for column in columns if not type_of(column).is_computed]
    rows = [] if replaces else list(stored.answer["value"] or [])
    names = [] if replaces else list(stored.row_names(columns))
    known = {row_fingerprint(columns, row) for row in rows}
    written: set[CellPlace] = set()
    for read in reading.rows.values():
        row = {**dict.fromkeys(codes), **read}
        if row_fingerprint(columns, row) not in known:
            name = name_new_row(columns, row, names)
            rows.append(row)
            names.append(name)
            written |= {(name, code) for code in codes}
    refuse_too_many(question, len(rows))
    return MergedAnswer({**NOTHING, "value": rows or None}, written=written, row_names=names)


def refuse_too_many(question: Question, count: int) -> None:
    limit = min(question["max_rows"] or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)
    if count > limit:
        sentence = ngettext(
            "This question takes %(count)d row at most.", "This question takes %(count)d rows at most.", limit
        )
        raise ValidationError(sentence % {"count": limit})


@transaction.atomic
def save_sheet(
    submission: Submission,
    question: Question,
    reading: TableReading,
    *,
    by: User,
    seen: str,
    replaces: bool = False,
) -> bool:
    """Store what was read of a sheet. Return False if somebody has changed the answer since it was seen.

    Raise ValidationError if the report can no longer be changed, or would get too many rows.
    """
    report = lock_open_report(submission, [question["code"]], by=by)
    stored = StoredAnswer(report.answers.filter(question=question["code"]).select_related("by").first(), by)
    if answer_fingerprint(question, stored.answer) != seen:
        return False
    merged = merge_reading(question, stored, reading, replaces=replaces)
    if not is_answered(merged.answer["value"]):
        return True
    write_answers(report, [compose_new_answer(question, stored, merged)], by=by, way=Way.SHEET)
    return True


def compose_new_answer(question: Question, stored: StoredAnswer, merged: MergedAnswer) -> NewAnswer:
    return NewAnswer(
        question,
        merged.answer,
        stored.row,
        origin=Origin.WORKBOOK,
        language=language_of_answer(question, stored.answer, is_whole=False),
        row_names=merged.row_names,
        cell_authors=merged.name_authors(stored),
    )
