"""What a cell says as text: freed of marks of other programs, refused where letters or digits are lost.

What was mended, or read as nothing, is noted once for each column, with some of the values.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.imports.text.damaged_text import (
    has_lost_letters,
    is_decoded_twice,
    restore_breaks,
    restore_encoding,
    restore_markup,
)
from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import recall_message
from authorities.normalise import join_first
from authorities.spreadsheets.blanks import BLANKS, REMOVE_INVISIBLE
from authorities.spreadsheets.error_cells import LostCell, is_error_text

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The blanks around a break are looked at once: a cell may hold thousands without one.
LINE_BREAK = re.compile(r"(?<!\s)\s*[\r\n\t]\s*")
MOST_NAMED, LONGEST_NAMED = 5, 60
NOTHING, MARKUP, ENCODING, POINT_ZERO, ENDS_IN_ZERO, OTHER_SIGNS = (
    "nothing", "markup", "encoding", "point_zero", "ends_in_zero", "other_signs",
)  # fmt: skip
SENTENCES: dict[str, Promise] = {
    NOTHING: gettext_lazy("In “%(column)s”, these words are read as blank: %(values)s."),
    MARKUP: gettext_lazy(
        "In “%(column)s”, the codes of a web page are replaced by what they show: %(values)s."
    ),
    ENCODING: gettext_lazy(
        "In “%(column)s”, text that was damaged by a wrong encoding is restored: %(values)s."
    ),
    POINT_ZERO: gettext_lazy("In “%(column)s”, a point and zeros after numbers are removed: %(values)s."),
    ENDS_IN_ZERO: gettext_lazy(
        "In “%(column)s”, compare the last digits of long numbers with the original, because Excel keeps "
        "only 15 digits: %(values)s."
    ),
    OTHER_SIGNS: gettext_lazy(
        "In “%(column)s”, signs and letters that look alike are read as the same: %(values)s."
    ),
}
# Excel keeps so many digits of a number.
MOST_DIGITS = 15
SCIENTIFIC = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,20})?[eE]\+\d{1,3}|[+-]?\d[.,]\d{1,20}[eE]\d{1,3}")
POINT_AND_ZERO = re.compile(r"(\d{1,20})[.,]0{1,2}")
# What a program makes of a number has one of these, or is longer than Excel keeps it.
SIGNS_OF_AMOUNTS = ("e+", ".0", ",0")
SMALL_SCIENTIFIC = re.compile(r"\d[.,]\d+e\d")


class CellNotes:
    """What was noticed in the cells of one column: {kind: values, the first ones, each once}."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, None]] = {}
        self.count = 0

    def add(self, kind: str, value: object) -> None:
        self.count += 1
        values = self.found.setdefault(kind, {})
        if len(values) <= MOST_NAMED:
            text = str(value).strip()
            values[text if len(text) <= LONGEST_NAMED else f"{text[:LONGEST_NAMED]}…"] = None

    def add_change(self, kind: str, before: str, after: str) -> None:
        shown = [" ".join(text.split())[: LONGEST_NAMED // 2] for text in (before, after)]
        self.add(kind, " → ".join(shown))

    def sentences(self, column: str) -> Iterator[str]:
        for kind, values in self.found.items():
            named = join_first([f"“{value}”" for value in values], MOST_NAMED)
            yield recall_message(SENTENCES[kind]) % {"column": column, "values": named}


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


def restore_text(text: str, notes: CellNotes) -> str:
    """Return a text as it was written. Raises ValueError if letters of it are lost."""
    if has_lost_letters(text):
        raise ValueError(
            _("Letters are lost here: “%(value)s”. Type the text again, or send the original list.")
            % {"value": text[:LONGEST_NAMED]}
        )
    restored = restore_encoding(restore_breaks(text))
    if is_decoded_twice(restored):
        raise ValueError(
            _(
                "“%(value)s” looks like text that was read in a wrong encoding. Type it again, or send the "
                "original list."
            )
            % {"value": text[:LONGEST_NAMED]}
        )
    if restored != text and not restored.isascii():
        notes.add_change(ENCODING, text, restored)
    shown = restore_markup(restored)
    if shown != restored:
        notes.add_change(MARKUP, restored, shown)
    return shown.strip(BLANKS) if shown != text else text


def restore_number(value: Any, notes: CellNotes) -> Any:
    """Return a number that names something as it was before a program took it for an amount.

    Raises ValueError if digits of it are lost.
    """
    if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= 10**MOST_DIGITS:
        refuse_lost_digits()
    if not isinstance(value, str):
        return value
    text = value.strip(BLANKS)
    if SCIENTIFIC.fullmatch(text):
        refuse_lost_digits()
    if found := POINT_AND_ZERO.fullmatch(text):
        notes.add(POINT_ZERO, text)
        return found[1]
    if text.isdigit() and len(text) > MOST_DIGITS and not text[MOST_DIGITS:].strip("0"):
        if len(text) > MOST_DIGITS + 1:
            refuse_lost_digits()
        notes.add(ENDS_IN_ZERO, text)
    return value


def may_be_amounts(cells: list[str], joined: str) -> bool:
    """Return True if a program may have taken one of many numbers, in small letters, for an amount."""
    if any(sign in joined for sign in SIGNS_OF_AMOUNTS) or max(map(len, cells)) > MOST_DIGITS:
        return True
    return ("." in joined or "," in joined) and bool(SMALL_SCIENTIFIC.search(joined))


def refuse_lost_digits() -> None:
    raise ValueError(
        _(
            "The last digits of this number are lost, because Excel keeps only 15. Format the column as "
            "text and type the number again; if it does end in zeros, write a hyphen between its digits."
        )
    )


def drop_unseen_marks(text: str) -> str:
    """Return a number without marks that nobody sees; a soft hyphen, which some programs show, is left.

    >>> drop_unseen_marks("DMW\\u200b-0417") == "DMW-0417"
    True
    """
    return text if text.isascii() else text.translate(UNSEEN_IN_NUMBERS)


UNSEEN_IN_NUMBERS = {code: None for code in REMOVE_INVISIBLE if code != ord("\u00ad")}
