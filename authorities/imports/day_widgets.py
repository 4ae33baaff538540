"""The cells of a spreadsheet that hold days: first ones, and ends."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.dates import DateReader, last_day_of_month, month_alone, refuse_year_far_ahead
from authorities.imports.day_doubts import FAR_AHEAD, MONTHS, TURNED, may_be_turned, turn_day
from authorities.imports.text.cell_text import cell_text
from authorities.imports.widgets import Cell
from authorities.languages.sentences import build_sentence as _
from authorities.models.intervals import ONE_DAY, last_day_before
from authorities.spreadsheets.error_cells import MissingCell

LAST_DAY = gettext_lazy("Last day")


class DateCell(Cell):
    """A date of Excel, or text that names a day in one way only.

    `reader` reads the texts of this file; `answers` are {doubt: answer}, as `day_doubts` has them.
    """

    wanted = gettext_lazy("A date, written year-month-day.")
    may_be_far_ahead = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reader = DateReader()
        self.answers: Mapping[str, str] = {}

    def blank_value(self) -> None:
        return None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        """Return the day; None for a blank, and for a word of which a person has said that it is no day."""
        if isinstance(value, str) and self.explained_codes(value) is not None:
            value = ""
        return super().clean(value, row, **kwargs)

    def read(self, value: Any, row: Any) -> datetime.date:
        day = self.read_day(value)
        if not self.may_be_far_ahead or self.answers.get(FAR_AHEAD) == "":
            refuse_year_far_ahead(day.year)
        return day

    def read_day(self, value: Any) -> datetime.date:
        if not isinstance(value, datetime.date):
            return self.reader.read(cell_text(value))
        day = value.date() if isinstance(value, datetime.datetime) else value
        if TURNED in self.answers and may_be_turned(day):
            day = turn_day(day, self.answers[TURNED])
        return self.reader.build(day.isoformat(), day.year, day.month, day.day)


class EndCell(DateCell):
    """The last day on which something holds; records keep the day after it.

    `last_day_header` is what a column of last days is called in files of ours, `title` what people call it.
    Such a file may also have the day after, for machines: `gives_day_after` says that this one does.
    """

    wanted = gettext_lazy("The last day on which it holds, written year-month-day.")
    gives_day_after = False
    may_be_far_ahead = True
    blank_label = gettext_lazy("without an end date")

    def __init__(self, last_day_header: str = "last_day", title: str | Promise = LAST_DAY) -> None:
        super().__init__()
        self.last_day_header, self.title = last_day_header, title

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> datetime.date | None:
        """Return the end. Raises ValueError for a cell that its row lacks, for it may not be blank."""
        if isinstance(value, MissingCell):
            raise ValueError(value.sentence)
        return super().clean(value, row, **kwargs)

    def accept_nothing(self, value: Any) -> None:
        """Refuse a word for nothing: what does not apply, or is not known, is not for ever."""
        sentence = _(
            "“%(value)s” does not say whether there is an end. Write the last day, or “no end date”, or "
            "leave the cell blank if it has no end."
        )
        raise ValueError(sentence % {"value": str(value).strip()})

    def read(self, value: Any, row: Any) -> datetime.date:
        if self.answers.get(MONTHS) and isinstance(value, str) and (month := month_alone(value)):
            return last_day_of_month(*month) + ONE_DAY
        day = super().read(value, row)
        return day if self.gives_day_after else day + ONE_DAY

    def render(self, value: datetime.date | None, obj: Any = None, **kwargs: Any) -> str:
        """Return the last day, as people read it."""
        return last_day_before(value).isoformat() if value else ""
