"""The life of an import. Every move stands in this table; nothing else writes `Import.state`."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.imports.registry import IMPORT_KINDS, ImportDesk, find_import_desk, import_desks_for
from authorities.models import Import, ImportEvent, ImportState, User
from authorities.transitions import Transition, Workflow

RECEIVED, CHECKING, CHECKED = ImportState.RECEIVED, ImportState.CHECKING, ImportState.CHECKED
APPLYING, APPLIED = ImportState.APPLYING, ImportState.APPLIED
UNDOING, UNDONE = ImportState.UNDOING, ImportState.UNDONE
FAILED, CANCELLED, NOTHING = ImportState.FAILED, ImportState.CANCELLED, ImportState.NOTHING

# Everything but what is applied, or has ended already: nobody has to wait for a worker to be rid of a file.
CANCELLABLE = {RECEIVED, CHECKED, NOTHING, FAILED, CHECKING, APPLYING}

# Whoever has the desk at which it was sent; and the worker, who is nobody and acts for the person who asked.
PEOPLE, WORKER = ("desk",), ("worker",)


def may_move_import(user: User, roles: tuple[str, ...], batch: Import) -> bool:
    """Return True if somebody may move an import.

    At their own desk people carry on what colleagues sent; elsewhere what they sent themselves.
    """
    own = ImportDesk(IMPORT_KINDS[batch.kind], batch.scope) in import_desks_for(user)
    mine = batch.by_id == user.pk and find_import_desk(user, batch.kind, batch.scope) is not None
    return roles == WORKER or own or mine


def import_transition(
    name: str, label: str | Promise, sources: Iterable[str], target: str, by: tuple[str, ...], **details: Any
) -> Transition:
    return Transition(name, label, frozenset(sources), target, by, **details)


import_workflow = Workflow(
    transitions=(
        import_transition(
            "check", _("Check the file"), {RECEIVED, CHECKED, NOTHING, FAILED}, CHECKING, PEOPLE
        ),
        import_transition("correct", _("Check again with corrections"), {CHECKED, NOTHING}, CHECKING, PEOPLE),
        import_transition("show", _("Checked"), {CHECKING}, CHECKED, WORKER),
        import_transition("end", _("Checked, nothing to apply"), {CHECKING}, NOTHING, WORKER),
        import_transition("fail", _("Could not be read"), {CHECKING, APPLYING}, FAILED, WORKER),
        import_transition("apply", _("Apply"), {CHECKED}, APPLYING, PEOPLE),
        import_transition(
            "look_again", _("Checked again, because the records had changed"), {APPLYING}, CHECKING, WORKER
        ),
        import_transition("finish", _("Applied"), {APPLYING}, APPLIED, WORKER),
        import_transition("undo", _("Undo"), {APPLIED}, UNDOING, PEOPLE, needs_note=True),
        import_transition("refuse_undo", _("Not undone"), {UNDOING}, APPLIED, WORKER),
        import_transition("finish_undo", _("Undone"), {UNDOING}, UNDONE, WORKER),
        import_transition("stop_undo", _("Undoing stopped"), {UNDOING}, APPLIED, PEOPLE),
        import_transition("cancel", _("Cancel"), CANCELLABLE, CANCELLED, PEOPLE),
    ),
    event_model=lambda: ImportEvent,
    record_name="batch",
    may=may_move_import,
)
