"""The version of what public pages show: it changes with every committed write to a public table.

Triggers write both tables (see `authorities.data_version`). On PostgreSQL each transaction with public data
adds one row of its own, so that no writer waits for another; on SQLite, where one writes at a time, each row
that is written raises the version. By how much is left to chance: where a backup was restored the version
goes back, and must not come to what it was before with other data.
"""

from django.db import models


class DataVersion(models.Model):
    """One row: the sum of the steps of all changes, but of those that still stand as rows of `DataChange`."""

    value = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "version of the data"

    def __str__(self):
        return str(self.value)


class DataChange(models.Model):
    """A transaction that has written public data, on PostgreSQL, until its step is added to the version."""

    step = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = "transaction"

    def __str__(self):
        return str(self.pk)
