"""What has been read of the database, for all requests of a process until public data change.

Only what triggers count may be kept here: the tables of public models. What is kept is shared by all threads,
so nobody changes it.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from authorities.data_version.committed import own_version
from authorities.shared_pages.bounded_dict import BoundedDict

Result = TypeVar("Result")

# Of more the next request begins anew: a country in five rounds has some hundreds.
MOST_ROWS = 200_000
# The largest is a page of figures with all its charts: half a megabyte in Arabic.
MOST_RESULTS = 80


class StoredFacts:
    """{kind: {key: what is stored}}, all of it read at one version of the data or later."""

    def __init__(self, version: int | None = None) -> None:
        self.version = version
        self.kinds: dict[Any, dict[Any, Any]] = {}
        self.rows = 0
        self.results: BoundedDict[Hashable, Any] = BoundedDict()

    def recall(
        self, kind: Any, keys: Iterable[Any], read: Callable[[list[Any]], Mapping[Any, Any]]
    ) -> dict[Any, Any]:
        """Return {key: what is stored}; `read` is called with the keys that nobody has asked for yet."""
        known = self.kinds.setdefault(kind, {})
        keys = list(keys)
        if missing := [key for key in keys if key not in known]:
            found = read(missing)
            self.store(kind, {key: found.get(key) for key in missing})
        return {key: known[key] for key in keys}

    def holds(self, kind: Any, key: Any) -> bool:
        return key in self.kinds.get(kind, {})

    def store(self, kind: Any, found: Mapping[Any, Any]) -> None:
        self.kinds.setdefault(kind, {}).update(found)
        self.rows += sum(max(1, len(one)) if isinstance(one, Collection) else 1 for one in found.values())

    def recall_result(self, question: Hashable, work_out: Callable[[], Result]) -> Result:
        """Return what follows from the facts for a question, in the active language and on this day.

        `work_out` asks for nothing else. The newest results are kept.
        """
        key = (question, get_language(), timezone.now().date())
        result = self.results.get(key)
        if result is None:
            result = work_out()
            self.results.remember(key, result, most=MOST_RESULTS)
        return result


# Of the newest version that somebody has asked for.
newest = StoredFacts()


def recall_stored_facts() -> StoredFacts:
    """Return what was read at this version of the data, to which the caller may add.

    The version is read first, on the same connection: what is read afterwards is as new, or newer. Within a
    transaction a request may see what it has written itself, and shares nothing.
    """
    global newest  # noqa: PLW0603 - replaced as a whole, so that no thread sees half of it
    version = None if connection.in_atomic_block else own_version()
    if version is None:
        return StoredFacts()
    facts = newest
    if facts.version != version or facts.rows > MOST_ROWS:
        facts = newest = StoredFacts(version)
    return facts
