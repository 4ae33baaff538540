"""Help given and received: who says it, with whom, of which kind and for what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.imports.country_widgets import StateCodeCell
from reporting.instruments.question_types import Question, QuestionType
from reporting.models import ReportedItem, Topic
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.answers_page import (
    AnswersPage,
    ChoiceField,
    CountedFigure,
    fold_words,
    keep_given,
    pick_choice,
    read_words,
)
from reporting.reported_content.constraints_page import keep_asked, mark_text
from reporting.reported_content.counted_reports import CountedReports
from reporting.reported_content.option_counts import OptionCount, as_list, count_options
from reporting.submissions.item_words import render_items

DIRECTIONS = {Topic.HELP_GIVEN: gettext_lazy("Given"), Topic.HELP_RECEIVED: gettext_lazy("Received")}


@dataclass(frozen=True)
class HelpLine:
    """Help as one country tells of it. `partner` stands as it was written; `understood` is what it names."""

    name: str
    place: AnswerPlace
    direction: str
    partner: str
    understood: str
    options: list[str]
    details: str


@dataclass(frozen=True)
class HelpPage(AnswersPage):
    items: tuple[ReportedItem, ...]

    part = "help"
    title = gettext_lazy("Help given and received")
    choice_names = ("direction", "q")
    columns = (
        "direction", "iso3", "version", "question", "row", "partner_as_written", "partner_understood",
        "kinds", "purposes", "details", "language",
    )  # fmt: skip

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "HelpPage":
        direction = pick_choice(parameters, "direction", map(str, DIRECTIONS), _("Help"))
        words = read_words(parameters)
        topics = [Topic(direction)] if direction else list(DIRECTIONS)
        items = keep_asked(counted, counted.load_items(*topics, words=fold_words(words)))
        return cls(counted, keep_given(direction=direction, q=words), tuple(items))

    @property
    def fields(self) -> list[ChoiceField]:
        options = tuple((str(topic), str(label)) for topic, label in DIRECTIONS.items())
        return [
            ChoiceField("direction", _("Help"), self.choices.get("direction", ""), options),
            ChoiceField("q", _("Words in partners or details"), self.choices.get("q", "")),
        ]

    @cached_property
    def states(self) -> StateCodeCell:
        """Reads names of countries as imports do."""
        return StateCodeCell()

    @property
    def lines(self) -> list[HelpLine]:
        place = {iso3: number for number, iso3 in enumerate(self.counted.reports)}
        ordered = sorted(self.items, key=lambda i: (place[self.country_of(i)], i.topic, i.row))
        return [self.build_line(item) for item in ordered]

    def country_of(self, item: ReportedItem) -> str:
        return self.counted.by_version[item.version_id].iso3

    def build_line(self, item: ReportedItem) -> HelpLine:
        report, question = self.counted.by_version[item.version_id], self.counted.questions[item.question]
        options = ((column, as_list(item.cells.get(column["code"]))) for column in option_columns(question))
        codes = {kind: first_code(question, kind) for kind in (QuestionType.TEXT, QuestionType.LONG_TEXT)}
        partner = mark_text(item, codes[QuestionType.TEXT])
        return HelpLine(
            self.counted.name(report.iso3),
            AnswerPlace.locate(report, item.question),
            str(DIRECTIONS[Topic(item.topic)]),
            partner,
            self.understand(partner, report.iso3),
            [word for column, chosen in options for word in render_items(column, chosen, {})],
            mark_text(item, codes[QuestionType.LONG_TEXT]),
        )

    def understand(self, partner: str, teller: str) -> str:
        """Return the name of the Member State that a text is read as; empty if it names none."""
        code = self.states.code_of(partner) if partner else None
        return self.counted.name(code) if code and code != teller else ""

    @cached_property
    def option_counts(self) -> list[tuple[str, list[OptionCount]]]:
        """Return (direction and column in words, options with their countries)."""
        found = []
        for topic, label in DIRECTIONS.items():
            items = [item for item in self.items if item.topic == topic]
            question = self.counted.questions[items[0].question] if items else None
            for column in option_columns(question) if question else []:
                words = _("%(help)s: %(column)s") % {"help": label, "column": column["label"]}
                found.append((words, count_options(self.counted, column, items, f"{topic}:{column['code']}")))
        return found

    def count_countries(self) -> Iterable[CountedFigure]:
        for topic, label in (
            (Topic.HELP_GIVEN, _("Countries that describe help given")),
            (Topic.HELP_RECEIVED, _("Countries that describe help received")),
        ):
            telling = {self.country_of(item) for item in self.items if item.topic == topic}
            yield self.figure(str(topic), label, telling)
        for _words, options in self.option_counts:
            yield from (option.figure for option in options)

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for item in self.items:
            report, question = self.counted.by_version[item.version_id], self.counted.questions[item.question]
            partner = str(item.cells.get(first_code(question, QuestionType.TEXT)) or "")
            options = [" ".join(as_list(item.cells.get(c["code"]))) for c in option_columns(question)]
            kinds, purposes = [*options, "", ""][:2]
            yield {
                "direction": item.topic.removeprefix("help_"),
                "iso3": report.iso3,
                "version": report.version_number,
                "question": item.question,
                "row": item.row,
                "partner_as_written": partner,
                "partner_understood": (self.states.code_of(partner) if partner else None) or "",
                "kinds": kinds,
                "purposes": purposes,
                "details": item.cells.get(first_code(question, QuestionType.LONG_TEXT), ""),
                "language": item.language,
            }


def first_code(question: Question, kind: QuestionType) -> str:
    """Return the code of the first column of a type; empty without one."""
    return next((column["code"] for column in question["columns"] if column["type"] == kind), "")


def option_columns(question: Question) -> list[Question]:
    return [column for column in question["columns"] if column["type"] == QuestionType.MULTIPLE]
