"""What a mail to a follower of an entry says: what was done, which data changed, what the calendar did.

All of it is public anyway, and in the language that is active.
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
# By the status of today, for what needs no more than it; {last} days and the like as `by_calendar` says them.
ENDED = gettext_lazy("The licence has expired: %(last)s was its last day.")
LIFTED = gettext_lazy("The suspension has ended: %(suspended)s was its last day.")
BEGUN = gettext_lazy("The licence has begun: %(first)s is its first day.")
CLOSED = gettext_lazy("The register is not kept any more, so it says nothing about today.")
REOPENED = gettext_lazy("The register is kept again, so it says how the licence stands.")
EFFECTIVE = gettext_lazy("What was decided before has taken effect: “%(before)s” has become “%(now)s”.")


@dataclass
class Line:
    """One thing that was done."""

    words: str
    note: str
    differences: list = field(default_factory=list)


def of(watch, said, events, *, taken_back):
    """What the template shows: `said` is how the entry stands now, `events` are those not told yet."""
    explained = taken_back or any(event.decides for event in events)
    return {
        "said": said,
        "taken_back": taken_back,
        "lines": lines(watch.recruiter, events),
        "calendar": "" if explained else by_calendar(watch.told_status, said.answer),
    }


def lines(recruiter, events):
    """What events tell; each with what it changed in the data of the entry, before and after."""
    changed = differences(recruiter) if events else {}
    return [Line(describe_event(event), event.public_note, changed.get(event.at, [])) for event in events]


def differences(recruiter):
    """{moment: [what changed then]} of what is public. A deed and what it changed carry the same moment."""
    changes, found = list(changes_with_next(recruiter)), {}
    wording = ChangeDescriber(recruiter, changes)
    for change, after in changes:
        if change.model in PUBLIC:
            found.setdefault(change.at, []).extend(told(wording, change, after))
    return found


def told(wording, change, after):
    """As the timeline of the desk tells it, of the public columns only."""
    columns = PUBLIC[change.model]
    if change.before is not None:
        change.before = {name: change.before.get(name) for name in columns}
    return wording.differences_of(change, after)


def by_calendar(before, answer):
    """What became of a status that was told, where nobody did anything since; blank if it is the same."""
    if before in ("", answer.status):
        return ""
    return sentence(before, answer) % {
        "before": PUBLIC_STATUS_LABELS.get(before, before),
        "now": answer.word,
        "first": long_date(answer.first_day),
        "last": long_date(answer.last_day),
        "suspended": long_date(answer.terms.last_day_suspended),
    }


def sentence(before, answer):
    if NO_LONGER_KEPT in (before, answer.status):
        return CLOSED if answer.status == NO_LONGER_KEPT else REOPENED
    if answer.status == EXPIRED:
        return ENDED
    if answer.status == LicenceState.AUTHORISED and before == NOT_YET_VALID:
        return BEGUN
    if answer.status == LicenceState.AUTHORISED and answer.terms.state == LicenceState.SUSPENDED:
        return LIFTED
    return EFFECTIVE


def mail(kind, to, entry, context, headers=None):
    """`entry` has a licence number and a legal name."""
    said = {"number": entry.licence_number, "name": entry.legal_name}
    subject = _("Licence %(number)s: %(name)s") % said
    return EmailMessage(
        " ".join(subject.split()),
        render_to_string(f"recruiters/subscriptions/{kind}.txt", context),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
