"""The standing of a licence in a cell, also where a list says that it has expired."""

import datetime
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.imports.coded_widgets import ChoiceCell
from authorities.imports.day_widgets import EndCell
from authorities.languages.sentences import build_sentence as _
from authorities.models import MemberState
from recruiters.models import EXPIRED, LicenceState


class StandingCell(ChoiceCell):
    """What the keeper decided, or a word of the list for “expired”, which nobody decides: it follows from the
    end of the licence, read by the cell `end`."""

    def __init__(self, end: EndCell, **kwargs: Any) -> None:
        super().__init__(LicenceState, **kwargs)
        self.end = end
        # The country that keeps the one register of a file; blank if there may be several.
        self.state = ""

    @property
    def word_choices(self) -> list[tuple[str, str | Promise]]:
        return [*self.allowed, (EXPIRED, gettext_lazy("Authorised, and expired on its last day"))]

    @property
    def beside(self) -> Sequence[str]:
        """The columns of the same row that decide what a cell means in this file."""
        return ("valid_until",) if [EXPIRED] in self.words.values() else ()

    def read(self, value: Any, row: Any) -> str:
        standing = super().read(value, row)
        if standing != EXPIRED:
            return standing
        if self.is_past(row.get("valid_until")):
            return LicenceState.AUTHORISED.value
        sentence = _("“%(value)s” needs a last day that is past. Correct the last day, or this word.")
        raise ValueError(sentence % {"value": value})

    def is_past(self, cell: Any) -> bool:
        """Return True if the end that a cell names is past; one that cannot be read is its own problem."""
        try:
            end: datetime.date | None = self.end.clean(cell)
        except ValueError:
            return True
        return end is not None and end <= self.today

    @cached_property
    def today(self) -> datetime.date:
        state = MemberState.objects.filter(pk=self.state).first()
        return state.local_day() if state else timezone.localdate()
