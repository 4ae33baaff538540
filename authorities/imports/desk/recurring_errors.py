"""Errors that recur in a file, shown once; words that nobody knows, asked about once each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from authorities.imports.coded_widgets import CodedCell, ListCell, single_cell
from authorities.imports.day_widgets import EndCell
from authorities.imports.interpretation import apply_interpretation, explained_words
from authorities.imports.preview_file import Findings
from authorities.imports.registry import IMPORT_KINDS
from authorities.imports.widgets import Cell, word_key
from authorities.imports.words.usual_words import guess_codes, usual_words
from authorities.models import Import
from authorities.spreadsheets.error_cells import is_error_text

MOST_WORDS, MOST_GROUPS = 40, 12
# Of the words of earlier answers so many may be changed, the latest ones.
MOST_EXPLAINED = 60
# Of a longer value findings keep the beginning only.
LONGEST_WORD = 100


@dataclass(frozen=True)
class UnknownWord:
    """A word that a file uses in a column of ours, in `rows` rows, with the codes that it is likely to mean.

    `guess` is None where no meaning is likely, and empty if the word is likely to be left blank.
    """

    column: str
    word: str
    rows: int
    cell: Cell
    guess: list[str] | None = None
    takes_several: bool = False

    @property
    def key(self) -> str:
        return f"{self.column}:{word_key(self.word)}"

    @property
    def choices(self) -> list:
        return list(self.cell.word_choices)


@dataclass(frozen=True)
class ProblemGroup:
    """A problem that is the same in several rows; `value` is that of the first."""

    column: str
    value: str
    sentence: str
    rows: int


class RecurringProblems:
    """The problems of an import, read once and grouped: those of its findings, unless others are given."""

    def __init__(self, batch: Import, problems: Iterable[tuple] | None = None) -> None:
        self.batch = batch
        kind = IMPORT_KINDS[batch.kind]
        self.resource = apply_interpretation(kind.resource(), batch.mapping, batch.reading, batch.scope)
        self.columns = {header: column for column, header in batch.mapping.items()}
        self.words: Counter = Counter()
        self.spelt: dict[tuple, str] = {}
        self.same: Counter = Counter()
        self.first: dict[tuple, tuple[str, str]] = {}
        for _row, header, value, sentence in Findings(batch).problems() if problems is None else problems:
            if not self.note_words(header, value):
                self.note_problem(header, value, sentence)

    def note_words(self, header: str, value: str) -> bool:
        """Count the unknown words of a value; return True if it has any, so that they are its problem."""
        column = self.columns.get(header)
        if column is None or is_error_text(value) or value.startswith("=") or len(value) > LONGEST_WORD:
            return False
        unknown = self.unknown_words(column, value)
        for word in unknown:
            self.words[column, word_key(word)] += 1
            self.spelt.setdefault((column, word_key(word)), word)
        return bool(unknown)

    def unknown_words(self, column: str, value: str) -> list[str]:
        """Return the words of a value that a person may explain."""
        cell = self.resource.fields[column].widget
        words = cell.items(value) if isinstance(cell, ListCell) else [value]
        if isinstance(single := single_cell(cell), CodedCell):
            return [word for word in words if single.codes_of(word) is None]
        return [
            word
            for word in words
            if cell.explained_codes(word) is None and self.may_be_explained(column, cell, word)
        ]

    def may_be_explained(self, column: str, cell: Cell, word: str) -> bool:
        """Return True for a usual word of a column without codes, and for one that may mean no end."""
        if word_key(word) in usual_words(self.resource, column):
            return True
        return isinstance(cell, EndCell) and cell.is_word_for_nothing(word)

    def note_problem(self, header: str, value: str, sentence: str) -> None:
        """Count a problem together with those that say the same of other values."""
        same = (header, sentence.replace(f"“{value}”", "“…”") if value else sentence)
        self.same[same] += 1
        self.first.setdefault(same, (value, sentence))

    @property
    def unknown(self) -> list[UnknownWord]:
        return [
            self.describe_word(column, self.spelt[column, key], rows)
            for (column, key), rows in self.words.most_common(MOST_WORDS)
        ]

    def describe_word(self, column: str, word: str, rows: int = 0) -> UnknownWord:
        cell = self.resource.fields[column].widget
        guess = guess_codes(self.resource, column, word)
        return UnknownWord(column, word, rows, single_cell(cell), guess, isinstance(cell, ListCell))

    @property
    def groups(self) -> list[ProblemGroup]:
        found = self.same.most_common(MOST_GROUPS)
        return [ProblemGroup(same[0], *self.first[same], rows) for same, rows in found if rows > 1]


def explained_words_of(batch: Import) -> list[UnknownWord]:
    """Return the words of the file's columns that a person has explained, each with its meaning as guess."""
    resource = IMPORT_KINDS[batch.kind].resource()
    found = []
    for column in (name for name in batch.reading.get("words", {}) if name in batch.mapping):
        cell = resource.fields[column].widget
        for word, codes in explained_words(batch.reading, column).items():
            found.append(UnknownWord(column, word, 0, single_cell(cell), codes, isinstance(cell, ListCell)))
    return found[-MOST_EXPLAINED:]
