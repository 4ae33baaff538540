"""The form of one row of a table: small cells, each with a value or a reason why it has none."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise

from reporting.filing.rows.row_form import RowForm
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.cell_reasons import SHORT_REASONS, find_reason, give_reason, takes_reasons
from reporting.submissions.plain_answers import is_answered

WHY = "~why"  # what follows the name of a cell in the name of its reason; no column is called so
# How wide a cell has to be.
CELL_SHAPES = {
    QuestionType.INTEGER: "figure",
    QuestionType.DECIMAL: "figure",
    QuestionType.CALCULATE: "figure",
    QuestionType.YES_NO: "pick",
    QuestionType.SINGLE: "pick",
    QuestionType.COUNTRY: "pick",
    QuestionType.DATE: "day",
    QuestionType.TIME: "day",
    QuestionType.DATE_TIME: "words",
    QuestionType.LONG_TEXT: "words",
    QuestionType.MULTIPLE: "ticks",
}


@dataclass(frozen=True)
class CellInTable:
    """A cell as the page shows it: its field, and the reason that may stand in place of its value."""

    field: forms.BoundField
    column: Question
    reason: str
    reason_name: str  # of the field with the reason

    @property
    def shape(self) -> str:
        return shape_of_column(self.column)

    @property
    def name(self) -> str:
        """The accessible name of the cell."""
        field = self.field.field
        return field.widget.attrs.get("aria-label") or getattr(field, "group_label", "")

    @property
    def reasons(self) -> list[tuple[str, str | Promise]]:
        """[(reason, its words)]; none if this column takes no reasons."""
        return list(SHORT_REASONS.items()) if takes_reasons(self.column) else []


class TableRowForm(RowForm):
    """One of the rows that the instrument names."""

    def __init__(self, columns, row, countries, **kwargs):
        super().__init__(columns, row, countries, **kwargs)
        for field in self.fields.values():
            shrink_choices(field)
        self.reasons = {
            column["code"]: self.read_reason(column["code"]) if takes_reasons(column) else ""
            for column in columns
        }

    def read_reason(self, code: str) -> str:
        """Return the reason that was sent for a cell; the stored one if the page had none."""
        sent = self.data.get(self.add_prefix(code + WHY)) if self.is_bound else None
        return find_reason(self.stored.get(code) if sent is None else give_reason(sent))

    @property
    def cells(self) -> list[CellInTable]:
        return [
            CellInTable(self[code], column, self.reasons[code], self.add_prefix(code + WHY))
            for column in self.columns
            for code in [column["code"]]
        ]

    def clean(self):
        """Forget what is wrong in a cell for which a reason was given since."""
        cleaned = super().clean()
        for code in list(self.errors):
            if self.has_new_reason(code):
                del self.errors[code]
        return cleaned

    def has_new_reason(self, code: str) -> bool:
        reason = self.reasons.get(code, "")
        return bool(reason) and reason != find_reason(self.stored.get(code))

    def typed_value(self):
        """Return the cells. Of a value and a reason in one cell, the one given just now counts."""
        cells = super().typed_value()
        return {code: self.choose_value_or_reason(code, cell) for code, cell in cells.items()}

    def choose_value_or_reason(self, code, cell):
        if self.has_new_reason(code):
            return give_reason(self.reasons[code])
        if code in self.errors or is_answered(cell) or not self.reasons[code]:
            return cell
        return give_reason(self.reasons[code])

    def names_of_cell(self, code):
        return [code, code + WHY]

    def read_fields(self):
        names = {self.add_prefix(code + WHY): [reason] for code, reason in self.reasons.items()}
        return {**super().read_fields(), **names}


def shrink_choices(field: forms.Field) -> None:
    """Let a field of a few choices take one line."""
    if type(field.widget) is forms.RadioSelect:  # boxes to tick are a kind of it
        named = {"aria-label": label} if (label := getattr(field, "group_label", "")) else {}
        field.group_label = ""  # type: ignore[attr-defined]
        choices = [choice for choice in field.choices if choice[0]]  # type: ignore[attr-defined]
        field.widget = forms.Select(attrs=named)
        field.choices = [("", "—"), *choices]  # type: ignore[attr-defined]


def shape_of_column(column: Question) -> str:
    """Return the name of the shape that the cells of a column have."""
    return CELL_SHAPES.get(type_of(column), "words")
