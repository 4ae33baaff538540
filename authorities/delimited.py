"""Tables in plain text: any delimiter, any encoding, read as a stream."""

import csv
import io
from collections import Counter
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .encodings import NAMES, encoding_of

DELIMITERS = {
    ",": gettext_lazy("commas"),
    ";": gettext_lazy("semicolons"),
    "\t": gettext_lazy("tabs"),
    "|": gettext_lazy("vertical bars"),
}
SAMPLE = 64 * 1024


class Delimited:
    """The records of a text file, in their order."""

    def __init__(self, file):
        self.file = file
        self.codec, self.height = encoding_of(file)
        self.text = self.opened()
        sample = self.text.read(SAMPLE)
        self.text.detach()
        # Excel may say in a line before the table what separates its cells.
        self.told = sample[:4].lower() == "sep=" and sample[4:5] in DELIMITERS
        self.delimiter = sample[4] if self.told else delimiter_of(sample)
        self.notes = list(self.notable())

    def opened(self):
        self.file.seek(0)
        return io.TextIOWrapper(self.file, encoding=self.codec, newline="")

    def notable(self):
        if self.codec not in ("utf-8", "utf-8-sig") or self.delimiter != ",":
            words = {"encoding": NAMES.get(self.codec, "UTF-8"), "delimiter": DELIMITERS[self.delimiter]}
            yield _("Read as %(encoding)s, separated by %(delimiter)s.") % words

    def batches(self, size):
        """Lists of records, numbered from 1 as a spreadsheet program numbers them, blank ones included."""
        text, done = self.opened(), 0
        first: list = [[]] if self.told else []
        try:
            records = csv.reader(text, delimiter=self.delimiter, strict=True)
            if first:
                next(records)
            while batch := first + self.counted(islice(records, size - len(first)), done + len(first)):
                first = []
                yield batch
                done += len(batch)
        finally:
            text.detach()

    def counted(self, records, done):
        """As they come, so that what breaks the rules can be named by its row."""
        batch: list = []
        try:
            batch.extend(records)
        except csv.Error as error:
            row = done + len(batch) + 1
            raise ValidationError(
                _("The file breaks the rules of CSV in row %(row)s: %(error)s.")
                % {"row": row, "error": error}
            ) from error
        return batch


def delimiter_of(sample):
    """What cuts the first records into the most cells, and alike."""
    sample, _cut, _rest = sample.rpartition("\n") if sample.count("\n") > 1 else (sample, "", "")
    return max(DELIMITERS, key=lambda delimiter: fit_of(sample, delimiter))


def fit_of(sample, delimiter):
    try:
        records = list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), 50))
    except csv.Error:
        return 0
    widths = [len(record) for record in records if any(record)]
    # Below one name, which is no title then, stands text that merely holds such a mark.
    least = 2 if widths and widths[0] > 1 else 3
    return max((count * (width - 1) for width, count in Counter(widths).items() if width >= least), default=0)
