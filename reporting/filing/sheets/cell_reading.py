"""Cells of a spreadsheet read as answers to a question or column: by label in any language, or by code."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise

from authorities.imports.coded_widgets import ChoiceCell, ListCell
from authorities.imports.country_widgets import StateCodeCell
from authorities.imports.day_widgets import DateCell
from authorities.imports.text.cell_text import cell_text
from authorities.languages.sentences import sentence_of
from authorities.normalise import normalise_label
from reporting.filing.fields.question_fields import choices_of, field_for, to_stored_value
from reporting.instruments.question_types import Question, QuestionType, Stored, shorten_date, type_of
from reporting.instruments.texts import Text, localise_lazily, words_in_every_language

NUMBERS = (Stored.INTEGER, Stored.DECIMAL)


@dataclass(frozen=True)
class QuestionChoices:
    """The choices of a question, in the shape that the widgets of a sheet expect of an enumeration."""

    choices: list[tuple[str, str | Promise]]

    @property
    def values(self) -> list[str]:
        return [value for value, _label in self.choices]


def choices_in_every_language(question: Question) -> list[tuple[str, str | Promise]]:
    """Return the choices with labels that a sheet in any language of the instrument may use."""
    return [
        (value, localise_lazily(label) if isinstance(label, Text) else label)
        for value, label in choices_of(question)
    ]


def names_of_columns(question: Question) -> dict[str, Question]:
    """Return the columns of a question by code, and by label in every language, as `normalise_label` has it.

    A label that two columns share names none of them.
    """
    return names_of_parts([(column["code"], column["label"], column) for column in question["columns"]])


def names_of_rows(question: Question) -> dict[str, str]:
    """Return the codes of the rows of a table, by code and by label in every language."""
    return names_of_parts([(row["value"], row["label"], row["value"]) for row in question["rows"]])


def names_of_parts(parts: list[tuple[str, str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    shared = set()
    for _code, label, part in parts:
        words = words_in_every_language(label) if isinstance(label, Text) else [str(label)]
        for name in {normalise_label(word) for word in words if word}:
            if name in found:
                shared.add(name)
            found[name] = part
    by_label = {name: part for name, part in found.items() if name not in shared}
    return by_label | {normalise_label(code): part for code, _label, part in parts}


class CellReader:
    """Reads the cells that answer questions; each question gets one widget."""

    def __init__(self) -> None:
        self.state_widget = StateCodeCell()
        self.widgets: dict = {}

    def read(self, question: Question, cell: Any) -> Any:
        """Return the value of a cell as an answer stores it. Raises ValueError or ValidationError."""
        kind = type_of(question)
        if kind == QuestionType.DATE and "precision" in question and isinstance(cell, date):
            return shorten_date(question, cell.isoformat()[:10])
        is_day = kind == QuestionType.DATE and "precision" not in question
        if kind.has_options or kind.names_countries or is_day:
            return to_stored_value(self.widget_for(question).clean(cell))
        if kind.stored in NUMBERS and isinstance(cell, int | float) and not isinstance(cell, bool):
            return read_plain_number(question, cell)
        return to_stored_value(field_for(question, []).clean(cell_text(cell)))

    def explain(self, question: Question, cell: Any) -> str:
        """Return why a cell cannot be read; empty if it can."""
        try:
            self.read(question, cell)
        except (ValueError, ValidationError) as refusal:
            return sentence_of(refusal)
        return ""

    def widget_for(self, question: Question) -> Any:
        key = id(question)
        if key not in self.widgets:
            self.widgets[key] = self.make_widget(question)
        return self.widgets[key]

    def make_widget(self, question: Question) -> Any:
        kind = type_of(question)
        if kind == QuestionType.DATE:
            return DateCell()
        choices = QuestionChoices(choices_in_every_language(question)) if kind.has_options else None
        widget = ChoiceCell(choices) if choices else self.state_widget
        return ListCell(widget) if kind.is_list else widget


def read_plain_number(question: Question, number: int | float) -> Any:
    """Return a number of a spreadsheet program, about whose marks nobody has to ask."""
    exact = Decimal(str(number))
    is_whole = exact == exact.to_integral_value()
    text = str(int(exact)) if is_whole else f"{exact:f}0"
    return to_stored_value(field_for(question, []).clean(text))
