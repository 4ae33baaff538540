"""How much time is left for a report, in words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = 14  # days before the due date from which it is urgent


@dataclass(frozen=True)
class TimeLeft:
    """The days from a day to the due date of a round; negative once that is past."""

    days: int

    @property
    def tone(self) -> str:
        """The colour class of what the words say."""
        if self.days < 0:
            return "stop"
        return "warn" if self.days <= SOON else "none"

    @property
    def sentence(self) -> str:
        if not self.days:
            return _("due today")
        count = abs(self.days)
        if self.days < 0:
            return ngettext("%(count)d day late", "%(count)d days late", count) % {"count": count}
        return ngettext("%(count)d day left", "%(count)d days left", count) % {"count": count}


def time_left(due: date | None, day: date) -> TimeLeft | None:
    """Return the time left on a day until the last one; None if that is not known."""
    return None if due is None else TimeLeft((due - day).days)
