"""The content of mails to followers of an entry: what was done, which data changed, what the calendar did.

All of it is public anyway, and in the active language.
"""

from dataclasses import dataclass, field

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recruiters.entries.changes_feed import describe_event
from recruiters.entries.history import ChangeDescriber, changes_with_next
from recruiters.entries.list_export import RECORD_COLUMNS
from recruiters.entries.status import NO_LONGER_KEPT, PUBLIC_STATUS_LABELS, long_date
from recruiters.models import EXPIRED, NOT_YET_VALID, Branch, LicenceState, Recruiter

# Columns of these records that everyone may read.
PUBLIC = {
    Recruiter._meta.label_lower: RECORD_COLUMNS,
    Branch._meta.label_lower: ["name", "address", "member_state_id"],
}
# Sentences about what the calendar did; `describe_calendar_change` fills in their dates.
ENDED = gettext_lazy("The licence has expired: %(last)s was its last day.")
LIFTED = gettext_lazy("The suspension has ended: %(suspended)s was its last day.")
BEGUN = gettext_lazy("The licence has begun: %(first)s is its first day.")
CLOSED = gettext_lazy("The register is no longer kept, so it says nothing about today.")
REOPENED = gettext_lazy("The register is kept again, so it shows the status of the licence.")
EFFECTIVE = gettext_lazy("An earlier decision has taken effect: “%(before)s” has become “%(now)s”.")


@dataclass
class NewsLine:
    """One event, with the data that it changed."""

    words: str
    note: str
    differences: list = field(default_factory=list)


def news_context(watch, statement, events, *, taken_back):
    """Return the context of the template `news.txt`.

    `statement` is how the entry stands now, `events` are those not told yet; `taken_back` is true if events
    that were told have been undone.
    """
    explained = taken_back or any(event.decides for event in events)
    return {
        "statement": statement,
        "taken_back": taken_back,
        "lines": news_lines(watch.recruiter, events),
        "calendar": "" if explained else describe_calendar_change(watch.told_status, statement.answer),
    }


def news_lines(recruiter, events):
    """Return a line for each event, with what it changed in the data of the entry."""
    changed = differences_by_moment(recruiter) if events else {}
    return [NewsLine(describe_event(event), event.public_note, changed.get(event.at, [])) for event in events]


def differences_by_moment(recruiter):
    """Return {moment: [Difference]} of public columns. An event and its changes carry the same moment."""
    changes, found = list(changes_with_next(recruiter)), {}
    wording = ChangeDescriber(recruiter, changes)
    for change, after in changes:
        if change.model in PUBLIC:
            found.setdefault(change.at, []).extend(public_differences(wording, change, after))
    return found


def public_differences(wording, change, after):
    """Yield the differences that a change made in public columns, worded as at the desk."""
    columns = PUBLIC[change.model]
    if change.before is not None:
        change.before = {name: change.before.get(name) for name in columns}
    return wording.differences_of(change, after)


def describe_calendar_change(before, answer):
    """Say what became of a status since it was told, without any decision; blank if it is the same."""
    if before in ("", answer.status):
        return ""
    return calendar_sentence(before, answer) % {
        "before": PUBLIC_STATUS_LABELS.get(before, before),
        "now": answer.word,
        "first": long_date(answer.first_day),
        "last": long_date(answer.last_day),
        "suspended": long_date(answer.terms.last_day_suspended),
    }


def calendar_sentence(before, answer):
    if NO_LONGER_KEPT in (before, answer.status):
        return CLOSED if answer.status == NO_LONGER_KEPT else REOPENED
    if answer.status == EXPIRED:
        return ENDED
    if answer.status == LicenceState.AUTHORISED and before == NOT_YET_VALID:
        return BEGUN
    if answer.status == LicenceState.AUTHORISED and answer.terms.state == LicenceState.SUSPENDED:
        return LIFTED
    return EFFECTIVE


def compose_mail(kind, to, entry, context, headers=None):
    """Return a mail with the subject and text of a `kind`. `entry` has a licence number and a legal name."""
    words = {"number": entry.licence_number, "name": entry.legal_name}
    subject = _("Licence %(number)s: %(name)s") % words
    return EmailMessage(
        " ".join(subject.split()),
        render_to_string(f"recruiters/subscriptions/{kind}.txt", context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
