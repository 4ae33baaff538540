"""The states of a discussion: the one table of its moves. A comment opens it, and opens it again."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from authorities.transitions import Transition, Workflow
from reporting.models import CommentThread, CommentThreadEvent, ThreadState

OPEN, SETTLED = ThreadState.OPEN, ThreadState.SETTLED


def may_move_thread(user: User, roles: Collection[str], thread: CommentThread) -> bool:
    return user.holds(*roles, member_state=thread.submission.member_state_id)


thread_workflow = Workflow(
    transitions=(
        Transition("open", _("Open"), frozenset({""}), OPEN, READS_OWN_STATE, offered=False),
        Transition("settle", _("Settle"), frozenset({OPEN}), SETTLED, FILLS_IN),
        Transition("reopen", _("Open again"), frozenset({SETTLED}), OPEN, READS_OWN_STATE),
    ),
    event_model=lambda: CommentThreadEvent,
    record_name="thread",
    may=may_move_thread,
)
