"""The rounds as the secretariat lists them: which is open, which is planned, which is over."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.models import Round
from reporting.models.rounds import first_day


@dataclass(frozen=True)
class RoundLine:
    """A round in the list; `is_running` while it takes reports."""

    round: Round
    day: date
    is_running: bool

    @property
    def is_planned(self) -> bool:
        opens = first_day(self.round.opens)
        return opens is None or opens > self.day

    @property
    def phase(self) -> str | Promise:
        if self.is_running:
            return _("Open for reports")
        if not self.is_planned:
            return _("Over")
        return _("Planned") if self.round.opens else _("Without a date")

    @property
    def tone(self) -> str:
        return "ok" if self.is_running else "none"


def list_rounds(day: date) -> list[RoundLine]:
    """Return all rounds, newest first, in a constant number of queries."""
    latest = Round.objects.latest_on(day)
    running = latest.pk if latest and latest.takes_reports_on(day) else None
    rounds = Round.objects.with_instrument().newest_first()
    return [RoundLine(round_, day, round_.pk == running) for round_ in rounds]
