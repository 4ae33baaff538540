"""The states of a discussion: the one table of its moves. A comment opens it, and opens it again."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from authorities.transitions import Transition, Workflow
from reporting.filing.assignments.reach import find_reach
from reporting.models import CommentThread, CommentThreadEvent, ThreadState

OPEN, SETTLED = ThreadState.OPEN, ThreadState.SETTLED
ASSIGNED = "assigned"  # to whom the question is assigned, without a role
READS, FILLS = (*READS_OWN_STATE, ASSIGNED), (*FILLS_IN, ASSIGNED)


def may_move_thread(user: User, roles: Collection[str], thread: CommentThread) -> bool:
    """Return True for the people of the state who hold one of the roles, and for whom the question is."""
    is_limited = hasattr(user, "assignment_of_session")
    if not is_limited and user.holds(*roles, member_state=thread.submission.member_state_id):
        return True
    reach = find_reach(user, thread.submission)
    return ASSIGNED in roles and reach.is_limited and reach.may_open(thread.question)


thread_workflow = Workflow(
    transitions=(
        Transition("open", _("Open"), frozenset({""}), OPEN, READS, offered=False),
        Transition("settle", _("Settle"), frozenset({OPEN}), SETTLED, FILLS),
        Transition("reopen", _("Open again"), frozenset({SETTLED}), OPEN, READS),
    ),
    event_model=lambda: CommentThreadEvent,
    record_name="thread",
    may=may_move_thread,
)
