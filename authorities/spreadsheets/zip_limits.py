"""Count what a workbook unpacks to, before anything is parsed.

A workbook is a zip archive of XML: a few kilobytes may claim a sheet of billions of cells. Each part is
inflated once, counted and thrown away; the size that it declares is not trusted.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from django.core.exceptions import ValidationError

from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.excel_parts import WORKBOOK_PART
from authorities.spreadsheets.sheet_facts import MOST_BYTES, refuse_damaged, refuse_too_large

# Sheets of data are compressed to a tenth, formatted blank ones to a fiftieth.
MOST_COMPRESSED, ALWAYS_ALLOWED = 250, 5 * 1024 * 1024
MANIFEST = "META-INF/manifest.xml"
MOST_OF_MANIFEST = 1 << 20
MOST_PARTS = 5000
BLOCK_SIZE = 1 << 20

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


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Inflate every part once. Raises ValidationError if they are larger than allowed, or damaged."""
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    stored = sum(part.compress_size for part in parts)
    if declared > MOST_BYTES or (declared > ALWAYS_ALLOWED and declared > stored * MOST_COMPRESSED):
        refuse_too_large()
    # Of two parts with one name nobody could tell which is read.
    if len({part.filename.lower() for part in parts}) < len(parts) or len(parts) > MOST_PARTS:
        refuse_damaged()
    left = MOST_BYTES
    for part in parts:
        left -= inflate_part(archive, part, left)


def inflate_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Return the size of a part. Raises ValidationError if it is larger than `most` or than it declares."""
    # Otherwise reading would stop at the size that the part declares.
    declared, part.file_size = part.file_size, 1 << 40
    size = 0
    try:
        with archive.open(part) as stored:
            while block := stored.read(BLOCK_SIZE):
                size += len(block)
                if size > most:
                    refuse_too_large()
    finally:
        part.file_size = declared
    if size != declared:
        refuse_damaged()
    return size


def rewrite_archive(
    archive: zipfile.ZipFile, rewrite: Callable[[str, bytes], tuple[str, bytes]]
) -> io.BytesIO:
    """Return the archive, not compressed, with the names and contents that `rewrite` makes of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for part in archive.infolist():
            written.writestr(*rewrite(part.filename, archive.read(part)))
    target.seek(0)
    return target


def mend_archive(file: BinaryIO) -> BinaryIO:
    """Return the file, or a copy in which the names of parts have slashes, not backslashes."""
    with zipfile.ZipFile(file) as archive:
        if "xl\\workbook.xml" not in map(str.lower, archive.namelist()):
            return file
        check_sizes(archive)
        return rewrite_archive(archive, lambda name, content: (name.replace("\\", "/"), content))


def refuse_other_archives(archive: zipfile.ZipFile) -> list[str]:
    """Raise ValidationError for archives that are no workbook, or one that cannot be read.

    Returns notes on a workbook that can be read.
    """
    names = {*map(str.lower, archive.namelist())}
    if "xl/workbook.bin" in names:
        raise ValidationError(_("This is Excel's binary format (.xlsb). Save it as .xlsx."))
    if is_encrypted(archive):
        raise ValidationError(
            _("The workbook is protected by a password. Remove the password, then send the workbook again.")
        )
    if any(name.endswith(".iwa") for name in names) or "index.zip" in names:
        raise ValidationError(
            _("This is a file of Apple Numbers. Export it as an Excel workbook (.xlsx) or as CSV.")
        )
    if not names & {WORKBOOK_PART, "content.xml"}:
        raise ValidationError(
            _("This is an archive, not a workbook. Unpack it and send the .xlsx, .ods or .csv in it.")
        )
    if any(name.endswith("vbaproject.bin") for name in names):
        return [_("The workbook contains macros. They were not run.")]
    return []


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    if MANIFEST not in archive.namelist():
        return False
    with archive.open(MANIFEST) as stored:
        return b"encryption-data" in stored.read(MOST_OF_MANIFEST)
