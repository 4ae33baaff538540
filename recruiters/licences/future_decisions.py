"""Decisions entered ahead of their day, and a decision that takes effect before them.

A renewal entered ahead must not keep a registrar from suspending today. So the later decisions are annulled
and, after the new one, made again as far as they still can be: a revocation of next month stays, a renewal of
a licence that is suspended by then does not.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from recruiters.licence_workflow import DECISION_TEXTS, licence_workflow
from recruiters.models import Move

# The dates with which each move is made.
DATES_OF_MOVES = {
    Move.GRANT: ["valid_from", "valid_until"],
    Move.RENEW: ["valid_until"],
    Move.SUSPEND: ["suspended_until"],
}


def decisions_after(decisions, day):
    """Return those of all `decisions` on a licence that take effect after a day and may be set aside for it.

    None may be if one of them has taken effect already, or if no decision stands before them.
    """
    later = [event for event in decisions if day and event.effective_on > day]
    may_wait = all(event.effective_on > event.recruiter.local_day() for event in later)
    return later if may_wait and len(later) < len(decisions) else []


def insert_decision(recruiter, move, decisions, *, effective_on, **details):
    """Make a move before those of the `decisions` that take effect later. Returns its event.

    `decisions` are all that count, in order. The `set_aside` of the event are those that could not be made
    again. Must run in a transaction that holds the lock of the register.
    """
    later = decisions_after(decisions, effective_on)
    by, version = details["by"], details["version"]
    for number, event in enumerate(reversed(later)):
        note = _("Set aside because of a decision that takes effect on an earlier day.")
        licence_workflow.move(recruiter, Move.ANNUL, by=by, version=version, annuls=event, note=note,
            effective_on=event.effective_on, decisions=decisions[: len(decisions) - number])  # fmt: skip
    made = licence_workflow.move(recruiter, move, effective_on=effective_on, **details)
    made.set_aside = [
        event for event in later if not repeat_decision(recruiter, event, by=by, version=version)
    ]
    return made


def repeat_decision(recruiter, event, *, by, version):
    """Make an annulled decision again. False if the licence does not allow it any more."""
    details = {name: getattr(event, name) for name in (*DATES_OF_MOVES.get(event.move, ()), *DECISION_TEXTS)}
    try:
        licence_workflow.move(
            recruiter, event.move, by=by, version=version, effective_on=event.effective_on, **details
        )
    except ValidationError:
        return False
    return True
