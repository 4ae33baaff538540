"""The workflow engine: a table of transitions for each kind of record that has states.

A move is checked and made under a row lock, in one transaction with the event that records it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Every table of the product, as its module is loaded.
WORKFLOWS: list["Workflow"] = []


class Event(models.Model):
    """An event in the life of a record: who, when, from which state to which, with which note."""

    move = models.CharField(_("move"), max_length=30)
    from_state = models.CharField(_("from"), max_length=30)
    to_state = models.CharField(_("to"), max_length=30)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey("authorities.User", models.PROTECT, verbose_name=_("by"), related_name="+")
    note = models.TextField(_("note"), blank=True)
    # True where the people of a state do not read in the audit trail that something happened.
    is_confidential = False

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class NotAllowed(ValidationError):
    """The move is not open to this person, or not in this state."""


def require_nothing(record, **details):
    return []


def add_nothing(record, **details):
    return {}


def unchanged_message(record, row):
    return _("This is already “%(state)s”, so it was not changed again.") % {
        "state": record.get_state_display()
    }


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `requires(record, **details)` yields sentences about what must be put right first: the button shows, the
    click explains.
    `then(record, by=…, at=…, **details)` does what belongs to the move and returns extra fields of its event.
    Without a `target` the state stays, unless the event's `to_state` tells another.
    A move that is not `offered` has no button: only our own code makes it. Before a grave one the password is
    asked again.
    """

    name: str
    label: Any  # words, translated when they are shown
    sources: frozenset
    target: str | None
    by: tuple
    needs_note: bool = False
    requires: Callable = require_nothing
    then: Callable = add_nothing
    offered: bool = True
    is_grave: bool = False


@dataclass(frozen=True)
class Workflow:
    """The table. `event_model()` has a foreign key named `record_name`; `may` says whose role counts.

    `columns` are those that `then` sets on the record beside its state; `wrong_state(record, row)` is the
    sentence to whom it is too late or too early; `named(record)` tells records apart where many are moved;
    `announce(event)` lets others know of a move, in its transaction.
    """

    transitions: tuple
    event_model: Callable
    record_name: str
    may: Callable
    columns: tuple = ()
    wrong_state: Callable = unchanged_message
    named: Callable = str
    announce: Callable = add_nothing
    by_name: dict = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {row.name: row for row in self.transitions})
        WORKFLOWS.append(self)

    def available_transitions(self, user, record, states=None):
        """Return the transitions open to a person on a record, in its state or in any of `states`."""
        states = {record.state} if states is None else {*states}
        here = [row for row in self.transitions if row.offered and states & row.sources]
        return [row for row in here if self.may(user, row.by, record)]

    @transaction.atomic
    def start(self, record, name, *, by, **details):
        """Save a new record, whose state is blank, in its first state. Return the event."""
        event = self.prepare(record, name, by=by, **details)
        record.save(force_insert=True)
        event.save(force_insert=True)
        return event

    @transaction.atomic
    def move(self, record, name, *, by, **details):
        """Move the record and return the event. Raises ValidationError with every reason why not.

        `details` may hold the `note`, the time `at` which it happens, and what `requires` and `then` need.
        """
        row = self._find_transition(record, name, by)
        record.refresh_from_db(from_queryset=type(record).objects.select_for_update(of=("self",)))
        event = self._apply(record, row, by=by, **details)
        record.save(update_fields=["state", *self.columns])
        event.save(force_insert=True)
        self.announce(event)
        return event

    @transaction.atomic
    def move_all(self, records, name, *, by, **details):
        """Move every record of a queryset and return the events. Raises ValidationError, moving none."""
        events, reasons = [], []
        locked = list(records.select_for_update(of=("self",)).order_by("pk"))
        for record in locked:
            try:
                events.append(self.prepare(record, name, by=by, **details))
            except ValidationError as refusal:
                reasons += [f"{self.named(record)}: {sentence}" for sentence in refusal.messages]
        if reasons:
            raise ValidationError(reasons)
        records.model._base_manager.bulk_update(locked, ["state", *self.columns], batch_size=200)
        return self.event_model().objects.bulk_create(events)

    def prepare(self, record, name, *, by, **details):
        """Move the record in memory, for callers that save many at once. Return the unsaved event."""
        return self._apply(record, self._find_transition(record, name, by), by=by, **details)

    def _find_transition(self, record, name, by):
        row = self.by_name.get(name)
        if row is None or not self.may(by, row.by, record):
            raise NotAllowed(_("You do not have access to this."), code="not_allowed")
        return row

    def _apply(self, record, row, *, by, note="", at=None, **details):
        """Change the state of the record and return the event, neither of them saved."""
        self._check(record, row, note, details)
        before, at = record.state, at or timezone.now()
        extra = row.then(record, by=by, at=at, **details)
        record.state = extra.pop("to_state", row.target or before)
        return self.event_model()(
            **{self.record_name: record},
            move=row.name,
            from_state=before,
            to_state=record.state,
            at=at,
            by=by,
            note=note.strip(),
            **extra,
        )

    def _check(self, record, row, note, details):
        if record.state not in row.sources:
            raise NotAllowed(self.wrong_state(record, row), code="wrong_state")
        reasons = list(row.requires(record, note=note, **details))
        if row.needs_note and not note.strip():
            reasons.append(_("Say why, so that the others know what to do."))
        if reasons:
            raise ValidationError(reasons)


def workflow_of(event_model):
    """Return the table whose moves an event model records; None if no module has one."""
    return next((workflow for workflow in WORKFLOWS if workflow.event_model() is event_model), None)
