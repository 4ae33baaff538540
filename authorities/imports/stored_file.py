"""The file of an import, opened again only while it is the file that was sent.

The first opening proves how the file is to be read (encoding, delimiter, sheet, header row, number of rows)
and keeps that in `reading`. Later openings compare the SHA-256 of the stored file and then trust it.
"""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import IO, Any

from django.core.exceptions import ValidationError

from authorities.imports.engine.row_archive import ArchivedRows, RowArchiver
from authorities.imports.preview_file import Findings
from authorities.languages.sentences import build_sentence as _
from authorities.models import Import
from authorities.spreadsheets.reader import Sheet, open_sheet, unwrap_file


def sha256_of(file: Any) -> str:
    """Return the hash of a seekable binary file in hexadecimal digits."""
    file = unwrap_file(file)
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def refuse_altered_file(batch: Import, file: Any) -> None:
    """Raise ValidationError if the stored file is no longer the one that was sent."""
    if sha256_of(file) != batch.sha256:
        raise ValidationError(
            _("The stored file is no longer the one that was sent, so it was not read. Send it again.")
        )


def reopen_sheet(batch: Import, file: Any, reading: dict | None = None) -> Sheet:
    """Open the stored file as it was read before, or as `reading` says.

    Raises ValidationError if it was altered, or cannot be read so.
    """
    refuse_altered_file(batch, file)
    return open_sheet(file, batch.file_name, reading or batch.reading)


@contextmanager
def open_rows_to_check(batch: Import) -> Iterator[tuple[Sheet | RowArchiver, IO[bytes] | None]]:
    """Open the stored file as a source of rows; of a workbook also the file that its rows are archived in."""
    with batch.file.open("rb") as file:
        sheet = reopen_sheet(batch, file)
        if sheet.is_parsed_when_opened:
            with closing(RowArchiver(sheet)) as archiver:
                yield archiver, archiver.file
        else:
            yield sheet, None


@contextmanager
def open_checked_rows(batch: Import) -> Iterator[Sheet | ArchivedRows]:
    """Open the rows that were checked: as the check archived them, else from the stored file."""
    with batch.file.open("rb") as file:
        with Findings(batch).open_archived_rows() as lines:
            if lines is not None:
                refuse_altered_file(batch, file)
                yield ArchivedRows(lines)
                return
        yield reopen_sheet(batch, file)
