"""The log of changes: each record that was written, by whom and when.

Undoing an import reads it, and so does the question what was known on a day.
"""

from datetime import date, time
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    # What the first load brought into an empty table: known from the beginning.
    BASELINE = "baseline", _("First load")
    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    MARKED = "marked", _("Marked as missing")
    REMOVED = "removed", _("Removed")
    ANNULLED = "annulled", _("Annulled")


def record_number(pk):
    """Return the number under which the log has a record: its key, or a short code read as a number.

    >>> record_number(7), record_number("IDN")
    (7, 23819)
    """
    return int(pk, 36) if isinstance(pk, str) else pk


class ChangeQuerySet(models.QuerySet):
    def of(self, record):
        return self.filter(model=record._meta.label_lower, record=record_number(record.pk))

    def of_all(self, keys):
        """Return the changes of the records that these (model, primary key) name."""
        found = Q(pk__in=[])
        for model, pk in keys:
            found |= Q(model=model, record=pk)
        return self.filter(found)

    def of_removed(self, models, **columns):
        """Return the changes of records that were removed and had these values."""
        had = {f"before__{name}": value for name, value in columns.items()}
        return self.filter(model__in=[m._meta.label_lower for m in models], kind=ChangeKind.REMOVED, **had)

    def of_import(self, batch, model):
        """Return the changes of records of a model that an import made."""
        return self.filter(batch=batch, model=model._meta.label_lower)

    def after(self, pk):
        return self.filter(pk__gt=pk).order_by("pk")


class Change(models.Model):
    """A record that was written. `before` holds its columns as they were; it is null for a new record.

    `after` holds the columns that changed, as they were left: of an import only these are put back, and only
    while they are still so. Of dated facts it is always there; else where later edits leave no other trace.
    `by` is null for what the product does itself, as loading the reference facts.
    Changes are written by the hundred thousand, so no constraint looks up people and imports, which are never
    deleted.
    """

    model = models.CharField(max_length=60)
    record = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        "authorities.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    batch = models.ForeignKey(
        "authorities.Import",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        db_constraint=False,
    )

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["model", "record"], name="change_of_record"),
            models.Index(fields=["model", "at"], name="change_of_model_since"),
        ]

    def __str__(self):
        return f"{self.kind} {self.model} {self.record}"


def column_values(record):
    """Return {column: value} of a record for JSON: dates in ISO 8601, files and references by their keys."""
    fields = record._meta.concrete_fields
    return {field.attname: _as_json(field.get_prep_value(getattr(record, field.attname))) for field in fields}


def build_change(record, before, *, by, at=None, batch=None, kind=None, after=None):
    """Return an unsaved entry of the log. `before` are the column values as they were; None if it is new."""
    return Change(
        model=record._meta.label_lower,
        record=record_number(record.pk),
        kind=kind or (ChangeKind.NEW if before is None else ChangeKind.CHANGED),
        before=before,
        after=after,
        at=at or timezone.now(),
        by=by,
        batch=batch,
    )


def _as_json(value):
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
