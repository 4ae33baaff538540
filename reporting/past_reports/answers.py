"""Answers of earlier rounds, one a cell, as the questions of that round understand them."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.imports.widgets import ChoiceCell, DateCell, ListCell, StateCodeCell, as_text
from authorities.normalise import normalise_label
from reporting.filing.fields import choices_of, field_for, to_store
from reporting.submissions.questionnaire import NOTHING

MOST_ROWS = 50


class Misfit(ValueError):
    """What is wrong with a line, and in which column."""

    def __init__(self, column, sentence):
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


@dataclass(frozen=True)
class Options:
    """The choices of a question, as a cell asks for them."""

    choices: list[tuple[str, str | Promise]]

    @property
    def values(self):
        return [value for value, _label in self.choices]


class AnswerReader:
    """The cells of one instrument; each is made once."""

    def __init__(self, instrument):
        self.instrument = instrument
        self.named = {q["number"]: q for q in instrument.questions.values() if q["number"]}
        self.named |= instrument.questions
        self.states = StateCodeCell()
        self.cells: dict = {}

    def question(self, name):
        """By its code or its number."""
        if found := self.named.get(name) or self.named.get(name.lower()):
            return found
        words = {"value": name, "known": ", ".join(self.instrument.questions)}
        raise Misfit("question", _("This round asks no question “%(value)s”. Known are: %(known)s.") % words)

    def value(self, question, text):
        """What a cell says, as an answer is stored."""
        kind = question["type"]
        if kind == "file":
            raise Misfit("answer", _("Files cannot be sent in a spreadsheet."))
        try:
            return self.clean(question, kind, text)
        except ValidationError as refusal:
            raise Misfit("answer", " ".join(refusal.messages)) from refusal
        except ValueError as refusal:
            raise Misfit("answer", str(refusal)) from refusal

    def clean(self, question, kind, text):
        if kind in ("yesno", "single", "multiple", "country", "countries", "date"):
            return to_store(question, self.cell_of(question).clean(text))
        return to_store(question, field_for(question, ()).clean(as_text(text)))

    def cell_of(self, question):
        key = id(question)
        if key not in self.cells:
            self.cells[key] = self.new_cell(question)
        return self.cells[key]

    def new_cell(self, question):
        kind = question["type"]
        if kind == "date":
            return DateCell()
        one = self.states if kind.startswith("countr") else ChoiceCell(Options(choices_of(question)))
        return ListCell(one) if kind in ("multiple", "countries") else one


@dataclass
class Said:
    """What the lines of a report say on one question."""

    question: dict
    value: object = None
    reason: str = ""
    body: str = ""
    cells: dict = field(default_factory=dict)
    # The last line that said something of it.
    line: dict = field(default_factory=dict)

    def add(self, reader, row, column, text):
        """One more cell of it; `text` is not blank."""
        kind = self.question["type"]
        if kind not in ("table", "group"):
            for name, given in (("row", row), ("column", column)):
                if given:
                    raise Misfit(name, _("This question has one answer, without rows and columns."))
            self.value = reader.value(self.question, text)
            return
        named = self.column(column)
        self.cells.setdefault(self.row(row), {})[named["code"]] = reader.value(named, text)

    def column(self, name):
        known = {normalise_label(c["code"]): c for c in self.question["columns"]}
        known |= {normalise_label(c["label"]): c for c in self.question["columns"]}
        if found := known.get(normalise_label(name)):
            return found
        codes = ", ".join(column["code"] for column in self.question["columns"])
        raise Misfit("column", _("The columns of this question are: %(known)s.") % {"known": codes})

    def row(self, name):
        """The code of a row of a table; the number of a row of a group."""
        if self.question["type"] == "group":
            if name.isdecimal() and 0 < int(name) <= (self.question["max_rows"] or MOST_ROWS):
                return int(name)
            most = self.question["max_rows"] or MOST_ROWS
            raise Misfit("row", _("Number the rows of this question, from 1 to %(most)s.") % {"most": most})
        known = {normalise_label(row["value"]): row["value"] for row in self.question["rows"]}
        known |= {normalise_label(row["label"]): row["value"] for row in self.question["rows"]}
        if found := known.get(normalise_label(name)):
            return found
        codes = ", ".join(row["value"] for row in self.question["rows"])
        raise Misfit("row", _("The rows of this question are: %(known)s.") % {"known": codes})

    @property
    def answer(self):
        """As a version stores it; cells nobody named are blank."""
        if self.reason:
            return {"value": None, "reason": self.reason, "reason_detail": self.body}
        if not self.cells:
            return {**NOTHING, "value": self.value}
        codes = [column["code"] for column in self.question["columns"]]
        rows = {key: {code: row.get(code) for code in codes} for key, row in self.cells.items()}
        if self.question["type"] == "group":
            return {**NOTHING, "value": [rows[key] for key in sorted(rows)]}
        blank = dict.fromkeys(codes)
        order = [row["value"] for row in self.question["rows"]]
        return {**NOTHING, "value": {key: rows.get(key, blank) for key in order}}
