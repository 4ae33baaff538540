"""Migrations that go back delete what later ones have brought: that is said before anything is done."""

import os

from django.core.exceptions import FieldDoesNotExist
from django.core.management.base import CommandError
from django.db import migrations

ALLOWED_BY = "MIGRATE_BACK_WITH_LOSS"
# What is made anew of other records, so that nothing is lost with it.
DERIVED_MODELS = {
    "authorities.datachange",
    "authorities.dataversion",
    "authorities.storedpage",
    "recruiters.nameword",
}
DERIVED_FIELDS = {"FoldedField"}


def refuse_silent_loss(sender, plan, apps, using, **kwargs):
    """Raise CommandError if a plan goes back over tables or columns that hold something; say what it is."""
    if os.environ.get(ALLOWED_BY) == "1":
        return
    losses = [loss for migration, back in plan if back for loss in find_losses(migration, apps, using)]
    whole = {label for label, column, _count in losses if not column}
    named = [
        f"{count} of {label}.{column}".removesuffix(".")
        for label, column, count in losses
        if not column or label not in whole
    ]
    if named:
        raise CommandError(
            f"Going back deletes for good: {'; '.join(named)}. Nothing was changed. To get back what was "
            f"before, restore a backup (see README). To delete it all the same, set {ALLOWED_BY}=1."
        )


def find_losses(migration, apps, using):
    """Yield (table, column or "", rows) of the tables and columns of a migration that hold something now."""
    for operation in migration.operations:
        if isinstance(operation, migrations.CreateModel):
            label, column = f"{migration.app_label}.{operation.name_lower}", ""
        elif isinstance(operation, migrations.AddField):
            label, column = f"{migration.app_label}.{operation.model_name_lower}", operation.name
        else:
            continue
        is_derived = column and type(operation.field).__name__ in DERIVED_FIELDS
        if label not in DERIVED_MODELS and not is_derived:
            count = count_filled_rows(apps, using, label, column)
            if count:
                yield label, column, count


def count_filled_rows(apps, using, label, column):
    """Return how many rows a table has; with a column, in how many it holds more than its default."""
    try:
        model = apps.get_model(label)
        field = model._meta.get_field(column) if column else None
    except (LookupError, FieldDoesNotExist):
        return 0  # removed or renamed by a later migration
    rows = model._base_manager.using(using)
    if field is None:
        return rows.count()
    filled, default = rows.exclude(**{f"{column}__isnull": True}), field.get_default()
    return (filled if default is None else filled.exclude(**{column: default})).count()
