"""Decisions entered ahead of their day, and a decision that takes effect before them.

A renewal entered ahead must not keep a keeper from suspending today. So the decisions ahead are annulled and,
after the new one, made again as far as they still can: a revocation of next month stays one, a renewal of a
licence that is suspended by then does not.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recruiters.licence_workflow import licence_workflow
from recruiters.models import Move

# What each move is told beside what all are told.
TOLD = {
    Move.GRANT: ["valid_from", "valid_until"],
    Move.RENEW: ["valid_until"],
    Move.SUSPEND: ["suspended_until"],
}
SAID = ["decision", "legal_ground", "public_note", "note"]


def ahead_of(recruiter, day):
    """The decisions that take effect after a day, in order, if that day has come; else none may be moved."""
    decisions = list(recruiter.events.decisions())
    later = [event for event in decisions if day and event.effective_on > day]
    may_wait = all(event.effective_on > timezone.localdate() for event in later)
    return later if may_wait and len(later) < len(decisions) else []


@transaction.atomic
def cut_in(recruiter, move, later, *, by, version, effective_on, **said):
    """Makes a move before the decisions `later`. Returns its event, which knows those that were not kept."""
    for event in reversed(later):
        note = _("Set aside for a decision that takes effect on an earlier day.")
        licence_workflow.move(recruiter, Move.ANNUL, by=by, version=version, annuls=event, note=note,
            effective_on=event.effective_on)  # fmt: skip
    made = licence_workflow.move(recruiter, move, by=by, version=version, effective_on=effective_on, **said)
    made.set_aside = [event for event in later if not made_again(recruiter, event, by=by, version=version)]
    return made


def made_again(recruiter, event, *, by, version):
    told = {name: getattr(event, name) for name in (*TOLD.get(event.move, ()), *SAID)}
    try:
        licence_workflow.move(
            recruiter, event.move, by=by, version=version, effective_on=event.effective_on, **told
        )
    except ValidationError:
        return False
    return True
