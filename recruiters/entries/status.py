"""The public answer to “is this recruiter authorised?”, in words, for one day."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import format_day
from recruiters.entries.announcements import announced_decisions
from recruiters.models import (
    EXPIRED,
    FINAL,
    NOT_YET_VALID,
    STATUS_LABELS,
    LicenceEvent,
    LicenceState,
    Move,
    Recruiter,
    Terms,
)

NO_LONGER_KEPT = "no_longer_kept"
PUBLIC_STATUS_LABELS = {**STATUS_LABELS, NO_LONGER_KEPT: gettext_lazy("Register not kept today")}
# Of a licence that is in force today, by the first decision that is to come.
ANNOUNCING_HEADLINES = {
    LicenceState.SUSPENDED: gettext_lazy("Authorised today, but a suspension is decided"),
    LicenceState.REVOKED: gettext_lazy("Authorised today, but the end of the licence is decided"),
    LicenceState.WITHDRAWN: gettext_lazy("Authorised today, but the end of the licence is decided"),
}
HEADLINES = {
    LicenceState.AUTHORISED: gettext_lazy("Yes, authorised today"),
    LicenceState.SUSPENDED: gettext_lazy("No, the licence is suspended"),
    LicenceState.REVOKED: gettext_lazy("No, the licence was revoked"),
    LicenceState.WITHDRAWN: gettext_lazy("No, the licence was withdrawn"),
    LicenceState.APPLIED: gettext_lazy("No, a licence was only applied for"),
    LicenceState.REFUSED: gettext_lazy("No, the licence was refused"),
    EXPIRED: gettext_lazy("No, the licence has expired"),
    NOT_YET_VALID: gettext_lazy("Not yet, the licence begins on a later day"),
    NO_LONGER_KEPT: gettext_lazy("No answer for today: the register is not kept today"),
}
MEANINGS = {
    LicenceState.AUTHORISED: gettext_lazy("The register shows a licence in force for what is named here."),
    LicenceState.SUSPENDED: gettext_lazy(
        "It gives no right to recruit until the keeper lifts the suspension."
    ),
    LicenceState.REVOKED: gettext_lazy("The keeper took it away. It gives no right to recruit."),
    LicenceState.WITHDRAWN: gettext_lazy("It was given back or withdrawn. It gives no right to recruit."),
    LicenceState.APPLIED: gettext_lazy("It gives no right to recruit until the keeper grants the licence."),
    LicenceState.REFUSED: gettext_lazy("The keeper did not grant it. It gives no right to recruit."),
    EXPIRED: gettext_lazy("It was not renewed on this register. It gives no right to recruit."),
    NOT_YET_VALID: gettext_lazy("It gives no right to recruit before its first day."),
    NO_LONGER_KEPT: gettext_lazy("The entry is shown for the record. It says nothing about today."),
}
TONES = {
    LicenceState.AUTHORISED: "ok",
    LicenceState.SUSPENDED: "warn",
    LicenceState.REVOKED: "stop",
    LicenceState.WITHDRAWN: "stop",
    LicenceState.APPLIED: "warn",
    LicenceState.REFUSED: "stop",
    EXPIRED: "stop",
    NOT_YET_VALID: "warn",
    NO_LONGER_KEPT: "none",
}

# The dates that belong to a status; a status that is not here needs none.
DATE_SENTENCES = {
    LicenceState.SUSPENDED: gettext_lazy("Suspended since %(since)s."),
    LicenceState.REVOKED: gettext_lazy("Revoked on %(since)s."),
    LicenceState.WITHDRAWN: gettext_lazy("Withdrawn on %(since)s."),
    LicenceState.REFUSED: gettext_lazy("Refused on %(since)s."),
    LicenceState.APPLIED: gettext_lazy("Applied for on %(since)s."),
    NOT_YET_VALID: gettext_lazy("The licence begins on %(first)s."),
}


@dataclass(frozen=True)
class LicenceStatus:
    """The status of a licence on a day, and the terms of that day, from which it follows."""

    recruiter: Recruiter
    status: str
    terms: Terms
    announcements: tuple = field(default=(), kw_only=True)

    @property
    def word(self):
        return PUBLIC_STATUS_LABELS[self.status]

    @property
    def headline(self):
        if self.is_authorised and self.announcements:
            return ANNOUNCING_HEADLINES[self.announcements[0].state]
        return HEADLINES[self.status]

    @property
    def tone(self):
        return "warn" if self.is_authorised and self.announcements else TONES[self.status]

    @property
    def meaning(self):
        return MEANINGS[self.status]

    @property
    def is_authorised(self):
        return self.status == LicenceState.AUTHORISED

    @property
    def omission_notice(self):
        """Sentence if the keeper's newest whole list leaves out the entry, which decides nothing; or ''."""
        day = self.recruiter.missing_since
        said = _("The keeper’s list of %(day)s no longer includes this entry.")
        return said % {"day": long_date(day)} if day else ""

    @property
    def first_day(self):
        return self.terms.valid_from

    @property
    def last_day(self):
        return self.terms.last_day

    def dates(self, since):
        """Return the dates of the status in a sentence. `since`: the day from which its state holds."""
        said = {
            "since": long_date(since),
            "first": long_date(self.first_day),
            "last": long_date(self.last_day),
        }
        if self.status == LicenceState.SUSPENDED and self.terms.suspended_until:
            said["until"] = long_date(self.terms.last_day_suspended)
            return _("Suspended since %(since)s, until and including %(until)s.") % said
        if self.status == EXPIRED and self.terms.status_on(self.last_day) == LicenceState.AUTHORISED:
            return _("It was authorised until %(last)s.") % said
        if self.status == EXPIRED:
            return _("It ran until %(last)s and was suspended when it ended.") % said
        if self.status == NOT_YET_VALID and not self.first_day:
            return ""
        return DATE_SENTENCES[self.status] % said if self.status in DATE_SENTENCES else ""


def long_date(day):
    return format_day(day) if day else ""


def licence_statuses(recruiters, day=None):
    """Return a LicenceStatus for each on a day; without one today, in the country of each.

    One query if the last decision of some takes effect later.
    """
    dated = [(recruiter, day or recruiter.local_day()) for recruiter in recruiters]
    prefetch_public_events([recruiter for recruiter, day in dated if recruiter.state_from > day])
    return [licence_status(recruiter, day) for recruiter, day in dated]


def prefetch_public_events(recruiters):
    """Fetch the public events of the recruiters into their `events`. One query."""
    prefetch_related_objects(recruiters, Prefetch("events", LicenceEvent.objects.public()))


def licence_status(recruiter, day):
    """Return the status on a day: NO_LONGER_KEPT where the register is not kept on that day."""
    terms = recruiter.terms_on(day)
    status = terms.status_on(day) if recruiter.register.holds_on(day) else NO_LONGER_KEPT
    is_to_change = recruiter.state_from > day and status != NO_LONGER_KEPT
    events = effective_events(recruiter.events.all(), date.max) if is_to_change else ()
    return LicenceStatus(recruiter, status, terms, announcements=announced_decisions(events, day))


def entry_state_since(recruiter, day):
    """Return the day from which the state of an entry has held without a break, by its events."""
    return state_since(effective_events(recruiter.events.all(), day)) or recruiter.state_from


def effective_events(events, day):
    """Return the events that have taken effect by a day and were not annulled."""
    standing = [event for event in events if event.decides and not (event.is_annulled or event.annuls_id)]
    return [event for event in standing if event.effective_on <= day]


def state_since(events):
    """Return the day from which the state after these events holds without a break; None without events."""
    last = begun = None
    for event in events:
        if last is None or last.to_state not in FINAL:
            lapsed = last and last.suspended_until and last.suspended_until <= event.effective_on
            begun = begun if last and last.to_state == event.to_state and not lapsed else event.effective_on
            last = event
    return begun


def current_conditions(events):
    """Return the conditions in force: the last ones set since the licence was granted; blank for none."""
    text = ""
    for event in events:
        if event.move == Move.SET_CONDITIONS:
            text = event.public_note
        elif event.move == Move.GRANT:
            text = ""
    return text
