"""The constraints that countries name, in their own words, and the support that they ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.direction import TextInLanguage
from reporting.instruments.question_types import Question
from reporting.models import ReportedItem, Topic
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.answers_page import (
    AnswersPage,
    ChoiceField,
    CountedFigure,
    fold_words,
    keep_given,
    read_words,
)
from reporting.reported_content.counted_reports import CountedReports
from reporting.reported_content.option_counts import OptionCount, count_options
from reporting.submissions.answer_languages import WORDS
from reporting.submissions.table_columns import is_number


@dataclass(frozen=True)
class ConstraintLine:
    """One constraint of one country, each of its texts in the language it was written in."""

    name: str
    place: AnswerPlace
    rank: str
    texts: list[str]


@dataclass(frozen=True)
class ConstraintsPage(AnswersPage):
    """`items` are the constraints that fit the words searched for, `support` every answer on support."""

    items: tuple[ReportedItem, ...]
    support: tuple[ReportedItem, ...]

    part = "constraints"
    title = gettext_lazy("Constraints and support")
    choice_names = ("q",)
    columns = (
        "about",
        "iso3",
        "version",
        "question",
        "row",
        "rank",
        "option",
        "text",
        "solution",
        "language",
    )

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "ConstraintsPage":
        words = read_words(parameters)
        folded = fold_words(words)
        items = (
            counted.load_items(Topic.CONSTRAINT, words=folded)
            if folded
            else counted.items_about(Topic.CONSTRAINT)
        )
        support = counted.items_about(Topic.SUPPORT)
        return cls(
            counted, keep_given(q=words), *(tuple(keep_asked(counted, rows)) for rows in (items, support))
        )

    @property
    def fields(self) -> list[ChoiceField]:
        return [ChoiceField("q", _("Words in constraints or solutions"), self.choices.get("q", ""))]

    @property
    def text_columns(self) -> list[Question]:
        """The columns of the constraints that hold words, in their order."""
        question = self.constraint_question
        return [c for c in question["columns"] if c["type"] in WORDS] if question else []

    @property
    def constraint_question(self) -> Question | None:
        return next((self.counted.questions.get(item.question) for item in self.items), None)

    @property
    def lines(self) -> list[ConstraintLine]:
        """The constraints by country, in the order of weight that it gives them."""
        place = {iso3: number for number, iso3 in enumerate(self.counted.reports)}
        lines = [(place[self.country_of(item)], rank_of(self.counted, item), item) for item in self.items]
        ordered = sorted(lines, key=lambda line: (line[0], line[1] or "~", line[2].row))
        return [self.build_line(item, rank) for _place, rank, item in ordered]

    def country_of(self, item: ReportedItem) -> str:
        return self.counted.by_version[item.version_id].iso3

    def build_line(self, item: ReportedItem, rank: str) -> ConstraintLine:
        report = self.counted.by_version[item.version_id]
        texts = [mark_text(item, column["code"]) for column in self.text_columns]
        name, place = self.counted.name(report.iso3), AnswerPlace.locate(report, item.question)
        return ConstraintLine(name, place, rank, texts)

    @cached_property
    def support_options(self) -> list[OptionCount]:
        question = next((self.counted.questions.get(item.question) for item in self.support), None)
        return count_options(self.counted, question, self.support, "support") if question else []

    def count_countries(self) -> Iterable[CountedFigure]:
        naming = {self.country_of(item) for item in self.items}
        yield self.figure("constraints", _("Countries that name these constraints"), naming)
        answering = {self.country_of(item) for item in self.support}
        yield self.figure("support", _("Countries that answer which support they need"), answering)
        for option in self.support_options:
            yield option.figure

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for item in (*self.items, *self.support):
            report = self.counted.by_version[item.version_id]
            shared = {
                "about": item.topic,
                "iso3": report.iso3,
                "version": report.version_number,
                "question": item.question,
                "row": item.row,
                "language": item.language,
            }
            if item.topic == Topic.SUPPORT:
                yield from ({**shared, "option": option} for option in item.cells[item.question])
                continue
            texts = [item.cells.get(column["code"], "") for column in self.text_columns]
            text, solution = [*texts, "", ""][:2]
            yield {**shared, "rank": rank_of(self.counted, item), "text": text, "solution": solution}


def keep_asked(counted: CountedReports, items: Iterable[ReportedItem]) -> list[ReportedItem]:
    """Return the items of the countries asked about."""
    return [item for item in items if counted.by_version[item.version_id].iso3 in counted.asked_states]


def rank_of(counted: CountedReports, item: ReportedItem) -> str:
    """Return the first number of a row: how much it weighs; empty if none is given."""
    question = counted.questions.get(item.question)
    columns = question["columns"] if question else []
    rank = next((item.cells.get(column["code"]) for column in columns if is_number(column)), None)
    return "" if rank is None else str(rank)


def mark_text(item: ReportedItem, code: str) -> str:
    """Return a text that knows the language it was written in, if that is known."""
    text = str(item.cells.get(code) or "")
    return TextInLanguage.of(text, item.language) if text and item.language else text
