"""How far a report is open to a person: all of it by a role, or the questions that were assigned to them."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.models import User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from reporting.models import Assignment, AssignmentState, Submission
from reporting.models.assignments import ANSWERING
from reporting.paper_reports.workflow import is_typed_by


@dataclass(frozen=True)
class Reach:
    """The questions of a report that one person may read and answer, by code; None stands for all.

    `locks` says of questions that may be read, but not answered now, why not.
    """

    held: frozenset[str] | None = None
    answers: frozenset[str] | None = None
    reads_rest: bool = True
    locks: dict[str, str | Promise] = field(default_factory=dict)

    @property
    def is_limited(self) -> bool:
        """True if it follows from assignments, not from a role that fills in."""
        return self.held is not None

    @property
    def hides_rest(self) -> bool:
        """True if the other questions must not be seen."""
        return self.is_limited and not self.reads_rest

    @property
    def is_empty(self) -> bool:
        """True of a report that is not open to the person at all."""
        return self.held is not None and not self.held

    def may_open(self, code: str) -> bool:
        """Return True if the question is among those that this person fills in, now or before."""
        return self.held is None or code in self.held

    def reads(self, code: str) -> bool:
        return self.held is None or self.reads_rest or code in self.held

    def explain_lock(self, codes: Collection[str]) -> str | Promise:
        """Return why one of these questions cannot be answered now; an empty text if all of them can."""
        if self.answers is None or self.answers.issuperset(codes):
            return ""
        return next((self.locks[code] for code in codes if code in self.locks), explain_not_assigned())


WHOLE = Reach()


def explain_not_assigned() -> str:
    return _("This question is not assigned to you, or no longer. Nothing was saved.")


def fills_in_by_role(user: User, submission: Submission) -> bool:
    return not hasattr(user, "assignment_of_session") and submission.member_state_id in user.states_as(
        *FILLS_IN
    )


def find_reach(user: User, submission: Submission) -> Reach:
    """Return what a person may do in a report; those who fill it in by a role cost no query."""
    if fills_in_by_role(user, submission) or is_typed_by(user, submission):
        return WHOLE
    found = list(Assignment.objects.held_by(user).filter(submission=submission).prefetch_related("questions"))
    reads_own_state = submission.member_state_id in user.states_as(*READS_OWN_STATE)
    if not found:
        return Reach(held=frozenset(), answers=frozenset(), reads_rest=reads_own_state)
    closed = explain_closed_report(submission)
    answers = {code for one in found if one.state in ANSWERING and not closed for code in one.codes}
    return Reach(
        held=frozenset(code for one in found for code in one.codes),
        answers=frozenset(answers),
        reads_rest=reads_own_state or any(one.may_read_rest for one in found),
        locks={
            code: closed or explain_state(one) for one in found for code in one.codes if code not in answers
        },
    )


def explain_closed_report(submission: Submission) -> str:
    """Return why no assigned question can be answered any more; an empty text while they can."""
    if not submission.editable:
        return _(
            "The report was sent: it is “%(state)s”. You can read what you wrote, but no longer change it."
        ) % {"state": submission.get_state_display()}
    closed_from = submission.round.closed_from
    if closed_from and closed_from <= submission.member_state.local_day():
        return _("This round has closed. You can read what you wrote, but no longer change it.")
    return ""


def explain_state(assignment: Assignment) -> str:
    if assignment.state == AssignmentState.READY:
        return _("You have said that your part is ready. To change it, press “Go on working” first.")
    return _("Your part was accepted. You can read what you wrote, but no longer change it.")
