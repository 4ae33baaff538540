"""How long something takes, and how many queries it asks."""

from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

RUNS = 9


def seconds(way):
    """Return the median of several runs."""

    def once():
        start = perf_counter()
        way()
        return perf_counter() - start

    return median(once() for _run in range(RUNS))


def queries(way):
    with CaptureQueriesContext(connection) as captured:
        way()
    return len(captured)
