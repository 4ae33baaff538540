"""What was learned since a day: the facts that are known otherwise now, in sentences."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from authorities.change_log import changed_columns
from authorities.known_facts.reading import KnownFacts, LoggedChange, Values, build_record
from authorities.models import ChangeKind
from authorities.models.changes import column_values

# What says where a fact is from, and not what it is.
REMARKS = {"confidence", "source", "note", "translations", "version", "reread_from"}


@dataclass(frozen=True)
class LaterChange:
    """A fact as it was known and as it is known now, None where it does not count, and the last change."""

    known: Any
    now: Any
    at: datetime
    kind: str

    @property
    def record(self) -> Any:
        return self.now or self.known

    @property
    def iso3(self) -> str:
        return getattr(self.record, "member_state_id", "")

    @property
    def url(self) -> str:
        """The public page where it shows: of its report, of its country or its own."""
        if hasattr(self.record, "get_public_url"):
            return self.record.get_public_url()
        return reverse("country", args=[self.iso3]) if self.iso3 else self.record.get_absolute_url()

    def sentence(self, country: str, day: str) -> str:
        """Return what became of it, with the names of its country and of the day as people read them."""
        kind = self.record._meta.verbose_name
        words = {"what": f"{country} – {kind}" if country else str(self.record), "day": day}
        if self.kind == ChangeKind.ANNULLED:
            return _("Annulled on %(day)s: %(what)s") % words
        if self.kind == ChangeKind.REMOVED:
            return _("Taken out on %(day)s: %(what)s") % words
        if self.known is None:
            return _("Entered on %(day)s: %(what)s") % words
        return _("Corrected on %(day)s: %(what)s") % words


def list_changes_since(
    facts: KnownFacts, models: Iterable[type[Model]], counts: Callable[[Any], Any]
) -> list[LaterChange]:
    """Return what is known otherwise now than by these facts, the newest change first. No query.

    `counts(record)` tells whether a record concerns what is asked about; annulled ones never do.
    """
    found = [
        LaterChange(known, now, last.at, last.kind)
        for model, before, after, last in fold_changes(facts.changes, models)
        if differ(known := standing(model, before, counts), now := standing(model, after, counts))
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def fold_changes(
    changes: Iterable[LoggedChange], models: Iterable[type[Model]]
) -> Iterator[tuple[type[Model], Values | None, Values | None, LoggedChange]]:
    """Yield (model, columns before the first change, columns now, last change) of each record."""
    by_label = {model._meta.label_lower: model for model in models}
    by_record: dict[tuple[str, int], list[LoggedChange]] = {}
    for change in changes:
        if change.model in by_label:
            by_record.setdefault((change.model, change.record), []).append(change)
    for (label, pk), rows in by_record.items():
        first, now = rows[0].before, rows[0].before
        for change in rows:
            removed = change.kind == ChangeKind.REMOVED
            now = None if removed else {"id": pk, **(change.before or {}), **(change.after or {})}
        yield by_label[label], first, now, rows[-1]


def standing(model: type[Model], values: Values | None, counts: Callable[[Any], Any]) -> Any:
    """Return the record of these columns if it stands and counts; else None."""
    if not values:
        return None
    record = build_record(model, values)
    return record if getattr(record, "annulled_at", None) is None and counts(record) else None


def differ(known: Any, now: Any) -> bool:
    if known is None or now is None:
        return known is not now
    return bool(changed_columns(column_values(known), column_values(now)).keys() - REMARKS)


def is_true_of(record: Any, day: date) -> bool:
    """Return True if a record holds on a day; of what has no interval, always."""
    return record.holds_on(day) if hasattr(record, "holds_on") else True
