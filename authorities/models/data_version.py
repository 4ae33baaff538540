"""The version of what public pages show: it changes with every committed write to a public table.

Triggers write both tables (see `authorities.data_version`). On PostgreSQL each transaction with public data
adds one row of its own, so that no writer waits for another; on SQLite, where one writes at a time, each row
that is written adds one to the count.
"""

from django.db import models


class DataVersion(models.Model):
    """One row: how many changes there were, without those that still stand as rows of `DataChange`."""

    value = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "version of the data"

    def __str__(self):
        return str(self.value)


class DataChange(models.Model):
    """A transaction that has written public data, on PostgreSQL, until it is added to the count."""

    class Meta:
        verbose_name = "transaction"

    def __str__(self):
        return str(self.pk)
