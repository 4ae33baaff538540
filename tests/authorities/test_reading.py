"""Opening a table: rows keep their numbers, memory does not grow with them, noise gets a sentence."""

import io
import tracemalloc

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from authorities import unfolding
from authorities.reading import open_sheet

from .odd_files import cells, sheet, text, with_sheet, workbook

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
    assert [row for _numbers, rows in chunks for row in rows] == [["a", "1"], ["b", ""], ["d", "4"]]
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
    assert opened(text(["name"], *[["a"]] * 500)).expected == 500
    assert opened(workbook(["name"], *[["a"]] * 500), "list.xlsx").expected == 500


def test_errors_stand_where_they_were_even_far_down():
    rows = "".join(cells(number, ["a", "b"]) for number in range(2, 9000))
    error = '<row r="9000"><c r="A9000" t="e"><f>NA()</f><v>#N/A</v></c><c r="B9000"><v>7</v></c></row>'
    *_others, (numbers, last) = opened(with_sheet(cells(1, ["x", "y"]) + rows + error), "list.xlsx").chunks(
        1000
    )

    assert (numbers[-1], last[-1]) == (9000, ["#N/A", 7.0])


def test_what_a_workbook_unfolds_to_is_added_up(monkeypatch):
    monkeypatch.setattr(unfolding, "MOST_BYTES", 5000)

    with pytest.raises(ValidationError, match="unfolds to more than can be read"):
        opened(workbook(), "list.xlsx")


def test_a_problem_in_the_middle_of_a_text_is_named_by_its_row():
    table = opened(text(["name"], *[["a"]] * 20_000, '"b" c'))

    with pytest.raises(ValidationError, match="in row 20002"):
        list(table.chunks(1000))


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
