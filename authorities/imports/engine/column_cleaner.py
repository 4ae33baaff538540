"""The cells of a sheet, column by column: each distinct value is cleaned once, with the answer remembered.

Cells come as a file holds them, values go out as the database keeps them: text, ISO dates, JSON, numbers.
"""

import datetime
import json
import re
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.utils.functional import cached_property

from authorities.languages.sentences import sentence_of
from authorities.spreadsheets.formats import unescape_formula

# A column of many different values would otherwise be remembered whole.
MOST_REMEMBERED, MOST_CHARACTERS = 50_000, 4 << 20
# Text with nothing to mend or refuse: it neither begins nor ends with a space, nor begins like a formula or
# an error, and holds no break and nothing unseen or unprintable. Cells are tried all at once, joined by what
# none may hold.
UNSEEN = r"\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff"
PLAIN = rf"(?:[^\x00-\x20'#={UNSEEN}](?:[^\x00-\x1f{UNSEEN}]*[^\x00-\x20{UNSEEN}])?)?"
SEPARATOR = "\x1f"
# How a formula inside a cell is disarmed in a file.
ESCAPED_INSIDE = ";'"
# What a rule surely lets pass, so that it need not be asked for each cell.
LABEL = "[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?"
SURELY = {URLValidator: re.compile(rf"(?:https?://(?:{LABEL}\.)+[a-z]{{2,20}}(?:/[A-Za-z0-9_./~-]*)?)?")}
ALL_PLAIN = re.compile(f"{PLAIN}(?:{SEPARATOR}{PLAIN})*")


def database_value(value: Any) -> Any:
    """Return a cleaned value as both databases take it."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list):
        return json.dumps(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


class ColumnCleaner:
    """One column of a sheet: what its cells mean, or why they cannot be read.

    `beside` are further cells of the same row that its widget looks at, by the name of their column. `mended`
    are the places of the last cells that are read otherwise than they stand.
    """

    def __init__(self, field: Any, model_field: models.Field | None, beside: Sequence[str] = ()) -> None:
        self.field, self.model_field, self.beside = field, model_field, tuple(beside)
        self.remembered: dict[Any, Any] = {}
        self.characters = 0
        self.mended_keys: set = set()
        self.mended: list[int] = []

    def clean(self, cells: Sequence, *others: Sequence) -> tuple[Sequence, dict[int, str]]:
        """Return (values, {index: sentence}) of a list of cells, and of lists beside it.

        The value of a cell that cannot be read is an UnreadableCell.
        """
        self.mended = []
        if others:
            cells = list(zip(cells, *others, strict=True))
        elif self._all_as_they_are(cells):
            return cells, {}
        keys = [cell if type(cell) is str else (type(cell), cell) for cell in cells]
        if len(self.remembered) > MOST_REMEMBERED or self.characters > MOST_CHARACTERS:
            self.characters = 0
            self.remembered.clear()
            self.mended_keys.clear()
        for key, cell in dict(zip(keys, cells, strict=True)).items():
            if key not in self.remembered:
                noted = self.field.widget.notes.count
                self.characters += len(key) if type(key) is str else 0
                self.remembered[key] = self._clean(cell)
                if self.field.widget.notes.count > noted:
                    self.mended_keys.add(key)
        if self.mended_keys:
            self.mended = [place for place, key in enumerate(keys) if key in self.mended_keys]
        found = [self.remembered[key] for key in keys]
        wrong = {place: value.sentence for place, value in enumerate(found) if type(value) is UnreadableCell}
        return found, wrong

    def _all_as_they_are(self, cells: Sequence) -> bool:
        """Return True if all cells are plain text that needs no look at each."""
        kind = getattr(self.field.widget, "plain_text", False)
        if not kind or (self.field.widget.required and "" in cells):
            return False
        try:
            text = SEPARATOR.join(cells)
        except TypeError:
            return False
        if ESCAPED_INSIDE in text or not ALL_PLAIN.fullmatch(text):
            return False
        if self.field.widget.needs_mending(text, SEPARATOR):
            return False
        if len(max(cells, key=len, default="")) > self.longest:
            return False
        return all(surely and all(map(surely.fullmatch, cells)) for surely in self.rules)

    @cached_property
    def rules(self) -> list[re.Pattern | None]:
        """For each rule of the field but its length a pattern that surely passes it; None if unknown."""
        rules = getattr(self.model_field, "validators", ())
        others = [rule for rule in rules if not isinstance(rule, MaxLengthValidator)]
        return [getattr(rule, "surely", SURELY.get(type(rule))) for rule in others]

    @property
    def longest(self) -> int:
        return getattr(self.model_field, "max_length", None) or 32_767

    def _clean(self, cell: Any) -> Any:
        cell, *others = cell if self.beside else (cell,)
        row = dict(zip(self.beside, others, strict=True))
        try:
            value = self.field.widget.clean(unescape_formula(cell), row)
            if self.model_field is not None and value not in (None, ""):
                self.model_field.run_validators(value)
        except (ValueError, ValidationError) as refusal:
            return UnreadableCell(sentence_of(refusal))
        return database_value(value)


class UnreadableCell:
    """The value of a cell that cannot be read."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
