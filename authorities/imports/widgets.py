"""The cells of a spreadsheet, what they may hold and what that means: text, addresses."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget

from authorities.imports.text.cell_text import (
    LINE_BREAK,
    NOTHING,
    CellNotes,
    cell_text,
    drop_unseen_marks,
    may_be_amounts,
    restore_number,
    restore_text,
)
from authorities.imports.text.damaged_text import may_be_damaged
from authorities.imports.words.blank_words import hold_blank_words, says_nothing
from authorities.languages.sentences import build_sentence as _
from authorities.normalise import fold_label, singular_label
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.reader import LONGEST_CELL

# Letters that stand by themselves, as in “R.N.”.
INITIALS = re.compile(r"\b([a-z]) (?=[a-z]\b)")
EMAIL = re.compile(r"(?:mailto:)?[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+")
validate_address = URLValidator()


def word_key(text: str) -> str:
    """Return a word as what it means is remembered: folded, and as if it named one; signs stay as they are.

    >>> word_key("  Registered NURSES."), word_key("R. N."), word_key(" - ")
    ('registered nurse', 'rn', '-')
    """
    return INITIALS.sub(r"\1", singular_label(fold_label(text))) or text.strip()


class Cell(Widget):
    """A blank cell is refused where a value is required; else it means `blank_value()`.

    `wanted` says what to write, `allowed` are the values it may hold, if they are few; `when_blank` is what a
    blank cell says in this file. `words` are what this file calls its values, where a person has said what
    they mean: {word as `word_key` has it: codes}, no code for what is left blank. `notes` are on what was
    mended, and on words that were read as blank.
    """

    wanted: str | Promise = ""
    allowed: Sequence = ()
    when_blank: str = ""
    words: Mapping[str, Sequence[str]] = {}
    # The meanings that a word may be given, with their names; none where words are not asked about.
    word_choices: Sequence[tuple[str, str | Promise]] = ()
    # No text of this kind is longer; of a longer one nothing is looked at.
    longest: int = 500
    # What it means to leave a word blank.
    blank_label: str | Promise = gettext_lazy("leave this blank")

    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required
        self.notes = CellNotes()

    def blank_value(self) -> Any:
        return ""

    def is_word_for_nothing(self, value: Any) -> bool:
        """Return True for a word that stands for a blank cell in this column."""
        return says_nothing(value)

    def accept_nothing(self, value: Any) -> None:
        """Note a word for nothing. Raises ValueError where a value is required."""
        if self.required and not self.when_blank:
            sentence = _("“%(value)s” says that nothing is here, but this cell must not be blank.")
            raise ValueError(sentence % {"value": str(value).strip()})
        self.notes.add(NOTHING, value)

    def explained_codes(self, text: str) -> Sequence[str] | None:
        """Return the codes that a word of this file stands for; None if nobody has explained it."""
        return self.words.get(word_key(text)) if self.words and len(text) <= self.longest else None

    def describe(self, text: str) -> str:
        """Return a value, as `render` writes it, in words for a reader."""
        return text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str) and len(value) > self.longest and not is_blank(value):
            sentence = _("The cell has %(length)s characters; at most %(limit)s are read in this column.")
            raise ValueError(sentence % {"length": len(value), "limit": self.longest})
        if isinstance(value, str) and may_be_damaged(value):
            value = restore_text(cell_text(value), self.notes)
        if not is_blank(value) and self.is_word_for_nothing(value):
            self.accept_nothing(value)
            value = ""
        if not is_blank(value):
            return self.read(value, row)
        if self.when_blank:
            return self.read(self.when_blank, row)
        if self.required:
            raise ValueError(_("This cell must not be blank."))
        return self.blank_value()


class TextCell(Cell):
    """Text of one line, or of several `lines`. Where it is `verbatim`, “none” is a text like any other."""

    # What holds nothing to mend is taken as it is, a whole column at a time.
    plain_text = True
    longest = LONGEST_CELL

    def __init__(
        self, *, lines: bool = False, verbatim: bool = False, wanted: str | Promise = "", **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.lines, self.verbatim = lines, verbatim
        self.wanted = wanted

    def is_word_for_nothing(self, value: Any) -> bool:
        return not self.verbatim and super().is_word_for_nothing(value)

    def needs_mending(self, joined: str, separator: str) -> bool:
        """Return True if one of many texts, joined by a separator, may be read otherwise than it stands."""
        return may_be_damaged(joined) or hold_blank_words(joined.lower().split(separator))

    def read(self, value: Any, row: Any) -> str:
        text = cell_text(value)
        return text.replace("\r\n", "\n") if self.lines else LINE_BREAK.sub(" ", text)


class NumberCell(TextCell):
    """A number that names something: text, although a program may have taken it for an amount."""

    def needs_mending(self, joined: str, separator: str) -> bool:
        small = joined.lower()
        return may_be_amounts(small.split(separator), small) or super().needs_mending(joined, separator)

    def read(self, value: Any, row: Any) -> str:
        return drop_unseen_marks(super().read(restore_number(value, self.notes), row))


class WebCell(TextCell):
    """An address on the web. The rule of its field checks it too, but says less of what is wrong."""

    wanted = gettext_lazy("The full web address, for example https://www.care.example.")
    longest = 2000

    def read(self, value: Any, row: Any) -> str:
        text = super().read(value, row)
        if is_address(text):
            return text
        if EMAIL.fullmatch(text):
            sentence = _(
                "“%(value)s” is an e-mail address, not a web address. Choose another column for it, or "
                "leave the cell blank."
            )
            raise ValueError(sentence % {"value": text})
        if is_address(f"https://{text}"):
            sentence = _("“%(value)s” is not the whole address. Write https://%(value)s.")
            raise ValueError(sentence % {"value": text})
        sentence = _("“%(value)s” is not a web address. Write the full address, for example %(example)s.")
        raise ValueError(sentence % {"value": text, "example": "https://www.care.example"})


def is_address(text: str) -> bool:
    try:
        validate_address(text)
    except ValidationError:
        return False
    return True


class YesNoCell(Cell):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class PartOfKey(Field):
    """A column that is checked and helps to find the record, but belongs to a record above it."""

    def save(self, instance: Model, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any) -> None:
        self.clean(row, **kwargs)
