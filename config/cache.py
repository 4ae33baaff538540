"""The cache of the database, with counts that no two processes take for the same."""

import base64
import pickle

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class CountingDatabaseCache(DatabaseCache):
    """Django's own adds to a count in two steps, so that one of two at once is lost, and it forgets how long
    the count was meant to last."""

    _table: str

    def incr(self, key, delta=1, version=None):
        """Adds to a count while its row is locked. Raises ValueError if there is none, or not any more."""
        alias = router.db_for_write(self.cache_model_class)
        row = self.make_and_validate_key(key, version=version)
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            table = connections[alias].ops.quote_name(self._table)
            # A write that changes nothing locks the row on either database.
            cursor.execute(f"UPDATE {table} SET cache_key = cache_key WHERE cache_key = %s", [row])  # noqa: S608
            count = self.get(key, version=version)
            if count is None:
                raise ValueError(key)
            value = base64.b64encode(pickle.dumps(count + delta, self.pickle_protocol)).decode()
            cursor.execute(f"UPDATE {table} SET value = %s WHERE cache_key = %s", [value, row])  # noqa: S608
        return count + delta
