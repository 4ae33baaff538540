"""Numbers as people write them, in any digits and with any separators; a doubtful one is asked about.

`12.000` is twelve thousand in Jakarta and twelve in London. Nothing is stored on a guess: where the separator
of the page's language does not settle it, the field asks.
"""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _

from reporting.submissions.number_writing import write_decimal, write_integer, write_unmistakably

SPACES = " \xa0\u2007\u2008\u2009\u202f\u066c"
APOSTROPHES = "'\u2019\u02bc\u2018\u00b4`"
MINUS_SIGNS = "\u2212\u2010\u2011\u2013\ufe63\uff0d"
# Each character as the reading below knows it: one space, one apostrophe; "d" is always the decimal mark.
SAME = {
    **dict.fromkeys(SPACES, " "),
    **dict.fromkeys(APOSTROPHES, "'"),
    **dict.fromkeys(MINUS_SIGNS, "-"),
    "\u066b": "d",
    "\u060c": ",",
    "\uff0c": ",",
    "\uff0e": ".",
}
NUMBER = re.compile(r"([+-]?)([0-9]*(?:[ ',.d][0-9]+)*)")
LONGEST = 40  # letters
GROUPS_OF_THREE = re.compile(r"[1-9][0-9]{0,2}(?:([ ',.])[0-9]{3})(?:\1[0-9]{3})*")
LAST_MARK = re.compile(r"(?P<whole>.*)(?P<mark>[,.d])(?P<part>[0-9]+)")
GROUPS_OF_INDIA = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}")


def plain_characters(text: str) -> str:
    """Return the text in European digits, without marks that nobody sees."""
    shown = (char for char in text.strip() if unicodedata.category(char) != "Cf")
    return "".join(SAME.get(char) or str(unicodedata.decimal(char, char)) for char in shown).strip()


def possible_readings(text: str) -> list[Decimal]:
    """Return every number that a text may stand for, the largest first; none if it is no number."""
    found = NUMBER.fullmatch(plain_characters(text)) if len(text) <= LONGEST else None
    if not found or not found[2]:
        return []
    readings = {
        reading for read in (without_groups, with_decimals) if (reading := read(found[2])) is not None
    }
    sign = -1 if found[1] == "-" else 1
    return [sign * reading for reading in sorted(readings, reverse=True)]


def without_groups(body: str) -> Decimal | None:
    """Return the whole number, if every separator in it stands between groups of digits."""
    grouped = GROUPS_OF_THREE.fullmatch(body) or GROUPS_OF_INDIA.fullmatch(body)
    return Decimal(re.sub("[ ',.]", "", body)) if grouped or body.isdecimal() else None


def with_decimals(body: str) -> Decimal | None:
    """Return the number, if its last separator can be the decimal mark."""
    found = LAST_MARK.fullmatch(body)
    if not found or found["mark"] in found["whole"]:
        return None
    number = without_groups(found["whole"]) if found["whole"] else Decimal(0)
    return None if number is None else number + Decimal(f"0.{found['part']}")


def ask_which(readings: list[Decimal], examples: list[str]) -> ValidationError:
    large, small = (write_decimal(abs(reading)) for reading in readings)
    return ValidationError(
        _("Do you mean %(small)s or %(large)s? Write %(examples)s.")
        % {"small": small, "large": large, "examples": _(" or ").join(examples)},
        code="ambiguous",
    )


class WholeNumberField(forms.IntegerField):
    """A whole number, shown in groups of three digits."""

    widget = forms.TextInput

    def __init__(self, *, question, **kwargs):
        self.question = question
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return write_integer(self.question, value) if isinstance(value, int) else value

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        readings = possible_readings(str(value))
        grouping = formats.get_format("THOUSAND_SEPARATOR")
        if grouping and grouping in str(value):
            readings = readings[:1]
        if len(readings) > 1:
            raise ask_which(readings, [str(int(number)) for number in reversed(readings) if not number % 1])
        if not readings:
            raise ValidationError(_("Enter a whole number, for example 12345."), code="invalid")
        if readings[0] % 1:
            raise ValidationError(_("Enter a whole number, without decimals."), code="invalid")
        return int(readings[0])


class DecimalNumberField(forms.DecimalField):
    """A number that may have decimals, shown so that it can be read in one way only."""

    widget = forms.TextInput

    def prepare_value(self, value):
        return write_unmistakably(value) if isinstance(value, Decimal) else value

    def to_python(self, value):
        if value in self.empty_values or not str(value).strip():
            return None
        readings = possible_readings(str(value))
        if not readings:
            raise ValidationError(_("Enter a number, for example 1234.5."), code="invalid")
        if len(readings) > 1:
            raise ask_which(readings, [write_unmistakably(number) for number in reversed(readings)])
        return readings[0]
