"""The life of a concern: the one table of its moves. What its sender adds moves nothing."""

from django.utils.translation import gettext_lazy

from authorities.models.roles import ANSWERS_CONCERNS, REVIEWS
from authorities.transitions import Transition, Workflow
from recruiters.concerns.rules import (
    handed_over,
    linked,
    may_look_into,
    setting,
    to_an_entry_of_its_register,
    to_another_register,
    with_an_outcome,
)
from recruiters.models import ConcernEvent, ConcernState

RECEIVED, LOOKED_INTO, CLOSED = ConcernState

concern_workflow = Workflow(
    transitions=(
        Transition("look_into", gettext_lazy("Look into it"), frozenset({RECEIVED}), LOOKED_INTO,
            ANSWERS_CONCERNS),
        Transition("close", gettext_lazy("Close"), frozenset({LOOKED_INTO}), CLOSED, ANSWERS_CONCERNS,
            requires=with_an_outcome, then=setting(outcome=None)),
        Transition("reopen", gettext_lazy("Open again"), frozenset({CLOSED}), LOOKED_INTO,
            ANSWERS_CONCERNS, needs_note=True, then=setting(outcome="")),
        Transition("note", gettext_lazy("Write a note"), frozenset(ConcernState), None, ANSWERS_CONCERNS,
            needs_note=True),
        Transition("pass_on", gettext_lazy("Pass on to a register"), frozenset({RECEIVED, LOOKED_INTO}),
            None, REVIEWS, requires=to_another_register, then=handed_over),
        Transition("link", gettext_lazy("Link to an entry"), frozenset(ConcernState), None, ANSWERS_CONCERNS,
            requires=to_an_entry_of_its_register, then=linked),
        Transition("remove_contact", gettext_lazy("Remove contact details"), frozenset({CLOSED}), None,
            ANSWERS_CONCERNS, then=setting(contact="")),
    ),
    event_model=lambda: ConcernEvent,
    record_name="concern",
    may=may_look_into,
    columns=("outcome", "contact", "register", "recruiter"),
)  # fmt: skip
