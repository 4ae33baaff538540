"""Decisions that are made and take effect later: a suspension or an end that who asks today must know."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from authorities.languages.cldr import format_day
from authorities.models.intervals import last_day_before
from recruiters.models import LicenceState, Move

SENTENCES: dict[str, Any] = {
    LicenceState.SUSPENDED: _("A suspension is decided, from %(first)s on."),
    LicenceState.REVOKED: _("It is decided to revoke the licence on %(first)s."),
    LicenceState.WITHDRAWN: _("It is decided to withdraw the licence on %(first)s."),
}
SUSPENSION_WITH_END = _("A suspension is decided: %(first)s to %(last)s.")
MOVES: dict[str, LicenceState] = {
    Move.SUSPEND: LicenceState.SUSPENDED,
    Move.REVOKE: LicenceState.REVOKED,
    Move.WITHDRAW: LicenceState.WITHDRAWN,
}


@dataclass(frozen=True)
class Announcement:
    """A suspension or an end that is decided; `until` is the day after a suspension, None if not stated."""

    state: str
    first_day: date
    until: date | None = None

    @property
    def sentence(self):
        words = {"first": format_day(self.first_day)}
        if self.until is None:
            return SENTENCES[self.state] % words
        words["last"] = format_day(last_day_before(self.until))
        return SUSPENSION_WITH_END % words

    def encode(self):
        """Return it as certificates sign it: the state, the first day, and the day after, if there is one."""
        until = [self.until.isoformat()] if self.until else []
        return " ".join([str(self.state), self.first_day.isoformat(), *until])


def decode_announcement(text):
    """Return the announcement that `encode` wrote."""
    state, *days = text.split(" ")
    return Announcement(state, *map(date.fromisoformat, days))


def announced_decisions(events, day):
    """Return the announcements of an entry on a day, by its events that stand, in their order of effect."""
    found, state = [], None
    for event in events:
        grave = MOVES.get(event.move) or (event.to_state if event.to_state != state else None)
        if event.effective_on > day and grave in SENTENCES:
            found.append(Announcement(grave, event.effective_on, event.suspended_until))
        state = event.to_state
    return tuple(found)
