"""The questionnaire of a round, blank: to read, print and pass on before anybody begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from authorities.languages import LANGUAGE_CODES
from authorities.languages.addresses import path_in_language
from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    Precision,
    Question,
    QuestionType,
    precision_of,
    type_of,
)
from reporting.instruments.rules.logic import names_in
from reporting.models import Instrument, Round
from reporting.submissions.files import MOST_FILES_OF_AN_ANSWER
from reporting.submissions.item_words import render_value_in_words
from reporting.submissions.question_help import QuestionHelp, find_help

MOST_OPTIONS_SHOWN = 40  # of a longer list its length is said


@dataclass(frozen=True)
class BlankField:
    """What is asked in one question or column: its options, or what is to be written."""

    question: Question

    @property
    def label(self) -> str:
        return self.question.get("text") or self.question["label"]

    @property
    def is_needed(self) -> bool:
        return bool(self.question["required"] and not self.question.get("required_if"))

    @property
    def kind(self) -> str:
        """What is written or chosen, in words; empty where the options or rows say it."""
        count = len(self.question.get("options", []))
        if count > MOST_OPTIONS_SHOWN:
            return _("A list of %(count)d to choose from") % {"count": count}
        precision = precision_of(self.question)
        return (PRECISIONS[precision] if precision else KINDS.get(type_of(self.question), str))()

    @property
    def options(self) -> list[str]:
        if type_of(self.question) is QuestionType.YES_NO:
            return [render_value_in_words(self.question, value, {}) for value in ("yes", "no")]
        options = self.question.get("options", [])
        return [] if len(options) > MOST_OPTIONS_SHOWN else [option["label"] for option in options]

    @property
    def takes_several(self) -> bool:
        return type_of(self.question).is_list


KINDS = {
    QuestionType.TEXT: lambda: _("A short text"),
    QuestionType.LONG_TEXT: lambda: _("A text"),
    QuestionType.URL: lambda: _("The address of a web page"),
    QuestionType.EMAIL: lambda: _("An e-mail address"),
    QuestionType.INTEGER: lambda: _("A whole number"),
    QuestionType.DECIMAL: lambda: _("A number"),
    QuestionType.DATE: lambda: _("A date"),
    QuestionType.TIME: lambda: _("A time of day"),
    QuestionType.DATE_TIME: lambda: _("A date and a time of day"),
    QuestionType.COUNTRY: lambda: _("A country"),
    QuestionType.COUNTRIES: lambda: _("Countries"),
    QuestionType.FILE: lambda: _("Up to %(count)d files") % {"count": MOST_FILES_OF_AN_ANSWER},
    QuestionType.RANK: lambda: _("Put these in order"),
    QuestionType.CALCULATE: lambda: _("Computed from other answers"),
}
PRECISIONS = {
    Precision.YEAR: lambda: _("A year"),
    Precision.MONTH: lambda: _("A year and a month"),
    Precision.ANY: lambda: _("A date, or only its year or month where no more is known"),
}


@dataclass(frozen=True)
class BlankQuestion(BlankField):
    """A question as it stands on paper, with its condition and its help."""

    condition: str
    help: QuestionHelp

    @property
    def columns(self) -> list[BlankField]:
        return [BlankField(column) for column in self.question.get("columns", [])]

    @property
    def rows(self) -> list[str]:
        return [row["label"] for row in self.question.get("rows", [])]

    @property
    def row_count(self) -> str:
        """How many rows a group takes, in words; empty for anything else."""
        if type_of(self.question) is not QuestionType.GROUP:
            return ""
        most = self.question.get("max_rows") or DEFAULT_MAX_ROWS
        return ngettext("Up to %(count)d row", "Up to %(count)d rows", most) % {"count": most}


class BlankQuestionnaire:
    """The questionnaire of a round in the active language."""

    def __init__(self, round_: Round, path: str) -> None:
        self.round, self.instrument, self.path = round_, round_.instrument, path

    @property
    def languages(self) -> list[tuple[str, dict[str, Any]]]:
        """[(address, Django's information)] of the languages of the United Nations it stands in."""
        known = [code for code in LANGUAGE_CODES.values() if code in self.instrument.languages]
        return [(path_in_language(self.path, code), get_language_info(code)) for code in known]

    @cached_property
    def help(self) -> dict[str, QuestionHelp]:
        return find_help(self.instrument.questions.values(), self.instrument.code_version)

    @property
    def sections(self) -> Iterator[tuple[dict[str, Any], list[BlankQuestion]]]:
        """Yield each section with its questions; what only serves rules is left out."""
        for section in self.instrument.sections:
            asked = [question for question in section["questions"] if question["text"]]
            yield (
                section,
                [
                    BlankQuestion(
                        question, describe_condition(question, self.instrument), self.help[question["code"]]
                    )
                    for question in asked
                ],
            )


def describe_condition(question: Question, instrument: Instrument) -> str:
    """Return when a question is asked, in words; empty if it always is."""
    rule = question.get("relevant")
    match rule:
        case None:
            return ""
        case ["=" | "eq" | "selected", ["answer", str() as code], str() as value]:
            other = instrument.questions[code]
            return _("Asked only if question %(question)s is answered “%(answer)s”.") % {
                "question": isolate(name_of(other)),
                "answer": isolate(render_value_in_words(other, value, {})),
            }
    asked = names_in(rule)
    names = [isolate(name_of(other)) for code, other in instrument.questions.items() if code in asked]
    if not names:
        return ""
    return ngettext(
        "Whether it is asked depends on the answer to question %(questions)s.",
        "Whether it is asked depends on the answers to questions %(questions)s.",
        len(names),
    ) % {"questions": join_items(names)}


def name_of(question: Question) -> str:
    return question["number"] or question["text"] or question["code"]
