"""Putting an import back: every record as it was before, if nobody has changed it since."""

import json
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, JSONField, Max, OuterRef
from django.utils.translation import ngettext

from .kinds import KINDS
from .models import Change, ChangeKind, ImportState

CHUNK = 2000
# So many records that stand in the way are named.
NAMED = 5


class Undoable:
    """How the records of a Resource come back when an import of them is undone; see `undo`."""

    _meta: Any

    def before_undo(self, batch):
        """Takes the locks that writers of these records take."""

    def take_out(self, records):
        """Removes records that the import brought, with what belongs to them."""
        records.delete()

    def after_undo(self, batch):
        """Puts back what else the import wrote."""

    def changed_since(self, batch):
        """The records of an import that were changed after it."""
        model, last = self._meta.model, batch.changes.aggregate(last=Max("pk"))["last"] or 0
        same = {"model": model._meta.label_lower, "record": OuterRef("pk")}
        later = Change.objects.filter(**same, pk__gt=last).exclude(batch__state=ImportState.UNDONE)
        return model._default_manager.filter(Exists(batch.changes.filter(**same)), Exists(later))


def undo(batch, *, progress):
    """Within a transaction. Raises ValidationError, naming records, if some were changed after the import."""
    resource = KINDS[batch.kind].resource()
    resource.before_undo(batch)
    model = resource._meta.model
    refuse_if_changed_since(batch, resource)
    take_out(batch, model, resource)
    put_back(batch, model)
    resource.after_undo(batch)


def refuse_if_changed_since(batch, resource):
    later = resource.changed_since(batch)
    count = later.count()
    if not count:
        return
    named = ", ".join(str(record) for record in later[:NAMED])
    sentence = ngettext(
        "%(count)d record was changed after this import, so nothing was undone: %(named)s.",
        "%(count)d records were changed after this import, so nothing was undone, among them: %(named)s.",
        count,
    )
    raise ValidationError(sentence % {"count": count, "named": named})


def take_out(batch, model, resource):
    """The records that the import brought."""
    new = batch.changes.filter(kind=ChangeKind.NEW).values_list("record", flat=True).order_by("record")
    for chunk in chunks(new.iterator(CHUNK)):
        resource.take_out(model._default_manager.filter(pk__in=chunk))


def put_back(batch, model):
    """The columns of the records that it changed, as they were."""
    quote, table = connection.ops.quote_name, model._meta.db_table
    columns = [quote(field.column) for field in model._meta.concrete_fields if not field.primary_key]
    if connection.vendor == "postgresql":
        values = [f"(p.was).{column}" for column in columns]
        was = f", jsonb_populate_record(NULL::{quote(table)}, before) AS was"
    else:
        values = [
            as_it_was(field, f"p.before, '$.{field.column}'")
            for field in model._meta.concrete_fields
            if not field.primary_key
        ]
        was = ", before"
        connection.ensure_connection()
        connection.connection.create_function("written_out", 1, written_out, deterministic=True)
    changes = ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(table)} AS r SET {changes} FROM (SELECT record{was} FROM authorities_change "
            f"WHERE batch_id = %s AND kind = 'changed') AS p WHERE p.record = r.id",
            [batch.pk],
        )


def as_it_was(field, place):
    """A column from the log in SQLite, whose JSON is text: written as Django writes it."""
    value = f"json_extract({place})"
    return f"written_out({value})" if isinstance(field, JSONField) else value


def written_out(text):
    return text and json.dumps(json.loads(text))


def chunks(rows):
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
