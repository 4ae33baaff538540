"""Numbers as they are shown: figures in groups of three digits, years without."""

import re
from decimal import Decimal

from django.utils import formats

from authorities.languages.cldr import format_number
from reporting.instruments.question_types import Question

# A year, but no "Year 1" of a table with one column for each of three years.
YEAR_WORD = re.compile(r"\b(?:year|année|año|год|السنة|سنة)\b(?! ?[0-9])|年(?![0-9])", re.IGNORECASE)
YEARS = range(1800, 2201)


def asks_year(question: Question) -> bool:
    """Return True if a question or column asks for a year: by its rule; without one, by its words.

    Words differ between languages, and "one year earlier" asks for a number of people.
    """
    if question.get("constraint") is not None:
        return compares_with_year(question["constraint"])
    words = [question.get("text"), question.get("label"), question["code"].replace("_", " ")]
    return any(YEAR_WORD.search(word) for word in words if word)


def compares_with_year(rule: list | int | str | None) -> bool:
    """Return True if a compiled rule compares with a number that is a year."""
    if isinstance(rule, list):
        return any(compares_with_year(part) for part in rule)
    return isinstance(rule, int) and rule in YEARS


def write_integer(question: Question, value: int) -> str:
    """Return a whole number in words of the active language; a year is not grouped."""
    if value in YEARS and asks_year(question):
        return str(value)
    return format_number(value)


def write_decimal(value: Decimal) -> str:
    """Return a number as the active language writes it, in groups, without zeros at its end."""
    return format_number(plain_decimal(value))


def plain_decimal(value: Decimal) -> Decimal:
    return Decimal(format(value.normalize(), "f"))


def write_unmistakably(value: Decimal) -> str:
    """Return the number with four decimals instead of three: three could be read as a group of digits."""
    number = plain_decimal(value)
    digits = f"{number:f}0" if number.as_tuple().exponent == -3 else f"{number:f}"
    return digits.replace(".", formats.get_format("DECIMAL_SEPARATOR"))
