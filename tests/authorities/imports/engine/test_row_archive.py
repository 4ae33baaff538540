"""Rows come out of the archive of a check as they were read."""

import datetime
import io
from contextlib import closing

from authorities.imports.engine.row_archive import ArchivedRows, RowArchiver
from authorities.spreadsheets.error_cells import UncalculatedFormula
from authorities.spreadsheets.reader import open_sheet
from tests.authorities.spreadsheets import sample_files

ODD = [
    "text", "", 1, 2.0, 2.5, True, None, "\ud800",
    datetime.date(2030, 1, 31), datetime.datetime(2030, 1, 31, 12, 30), datetime.time(12, 30),
    datetime.timedelta(hours=1, milliseconds=5), UncalculatedFormula("=1+1"), "[", '{"date": "x"}',
]  # fmt: skip


class Rows:
    headers, expected_rows, notes = ["a"], 2, ["Noted."]
    misfits = [(4, "The row does not fit.")]

    def chunks(self, size):
        yield range(2, 4), [ODD, ODD]
        yield [9], [ODD]


def archived(source):
    """(chunks as they were read, chunks as they come out of the archive, the archive)"""
    with closing(RowArchiver(source)) as archiver:
        read = [([*numbers], rows) for numbers, rows in archiver.chunks(10)]
        archiver.file.seek(0)
        rows = ArchivedRows(archiver.file)
        return read, list(rows.chunks(10)), rows


def test_every_cell_keeps_its_type():
    read, found, _rows = archived(Rows())

    assert found == read
    assert [list(map(type, row)) for row in found[0][1]] == [list(map(type, ODD))] * 2


def test_what_is_known_of_the_sheet_comes_along():
    _read, _found, rows = archived(Rows())

    assert (rows.headers, rows.expected_rows, rows.misfits) == (["a"], 2, Rows.misfits)


def test_a_workbook_comes_out_as_it_went_in():
    read, found, rows = archived(open_sheet(io.BytesIO(sample_files.workbook()), "book.xlsx"))

    assert found == read
    assert rows.headers == sample_files.HEAD


def test_a_second_reading_begins_the_archive_anew():
    with closing(RowArchiver(Rows())) as archiver:
        list(archiver.chunks(10))
        list(archiver.chunks(10))
        archiver.file.seek(0)

        assert len(list(ArchivedRows(archiver.file).chunks(10))) == 2
