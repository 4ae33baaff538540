"""The changes of answers in words: where, from, to."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.filing.history.parts import Content, describe_content
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.models import Answer, AnswerChange, Instrument
from reporting.submissions.item_words import render_value_in_words
from reporting.submissions.plain_answers import NOTHING, is_answered, plain_answer
from reporting.submissions.read_back import RenderedAnswer, country_names, render_answer

MOST_CELLS = 40  # of one change that a page shows; the others are counted


@dataclass(frozen=True)
class ChangedCell:
    """One cell before and after a change, in words; blank for nothing."""

    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class DescribedChange:
    """A change in words: of an answer as a whole (`before`, `after`), of cells, or of both."""

    change: AnswerChange
    question: Question | None  # None if it is no longer asked
    before: RenderedAnswer | None = None
    after: RenderedAnswer | None = None
    cells: list[ChangedCell] = field(default_factory=list)
    left_out: int = 0  # cells that are not shown
    may_be_put_back: bool = False


class ChangeReader:
    """Describes changes of one report, each by its question and by the rows that its answer has now."""

    def __init__(self, instrument: Instrument, answers: dict[str, Answer]) -> None:
        self.instrument, self.answers = instrument, answers
        self.contents: dict[str, Content] = {}

    @cached_property
    def countries(self) -> dict[str, str]:
        return country_names()

    def describe(self, change: AnswerChange) -> DescribedChange:
        question = self.instrument.questions.get(change.question)
        if question is None:
            return DescribedChange(change, None)
        if not type_of(question).has_rows:
            return DescribedChange(change, question, *self.render_sides(question, change))
        cells = self.describe_order(question, change) + self.describe_cells(question, change)
        before, after = (
            side if side and side.reason else None for side in self.render_sides(question, change)
        )
        return DescribedChange(
            change, question, before, after, cells[:MOST_CELLS], max(0, len(cells) - MOST_CELLS)
        )

    def render_sides(
        self, question: Question, change: AnswerChange
    ) -> tuple[RenderedAnswer | None, RenderedAnswer | None]:
        """Return value, reason and language before and after; None where they were not changed."""
        parts = [
            {key: part[key] for key in part if key not in ("rows", "cells")}
            for part in (change.before, change.after)
        ]
        sides = [
            render_answer(question, {**NOTHING, **part}, self.countries) if part else None for part in parts
        ]
        return sides[0], sides[1]

    def content_of(self, question: Question) -> Content:
        """Return what the answer to a question is now."""
        code = question["code"]
        if code not in self.contents:
            row = self.answers.get(code)
            names = row.row_names if row else []
            self.contents[code] = describe_content(question, plain_answer(row) if row else NOTHING, names)
        return self.contents[code]

    def describe_order(self, question: Question, change: AnswerChange) -> list[ChangedCell]:
        """Return the order of the rows as one line, if rows that stayed have been moved."""
        orders = [change.before.get("rows", []), change.after.get("rows", [])]
        both = set(orders[0]).intersection(orders[1])
        before, after = ([name for name in names if name in both] for names in orders)
        if before == after:
            return []
        was, now = (
            join_items([self.row_label(question, name, {}) for name in names]) for names in (before, after)
        )
        return [ChangedCell(_("Order of the rows"), "", was, now)]

    def describe_cells(self, question: Question, change: AnswerChange) -> list[ChangedCell]:
        was, now = change.before.get("cells", {}), change.after.get("cells", {})
        columns = {column["code"]: column for column in question["columns"]}
        return [
            ChangedCell(
                self.row_label(question, name, (now[name] or {}) | (was[name] or {})),
                columns[code]["label"] if code in columns else code,
                self.render_cell(columns.get(code), (was[name] or {}).get(code)),
                self.render_cell(columns.get(code), (now[name] or {}).get(code)),
            )
            for name in now
            for code in order_codes({**(was[name] or {}), **(now[name] or {})}, columns)
        ]

    def render_cell(self, column: Question | None, value: Any) -> str:
        if not is_answered(value):
            return ""
        return render_value_in_words(column, value, self.countries) if column else str(value)

    def row_label(self, question: Question, name: str, cells: dict[str, Any]) -> str:
        """Return how a row is known: by its label, or by its place and its first answers."""
        if type_of(question) is QuestionType.TABLE:
            return next((row["label"] for row in question["rows"] if row["value"] == name), name)
        content = self.content_of(question)
        summary = self.summarise_row(question, content["cells"].get(name) or cells)
        if name not in content["rows"]:
            return summary or _("a row that is no longer there")
        number = _("row %(number)d") % {"number": content["rows"].index(name) + 1}
        return f"{number}: {isolate(summary)}" if summary else number

    def summarise_row(self, question: Question, cells: dict[str, Any]) -> str:
        """Return the first two answers of a row."""
        texts = [
            self.render_cell(column, cells[column["code"]])
            for column in question["columns"]
            if is_answered(cells.get(column["code"])) and type_of(column) is not QuestionType.FILE
        ]
        return " · ".join(texts[:2])


def order_codes(cells: dict[str, Any], columns: dict[str, Question]) -> list[str]:
    """Return the codes of cells in the order of the columns; those of no column come last."""
    return [*(code for code in columns if code in cells), *(code for code in cells if code not in columns)]
