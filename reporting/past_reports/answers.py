"""The cells of a sheet of past reports, read as answers to the questions of their round."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import sentence_of
from authorities.normalise import normalise_label
from reporting.filing.sheets.cell_reading import CellReader, names_of_columns, names_of_rows
from reporting.instruments.question_types import QuestionType, type_of
from reporting.models import Instrument
from reporting.submissions.plain_answers import NOTHING

MOST_ROWS = 50


class PastReportError(ValueError):
    """A problem with a row of the sheet, with the column that it is in."""

    def __init__(self, column: str, sentence: str):
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


class AnswerReader:
    """Reads cells that answer the questions of one instrument; each question gets one widget."""

    def __init__(self, instrument: Instrument):
        self.instrument = instrument
        self.questions_by_name = {q["number"]: q for q in instrument.questions.values() if q["number"]}
        self.questions_by_name |= instrument.questions
        self.cells = CellReader()

    def find_question(self, name: str) -> dict[str, Any]:
        """Return the question of that code or number; raise PastReportError if there is none."""
        if question := self.questions_by_name.get(name) or self.questions_by_name.get(name.lower()):
            return question
        words = {"value": name, "known": ", ".join(self.instrument.questions)}
        sentence = _("This round asks no question “%(value)s”. Known questions: %(known)s.")
        raise PastReportError("question", sentence % words)

    def read_value(self, question: dict, text: str) -> Any:
        """Return the value of a cell as an answer stores it; raise PastReportError if it cannot be read."""
        if question["type"] == QuestionType.FILE:
            raise PastReportError("answer", _("Files cannot be sent in a spreadsheet."))
        if type_of(question).is_computed:
            raise PastReportError("answer", _("This answer is computed; leave it out."))
        try:
            return self.cells.read(question, text)
        except (ValueError, ValidationError) as refusal:
            raise PastReportError("answer", sentence_of(refusal)) from refusal


@dataclass
class CollectedAnswer:
    """The answer to one question, collected from the rows of a report that give it."""

    question: dict
    value: Any = None
    reason: str = ""
    body: str = ""
    # {code or number of the row: {code of the column: value}} of a table or a group.
    cells: dict = field(default_factory=dict)
    # The last row of the sheet that gave a part of it; problems of the whole answer are shown there.
    last_row: dict = field(default_factory=dict)

    def add_cell(self, reader: AnswerReader, row: str, column: str, text: str) -> None:
        """Add the value of one cell, which is not blank; `row` and `column` are blank except in tables."""
        if not type_of(self.question).has_rows:
            for name, given in (("row", row), ("column", column)):
                if given:
                    raise PastReportError(name, _("This question has one answer, without rows and columns."))
            self.value = reader.read_value(self.question, text)
            return
        found = self.find_column(column)
        self.cells.setdefault(self.find_row(row), {})[found["code"]] = reader.read_value(found, text)

    def find_column(self, name: str) -> dict[str, Any]:
        """Return the column of that code or label; raise PastReportError if there is none."""
        if found := names_of_columns(self.question).get(normalise_label(name)):
            return found
        codes = ", ".join(column["code"] for column in self.question["columns"])
        sentence = _("The columns of this question are: %(known)s.")
        raise PastReportError("column", sentence % {"known": codes})

    def find_row(self, name: str) -> str | int:
        """Return the code of a row of a table, or the number of a row of a group."""
        if self.question["type"] == QuestionType.GROUP:
            most = self.question["max_rows"] or MOST_ROWS
            if name.isdecimal() and 0 < int(name) <= most:
                return int(name)
            sentence = _("Number the rows of this question, from 1 to %(most)s.")
            raise PastReportError("row", sentence % {"most": most})
        if found := names_of_rows(self.question).get(normalise_label(name)):
            return found
        codes = ", ".join(row["value"] for row in self.question["rows"])
        raise PastReportError("row", _("The rows of this question are: %(known)s.") % {"known": codes})

    @property
    def answer(self) -> dict[str, Any]:
        """The answer as a version stores it; cells that no row gives are blank."""
        if self.reason:
            return {"value": None, "reason": self.reason, "reason_detail": self.body}
        if not self.cells:
            return {**NOTHING, "value": self.value}
        codes = [column["code"] for column in self.question["columns"]]
        rows = {key: {code: row.get(code) for code in codes} for key, row in self.cells.items()}
        if self.question["type"] == QuestionType.GROUP:
            return {**NOTHING, "value": [rows[key] for key in sorted(rows)]}
        blank = dict.fromkeys(codes)
        order = [row["value"] for row in self.question["rows"]]
        return {**NOTHING, "value": {key: rows.get(key, blank) for key in order}}
