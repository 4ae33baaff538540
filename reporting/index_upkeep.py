"""A release that derives more from the versions does so once, when the database is brought up to date."""

from typing import Any

from django.apps import apps as installed_apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models.signals import post_migrate

from reporting.models import ReportedItem, ReportedNumber, Version
from reporting.submissions.versions import rebuild_index


def fill_missing_index(using: str, apps: Any = None, **_signal: Any) -> None:
    """Derive the rows of every version if none has any: their tables are newer than the versions.

    After a migration that stops on the way the models of now fit no table; the next one to the end does it.
    """
    if apps is None:
        return  # the tables were emptied, and nothing was migrated
    if using != DEFAULT_DB_ALIAS or "reportednumber" not in apps.all_models.get("reporting", {}):
        return
    if ReportedItem.objects.exists() or ReportedNumber.objects.exists() or not Version.objects.exists():
        return
    if has_migrated_fully(using):
        rebuild_index()


def has_migrated_fully(using: str) -> bool:
    executor = MigrationExecutor(connections[using])
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


post_migrate.connect(
    fill_missing_index,
    sender=installed_apps.get_app_config("reporting"),
    dispatch_uid="reporting.index_upkeep",
)
