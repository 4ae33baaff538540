"""The life of an import. Every move stands in this table; nothing else writes `Import.state`."""

from django.utils.translation import gettext_lazy as _

from authorities.imports.registry import KINDS, Desk, desk_for, desks_for
from authorities.models import ImportEvent, ImportState
from authorities.transitions import Transition, Workflow

RECEIVED, CHECKING, CHECKED = ImportState.RECEIVED, ImportState.CHECKING, ImportState.CHECKED
APPLYING, APPLIED = ImportState.APPLYING, ImportState.APPLIED
UNDOING, UNDONE = ImportState.UNDOING, ImportState.UNDONE
FAILED, CANCELLED, NOTHING = ImportState.FAILED, ImportState.CANCELLED, ImportState.NOTHING

# Whoever has the desk at which it was sent; and the worker, who is nobody and acts for the person who asked.
PEOPLE, WORKER = ("desk",), ("worker",)


def may(user, roles, batch):
    """At their own desk people carry on what colleagues sent; elsewhere what they sent themselves."""
    own = Desk(KINDS[batch.kind], batch.scope) in desks_for(user)
    mine = batch.by_id == user.pk and desk_for(user, batch.kind, batch.scope) is not None
    return roles == WORKER or own or mine


def row(name, label, sources, target, by, **details):
    return Transition(name, label, frozenset(sources), target, by, **details)


import_workflow = Workflow(
    transitions=(
        row("check", _("Check the file"), {RECEIVED, CHECKED, NOTHING, FAILED}, CHECKING, PEOPLE),
        row("show", _("Checked"), {CHECKING}, CHECKED, WORKER),
        row("end", _("Checked, nothing to apply"), {CHECKING}, NOTHING, WORKER),
        row("fail", _("Could not be read"), {CHECKING, APPLYING}, FAILED, WORKER),
        row("apply", _("Apply"), {CHECKED}, APPLYING, PEOPLE),
        row("look_again", _("Checked again, because the records had changed"), {APPLYING}, CHECKING, WORKER),
        row("finish", _("Applied"), {APPLYING}, APPLIED, WORKER),
        row("undo", _("Undo"), {APPLIED}, UNDOING, PEOPLE, needs_note=True),
        row("refuse_undo", _("Not undone"), {UNDOING}, APPLIED, WORKER),
        row("finish_undo", _("Undone"), {UNDOING}, UNDONE, WORKER),
        row("cancel", _("Cancel"), {RECEIVED, CHECKED, FAILED, CHECKING, APPLYING}, CANCELLED, PEOPLE),
    ),
    event_model=lambda: ImportEvent,
    record_name="batch",
    may=may,
)
