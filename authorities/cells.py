"""What may stand in a cell of a spreadsheet, and what it means: text, dates, states, choices, lists."""

import datetime
import re
from functools import cached_property

from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.widgets import Widget

from .models import MemberState
from .sheets import is_blank

EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile(r"\s*[\r\n\t]\s*")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def as_text(value):
    """A cell as it reads on the sheet, or ValueError with a sentence."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.date):
        raise ValueError(_("Excel took this for a date. Format the column as text and type it again."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    if text in EXCEL_ERRORS:
        raise ValueError(_("The cell holds an error of Excel."))
    if UNPRINTABLE.search(text):
        raise ValueError(_("The cell holds characters that cannot be printed."))
    return text


class Cell(Widget):
    """A blank cell is refused where a value is required; else it means `nothing()`."""

    def __init__(self, *, required=False):
        super().__init__()
        self.required = required

    def nothing(self):
        return ""

    def clean(self, value, row=None, **kwargs):
        if not is_blank(value):
            return self.read(value, row)
        if self.required:
            raise ValueError(_("This cell must not be blank."))
        return self.nothing()


class TextCell(Cell):
    # What holds nothing to mend is taken as it is, a whole column at a time.
    plain_text = True

    def __init__(self, *, lines=False, **kwargs):
        super().__init__(**kwargs)
        self.lines = lines

    def read(self, value, row):
        text = as_text(value)
        return text.replace("\r\n", "\n") if self.lines else LINE_BREAK.sub(" ", text)


class DateCell(Cell):
    """A date of Excel, or text in ISO form. Anything else has two readings."""

    def nothing(self):
        return None

    def read(self, value, row):
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        text = as_text(value)
        try:
            if ISO_DATE.fullmatch(text):
                return datetime.date.fromisoformat(text)
        except ValueError as error:
            raise ValueError(_("There is no such day as “%(value)s”.") % {"value": text}) from error
        raise ValueError(
            _("“%(value)s” is no date or has two readings. Write year-month-day, for example 2013-07-31.")
            % {"value": text}
        )


class StateCell(Cell):
    """An ISO 3166 alpha-3 code. All states are fetched once for a whole sheet."""

    def nothing(self):
        return None

    @cached_property
    def states(self):
        return MemberState.objects.in_bulk()

    def read(self, value, row):
        text = as_text(value)
        if state := self.states.get(text.upper()):
            return state
        meant = next((code for code, state in self.states.items() if state.iso2 == text.upper()), None)
        if meant:
            raise ValueError(
                _("Unknown Member State code “%(value)s”. It takes three letters: did you mean %(meant)s?")
                % {"value": text, "meant": meant}
            )
        raise ValueError(_("Unknown Member State code “%(value)s”.") % {"value": text})

    def render(self, value, obj=None, **kwargs):
        return getattr(value, "pk", value) or ""


class StateCodeCell(StateCell):
    """The same, where the code itself is kept."""

    def read(self, value, row):
        return super().read(value, row).pk


class ChoiceCell(Cell):
    """One of a closed list, by its code or by its name."""

    def __init__(self, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices

    def read(self, value, row):
        text = as_text(value)
        for code, label in self.choices.choices:
            if text.casefold() in (code.casefold(), str(label).casefold()):
                return code
        raise ValueError(
            _("“%(value)s” is not one of: %(allowed)s.")
            % {"value": text, "allowed": ", ".join(self.choices.values)}
        )


class ListCell(Cell):
    """Several in one cell, separated by semicolons."""

    def __init__(self, item, **kwargs):
        super().__init__(**kwargs)
        self.item = item

    def nothing(self):
        return []

    def read(self, value, row):
        parts = [part for part in as_text(value).split(";") if part.strip()]
        return list(dict.fromkeys(self.item.read(part, row) for part in parts))

    def render(self, value, obj=None, **kwargs):
        return "; ".join(value or [])


class YesNoCell(Cell):
    def render(self, value, obj=None, **kwargs):
        return "yes" if value else "no"


class PartOfKey(Field):
    """A column that is checked and helps to find the record, but belongs to a record above it."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        self.clean(row, **kwargs)
