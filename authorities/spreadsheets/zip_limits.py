"""What a workbook unfolds to, counted before anything is parsed.

A workbook is a zip archive of XML: a few kilobytes may claim a sheet of billions of cells. Each part is
inflated once and thrown away, only counting; what it says of its own size is not believed.
"""

import re
import struct
import zipfile
import zlib
from array import array
from dataclasses import dataclass, field
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from authorities.spreadsheets.error_cells import (
    MOST_FORMULAS,
    ODS_UNCALCULATED_FORMULA,
    column_number,
    find_errors,
    find_uncalculated_formulas,
    refuse_too_many_formulas,
)

MOST_BYTES = 150 * 1024 * 1024
MOST_CELLS = 5_000_000
MOST_TEXT = 200 * 1024 * 1024
# Honest sheets shrink to a tenth, formatted blank ones to a fiftieth.
MOST_SHRUNK, SURELY_SMALL = 250, 5 * 1024 * 1024
BLOCK_SIZE = 1 << 20
LONGEST_CELL = 200_000

# Where a cell stands that is not blank, however the attribute is written.
CELL = re.compile(rb"""r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["'](?![^>]*/>)""")
TEXT_CELL = re.compile(rb'\bt="s"[^>]*><v>(\d+)</v>')
REPEATED_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"[^>]*[^/]>')
REPEATED_SPACE = re.compile(rb'text:c="(\d{5,})"')
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*[^/])>")
ROWS_REPEATED = re.compile(rb'number-rows-repeated="(\d+)"')

# What reading a damaged archive may end in.
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
    """`area` counts the cells of the rectangle that a sheet fills; `lost` are {row: [(column, "#N/A")]}."""

    area: int = 0
    without_result: int = 0
    lost: dict = field(default_factory=dict)
    hides_errors: bool = False

    def lose(self, cells):
        """Notes (row, column, value) of cells; returns how many they were."""
        lost = list(cells)
        for row, column, value in lost:
            self.lost.setdefault(row, []).append((column, value))
        return len(lost)


def refuse_too_large():
    words = {"limit": filesizeformat(MOST_BYTES)}
    raise ValidationError(
        _(
            "The workbook unfolds to more than can be read at once (%(limit)s, or %(cells)s cells). "
            "Send it in parts, or save it as CSV, which may be of any length."
        )
        % {**words, "cells": MOST_CELLS}
    )


def refuse_damaged(why=None):
    sentence = _("The workbook is damaged, or was not stored to its end. Save it and send it again.")
    raise ValidationError(sentence) from why


def summarise_parts(archive):
    """{name of part: Unfolded} of a ZipFile, or ValidationError. A sheet may hide under any name."""
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    stored = sum(part.compress_size for part in parts)
    if declared > MOST_BYTES or (declared > SURELY_SMALL and declared > stored * MOST_SHRUNK):
        refuse_too_large()
    is_excel = any(part.filename.lower() == "xl/workbook.xml" for part in parts)
    lengths, found, left = array("I"), {}, MOST_BYTES
    for part in sorted(parts, key=lambda part: not is_shared_strings(part.filename)):
        pieces = PartBlocks(archive, part, left)
        if is_shared_strings(part.filename):
            lengths.extend(shared_string_lengths(pieces))
        else:
            found[part.filename] = (
                summarise_sheet(pieces, lengths) if is_excel else summarise_ods_part(pieces)
            )
        left = pieces.left
    return found


def is_shared_strings(name):
    return name.lower() == "xl/sharedstrings.xml"


class PartBlocks:
    """The bytes of a part, block by block, counted."""

    def __init__(self, archive, part, left):
        self.archive, self.part, self.left = archive, part, left

    def __iter__(self):
        # Reading would stop where the part says it ends.
        honest, self.part.file_size = self.part.file_size, 1 << 40
        size = 0
        with self.archive.open(self.part) as stored:
            while block := stored.read(BLOCK_SIZE):
                size += len(block)
                if size > self.left:
                    refuse_too_large()
                yield block
        if size != honest:
            refuse_damaged()
        self.left -= size


def shared_string_lengths(pieces):
    """The length of each shared text."""
    carried = 0
    for block in pieces:
        *ended, rest = block.split(b"</si>")
        for text in ended:
            yield carried + len(text)
            carried = 0
        carried += len(rest)


def summarise_sheet(pieces, lengths):
    found, columns, last, text = PartSummary(), set(), 0, 0
    longest = max(lengths, default=0)
    for block in split_at_cells(pieces):
        refs = CELL.findall(block)
        columns |= {letters for letters, _row in refs}
        last = max(last, max(map(int, {row for _letters, row in refs}), default=0))
        found.lose(find_errors(block))
        found.without_result += found.lose(find_uncalculated_formulas(block))
        if found.without_result > MOST_FORMULAS:
            refuse_too_many_formulas()
        text += estimate_text_length(block, lengths, longest, len(refs))
        found.area = last * max(map(column_number, columns), default=0)
        if found.area > MOST_CELLS or text > MOST_TEXT:
            refuse_too_large()
    return found


def split_at_cells(pieces):
    """The same bytes, cut behind a cell; where there is none for long, behind a tag."""
    rest = b""
    for block in pieces:
        block = rest + block
        cut = block.rfind(b"</c>") + 4
        if len(block) - cut > LONGEST_CELL:
            cut = block.rfind(b">") + 1
        rest = block[cut:]
        yield block[:cut]
        if len(rest) > BLOCK_SIZE:
            refuse_too_large()
    yield rest


def estimate_text_length(block, lengths, longest, cells):
    """At most so much text the cells of a block hold together; one text may stand in many cells."""
    if longest * cells < MOST_TEXT // 100:
        return longest * cells
    indexes = map(int, TEXT_CELL.findall(block))
    return sum(lengths[index] for index in indexes if index < len(lengths))


def summarise_ods_part(pieces):
    """Rows and cells may be said once and counted many times; so may spaces.

    The parser of what follows waits for ever for a table to end: so it must be well-formed.
    """
    found, rest, parser = PartSummary(), b"", expat.ParserCreate()
    for block in pieces:
        if pieces.part.filename.endswith(".xml"):
            parser.Parse(block, False)
        *rows, rest = (rest + block).split(b"</table:table-row>")
        found.area += sum(map(count_ods_cells, rows))
        found.without_result += sum(len(ODS_UNCALCULATED_FORMULA.findall(row)) for row in rows)
        found.hides_errors |= b'value-type="error"' in block
        if found.area > MOST_CELLS or len(rest) > MOST_BYTES // 4 or REPEATED_SPACE.search(rest + block):
            refuse_too_large()
    if pieces.part.filename.endswith(".xml"):
        parser.Parse(b"", True)
    return found


def count_ods_cells(row):
    if b"office:value-type" not in row:
        return 0
    cells = row.count(b"office:value-type") + sum(map(int, REPEATED_COLUMNS.findall(row)))
    repeated = ROWS_REPEATED.findall(row[row.rfind(b"<table:table-row") :])
    return cells * max(map(int, repeated), default=1)
