"""Several threads that do the same at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def run_at_once(action, times=2):
    """Return what each of several threads gets from the same action, started at the same moment."""
    start = Barrier(times)

    def take_part(_number):
        start.wait()
        try:
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(take_part, range(times)))
