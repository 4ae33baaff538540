"""Days as people write them.

What has two readings is refused with both of them, unless somebody has said what comes first: DAY or MONTH.
"""

import datetime
import re
import unicodedata
from functools import cache

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import gettext as _

from authorities.languages import normalised_translations
from authorities.normalise import normalise_label

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ]00:00(?::00)?)?")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
SHORT_YEAR = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
FIRST_YEAR, LAST_YEAR = 1900, 2200
BUDDHIST, AHEAD = range(2400, 2700), 543
ISLAMIC = range(1300, 1500)
DAY, MONTH = "day", "month"
SERIAL = re.compile(r"\d{5}")
EXCEL_DAY_ZERO = datetime.date(1899, 12, 30)
# What may stand around the name of a month: any other word would change the meaning.
ENDINGS = {"st", "nd", "rd", "th", "er", "г", "года", "o"}
WORD_OR_NUMBER = re.compile(r"\d+|[^\W\d]+")


def day_of(text, order=None):
    """The day a text names, or ValueError with a sentence."""
    plain = in_our_digits(text)
    if found := YEAR_FIRST.fullmatch(plain):
        return existing(text, found[1], found[3], found[4])
    if found := CHINESE.fullmatch(plain):
        return existing(text, *found.groups())
    if found := YEAR_LAST.fullmatch(plain):
        return in_order(text, int(found[1]), int(found[3]), int(found[4]), order)
    if day := with_name_of_month(text, plain):
        return day
    raise ValueError(why_not(text, plain))


def in_our_digits(text):
    """
    >>> in_our_digits("٣١/٠٧/٢٠١٣")
    '31/07/2013'
    """
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def existing(text, year, month, day):
    refuse_strange_year(int(year))
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError as error:
        raise ValueError(_("There is no such day as “%(value)s”.") % {"value": text}) from error


def refuse_strange_year(year):
    """No list of ours tells of such years: they are typing errors, or of another calendar."""
    words = {"year": year, "first": FIRST_YEAR, "last": LAST_YEAR, "meant": year - AHEAD}
    if year in BUDDHIST:
        raise ValueError(
            _(
                "The year %(year)s may be of the Buddhist calendar, where %(meant)s is meant. "
                "Write the year of the common calendar."
            )
            % words
        )
    if year in ISLAMIC:
        raise ValueError(
            _(
                "The year %(year)s may be of an Islamic calendar. "
                "Write the day of the common calendar, as year-month-day."
            )
            % words
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The year %(year)s cannot be meant: it must lie between %(first)s and %(last)s.") % words
        )


def in_order(text, first, second, year, order):
    """Day and month as the order says; without one, if only one of them is a day."""
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
        return existing(text, year, first, second)
    return existing(text, year, second, first) if order else only_reading(text, first, second, year)


def only_reading(text, first, second, year):
    if first > 12 or first == second:
        return existing(text, year, second, first)
    if second > 12:
        return existing(text, year, first, second)
    readings = sorted([existing(text, year, second, first), existing(text, year, first, second)])
    raise ValueError(
        _("“%(value)s” may be %(first)s or %(second)s. Write year-month-day.")
        % {"value": text, "first": readings[0].isoformat(), "second": readings[1].isoformat()}
    )


def orders_shown_by(cells):
    """(whether a text has two readings, {DAY, MONTH} as those say that have one)."""
    has_two, shown = False, set()
    for text in (cell for cell in cells if isinstance(cell, str)):
        found = YEAR_LAST.fullmatch(in_our_digits(text))
        if not found or not FIRST_YEAR <= int(found[4]) <= LAST_YEAR:
            continue
        first, second = int(found[1]), int(found[3])
        has_two |= max(first, second) <= 12 and first != second
        if min(first, second) <= 12 < max(first, second) <= 31:
            shown.add(DAY if first > second else MONTH)
    return has_two, shown


@cache
def months():
    """{name in one of the six languages, folded: number of the month}."""
    found = {}
    for names in (MONTHS_3, MONTHS_ALT, MONTHS):
        for number, name in names.items():
            found |= dict.fromkeys(normalised_translations(name), number)
    return found


def with_name_of_month(text, plain):
    parts = WORD_OR_NUMBER.findall(normalise_label(plain))
    numbers = [int(part) for part in parts if part.isdigit() and len(part) <= 4]
    words = [part for part in parts if not part.isdigit() and part not in ENDINGS]
    named = [months()[word] for word in words if word in months()]
    if len(numbers) != 2 or len(named) != 1 or len(words) != 1 or max(numbers) < 1000:
        return None
    return existing(text, max(numbers), named[0], min(numbers))


def why_not(text, plain):
    if SERIAL.fullmatch(plain):
        day = EXCEL_DAY_ZERO + datetime.timedelta(days=int(plain))
        sentence = _("“%(value)s” is how Excel counts days; it may mean %(day)s. Write year-month-day.")
        return sentence % {"value": text, "day": day.isoformat()}
    if SHORT_YEAR.fullmatch(plain):
        return _("The year in “%(value)s” has two figures. Write year-month-day, for example 2013-07-31.") % {
            "value": text
        }
    return _("“%(value)s” is no date. Write year-month-day, for example 2013-07-31.") % {"value": text}
