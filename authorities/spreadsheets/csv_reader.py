"""Tables in plain text: any delimiter, any encoding, read as a stream."""

import csv
import io
from collections import Counter, deque
from itertools import chain, islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
# Marks that stand in values too: they separate only what has its names separated in the same way.
RARE_DELIMITERS = "^~:"
SAMPLE_SIZE = 64 * 1024
SEPARATOR_PREFIX = "sep="


class MalformedRecord(list):
    """A record that breaks the rules: without cells, but with its `text`, and why it cannot be read."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    @property
    def sentence(self):
        if len(self.text) > csv.field_size_limit():
            return _("A cell has more than %(limit)s characters.") % {"limit": csv.field_size_limit()}
        return _(
            "A quotation mark is never closed, or something follows the closing one. Within a value, write "
            "each quotation mark twice."
        )


class CsvReader:
    """The records of a text file, in their order. `asked` and `usual` are as in `open_sheet`."""

    def __init__(self, file, asked, usual):
        self.file = file
        self.codec, self.height = detect_encoding(file, asked.get("encoding", ""), usual.get("encoding", ""))
        self.text = self.opened()
        self.sample = self.text.read(SAMPLE_SIZE)
        self.text.detach()
        told = declared_delimiter(self.sample)
        # Excel may say in a line before the table what separates its cells.
        self.is_told = bool(told)
        self.delimiter = asked.get("delimiter") or told or guess_delimiter(self.sample)
        self.notes = list(self.notable())

    @property
    def how(self):
        return {"encoding": self.codec, "delimiter": self.delimiter}

    def opened(self):
        self.file.seek(0)
        return io.TextIOWrapper(self.file, encoding=self.codec, newline="")

    def notable(self):
        if self.codec not in ("utf-8", "utf-8-sig") or self.delimiter != ",":
            words = {"encoding": ENCODING_NAMES[self.codec], "delimiter": delimiter_name(self.delimiter)}
            yield _("Read as %(encoding)s, separated by %(delimiter)s.") % words

    def batches(self, size):
        """Lists of records, numbered from 1 as a spreadsheet program numbers them, blank ones included."""
        text, done = self.opened(), 0
        try:
            records = self.without_what_is_told(self.reader(text))
            while batch := list(islice(records, size)):
                yield batch
                done += len(batch)
        except csv.Error:
            yield from self.careful_batches(size, done)
        finally:
            text.detach()

    def reader(self, lines):
        return csv.reader(lines, delimiter=self.delimiter, strict=True)

    def without_what_is_told(self, records):
        if not self.is_told:
            return records
        next(records)
        return chain([[]], records)

    def careful_batches(self, size, done):
        """The same from record `done` on, with those that break the rules as Broken, which takes longer."""
        text = self.opened()
        try:
            records = islice(
                self.without_what_is_told(self.careful_records(RewindableLines(text))), done, None
            )
            while batch := list(islice(records, size)):
                yield batch
        finally:
            text.detach()

    def careful_records(self, lines):
        """Of a record that cannot be read only the first line is lost; those below it are read anew."""
        reader = self.reader(lines)
        while True:
            lines.taken = []
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                record = MalformedRecord(lines.taken[0])
                lines.give_back(lines.taken[1:])
                reader = self.reader(lines)
            yield record


class RewindableLines:
    """The lines of a text. Those taken can be returned."""

    def __init__(self, text):
        self.text = text
        self.taken: list[str] = []
        self.returned: deque[str] = deque()

    def __iter__(self):
        return self

    def give_back(self, lines):
        self.returned.extendleft(reversed(lines))

    def __next__(self):
        line = self.returned.popleft() if self.returned else next(self.text)
        self.taken.append(line)
        return line


def delimiter_name(delimiter):
    return DELIMITERS.get(delimiter, f"“{delimiter}”")


def declared_delimiter(sample):
    """The delimiter that a first line like “sep=;” names, or nothing.

    >>> declared_delimiter("sep=#\\r\\n"), declared_delimiter("sep=arator;x\\n")
    ('#', '')
    """
    line, _end, _rest = sample.partition("\n")
    mark = line.rstrip("\r")[len(SEPARATOR_PREFIX) :]
    is_told = line.lower().startswith(SEPARATOR_PREFIX) and len(mark) == 1
    return mark if is_told and not mark.isalnum() and mark not in "\"' " else ""


def guess_delimiter(sample):
    """What cuts the first records into the most cells, and alike."""
    sample, _cut, _rest = sample.rpartition("\n") if sample.count("\n") > 1 else (sample, "", "")
    return max(DELIMITERS, key=lambda delimiter: score_delimiter(sample, delimiter))


def score_delimiter(sample, delimiter):
    try:
        records = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 50))
    except csv.Error:
        return 0
    widths = [len(record) for record in records if any(record)]
    # Below one name, which is no title then, stands text that merely holds such a mark.
    least = 2 if widths and widths[0] > 1 else 3
    fits = {width: count * (width - 1) for width, count in Counter(widths).items() if width >= least}
    if delimiter in RARE_DELIMITERS and widths:
        return fits.get(widths[0], 0) if widths.count(widths[0]) * 2 > len(widths) else 0
    return max(fits.values(), default=0)
