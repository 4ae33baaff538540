"""Answers for lists: in one line the status, until or since when, for whom, from where to where."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiters.entries.scope import named, names_of_states
from recruiters.entries.status import NO_LONGER_KEPT, Answer, answer, in_full, since_when, with_events
from recruiters.models import Profession, Standing

# More are only counted.
MOST_NAMED = 4
PROFESSIONS = {
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
class Line(Answer):
    """An answer, from when its state holds, and the names of the states its licence may cover."""

    since: date
    states: dict

    @property
    def said(self):
        if self.status == NO_LONGER_KEPT:
            return self.meaning
        if not self.is_yes:
            return self.dates(self.since or self.recruiter.state_from) or self.word
        until = _("Authorised until %(last)s") % {"last": in_full(self.last_day)}
        return until if self.last_day else _("Authorised, no end is stated")

    @property
    def covers(self):
        """For whom, and from where to where; only while it is authorised."""
        who = few(named(self.recruiter.professions, PROFESSIONS)) or _("professions not stated")
        return [who, self.way] if self.is_yes else []

    @property
    def way(self):
        source = few(named(self.recruiter.source_states, self.states))
        destination = few(named(self.recruiter.destination_states, self.states))
        if not (source or destination):
            return _("countries not stated")
        unstated = _("not stated")
        # Translators: the arrow points in the direction of reading, so it is “←” in Arabic.
        return _("%(source)s → %(destination)s") % {
            "source": source or unstated,
            "destination": destination or unstated,
        }


def lines(recruiters, day):
    """One for each; at most two queries: for decisions, where records do not tell, and names of states."""
    recruiters = list(recruiters)
    asked = [r for r in recruiters if r.state_from > day or r.state == Standing.SUSPENDED]
    with_events(asked)
    states = names_of_states() if any(r.source_states or r.destination_states for r in recruiters) else {}
    since = {r.pk: since_when(r, day) for r in asked}
    return [
        Line(given.recruiter, given.status, given.terms, since.get(given.recruiter.pk), states)
        for given in (answer(recruiter, day) for recruiter in recruiters)
    ]


def few(names):
    """The first names, and how many more there are."""
    if len(names) <= MOST_NAMED + 1:
        return _(", ").join(names)
    said = {"names": _(", ").join(names[:MOST_NAMED]), "more": len(names) - MOST_NAMED}
    return _("%(names)s and %(more)s more") % said
