"""Read dated facts for questions about several days: each table once, whatever the number of days."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from authorities.known_facts.reading import KnownFacts
from authorities.models.changes import record_number


@dataclass(frozen=True)
class KnownTables(KnownFacts):
    """The same facts, where every table is read whole and once, and the days are told apart afterwards.

    `narrowed` has the records to read of a model of which the whole table would be too many.
    """

    narrowed: Mapping[Any, QuerySet] = field(default_factory=dict)
    tables: dict[type[Model], list[Any]] = field(default_factory=dict)

    def records(self, rows: QuerySet, holds: Callable[[Any], Any]) -> list[Any]:
        """Return the records that `holds` lets through; `rows` only says of which model they are."""
        later = self.changed_later(rows.model)
        stored = [record for record in self.read_table(rows.model) if record_number(record.pk) not in later]
        return [record for record in stored if holds(record)] + self.earlier_records(rows.model, holds)

    def values(self, rows: QuerySet, columns: Sequence[str], holds: Callable[[Any], Any]) -> list[tuple]:
        """Return columns of the same records."""
        return [tuple(getattr(record, name) for name in columns) for record in self.records(rows, holds)]

    def read_table(self, model: type[Model]) -> list[Any]:
        if model not in self.tables:
            rows = self.narrowed.get(model, model._default_manager.all())
            self.tables[model] = list(rows.order_by())
        return self.tables[model]
