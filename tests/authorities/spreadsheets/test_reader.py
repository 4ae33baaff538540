"""Opening a table: rows keep their numbers, memory does not grow with them, noise gets a sentence."""

import io
import tracemalloc

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from authorities.spreadsheets import zip_limits as unfolding
from authorities.spreadsheets.error_cells import MISSING
from authorities.spreadsheets.reader import open_sheet
from tests.authorities.spreadsheets.sample_files import cells, good, sheet, text, with_sheet, workbook

CELL = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\u2028\u2029"), max_size=8
)


def opened(content, name="list.csv"):
    return open_sheet(io.BytesIO(content), name)


def test_rows_are_numbered_as_a_spreadsheet_program_does():
    table = opened(text(["name"], ["a"], "", '"b\nb"', " ", ["c"]))

    assert list(table.chunks()) == [([2, 4, 6], [["a"], ["b\nb"], ["c"]])]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_size_of_chunks_changes_nothing(size):
    table = opened(text(["name", "x"], ["a", "1"], [], ["b"], ["c", "2", "3"], ["d", "4"]))
    chunks = list(table.chunks(size))

    assert [number for numbers, _rows in chunks for number in numbers] == [2, 4, 6]
    assert [row for _numbers, rows in chunks for row in rows] == [["a", "1"], ["b", MISSING], ["d", "4"]]
    assert [number for number, _sentence in table.misfits] == [5]


def test_reading_again_begins_anew():
    table = opened(text(["name"], ["a"], ["b", "c"]))

    assert list(table.chunks()) == list(table.chunks())
    assert len(table.misfits) == 1


def test_the_file_stays_open_for_whoever_sent_it():
    file = io.BytesIO(sheet())
    list(open_sheet(file, "list.csv").chunks())

    assert not file.closed


def test_uploads_of_either_kind_are_read():
    large = TemporaryUploadedFile("list.csv", "text/csv", 0, "utf-8")
    large.write(sheet())

    assert open_sheet(ContentFile(sheet()), "list.csv").headers == open_sheet(large, "list.csv").headers


def test_memory_does_not_grow_with_the_rows():
    file = io.BytesIO(b"name,address\n" + b"Horizon Care,12 Mabini Street\n" * 200_000)
    tracemalloc.start()
    read = sum(len(rows) for _numbers, rows in open_sheet(file, "list.csv").chunks(1000))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert read == 200_000
    assert peak < 8 * 1024 * 1024


def test_how_many_rows_to_expect_is_known_before_reading():
    assert opened(text(["name"], *[["a"]] * 500)).expected_rows == 500
    assert opened(workbook(["name"], *[["a"]] * 500), "list.xlsx").expected_rows == 500


def test_errors_stand_where_they_were_even_far_down():
    rows = "".join(cells(number, ["a", "b"]) for number in range(2, 9000))
    error = '<row r="9000"><c r="A9000" t="e"><f>NA()</f><v>#N/A</v></c><c r="B9000"><v>7</v></c></row>'
    *_others, (numbers, last) = opened(with_sheet(cells(1, ["x", "y"]) + rows + error), "list.xlsx").chunks(
        1000
    )

    assert (numbers[-1], last[-1]) == (9000, ["#N/A", 7.0])


def test_what_a_workbook_unfolds_to_is_added_up(monkeypatch):
    monkeypatch.setattr(unfolding, "MOST_BYTES", 5000)

    with pytest.raises(ValidationError, match="workbook is larger than can be read"):
        opened(workbook(), "list.xlsx")


def test_a_record_that_breaks_the_rules_is_left_out_and_those_below_it_are_read():
    broken = ['"b" c,1', 'c,"never closed', 'd,"2"', '"e\ne",3']
    table = opened(text(["name", "x"], *[["a", "1"]] * 20_000, *broken))
    read = [(n, row) for numbers, rows in table.chunks(1000) for n, row in zip(numbers, rows, strict=True)]

    assert [number for number, _sentence in table.misfits] == [20_002, 20_003]
    assert read[20_000:] == [(20_004, ["d", "2"]), (20_005, ["e\ne", "3"])]


def test_only_broken_records_below_the_names_are_still_a_table():
    table = opened(text(["name", "x"], '"b" c,1'))

    assert (list(table.chunks()), len(table.misfits)) == ([], 1)


def test_what_is_asked_for_counts_more_than_what_the_file_shows():
    content = text(["Liste;2026", "x"], ["Łódź;a", "b"], by=",", encoding="cp1250")
    asked = {"encoding": "cp1252", "delimiter": ";", "header_row": 2}

    table = open_sheet(io.BytesIO(content + b"c;d"), "list.csv", asked)
    assert (table.headers, table.read_options) == (["£ódŸ", "a,b"], asked | {"rows": 2})


def test_the_usual_encoding_counts_where_the_file_shows_none():
    usual = {"encoding": "cp1250"}
    unproved, proved = (
        open_sheet(io.BytesIO(sheet(good(legal_name="Société"), encoding=e)), "list.csv", defaults=usual)
        for e in ("cp1252", "utf-8")
    )

    assert (unproved.read_options["encoding"], proved.read_options["encoding"]) == ("cp1250", "utf-8")


def with_old_sheet(book):
    book.create_sheet("Old")
    for row in (["a"], ["b"]):
        book["Old"].append(row)


def test_another_sheet_of_a_workbook_can_be_asked_for():
    content = workbook(finish=with_old_sheet)
    [last_time, now] = (
        open_sheet(io.BytesIO(content), "list.xlsx", asked, usual)
        for asked, usual in (({}, {"sheet": "Old"}), ({"sheet": "Sheet"}, {"sheet": "Old"}))
    )

    assert (last_time.headers, last_time.reader.sheet_names) == (["a"], ["Sheet", "Old"])
    assert now.headers[0] == "iso3"
    with pytest.raises(ValidationError, match="no sheet “New”"):
        open_sheet(io.BytesIO(content), "list.xlsx", {"sheet": "New"})


@pytest.mark.parametrize("row", [0, 99, -1])
def test_a_row_of_names_that_is_not_there_is_refused(row):
    asked = {"header_row": row or 3}

    with pytest.raises(ValidationError):
        open_sheet(io.BytesIO(sheet()), "list.csv", asked)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(",;\t|"))
def test_what_is_written_with_quotation_marks_is_read_as_it_was(rows, delimiter):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in [["a", "b", "c"], *rows]]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if all(any(c.isalnum() for c in cell) for row in rows for cell in row):
        read = [row for _numbers, some in opened(text(*quoted, by=delimiter)).chunks() for row in some]
        assert read == filled


def answer_to(content, name):
    """What is said of a file, or that it was read."""
    try:
        list(opened(content, name).chunks())
    except ValidationError as refusal:
        return refusal.messages
    return ["read"]


@given(st.binary(max_size=300), st.sampled_from(["list.csv", "list.xlsx", "list.ods"]))
def test_noise_gets_a_sentence_or_is_read(content, name):
    assert all(answer_to(content, name))


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=20))
def test_a_workbook_with_bytes_changed_gets_a_sentence_or_is_read(place, noise):
    content = bytearray(workbook())
    place %= len(content)
    content[place : place + len(noise)] = noise

    assert all(answer_to(bytes(content), "list.xlsx"))
