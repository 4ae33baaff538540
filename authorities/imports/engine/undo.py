"""Undo an import: what it wrote becomes as it was before, if nobody has changed or used it since."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Model, Q, QuerySet
from django.utils.functional import Promise

from authorities.imports.engine.dialects import analyse_tables
from authorities.imports.engine.locks import lock_all
from authorities.imports.engine.undo_sql import UndoStatements
from authorities.imports.registry import IMPORT_KINDS
from authorities.known_facts.dated_models import is_dated_fact
from authorities.known_facts.writing import log_facts, log_removed_facts
from authorities.languages.cldr import join_items
from authorities.languages.sentences import build_plural as ngettext
from authorities.languages.sentences import build_sentence as _
from authorities.models import Change, ChangeKind, Import, ImportState, all_records
from authorities.models.changes import column_values

# So many records that stand in the way are named.
NAMED = 5


class UndoableResource:
    """A Resource whose records come back when an import of them is undone; see `undo_changes`."""

    _meta: Any
    # Columns that only ever grow: they are neither compared nor put back.
    counters: tuple[str, ...] = ()
    # Models whose records go with a record that is taken out, whoever wrote them.
    owned_models: tuple[type[Model], ...] = ()
    # True where it stays known what was there before an undo, as of every dated fact.
    is_remembered: bool = False
    # Models of which not everybody who may undo an import may know that there is a record.
    confidential_models: tuple[type[Model], ...] = ()

    def before_undo(self, batch: Import) -> None:
        """Take the locks that writers of these records take."""
        lock_all(all_records(self._meta.model).filter(pk__in=batch.changes.values("record")))

    def remove_records(self, records: QuerySet) -> None:
        """Remove records that the import brought, with what belongs to them."""
        records.delete()

    def describe_removed(self, records: QuerySet) -> dict[Any, dict[str, Any]]:
        """Return what the log remembers of records beside their columns, by their keys."""
        return {}

    def after_undo(self, batch: Import) -> None:
        """Put back what else was written; raise ValidationError if what is back contradicts the rest."""
        for record in all_records(self._meta.model).filter(pk__in=batch.changes.values("record")):
            record.validate_constraints()

    def changed_since(self, batch: Import) -> QuerySet:
        """Return the records of an import that were changed after it.

        Of those that it only marked as missing nothing but the mark counts, for only that is taken back.
        """
        model, last = self._meta.model, batch.changes.aggregate(last=Max("pk"))["last"] or 0
        later = Change.objects.filter(model=model._meta.label_lower, pk__gt=last)
        later = later.exclude(batch__state=ImportState.UNDONE)
        again = Q(pk__in=changes_written_by(batch).values("record")) & Q(pk__in=later.values("record"))
        altered = UndoStatements(batch, model, self.counters).altered_records()
        return all_records(model).filter(again | Q(pk__in=altered))


def changes_written_by(batch: Import) -> QuerySet[Change]:
    """Return the changes of an import but for marks."""
    return batch.changes.exclude(kind=ChangeKind.MARKED)


def records_created_by(batch: Import) -> QuerySet[Change]:
    return batch.changes.filter(kind=ChangeKind.NEW)


def undo_changes(
    batch: Import, *, first: Callable[[], Any] = lambda: None, finally_: Callable[[], Any] = lambda: None
) -> None:
    """Undo all or nothing, in one transaction with `first` and `finally_`.

    Raises ValidationError, naming records, if some were changed or used since.
    """
    resource = IMPORT_KINDS[batch.kind].resource()
    analyse_tables(resource._meta.model, Change)
    with transaction.atomic():
        first()
        resource.before_undo(batch)
        restore_records(batch, resource)
        finally_()


def restore_records(batch: Import, resource: UndoableResource) -> None:
    model = resource._meta.model
    refuse_if_changed_since(batch, resource)
    refuse_if_used_since(batch, resource)
    created = all_records(model).filter(pk__in=records_created_by(batch).values("record"))
    with remember_undo(batch, resource, created):
        resource.remove_records(created)
        try:
            UndoStatements(batch, model, resource.counters).restore()
            resource.after_undo(batch)
        except (IntegrityError, ValidationError) as refusal:
            sentence = _(
                "The records from before this import no longer fit what was entered since then. "
                "Nothing was undone."
            )
            raise ValidationError(sentence) from refusal


@contextmanager
def remember_undo(batch: Import, resource: UndoableResource, created: QuerySet) -> Iterator[None]:
    """Write into the log what an undo takes out and puts back, of records of which that stays known."""
    model = resource._meta.model
    if not (resource.is_remembered or is_dated_fact(model)):
        yield
        return
    by = batch.events.latest("at", "pk").by
    changed = batch.changes.exclude(kind=ChangeKind.NEW)
    restored = all_records(model).filter(pk__in=list(changed.values_list("record", flat=True)))
    before = {record.pk: column_values(record) for record in restored}
    log_removed_facts([*created], resource.describe_removed(created), by=by, batch=batch)
    yield
    log_facts([*restored.all()], before, by=by, batch=batch)


def refuse_if_changed_since(batch: Import, resource: UndoableResource) -> None:
    later = resource.changed_since(batch)
    count = later.count()
    if not count:
        return
    named = join_items(later[:NAMED])
    sentence = ngettext(
        "%(count)d record was changed after this import, so nothing was undone: %(named)s.",
        "%(count)d records were changed after this import, so nothing was undone, among them: %(named)s.",
        count,
    )
    raise ValidationError(sentence % {"count": count, "named": named})


def refuse_if_used_since(batch: Import, resource: UndoableResource) -> None:
    """Raise ValidationError if others entered something about a record that the import brought.

    It would go with the record.
    """
    uses = defaultdict(list)
    for relation in relations_to(resource._meta.model):
        if relation.related_model not in resource.owned_models:
            what = relation_label(relation.related_model, resource)
            for record, count in count_uses(batch, relation):
                uses[record].append(f"{what}: {count}")
    if not uses:
        return
    records = all_records(resource._meta.model).filter(pk__in=sorted(uses)[:NAMED])
    named = "; ".join(f"{record} ({', '.join(uses[record.pk])})" for record in records)
    sentence = ngettext(
        "%(count)d record that this import added is now in use, so nothing was undone. First "
        "remove what was entered about it: %(named)s.",
        "%(count)d records that this import added are now in use, so nothing was undone. First "
        "remove what was entered about these records, among them: %(named)s.",
        len(uses),
    )
    raise ValidationError(sentence % {"count": len(uses), "named": named})


def relations_to(model: type[Model]) -> list[Any]:
    """Return the foreign keys to a model, also those that have no name on it."""
    fields = model._meta.get_fields(include_hidden=True)
    return [f for f in fields if f.auto_created and not f.concrete and (f.one_to_many or f.one_to_one)]


def relation_label(model: type[Model], resource: UndoableResource) -> str | Promise:
    hidden = model in resource.confidential_models
    return _("other records") if hidden else model._meta.verbose_name_plural


def count_uses(batch: Import, relation: Any) -> QuerySet:
    """Return (record that the import brought, how many records point at it by this key)."""
    name = relation.field.attname
    rows = relation.related_model._base_manager.filter(
        **{f"{name}__in": records_created_by(batch).values("record")}
    )
    return rows.order_by().values_list(name).annotate(count=Count("pk"))
