"""The cells of a spreadsheet that hold days: first ones, and ends."""

import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.dates import parse_date, refuse_implausible_year
from authorities.imports.widgets import Cell, cell_text
from authorities.models.intervals import ONE_DAY, last_day_before

LAST_DAY = gettext_lazy("Last day")


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
    """The last day on which something holds; records keep the day after it.

    `last_day_header` is what a column of last days is called in files of ours, `title` what people call it.
    Such a file may also have the day after, for machines: `gives_day_after` says that this one does.
    """

    wanted = gettext_lazy("The last day on which it holds, written year-month-day.")
    gives_day_after = False
    blank_label = gettext_lazy("without an end date")

    def __init__(self, last_day_header: str = "last_day", title: str | Promise = LAST_DAY) -> None:
        super().__init__()
        self.last_day_header, self.title = last_day_header, title

    def read(self, value: Any, row: Any) -> datetime.date:
        day = super().read(value, row)
        return day if self.gives_day_after else day + ONE_DAY

    def render(self, value: datetime.date | None, obj: Any = None, **kwargs: Any) -> str:
        """Return the last day, as people read it."""
        return last_day_before(value).isoformat() if value else ""
