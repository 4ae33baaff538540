"""Where rendered pages are stored: in the memory of a process, and in the database for all."""

import json
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import connection

from authorities.models import StoredPage
from authorities.shared_pages.pages import RenderedPage

# Seconds for which others leave a page to the process that renders it.
LEASE = 10
# Milliseconds for which a public page waits for a writer, on SQLite.
BRIEFLY = 100
MOST_PAGES = 5000
PRUNE_EVERY = 200
NO_PAGE = -1  # the version of a row that only says who renders
OVERHEAD = 1000  # bytes of a page in memory beside its body

CLAIM = """
INSERT INTO authorities_storedpage AS page
    (key, version, quarter, headers, body, stored_at, rendering_version, rendering_quarter, rendering_until)
VALUES (%(key)s, -1, 0, '', %(nothing)s, %(now)s, %(version)s, %(quarter)s, %(until)s)
ON CONFLICT (key) DO UPDATE SET rendering_version = excluded.rendering_version,
    rendering_quarter = excluded.rendering_quarter, rendering_until = excluded.rendering_until
WHERE (page.rendering_until < %(now)s OR page.rendering_version < %(version)s
       OR page.rendering_quarter < %(quarter)s)
  AND NOT (page.version = %(version)s AND page.quarter = %(quarter)s)
RETURNING key"""


class MemoryStore:
    """The newest pages of a process, so many bytes of them; those that nobody asked for longest go first."""

    def __init__(self, most_bytes: int):
        self.most_bytes, self.bytes = most_bytes, 0
        self.pages: OrderedDict[str, RenderedPage] = OrderedDict()
        self.lock = Lock()

    def get(self, key: str) -> RenderedPage | None:
        with self.lock:
            page = self.pages.get(key)
            if page:
                self.pages.move_to_end(key)
            return page

    def store(self, key: str, page: RenderedPage) -> None:
        """Store a page, unless a newer one is there."""
        with self.lock:
            old = self.pages.get(key)
            if old and (old.version, old.quarter) > (page.version, page.quarter):
                return
            if old:
                self.bytes -= size_of_page(old)
            self.pages[key] = page
            self.pages.move_to_end(key)
            self.bytes += size_of_page(page)
            while self.bytes > self.most_bytes:
                _key, gone = self.pages.popitem(last=False)
                self.bytes -= size_of_page(gone)


def size_of_page(page: RenderedPage) -> int:
    return len(page.compressed) + OVERHEAD


class DatabaseStore:
    """The newest pages of all processes, and which of them renders one just now."""

    def __init__(self) -> None:
        self.stored = 0

    def fetch(self, key: str, version: int, quarter: int) -> RenderedPage | None:
        rows = StoredPage.objects.filter(key=key, version=version, quarter=quarter)
        found = rows.values_list("headers", "body").first()
        if not found:
            return None
        headers = tuple((name, value) for name, value in json.loads(found[0]))
        return RenderedPage(version, quarter, headers, bytes(found[1]))

    def claim(self, key: str, version: int, quarter: int) -> bool:
        """Return True if this process is to render the page, False while another one does or has done so."""
        now = time.time()
        values: dict[str, str | int | float | bytes] = {
            "key": key, "version": version, "quarter": quarter, "now": now, "until": now + LEASE,
            "nothing": b"",
        }  # fmt: skip
        with brief_wait(), connection.cursor() as cursor:
            cursor.execute(CLAIM, values)
            return cursor.fetchone() is not None

    def save(self, key: str, page: RenderedPage) -> None:
        """Store a page for all processes, unless a newer one is there; others need not wait any more."""
        with brief_wait():
            StoredPage.objects.filter(key=key, version__lte=page.version).update(
                version=page.version,
                quarter=page.quarter,
                headers=json.dumps(page.headers),
                body=page.compressed,
                stored_at=time.time(),
                rendering_until=0,
            )
            self.stored += 1
            if self.stored % PRUNE_EVERY == 0:
                self.prune()

    def give_up(self, key: str, version: int) -> None:
        """Let others render the page at once; what never was a page leaves no row behind."""
        with brief_wait():
            claimed = StoredPage.objects.filter(key=key, rendering_version=version)
            gone, _models = claimed.filter(version=NO_PAGE).delete()
            if not gone:
                claimed.update(rendering_until=0)

    def prune(self) -> None:
        """Delete the oldest pages where there are too many: somebody may ask for every day of every round."""
        surplus = StoredPage.objects.order_by("-stored_at").values_list("stored_at", flat=True)
        oldest = surplus[MOST_PAGES : MOST_PAGES + 1].first()
        if oldest is not None:
            StoredPage.objects.filter(stored_at__lte=oldest).delete()


@contextmanager
def brief_wait() -> Iterator[None]:
    """On SQLite, wait for a writer but briefly: better render once more than let visitors wait."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BRIEFLY}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
