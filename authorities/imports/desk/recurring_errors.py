"""Errors that recur in a file, shown once; words that no closed list has, asked about once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from authorities.imports.interpretation import apply_interpretation, choice_cell
from authorities.imports.item_lists import split_items
from authorities.imports.preview_file import Findings
from authorities.imports.registry import IMPORT_KINDS
from authorities.models import Import
from authorities.normalise import normalise_label
from authorities.spreadsheets.error_cells import is_error_text

MOST_WORDS, MOST_GROUPS = 40, 12
# Of a longer value findings keep the beginning only.
LONGEST_WORD = 100


@dataclass(frozen=True)
class UnknownWord:
    """A word that a file uses in a column of ours with a closed list, in `rows` rows."""

    column: str
    word: str
    rows: int
    choices: list

    @property
    def key(self) -> str:
        return f"{self.column}:{normalise_label(self.word)}"


@dataclass(frozen=True)
class ProblemGroup:
    """A problem that is the same in several rows."""

    column: str
    value: str
    sentence: str
    rows: int


class RecurringProblems:
    """The problems of an import, read once and grouped: those of its findings, unless others are given."""

    def __init__(self, batch: Import, problems: Iterable[tuple] | None = None) -> None:
        self.batch = batch
        resource = apply_interpretation(IMPORT_KINDS[batch.kind].resource(), batch.mapping, batch.reading)
        choices = {column: choice_cell(resource.fields[column].widget) for column in batch.mapping}
        self.lists = {
            header: (column, choices[column]) for column, header in batch.mapping.items() if choices[column]
        }
        self.words: Counter = Counter()
        self.spelt: dict[tuple, str] = {}
        self.same: Counter = Counter()
        for _row, header, value, sentence in Findings(batch).problems() if problems is None else problems:
            if not self.note_words(header, value):
                self.same[header, value, sentence] += 1

    def note_words(self, header: str, value: str) -> bool:
        """Count the unknown words of a value; return True if it has any, so that they are its problem."""
        column, cell = self.lists.get(header, ("", None))
        if cell is None or is_error_text(value) or value.startswith("=") or len(value) > LONGEST_WORD:
            return False
        unknown = [word for word in split_items(value, cell.code_of) if not cell.code_of(word)]
        for word in unknown:
            self.words[column, normalise_label(word)] += 1
            self.spelt.setdefault((column, normalise_label(word)), word)
        return bool(unknown)

    @property
    def unknown(self) -> list[UnknownWord]:
        cells = dict(self.lists.values())
        return [
            UnknownWord(column, self.spelt[column, word], rows, list(cells[column].allowed))
            for (column, word), rows in self.words.most_common(MOST_WORDS)
        ]

    @property
    def groups(self) -> list[ProblemGroup]:
        found = [(*group, rows) for group, rows in self.same.most_common(MOST_GROUPS) if rows > 1]
        return [ProblemGroup(*group) for group in found]


class WordsForm(forms.Form):
    """For each unknown word its value in our list; what is left stays wrong."""

    def __init__(
        self, data: Any = None, *, unknown: Sequence[UnknownWord], titles: Mapping[str, str]
    ) -> None:
        super().__init__(data, auto_id="word_%s")
        self.unknown = unknown
        for place, found in enumerate(unknown):
            self.fields[found.key] = forms.ChoiceField(
                label=f"{titles[found.column]}: “{found.word}”",
                choices=[("", _("keep as an error")), *found.choices],
                required=False,
                widget=forms.Select(attrs={"id": f"word_{place}"}),
            )

    @property
    def rows(self) -> list[tuple[BoundField, int]]:
        return [(self[found.key], found.rows) for found in self.unknown]

    def extended_reading(self, reading: dict[str, Any]) -> dict[str, Any]:
        """Return the way the file is read, with what these words mean."""
        words = {column: dict(known) for column, known in reading.get("words", {}).items()}
        for found in self.unknown:
            if code := self.cleaned_data[found.key]:
                words.setdefault(found.column, {})[normalise_label(found.word)] = code
        return {**reading, "words": words}
