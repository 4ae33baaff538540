"""What to do when two people have changed the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from reporting.models import Answer
from reporting.submissions.read_back import RenderedAnswer


@dataclass(frozen=True)
class Conflict:
    """The answer that somebody else has saved meanwhile, and the one typed here, both in words."""

    row: Answer | None
    theirs: RenderedAnswer
    mine: RenderedAnswer
    seen: str  # the fingerprint of their answer

    @property
    def by(self) -> Any:
        return self.row and self.row.by

    @property
    def at(self) -> datetime | None:
        return self.row.at if self.row else None


# (fingerprint of the stored row it was built from, the typed row or None, its own fingerprint)
TypedRow = tuple[str, dict | None, str]


def merge_rows(
    typed: list[TypedRow], current: list[dict], fingerprint: Callable[[dict], str]
) -> list[dict] | None:
    """Return the current rows with what was typed in them; None where two people have changed one row.

    A row that was not touched stays as it is now. A new row that stands there already is not added again.
    """
    rows = list(current)
    for origin, row, own in typed:
        found = [fingerprint(other) for other in rows]
        if not origin:
            if row is not None and own not in found:
                rows.append(row)
        elif row is not None and own == origin:
            continue
        elif origin not in found:
            return None
        else:
            place = found.index(origin)
            rows[place : place + 1] = [] if row is None else [row]
    return rows
