"""Counts in the cache of the database: none is lost among processes, and each lasts as long as it was to."""

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from tests.threads import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counts(settings):
    backend = {"BACKEND": "config.cache.CountingDatabaseCache", "LOCATION": "cache_entries_tried"}
    settings.CACHES = {**settings.CACHES, "default": backend}
    call_command("createcachetable", verbosity=0)
    yield caches["default"]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache_entries_tried")


def expiry():
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM cache_entries_tried")
        return cursor.fetchone()


def test_of_many_at_once_each_counts(counts):
    counts.add("asked", 0, 3600)

    found = run_at_once(lambda: [caches["default"].incr("asked") for _turn in range(10)], times=6)

    assert sorted(count for part in found for count in part) == list(range(1, 61))


def test_a_count_ends_when_it_was_meant_to(counts):
    counts.add("asked", 0, 7200)
    before = expiry()
    counts.incr("asked")

    assert expiry() == before


def test_what_is_not_there_is_not_counted(counts):
    counts.add("asked", 0, -1)

    with pytest.raises(ValueError, match="asked"):
        counts.incr("asked")
