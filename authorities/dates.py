"""Read dates as people write them, in any digits and with names of months in six languages.

A date that can be read in two ways is refused, unless somebody has said what comes first: DAY or MONTH.
"""

import datetime
import re
import unicodedata
from functools import cache

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT

from authorities.languages import normalised_translations
from authorities.languages.sentences import build_sentence as _
from authorities.normalise import normalise_label

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00)?)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
CHINESE_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
FIRST_YEAR, LAST_YEAR = 1900, 2200
BUDDHIST_YEARS, BUDDHIST_OFFSET = range(2400, 2700), 543
ISLAMIC_YEARS = range(1300, 1500)
DAY, MONTH = "day", "month"
EXCEL_SERIAL = re.compile(r"\d{5}")
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
# Words that may stand beside the name of a month; any other word would change the meaning.
ORDINAL_SUFFIXES = {"st", "nd", "rd", "th", "er", "г", "года", "o"}
WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d]+")


def parse_date(text, order=None):
    """Return the date that a text names. Raises ValueError with a sentence for the person who wrote it."""
    plain = to_ascii_digits(text)
    if found := YEAR_FIRST.fullmatch(plain):
        return build_date(text, found[1], found[3], found[4])
    if found := CHINESE_DATE.fullmatch(plain):
        return build_date(text, *found.groups())
    if found := YEAR_LAST.fullmatch(plain):
        return read_by_order(text, int(found[1]), int(found[3]), int(found[4]), order)
    if day := parse_month_name(text, plain):
        return day
    raise ValueError(explain_refusal(text, plain))


def to_ascii_digits(text):
    """Return the text with the digits of any script as those of ASCII.

    >>> to_ascii_digits("٣١/٠٧/٢٠١٣")
    '31/07/2013'
    """
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def build_date(text, year, month, day):
    """Return the date. Raises ValueError, quoting the text, if there is no such date."""
    refuse_implausible_year(int(year))
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(_("The date “%(value)s” does not exist.") % {"value": text}) from error


def refuse_implausible_year(year):
    """Raise ValueError for years that are typing errors, or of another calendar."""
    words = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR, "meant": year - BUDDHIST_OFFSET}
    if year in BUDDHIST_YEARS:
        raise ValueError(
            _(
                "The year %(year)s may be a year of the Buddhist calendar that means %(meant)s. "
                "Write the year of the Gregorian calendar."
            )
            % words
        )
    if year in ISLAMIC_YEARS:
        raise ValueError(
            _(
                "The year %(year)s may be a year of an Islamic calendar. Write the date of the "
                "Gregorian calendar, as year-month-day."
            )
            % words
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The year %(year)s is not possible: it must be between %(first)s and %(last)s.") % words
        )


def read_by_order(text, first, second, year, order):
    """Return the date in the given order; without one, the only date that the numbers can mean."""
    if order == DAY and first <= 12 < second:
        sentence = _(
            "“%(value)s” has the month first, but in this column the day comes first. Write year-month-day."
        )
        raise ValueError(sentence % {"value": text})
    if order == MONTH and second <= 12 < first:
        sentence = _(
            "“%(value)s” has the day first, but in this column the month comes first. Write year-month-day."
        )
        raise ValueError(sentence % {"value": text})
    if order == MONTH:
        return build_date(text, year, first, second)
    return build_date(text, year, second, first) if order else read_unambiguous(text, first, second, year)


def read_unambiguous(text, first, second, year):
    """Return the only date that the numbers can mean. Raises ValueError, naming both, if there are two."""
    if first > 12 or first == second:
        return build_date(text, year, second, first)
    if second > 12:
        return build_date(text, year, first, second)
    readings = sorted([build_date(text, year, second, first), build_date(text, year, first, second)])
    raise ValueError(
        _("“%(value)s” may be %(first)s or %(second)s. Write year-month-day.")
        % {"value": text, "first": readings[0].isoformat(), "second": readings[1].isoformat()}
    )


def observe_orders(cells):
    """Return (True if a text can be read in two ways, the orders that the others show: {DAY, MONTH})."""
    has_two, shown = False, set()
    for text in (cell for cell in cells if isinstance(cell, str)):
        found = YEAR_LAST.fullmatch(to_ascii_digits(text))
        if not found or not FIRST_YEAR <= int(found[4]) <= LAST_YEAR:
            continue
        first, second = int(found[1]), int(found[3])
        has_two |= max(first, second) <= 12 and first != second
        if min(first, second) <= 12 < max(first, second) <= 31:
            shown.add(DAY if first > second else MONTH)
    return has_two, shown


@cache
def month_numbers():
    """Return {name in one of the six languages, normalised: number of the month}."""
    found = {}
    for names in (MONTHS_3, MONTHS_ALT, MONTHS):
        for number, name in names.items():
            found |= dict.fromkeys(normalised_translations(name), number)
    return found


def parse_month_name(text, plain):
    """Return the date of a text like “31 juillet 2013”; None if it is not written like that."""
    parts = WORD_OR_NUMBER.findall(normalise_label(plain))
    numbers = [int(part) for part in parts if part.isdigit() and len(part) <= 4]
    words = [part for part in parts if not part.isdigit() and part not in ORDINAL_SUFFIXES]
    named = [month_numbers()[word] for word in words if word in month_numbers()]
    if len(numbers) != 2 or len(named) != 1 or len(words) != 1 or max(numbers) < 1000:
        return None
    return build_date(text, max(numbers), named[0], min(numbers))


def explain_refusal(text, plain):
    """Return the sentence that tells what to write instead of a text that is no date."""
    if EXCEL_SERIAL.fullmatch(plain):
        day = EXCEL_DAY_ZERO + datetime.timedelta(days=int(plain))
        sentence = _("“%(value)s” is a day number of Excel; it may mean %(day)s. Write year-month-day.")
        return sentence % {"value": text, "day": day.isoformat()}
    if SHORT_YEAR.fullmatch(plain):
        return _(
            "The year in “%(value)s” has only two digits. Write year-month-day, for example 2013-07-31."
        ) % {"value": text}
    return _("“%(value)s” is not a date. Write year-month-day, for example 2013-07-31.") % {"value": text}
