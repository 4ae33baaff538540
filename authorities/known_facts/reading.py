"""Read dated facts as they were known at a moment: the records of now, with every later change taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from authorities.models import Change
from authorities.models.changes import record_number

Values = dict[str, Any]


@dataclass(frozen=True)
class KnownFacts:
    """What was known of the records of some models; without `later` changes all that is known now.

    `later` has of each model {number of a record: its columns until then, None if it was not there yet}.
    """

    later: dict[str, dict[int, Values | None]] = field(default_factory=dict)

    @classmethod
    def load(cls, moment: datetime | None, models: Iterable[type[Model]]) -> "KnownFacts":
        """Return what was known before a moment, by one query; None asks for all that is known now."""
        later: dict[str, dict[int, Values | None]] = {}
        if moment is not None:
            rows = Change.objects.known_later(models, moment).values_list("model", "record", "before")
            for model, record, before in rows:
                later.setdefault(model, {})[record] = before
        return cls(later)

    def changed_later(self, model: type[Model]) -> dict[int, Values | None]:
        return self.later.get(model._meta.label_lower, {})

    def records(self, rows: QuerySet, holds: Callable[[Any], Any]) -> list[Any]:
        """Return the records of `rows` as they were known, those with later changes last.

        `holds(record)` is what `rows` were selected by. An annulled record is never among them.
        """
        return self.restore(rows.model, rows, holds)

    def restore(self, model: type[Model], records: Iterable[Any], holds: Callable[[Any], Any]) -> list[Any]:
        """Return the same of records that were read already."""
        later = self.changed_later(model)
        unchanged = [record for record in records if record_number(record.pk) not in later]
        return unchanged + self.earlier_records(model, holds)

    def values(self, rows: QuerySet, columns: Sequence[str], holds: Callable[[Any], Any]) -> list[tuple]:
        """Return columns of the same records, without the making of records that nothing has changed."""
        later = self.changed_later(rows.model)
        if not later:
            return list(rows.values_list(*columns))
        unchanged = [row for pk, *row in rows.values_list("pk", *columns) if record_number(pk) not in later]
        earlier = self.earlier_records(rows.model, holds)
        return [*map(tuple, unchanged), *(tuple(getattr(r, name) for name in columns) for r in earlier)]

    def earlier_records(self, model: type[Model], holds: Callable[[Any], Any]) -> list[Any]:
        """Return the records that were changed later, as they stood before."""
        known = [build_record(model, values) for values in self.changed_later(model).values() if values]
        return [one for one in known if getattr(one, "annulled_at", None) is None and holds(one)]

    def as_known(self, record: Model) -> Any:
        """Return a record as it was known; None if it was not there yet."""
        later, number = self.changed_later(type(record)), record_number(record.pk)
        if number not in later:
            return record
        values = later[number]
        return values and build_record(type(record), values)


def build_record(model: type[Model], values: Values) -> Any:
    """Return a record from its columns in the log; what the log did not know yet is as in a new record."""
    fields = [one for one in model._meta.concrete_fields if one.attname in values]
    record = model(**{one.attname: one.to_python(values[one.attname]) for one in fields})
    record._state.adding = False
    return record
