"""Facts that hold from one day until another: half-open intervals, and the rule that they do not overlap."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ONE_DAY = timedelta(days=1)


def last_day_before(end):
    """Return the last day of what no longer holds on the day `end`; None for what has no end."""
    return end - ONE_DAY if end else None


class IntervalQuerySet(models.QuerySet):
    def in_force_on(self, day):
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        )

    def overlapping(self, valid_from, valid_to):
        """Return the rows that share at least one day with [valid_from, valid_to); None is unbounded."""
        rows = self
        if valid_to is not None:
            rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lt=valid_to))
        if valid_from is not None:
            rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from))
        return rows


class Interval(models.Model):
    """A fact that holds on every day from `valid_from` (inclusive) until `valid_to` (exclusive)."""

    valid_from = models.DateField(
        _("from"), null=True, blank=True, help_text=_("First day. Blank: since before the Code (2010).")
    )
    valid_to = models.DateField(
        _("until"),
        null=True,
        blank=True,
        help_text=_("First day on which it is no longer in force. Blank: still in force."),
    )

    objects = IntervalQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_from__lt=F("valid_to")),
                name="%(class)s_ends_after_it_begins",
                violation_error_message=_("The end must be later than the start."),
            )
        ]

    @property
    def last_day(self):
        """The last day on which it holds, as people say it."""
        return last_day_before(self.valid_to)

    def holds_on(self, day):
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


class NoOverlap(models.BaseConstraint):
    """A constraint: no two rows with the same `key` hold on the same day.

    PostgreSQL enforces it by an exclusion constraint. SQLite has none: there `validate` enforces it, which
    `full_clean` calls, and writers of one database file queue up (transactions begin IMMEDIATE).
    """

    default_violation_error_message = _("Another one is in force during that time: %(other)s.")

    def __init__(self, *, key, name, condition="", violation_error_message=None):
        """`condition` is SQL: which rows count. `validate` looks at those that the default manager knows."""
        self.key, self.condition = key, condition
        super().__init__(name=name, violation_error_message=violation_error_message)

    def constraint_sql(self, model, schema_editor):
        return None

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        quote, column = schema_editor.quote_name, model._meta.get_field(self.key).column
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} EXCLUDE USING gist "
            f"({quote(column)} WITH =, daterange(valid_from, valid_to) WITH &&)"
            + (f" WHERE ({self.condition})" if self.condition else "")
        )

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        return schema_editor._delete_constraint_sql(schema_editor.sql_delete_check, model, self.name)

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        if exclude and {self.key, "valid_from", "valid_to"} & set(exclude):
            return
        same = {self.key: getattr(instance, model._meta.get_field(self.key).attname)}
        others = model._default_manager.using(using).filter(**same).exclude(pk=instance.pk)
        other = others.overlapping(instance.valid_from, instance.valid_to).first()
        if other:
            raise ValidationError(self.violation_error_message, code="overlap", params={"other": other})

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "key": self.key, "condition": self.condition}

    def __eq__(self, other):
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    __hash__ = models.BaseConstraint.__hash__
