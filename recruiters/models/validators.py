"""Validators of the names, numbers and days of an entry, for forms and sheets."""

import re
import unicodedata
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from authorities.dates import FIRST_YEAR, LAST_YEAR
from recruiters.names import split_words

# Invisible marks that belong to the spelling of Persian and of Indian scripts.
JOINERS = "\u200c\u200d"
# Where each day begins.
FIRST_TIME_ZONE = ZoneInfo("Pacific/Kiritimati")
UNSEEN = ("Cc", "Cf", "Cs", "Co")


class TextRule:
    """Base of the rules. `surely` matches plain text that passes, which long sheets then need not check."""

    surely: re.Pattern

    def __eq__(self, other):
        return type(self) is type(other)

    def __hash__(self):
        return hash(type(self))


@deconstructible
class Shown(TextRule):
    """Refuses invisible characters and those that reverse the direction of writing."""

    surely = re.compile("[A-Za-z0-9].*")

    def __call__(self, text):
        unseen = [c for c in text if unicodedata.category(c) in UNSEEN and c not in JOINERS]
        if unseen:
            words = {"codes": ", ".join(f"U+{ord(c):04X}" for c in dict.fromkeys(unseen))}
            raise ValidationError(_("It contains characters that cannot be seen (%(codes)s)."), params=words)
        if not split_words(text):
            raise ValidationError(_("It needs a letter or a digit."))


@deconstructible
class PartOfAddress(TextRule):
    """Refuses a licence number with a part of dots alone, which would be another place in an address."""

    surely = re.compile("[^/]*[^/.][^/]*")

    def __call__(self, number):
        if {".", ".."} & {*number.split("/")}:
            raise ValidationError(_("Between slashes there must be more than dots."))


def validate_year(day):
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        sentence = _("The year must be between %(first)s and %(last)s.")
        raise ValidationError(sentence, code="range", params={"first": FIRST_YEAR, "last": LAST_YEAR})


def validate_past(day):
    """Refuse a day that has not begun anywhere on Earth: the field does not know whose day it is."""
    if day > timezone.localdate(timezone=FIRST_TIME_ZONE):
        raise ValidationError(_("This day is in the future."), code="future")
