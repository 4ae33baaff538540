"""The status of an entry in one line of a list: until or since when, for whom, from where to where."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import join_items
from recruiters.entries.scope import code_names, state_names
from recruiters.entries.status import (
    NO_LONGER_KEPT,
    LicenceStatus,
    entry_state_since,
    licence_status,
    long_date,
    prefetch_public_events,
)
from recruiters.models import LicenceState, Profession

# Names beyond these are only counted.
MOST_NAMED = 4
SHORT_PROFESSION_NAMES = {
    Profession.DOCTORS: gettext_lazy("doctors"),
    Profession.NURSES: gettext_lazy("nurses"),
    Profession.MIDWIVES: gettext_lazy("midwives"),
    Profession.ASSOCIATE_NURSES: gettext_lazy("assistant nurses and midwives"),
    Profession.DENTISTS: gettext_lazy("dentists"),
    Profession.PHARMACISTS: gettext_lazy("pharmacists"),
    Profession.PHYSIOTHERAPISTS: gettext_lazy("physiotherapists"),
    Profession.TECHNICIANS: gettext_lazy("technicians"),
    Profession.CARERS: gettext_lazy("care workers"),
}


@dataclass(frozen=True)
class StatusLine(LicenceStatus):
    """A status with the day its state began, and the names of the states its licence may cover."""

    since: date
    states: dict

    @property
    def sentence(self):
        if self.status == NO_LONGER_KEPT:
            return self.meaning
        if not self.is_authorised:
            return self.dates(self.since or self.recruiter.state_from) or self.word
        until = _("Authorised until %(last)s") % {"last": long_date(self.last_day)}
        return until if self.last_day else _("Authorised, no end is stated")

    @property
    def covers(self):
        """Professions and countries, a text for each; empty unless it is authorised."""
        who = shorten_list(code_names(self.recruiter.professions, SHORT_PROFESSION_NAMES)) or _(
            "professions not stated"
        )
        return [who, self.route] if self.is_authorised else []

    @property
    def route(self):
        source = shorten_list(code_names(self.recruiter.source_states, self.states))
        destination = shorten_list(code_names(self.recruiter.destination_states, self.states))
        if not (source or destination):
            return _("countries not stated")
        unstated = _("not stated")
        # Translators: the arrow points in the direction of reading, so it is “←” in Arabic.
        return _("%(source)s → %(destination)s") % {
            "source": source or unstated,
            "destination": destination or unstated,
        }


def status_lines(recruiters, day=None):
    """Return a StatusLine for each recruiter on a day; without one today, in the country of each.

    At most two queries: for decisions, for names of states.
    """
    recruiters = list(recruiters)
    days = {recruiter.pk: day or recruiter.local_day() for recruiter in recruiters}
    asked = [r for r in recruiters if r.state_from > days[r.pk] or r.state == LicenceState.SUSPENDED]
    prefetch_public_events(asked)
    states = state_names() if any(r.source_states or r.destination_states for r in recruiters) else {}
    since = {r.pk: entry_state_since(r, days[r.pk]) for r in asked}
    return [
        StatusLine(
            given.recruiter,
            given.status,
            given.terms,
            since.get(given.recruiter.pk),
            states,
            announcements=given.announcements,
        )
        for given in (licence_status(recruiter, days[recruiter.pk]) for recruiter in recruiters)
    ]


def shorten_list(names):
    """Return the first names, and how many more there are."""
    if len(names) <= MOST_NAMED + 1:
        return join_items(names)
    said = {"names": join_items(names[:MOST_NAMED]), "more": len(names) - MOST_NAMED}
    return _("%(names)s and %(more)s more") % said
