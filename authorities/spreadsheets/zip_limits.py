"""Count what a workbook unpacks to, before anything is parsed.

A workbook is a zip archive of XML: a few kilobytes may claim a sheet of billions of cells. Each part is
inflated once, counted and thrown away; the size that it declares is not trusted.
"""

import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from authorities.spreadsheets.error_cells import (
    MOST_FORMULAS,
    ODS_UNCALCULATED_FORMULA,
    CellValue,
    LostCells,
    column_number,
    find_errors,
    find_uncalculated_formulas,
    refuse_too_many_formulas,
)

MOST_BYTES = 150 * 1024 * 1024
MOST_CELLS = 5_000_000
MOST_TEXT = 200 * 1024 * 1024
# Sheets of data are compressed to a tenth, formatted blank ones to a fiftieth.
MOST_COMPRESSED, ALWAYS_ALLOWED = 250, 5 * 1024 * 1024
BLOCK_SIZE = 1 << 20
LONGEST_CELL = 200_000

# The reference of a cell that is not blank.
CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'](?![^>]*/>)""")
TEXT_CELL = re.compile(rb'\bt="s"[^>]*><v>(\d+)</v>')
REPEATED_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"[^>]*[^/]>')
REPEATED_SPACE = re.compile(rb'text:c="(\d{5,})"')
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*[^/])>")
ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"')

# What reading a damaged archive may raise.
DAMAGE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass
class PartSummary:
    """A part of a workbook: its size, and the cells that calamine will leave blank.

    `area` counts the cells of the rectangle that a sheet fills; `uncalculated` the formulas without results.
    """

    area: int = 0
    uncalculated: int = 0
    lost_cells: LostCells = field(default_factory=dict)
    hides_errors: bool = False

    def add_lost_cells(self, cells: Iterable[tuple[int, int, CellValue]]) -> int:
        """Add (row, column, value) of cells; return how many they were."""
        lost = list(cells)
        for row, column, value in lost:
            self.lost_cells.setdefault(row, []).append((column, value))
        return len(lost)


def refuse_too_large() -> NoReturn:
    words = {"limit": filesizeformat(MOST_BYTES)}
    raise ValidationError(
        _(
            "The unpacked workbook is larger than can be read at once (%(limit)s, or %(cells)s "
            "cells). Send it in parts, or save it as CSV, which may be of any length."
        )
        % {**words, "cells": MOST_CELLS}
    )


def refuse_damaged(why: Exception | None = None) -> NoReturn:
    sentence = _("The workbook is damaged, or it was not saved completely. Save it and send it again.")
    raise ValidationError(sentence) from why


def summarise_parts(archive: zipfile.ZipFile) -> dict[str, PartSummary]:
    """Return {name of part: PartSummary}. Every part is read, as a sheet may hide under any name.

    Raises ValidationError if they are larger than allowed, or damaged.
    """
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    stored = sum(part.compress_size for part in parts)
    if declared > MOST_BYTES or (declared > ALWAYS_ALLOWED and declared > stored * MOST_COMPRESSED):
        refuse_too_large()
    is_excel = any(part.filename.lower() == "xl/workbook.xml" for part in parts)
    lengths, found, left = array("I"), {}, MOST_BYTES
    for part in sorted(parts, key=lambda part: not is_shared_strings(part.filename)):
        blocks = PartBlocks(archive, part, left)
        if is_shared_strings(part.filename):
            lengths.extend(shared_string_lengths(blocks))
        else:
            found[part.filename] = (
                summarise_sheet(blocks, lengths) if is_excel else summarise_ods_part(blocks)
            )
        left = blocks.left
    return found


def is_shared_strings(name: str) -> bool:
    return name.lower() == "xl/sharedstrings.xml"


class PartBlocks:
    """The bytes of a part, block by block. `left` is how many bytes may still be read."""

    def __init__(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int) -> None:
        self.archive, self.part, self.left = archive, part, left

    def __iter__(self) -> Iterator[bytes]:
        # Otherwise reading would stop at the size that the part declares.
        declared, self.part.file_size = self.part.file_size, 1 << 40
        size = 0
        with self.archive.open(self.part) as stored:
            while block := stored.read(BLOCK_SIZE):
                size += len(block)
                if size > self.left:
                    refuse_too_large()
                yield block
        if size != declared:
            refuse_damaged()
        self.left -= size


def shared_string_lengths(blocks: PartBlocks) -> Iterator[int]:
    """Yield the length of each text that cells share."""
    carried = 0
    for block in blocks:
        *ended, rest = block.split(b"</si>")
        for text in ended:
            yield carried + len(text)
            carried = 0
        carried += len(rest)


def summarise_sheet(blocks: PartBlocks, lengths: array) -> PartSummary:
    """Summarise a sheet of Excel; `lengths` are those of the shared texts. Raises ValidationError."""
    found, last, text = PartSummary(), 0, 0
    columns: set[bytes] = set()
    longest = max(lengths, default=0)
    for block in split_at_cells(blocks):
        refs = CELL.findall(block)
        columns |= {letters for letters, _row in refs}
        last = max(last, max(map(int, {row for _letters, row in refs}), default=0))
        found.add_lost_cells(find_errors(block))
        found.uncalculated += found.add_lost_cells(find_uncalculated_formulas(block))
        if found.uncalculated > MOST_FORMULAS:
            refuse_too_many_formulas()
        text += estimate_text_length(block, lengths, longest, len(refs))
        found.area = last * max(map(column_number, columns), default=0)
        if found.area > MOST_CELLS or text > MOST_TEXT:
            refuse_too_large()
    return found


def split_at_cells(blocks: PartBlocks) -> Iterator[bytes]:
    """Yield the same bytes, cut after a whole cell; where a cell is too long, after a tag."""
    rest = b""
    for block in blocks:
        block = rest + block
        cut = block.rfind(b"</c>") + 4
        if len(block) - cut > LONGEST_CELL:
            cut = block.rfind(b">") + 1
        rest = block[cut:]
        yield block[:cut]
        if len(rest) > BLOCK_SIZE:
            refuse_too_large()
    yield rest


def estimate_text_length(block: bytes, lengths: array, longest: int, cells: int) -> int:
    """Return the most text that the cells of a block hold together; one text may stand in many cells.

    Counting is slow, so `longest` × `cells` is returned where even that is little.
    """
    if longest * cells < MOST_TEXT // 100:
        return longest * cells
    indexes = map(int, TEXT_CELL.findall(block))
    return sum(lengths[index] for index in indexes if index < len(lengths))


def summarise_ods_part(blocks: PartBlocks) -> PartSummary:
    """Summarise a part of OpenDocument, where one row, cell or space may stand for many.

    It must be well-formed, for calamine would wait for ever for a table to end. Raises ValidationError.
    """
    found, rest, parser = PartSummary(), b"", expat.ParserCreate()
    for block in blocks:
        if blocks.part.filename.endswith(".xml"):
            parser.Parse(block, False)
        *rows, rest = (rest + block).split(b"</table:table-row>")
        found.area += sum(map(count_ods_cells, rows))
        found.uncalculated += sum(len(ODS_UNCALCULATED_FORMULA.findall(row)) for row in rows)
        found.hides_errors |= b'value-type="error"' in block
        if found.area > MOST_CELLS or len(rest) > MOST_BYTES // 4 or REPEATED_SPACE.search(rest + block):
            refuse_too_large()
    if blocks.part.filename.endswith(".xml"):
        parser.Parse(b"", True)
    return found


def count_ods_cells(row: bytes) -> int:
    """Return how many cells a row of OpenDocument stands for; 0 if all of them are blank."""
    if b"office:value-type" not in row:
        return 0
    cells = row.count(b"office:value-type") + sum(map(int, REPEATED_COLUMNS.findall(row)))
    repeated = ROWS_REPEATED.findall(row[row.rfind(b"<table:table-row") :])
    return cells * max(map(int, repeated), default=1)
