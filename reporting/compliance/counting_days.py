"""The day on which a round is counted when nobody names one, and the other days one may want to see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.models import Round
from reporting.models.rounds import first_day

# The Code was adopted on this day; there is nothing to count before.
FIRST_DAY = date(2010, 5, 21)


@dataclass(frozen=True)
class DayChoice:
    """A day that one may ask about instead, and why: a round, a day, and the reason in words."""

    round: Round
    day: date
    label: str | Promise


def choose_default_day(round_: Round | None, rounds: Iterable[Round], today: date) -> date:
    """Return the day on which a round that is over is counted, for the others today.

    That is its cut-off, else its closing day. Where that is not known either, the round was over at the
    latest when the next one opened.
    """
    if round_ is None:
        return today
    over = round_.closing_day or find_eve_of_next(round_, rounds)
    if over is None or over >= today:
        return today
    return max(round_.cut_off or over, FIRST_DAY)


def find_eve_of_next(round_: Round, rounds: Iterable[Round]) -> date | None:
    """Return the day before the next round opens; None if no later opening is known."""
    later = [first_day(r.opens) for r in rounds if r.number > round_.number and r.opens]
    return min(later) - timedelta(days=1) if later else None


def list_day_choices(round_: Round, as_of: date, rounds: Iterable[Round], today: date) -> list[DayChoice]:
    """Return the other days of the round that may be asked about, and the same day of the round before."""
    rounds = list(rounds)
    eve = None if round_.closing_day else find_eve_of_next(round_, rounds)
    named: list[tuple[date | None, str | Promise]] = [
        (round_.cut_off, gettext_lazy("the cut-off")),
        (round_.due_day, gettext_lazy("the day on which reports were due")),
        (round_.closing_day, gettext_lazy("the day on which it closed")),
        (eve, gettext_lazy("the last day before the next round opened")),
        (today, gettext_lazy("today")),
    ]
    # The first reason for a day is the one that is named.
    choices = {day: DayChoice(round_, day, label) for day, label in reversed(named) if day and day != as_of}
    found = [choices[day] for day in sorted(choices)] + find_same_day_before(round_, as_of, rounds)
    return [choice for choice in found if FIRST_DAY <= choice.day <= today]


def find_same_day_before(round_: Round, as_of: date, rounds: Iterable[Round]) -> list[DayChoice]:
    """Return as many days after the opening of the round before, if both are known to the month."""
    before = max((r for r in rounds if r.number < round_.number), key=lambda r: r.number, default=None)
    if before is None or "-" not in round_.opens or "-" not in before.opens:
        return []
    days = (as_of - first_day(round_.opens)).days
    if days < 0:
        return []
    words = {"days": days, "number": before.number}
    label = _("as many days after the opening (%(days)s), round %(number)s") % words
    return [DayChoice(before, first_day(before.opens) + timedelta(days=days), label)]
