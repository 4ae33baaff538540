"""Read dated facts as they were known at a moment: the records of now, with every later change taken back."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model, QuerySet

from authorities.known_facts.compiled_queries import CompiledQuery, Value
from authorities.known_facts.stored_facts import StoredFacts, recall_stored_facts
from authorities.models import Change, ChangeKind
from authorities.models.changes import record_number

Values = dict[str, Any]
Stored = TypeVar("Stored")


class LoggedChange(NamedTuple):
    """An entry of the log of changes, as the database has it."""

    model: str
    record: int
    kind: str
    before: Values | None
    after: Values | None
    at: datetime


@dataclass(frozen=True)
class KnownFacts:
    """What was known of the records of some models; without `later` changes all that is known now.

    `later` has of each model {number of a record: its columns until then, None if it was not there yet}.
    What was read of the database is kept in `stored`, so that it is read once, whatever the days and the
    knowledge that are asked about, and by whom.
    """

    later: dict[str, dict[int, Values | None]] = field(default_factory=dict)
    # The changes behind it, the oldest first.
    changes: Sequence[LoggedChange] = ()
    stored: StoredFacts = field(default_factory=StoredFacts, compare=False, repr=False)

    @classmethod
    def load(cls, moment: datetime | None = None, models: Iterable[type[Model]] = ()) -> "KnownFacts":
        """Return what was known before a moment, by one query; None asks for all that is known now."""
        if moment is None:
            return cls(stored=recall_stored_facts())
        labels = [model._meta.label_lower for model in models]
        rows = Change.objects.filter(model__in=labels, at__gte=moment).exclude(kind=ChangeKind.BASELINE)
        # Sorted here: for rows in the order of their keys SQLite would read the whole log.
        found = sorted(rows.order_by().values_list("pk", *LoggedChange._fields), key=itemgetter(0))
        changes = [LoggedChange(*row) for _key, *row in found]
        later: dict[str, dict[int, Values | None]] = {}
        for change in changes:
            later.setdefault(change.model, {}).setdefault(change.record, change.before)
        return cls(later, changes, recall_stored_facts())

    def share(self, other: "KnownFacts") -> "KnownFacts":
        """Return the same knowledge, which need not read again what another has read."""
        return replace(self, stored=other.stored)

    @property
    def present(self) -> "KnownFacts":
        """All that is known now; what has been read is not read again."""
        return KnownFacts(stored=self.stored)

    def changed_later(self, model: type[Model]) -> dict[int, Values | None]:
        return self.later.get(model._meta.label_lower, {})

    def recall(
        self, kind: Any, keys: Iterable[Any], read: Callable[[list[Any]], Mapping[Any, Any]]
    ) -> dict[Any, Any]:
        """Return {key: what is stored}; `read` is called with the keys that nobody has asked for yet.

        Nobody changes what he gets: others get the same.
        """
        return self.stored.recall(kind, keys, read)

    def recall_one(self, kind: Any, key: Hashable, read: Callable[[], Stored]) -> Stored:
        """Return what is stored under one key; `read` is called if nobody has asked for it yet."""
        return self.stored.recall(kind, [key], lambda _missing: {key: read()})[key]

    def fetch(self, query: CompiledQuery, **values: Value) -> list[tuple[Any, ...]]:
        """Return the rows of a query of what is stored, fetched once for the same values."""
        return self.recall_one(query, tuple(values.items()), lambda: query.fetch(**values))

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

    def table(self, model: type[Model], *columns: str) -> list[Any]:
        """Return columns of all records as they were known. The table is read once."""

        rows = self.recall_one(model, columns, lambda: table_query(model, columns).fetch())
        later = self.changed_later(model)
        if not later:
            return [row[1:] for row in rows]
        unchanged = [row[1:] for row in rows if record_number(row[0]) not in later]
        earlier = self.earlier_records(model, lambda record: True)
        return [*unchanged, *(tuple(getattr(record, name) for name in columns) for record in earlier)]

    def holds_table(self, model: type[Model], *columns: str) -> bool:
        return self.stored.holds(model, columns)

    def store_table(self, model: type[Model], columns: Sequence[str], rows: Iterable[tuple]) -> None:
        """Keep what `table` would read: the key and the columns of each record as it is now."""
        self.stored.store(model, {tuple(columns): list(rows)})

    def table_on(self, day: date, model: type[Model], *columns: str) -> list[tuple[Any, ...]]:
        """Return columns of the records that hold on a day. The table is read once for all days."""
        return [
            row
            for *row, begins, ends in self.table(model, *columns, "valid_from", "valid_to")
            if (begins is None or begins <= day) and (ends is None or day < ends)
        ]

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


@cache
def table_query(model: type[Model], columns: tuple[str, ...]) -> CompiledQuery:
    return CompiledQuery(lambda: model._default_manager.order_by().values_list("pk", *columns))


def build_record(model: type[Model], values: Values) -> Any:
    """Return a record from its columns in the log; what the log did not know yet is as in a new record."""
    readers = column_readers(model)
    record = model(**{name: readers[name](value) for name, value in values.items() if name in readers})
    record._state.adding = False
    return record


@cache
def column_readers(model: type[Model]) -> dict[str, Callable[[Any], Any]]:
    """Return {column: what makes its value of one in the log}."""
    return {one.attname: one.to_python for one in model._meta.concrete_fields}
