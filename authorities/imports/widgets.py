"""The cells of a spreadsheet, what they may hold and what that means: text, addresses."""

import datetime
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

from authorities.languages.sentences import build_sentence as _
from authorities.normalise import fold_label, singular_label
from authorities.spreadsheets.blanks import BLANKS, is_blank
from authorities.spreadsheets.error_cells import LostCell, is_error_text

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile(r"\s*[\r\n\t]\s*")
# Letters that stand by themselves, as in “R.N.”.
INITIALS = re.compile(r"\b([a-z]) (?=[a-z]\b)")
EMAIL = re.compile(r"(?:mailto:)?[^@\s/:]+@[^@\s/:]+\.[^@\s/:]+")
validate_address = URLValidator()


def cell_text(value: Any) -> str:
    """Return a cell as it reads on the sheet; raise ValueError with a sentence if it holds no text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, LostCell):
        raise ValueError(value.sentence)
    if isinstance(value, datetime.date):
        raise ValueError(
            _("Excel changed this into a date. Format the column as text and type the value again.")
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip(BLANKS)
    if is_error_text(text):
        raise ValueError(_("The cell contains an Excel error."))
    if UNPRINTABLE.search(text):
        raise ValueError(_("The cell contains characters that cannot be printed."))
    return text


def word_key(text: str) -> str:
    """Return a word as what it means is remembered: folded, and as if it named one.

    >>> word_key("  Registered NURSES."), word_key("R. N.")
    ('registered nurse', 'rn')
    """
    return INITIALS.sub(r"\1", singular_label(fold_label(text)))


class Cell(Widget):
    """A blank cell is refused where a value is required; else it means `blank_value()`.

    `wanted` says what to write, `allowed` are the values it may hold, if they are few; `when_blank` is what a
    blank cell says in this file. `words` are what this file calls its values, where a person has said what
    they mean: {word as `word_key` has it: codes}, no code for what is left blank.
    """

    wanted: str | Promise = ""
    allowed: Sequence = ()
    when_blank: str = ""
    words: Mapping[str, Sequence[str]] = {}
    # The meanings that a word may be given, with their names; none where words are not asked about.
    word_choices: Sequence[tuple[str, str | Promise]] = ()
    # What it means to leave a word blank.
    blank_label: str | Promise = gettext_lazy("leave this blank")

    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required

    def blank_value(self) -> Any:
        return ""

    def explained_codes(self, text: str) -> Sequence[str] | None:
        """Return the codes that a word of this file stands for; None if nobody has explained it."""
        return self.words.get(word_key(text)) if self.words else None

    def describe(self, text: str) -> str:
        """Return a value, as `render` writes it, in words for a reader."""
        return text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not is_blank(value):
            return self.read(value, row)
        if self.when_blank:
            return self.read(self.when_blank, row)
        if self.required:
            raise ValueError(_("This cell must not be blank."))
        return self.blank_value()


class TextCell(Cell):
    # What holds nothing to mend is taken as it is, a whole column at a time.
    plain_text = True

    def __init__(self, *, lines: bool = False, wanted: str | Promise = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines
        self.wanted = wanted

    def read(self, value: Any, row: Any) -> str:
        text = cell_text(value)
        return text.replace("\r\n", "\n") if self.lines else LINE_BREAK.sub(" ", text)


class WebCell(TextCell):
    """An address on the web. The rule of its field checks it too, but says less of what is wrong."""

    wanted = gettext_lazy("The full web address, for example https://www.care.example.")

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
