"""Read merged cells as people mean them: the value of the first one counts for every row of the range."""

from collections.abc import Iterator
from typing import Any

from authorities.spreadsheets.error_cells import MergedCell
from authorities.spreadsheets.sheet_facts import MOST_MERGED, Range, range_name, refuse_too_large


class MergedCells:
    """The ranges of a sheet, as far down as it has rows. Rows must be handed over in their order."""

    def __init__(self, ranges: list[Range], last_row: int) -> None:
        self.by_row: dict[int, list[Range]] = {}
        self.values: dict[Range, Any] = {}
        count = 0
        for merged in ranges:
            (first, left), (last, right) = merged
            count += (min(last, last_row) - first + 1) * (right - left + 1)
            if count > 10 * MOST_MERGED:
                refuse_too_large()
            for row in range(first, min(last, last_row) + 1):
                self.by_row.setdefault(row, []).append(merged)

    def fill_rows(self, batch: list[list], first: int, header_row: int) -> None:
        """Write into rows, the first of which is number `first`, what covered cells stand for.

        A range that begins in the header or above is a title.
        """
        for row in self.rows_within(first, len(batch)):
            cells = batch[row - first]
            for merged in self.by_row[row]:
                (top, left), _last = merged
                if top > header_row and left < len(cells):
                    self.fill_range(cells, row, merged)

    def rows_within(self, first: int, count: int) -> Iterator[int]:
        return (row for row in range(first, first + count) if row in self.by_row)

    def fill_range(self, cells: list, row: int, merged: Range) -> None:
        (top, left), (_bottom, right) = merged
        if row == top:
            self.values[merged] = cells[left]
        cells[left] = self.values.get(merged, cells[left])
        if cells[left] not in ("", None):
            covered = range(left + 1, min(right + 1, len(cells)))
            cells[left + 1 : left + 1 + len(covered)] = [MergedCell(range_name(merged)) for _place in covered]
