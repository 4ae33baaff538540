"""Read tables in plain text, of any delimiter and any encoding, as a stream."""

import csv
import io
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO, NoReturn

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.encodings import ENCODING_NAMES, detect_encoding

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical bars"),
    "^": gettext_lazy("circumflexes"),
    "~": gettext_lazy("tildes"),
    ":": gettext_lazy("colons"),
}
# These stand in values too: they are delimiters only if they separate the names of the columns as well.
RARE_DELIMITERS = "^~:"
SAMPLE_SIZE = 64 * 1024
SEPARATOR_PREFIX = "sep="
# This one writes an accent beside its letter; everywhere else the two are one character.
DECOMPOSED = "cp1258"
# Programs of DOS end a file with Ctrl-Z, and may fill it up with more.
END_MARK = "\x1a"
# The most characters of a record, of the records read at once, and of the lines that are read again after
# records that break the rules.
LONGEST_RECORD = 1 << 20
MOST_AT_ONCE = 2 << 20
MOST_READ_AGAIN = 32 << 20
# Some programs write ="0417", so that Excel keeps the zeros. The sign before the quotation mark hides it.
SIGN_BEFORE_QUOTE = '="'


class MalformedRecord(list):
    """A record that cannot be read: without cells, but with its first line as `text`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    @property
    def sentence(self) -> str:
        """Why it cannot be read."""
        if len(self.text) > csv.field_size_limit():
            return _("A cell has more than %(limit)s characters.") % {"limit": csv.field_size_limit()}
        return _(
            "A quotation mark is never closed, or something follows the closing one. Within a value, write "
            "each quotation mark twice."
        )


class CsvReader:
    """The records of a text file, in their order. `chosen` and `defaults` are as in `open_sheet`."""

    def __init__(self, file: BinaryIO, chosen: dict, defaults: dict) -> None:
        self.file = file
        if "rows" in chosen:
            self.codec, self.height = chosen["encoding"], chosen["rows"]
        else:
            self.codec, self.height = detect_encoding(
                file, chosen.get("encoding", ""), defaults.get("encoding", "")
            )
        text = self.open_text()
        self.sample = text.read(SAMPLE_SIZE)
        text.detach()
        end = self.read_end()
        self.has_end_mark = END_MARK.encode() in end
        # The last line may have been cut off if it is not ended.
        self.is_cut_off = bool(end) and not end.rstrip(b"\x00\x1a").endswith((b"\n", b"\r"))
        declared = declared_delimiter(self.sample)
        self.declares_delimiter = bool(declared)
        self.delimiter = chosen.get("delimiter") or declared or guess_delimiter(self.sample)
        self.skips_spaces = self.delimiter + ' "' in self.sample
        self.signs = re.compile(rf'(?:^|(?<={re.escape(self.delimiter)}))="(?!")')
        # The characters that were read, all of them and before the present record.
        self.read = self.before_record = 0
        self.notes = list(self.describe_reading())

    @property
    def read_options(self) -> dict:
        return {"encoding": self.codec, "delimiter": self.delimiter}

    def open_text(self) -> io.TextIOWrapper:
        self.file.seek(0)
        return io.TextIOWrapper(self.file, encoding=self.codec, newline="")

    def describe_reading(self) -> Iterator[str]:
        """Yield a sentence on encoding and delimiter, unless they are the ones everybody expects."""
        if self.codec not in ("utf-8", "utf-8-sig") or self.delimiter != ",":
            words = {"encoding": ENCODING_NAMES[self.codec], "delimiter": delimiter_name(self.delimiter)}
            yield _("Read as %(encoding)s, separated by %(delimiter)s.") % words

    def batches(self, size: int) -> Iterator[list[list]]:
        """Yield lists of records as a spreadsheet program numbers them from 1, blank ones included."""
        text, done = self.open_text(), 0
        try:
            for batch in self.cut_batches(self.records_of(self.lines_of(text)), size):
                yield batch
                done += len(batch)
        except csv.Error:
            yield from self.tolerant_batches(size, done)
        finally:
            text.detach()

    def cut_batches(self, records: Iterator[list], size: int, skip: int = 0) -> Iterator[list[list]]:
        """Yield lists of at most `size` records, and of no more text than is held at once."""
        batch: list[list] = []
        left, before_batch = size, 0
        for place, record in enumerate(self.blank_declaration(records)):
            self.before_record = self.read
            if place < skip:
                continue
            batch.append(record)
            left -= 1
            if not left or self.read - before_batch > MOST_AT_ONCE:
                yield batch
                batch, left, before_batch = [], size, self.read
        if batch:
            yield batch

    def lines_of(self, text: io.TextIOWrapper) -> Iterator[str]:
        """Yield the lines. Raises ValidationError for a line or a record longer than any list has."""
        self.read = self.before_record = number = 0
        while line := text.readline(LONGEST_RECORD + 1):
            number += 1
            self.read += len(line)
            if self.read - self.before_record > LONGEST_RECORD:
                refuse_long_record(number)
            if self.has_end_mark and END_MARK in line:
                line = line.rstrip(END_MARK + "\r\n")
            if SIGN_BEFORE_QUOTE in line:
                line = self.signs.sub('"', line)
            if line:
                yield line

    def records_of(self, lines: Iterable[str]) -> Iterator[list]:
        """Yield the records of lines of text. Raises csv.Error where one breaks the rules."""
        if self.codec == DECOMPOSED:
            lines = (unicodedata.normalize("NFC", line) for line in lines)
        return csv.reader(lines, delimiter=self.delimiter, strict=True, skipinitialspace=self.skips_spaces)

    def split_wrapped(self, row: list, width: int) -> list:
        """Return the cells of a record that a program put into one, quoted whole; others as they are."""
        if len(row) != 1 or row[0].count(self.delimiter) < width - 1:
            return row
        cells = next(csv.reader([row[0]], delimiter=self.delimiter), row)
        return cells if len(cells) == width else row

    def read_end(self) -> bytes:
        """Return the last bytes of the file."""
        self.file.seek(0, io.SEEK_END)
        self.file.seek(max(self.file.tell() - 512, 0))
        return self.file.read()

    def blank_declaration(self, records: Iterator[list]) -> Iterator[list]:
        """Return the records with a blank one for the line in which Excel declares the delimiter."""
        if not self.declares_delimiter:
            return records
        next(records)
        return chain([[]], records)

    def tolerant_batches(self, size: int, done: int) -> Iterator[list[list]]:
        """Like `batches`, from record `done` on; what breaks the rules is a MalformedRecord. Slower."""
        text = self.open_text()
        try:
            records = self.tolerant_records(RewindableLines(self.lines_of(text)))
            yield from self.cut_batches(records, size, done)
        finally:
            text.detach()

    def tolerant_records(self, lines: "RewindableLines") -> Iterator[list]:
        """Yield records. Of one that cannot be read only the first line is lost; others are read again."""
        reader = self.records_of(lines)
        while True:
            lines.taken = []
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                record = MalformedRecord(lines.taken[0])
                lines.give_back(lines.taken[1:])
                reader = self.records_of(lines)
            yield record


class RewindableLines:
    """The lines of a text. Lines that were taken can be given back, but not without end."""

    def __init__(self, text: Iterator[str]) -> None:
        self.text = text
        self.taken: list[str] = []
        self.returned: deque[str] = deque()
        self.read_again = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def give_back(self, lines: list[str]) -> None:
        self.returned.extendleft(reversed(lines))
        self.read_again += sum(map(len, lines))
        if self.read_again > MOST_READ_AGAIN:
            raise ValidationError(
                _("Quotation marks are out of place in many lines. Save the file again as “CSV UTF-8”.")
            )

    def __next__(self) -> str:
        line = self.returned.popleft() if self.returned else next(self.text)
        self.taken.append(line)
        return line


def refuse_long_record(line: int) -> NoReturn:
    sentence = _(
        "The row that reaches line %(line)s has more than %(limit)s characters. Perhaps a quotation mark is "
        "never closed there, or the file is not a table."
    )
    raise ValidationError(sentence % {"line": line, "limit": LONGEST_RECORD})


def delimiter_name(delimiter: str) -> str | Promise:
    return DELIMITERS.get(delimiter) or _("“%(sign)s”") % {"sign": delimiter}


def declared_delimiter(sample: str) -> str:
    """Return the delimiter that a first line like “sep=;” declares, or "". Excel writes such lines.

    >>> declared_delimiter("sep=#\\r\\n"), declared_delimiter("sep=arator;x\\n")
    ('#', '')
    """
    line, _end, _rest = sample.partition("\n")
    mark = line.rstrip("\r")[len(SEPARATOR_PREFIX) :]
    is_declared = line.lower().startswith(SEPARATOR_PREFIX) and len(mark) == 1
    return mark if is_declared and not mark.isalnum() and mark not in "\"' " else ""


def guess_delimiter(sample: str) -> str:
    """Return the delimiter that cuts the first records into the most cells, and each into as many.

    >>> guess_delimiter("name;town;street, number\\nCare;Manila;Mabini, 12\\n")
    ';'
    """
    sample, _cut, _rest = sample.rpartition("\n") if sample.count("\n") > 1 else (sample, "", "")
    return max(DELIMITERS, key=lambda delimiter: score_delimiter(sample, delimiter))


def score_delimiter(sample: str, delimiter: str) -> int:
    """Return how many cells the delimiter adds to the records of the most common width."""
    try:
        records = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 50))
    except csv.Error:
        return 0
    widths = [len(record) for record in records if any(record)]
    # A first record of one cell may be a title, or the only column. Two cells below it prove nothing: a comma
    # in an address does as much.
    least = 2 if widths and widths[0] > 1 else 3
    fits = {width: count * (width - 1) for width, count in Counter(widths).items() if width >= least}
    if delimiter in RARE_DELIMITERS and widths:
        return fits.get(widths[0], 0) if widths.count(widths[0]) * 2 > len(widths) else 0
    return max(fits.values(), default=0)
