"""The cells of a spreadsheet that hold days: first ones, and ends."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from authorities.dates import parse_date, refuse_implausible_year
from authorities.imports.widgets import Cell, cell_text


class DateCell(Cell):
    """A date of Excel, or text that names a day in one way only; `order` tells which of two in this file."""

    wanted = gettext_lazy("A date, written year-month-day.")
    order: str | None = None

    def blank_value(self) -> None:
        return None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        """Return the day; None for a blank, and for a word of which a person has said that it is no day."""
        if isinstance(value, str) and self.explained_codes(value) is not None:
            value = ""
        return super().clean(value, row, **kwargs)

    def read(self, value: Any, row: Any) -> datetime.date:
        if not isinstance(value, datetime.date):
            return parse_date(cell_text(value), self.order)
        refuse_implausible_year(value.year)
        return value.date() if isinstance(value, datetime.datetime) else value


class EndCell(DateCell):
    """The first day on which something no longer holds, or in this file the last on which it does."""

    names_last_day = False
    blank_label = gettext_lazy("without an end date")

    def read(self, value: Any, row: Any) -> datetime.date:
        day = super().read(value, row)
        return day + datetime.timedelta(days=1) if self.names_last_day else day
