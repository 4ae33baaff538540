"""The workflow engine: one table of transitions per record with a life, one place that moves it.

A move is checked and made under a row lock, in one transaction with the event that remembers it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """What happened to a record: who, when, from which state to which, with which note."""

    move = models.CharField(_("move"), max_length=30)
    from_state = models.CharField(_("from"), max_length=30)
    to_state = models.CharField(_("to"), max_length=30)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey("authorities.User", models.PROTECT, verbose_name=_("by"), related_name="+")
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class NotAllowed(ValidationError):
    """The move is not open to this person, or not in this state."""


def nothing_missing(record):
    return []


def nothing_else(record, **details):
    return {}


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `requires(record)` yields sentences about what must be put right first: the button shows, the click
    explains.
    `then(record, by=…, **details)` does what belongs to the move and returns extra fields of its event.
    """

    name: str
    label: str
    sources: frozenset
    target: str
    by: tuple
    needs_note: bool = False
    requires: Callable = nothing_missing
    then: Callable = nothing_else


@dataclass(frozen=True)
class Workflow:
    """The table. `event_model()` has a foreign key named `record_name`; `may` says whose role counts."""

    transitions: tuple
    event_model: Callable
    record_name: str
    may: Callable
    by_name: dict = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {row.name: row for row in self.transitions})

    def open_to(self, user, record):
        """The transitions this person may try on this record now."""
        here = [row for row in self.transitions if record.state in row.sources]
        return [row for row in here if self.may(user, row.by, record)]

    @transaction.atomic
    def move(self, record, name, *, by, note="", at=None, **details):
        """Moves the record, or raises ValidationError with every reason why not. Returns the event."""
        row = self.by_name.get(name)
        if row is None or not self.may(by, row.by, record):
            raise NotAllowed(_("This is not open to you."), code="not_allowed")
        record.refresh_from_db(from_queryset=type(record).objects.select_for_update(of=("self",)))
        self._check(record, row, note)
        extra = row.then(record, by=by, at=at or timezone.now(), **details)
        before, record.state = record.state, row.target
        record.save(update_fields=["state"])
        return self.event_model().objects.create(
            **{self.record_name: record},
            move=row.name,
            from_state=before,
            to_state=row.target,
            at=at or timezone.now(),
            by=by,
            note=note.strip(),
            **extra,
        )

    def _check(self, record, row, note):
        if record.state not in row.sources:
            raise NotAllowed(
                _("The report is “%(state)s” already, so it was not changed again."),
                code="wrong_state",
                params={"state": record.get_state_display()},
            )
        reasons = list(row.requires(record))
        if row.needs_note and not note.strip():
            reasons.append(_("Say why, so that the others know what to do."))
        if reasons:
            raise ValidationError(reasons)
