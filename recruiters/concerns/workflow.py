"""The states of a concern: the one table of its moves.

What the person who reported it adds later changes no state: that is for those who look into it.
"""

from django.utils.translation import gettext_lazy

from authorities.models.roles import ANSWERS_CONCERNS, REVIEWS
from authorities.transitions import Transition, Workflow
from recruiters.concerns.rules import (
    hand_over,
    link_entry,
    may_look_into,
    require_another_register,
    require_entry_of_register,
    require_outcome,
    set_columns,
)
from recruiters.models import ConcernEvent, ConcernState

RECEIVED, LOOKED_INTO, CLOSED = ConcernState

concern_workflow = Workflow(
    transitions=(
        Transition("look_into", gettext_lazy("Examine"), frozenset({RECEIVED}), LOOKED_INTO,
            ANSWERS_CONCERNS),
        Transition("close", gettext_lazy("Close"), frozenset({LOOKED_INTO}), CLOSED, ANSWERS_CONCERNS,
            requires=require_outcome, then=set_columns(outcome=None)),
        Transition("reopen", gettext_lazy("Reopen"), frozenset({CLOSED}), LOOKED_INTO,
            ANSWERS_CONCERNS, needs_note=True, then=set_columns(outcome="")),
        Transition("note", gettext_lazy("Write a note"), frozenset(ConcernState), None, ANSWERS_CONCERNS,
            needs_note=True),
        Transition("pass_on", gettext_lazy("Pass on to a register"), frozenset({RECEIVED, LOOKED_INTO}),
            None, REVIEWS, requires=require_another_register, then=hand_over),
        Transition("link", gettext_lazy("Link to an entry"), frozenset(ConcernState), None, ANSWERS_CONCERNS,
            requires=require_entry_of_register, then=link_entry),
        Transition("remove_contact", gettext_lazy("Remove contact details"), frozenset({CLOSED}), None,
            ANSWERS_CONCERNS, then=set_columns(contact="")),
    ),
    event_model=lambda: ConcernEvent,
    record_name="concern",
    may=may_look_into,
    columns=("outcome", "contact", "register", "recruiter"),
)  # fmt: skip
