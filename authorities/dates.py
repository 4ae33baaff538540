"""Read dates as people and programs write them, in any digits and with names of months in many languages.

A date that can be read in two ways is refused, unless somebody has said what comes first: DAY, MONTH or YEAR.
"""

import datetime
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from authorities.languages.month_names import month_of, words_of
from authorities.languages.sentences import build_sentence as _

# What a program wrote behind a day: a time, and where it is that time.
TIME = re.compile(
    r"[T, ]+\d{1,2}[:h]\d{2}(?::\d{2}(?:[.,:]\d+)?)?(?: ?(?:[AaPp]\.?[Mm]\.?|ص|م)\b)?"
    r"(?: ?(?:Z|UTC|GMT|[A-Z]{2,5}))?(?: ?[+-]\d{2}:?(?:\d{2})?)?(?: ?[\[(][^\])]*[\])])?"
    r"|(?<=\d{8})T\d{6}Z?|(?<=\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)",
    re.I,
)
MIDNIGHT = re.compile(r"[T ]00?:00(?::00(?:[.,]0+)?)?", re.I)
SEPARATOR, ANY_DASH = re.compile(r" ?([-/.]) ?"), re.compile("[‐-―−]")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{1,2})")
COMPACT_DATE = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)")
CHINESE_DATE = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日號号일]?")
MONTH_ALONE = re.compile(
    r"(?P<year>\d{4}) ?(?:[-/.]|[年년]) ?(?P<month>\d{1,2}) ?[月월]?|(?P<first>\d{1,2})[-/.](?P<last>\d{4})"
)
# What says that a year is of the Buddhist calendar, and the letters of Thailand, where all years are.
BUDDHIST_ERA, THAI_LETTER = re.compile(r"พ\.? ?ศ\.?|B\.?E\.?$"), re.compile("[\u0e00-\u0e7f]")
FIRST_YEAR, LAST_YEAR = 1900, 2200
BUDDHIST_YEARS, BUDDHIST_OFFSET, SHORT_BUDDHIST_YEARS = range(2400, 2700), 543, 2500
ISLAMIC_YEARS = range(1300, 1500)
BIKRAM_SAMBAT_OFFSET = 57
# Nothing has begun so many years ahead.
FURTHEST_AHEAD = 40
# A year of two digits is at most so many years ahead.
SHORT_YEARS_AHEAD = 30
DAY, MONTH, YEAR = "day", "month", "year"
EXCEL_SERIAL = re.compile(r"\d{5}")
# The day 0 of Excel; in workbooks that count from 1904, as those of old Macintosh computers, another one.
EXCEL_DAY_ZERO, DAY_ZERO_OF_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
# Words that may stand beside the name of a month; any other word would change the meaning.
FILLERS = {"st", "nd", "rd", "th", "er", "re", "г", "года", "год", "o", "of", "the", "de", "del", "le", "el"}
FILLERS |= {"al", "a", "den", "am", "م", "ميلادي", "ميلاديه"}
NUMBER, YEAR_BEHIND = re.compile(r"\d+"), re.compile(r"[^\W\d][-/'’]\d{2}$")


@dataclass
class DateReader:
    """Reads the days of one column.

    `order` says what comes first in days of numbers, `short_order` in those whose years have two digits;
    `is_buddhist` that years are of that calendar; `counts_days` that numbers are days as Excel counts them,
    `from_1904` from which day on.
    """

    order: str | None = None
    short_order: str | None = None
    is_buddhist: bool = False
    counts_days: bool = False
    from_1904: bool = False

    def read(self, text: str) -> datetime.date:
        """Return the date that a text names. Raises ValueError with a sentence for who wrote it."""
        if ISO_DATE.fullmatch(text):
            return self.build(text, text[:4], text[5:7], text[8:])
        plain = TIME.sub("", plain_text(text))
        if BUDDHIST_ERA.search(plain):
            return replace(self, is_buddhist=True).read_plain(text, BUDDHIST_ERA.sub("", plain).strip())
        return self.read_plain(text, plain)

    def read_plain(self, text: str, plain: str) -> datetime.date:
        if found := YEAR_FIRST.fullmatch(plain):
            return self.build(text, found[1], found[3], found[4])
        if found := CHINESE_DATE.fullmatch(plain) or COMPACT_DATE.fullmatch(plain):
            return self.build(text, *found.groups())
        if found := YEAR_LAST.fullmatch(plain):
            return self.read_by_order(text, int(found[1]), int(found[3]), int(found[4]))
        if self.short_order and (found := SHORT_YEAR.fullmatch(plain)):
            return self.read_short(text, int(found[1]), int(found[3]), int(found[4]))
        if self.counts_days and EXCEL_SERIAL.fullmatch(plain):
            return day_of_serial(int(plain), self.from_1904)
        if day := self.read_month_name(text, plain):
            return day
        raise ValueError(explain_refusal(text, plain, self.from_1904))

    def build(self, text: str, year: Any, month: Any, day: Any) -> datetime.date:
        """Return the date. Raises ValueError, quoting the text, if there is no such date."""
        year = self.gregorian(int(year))
        refuse_implausible_year(year)
        try:
            return datetime.date(year, int(month), int(day))
        except ValueError as error:
            raise ValueError(_("The date “%(value)s” does not exist.") % {"value": text}) from error

    def gregorian(self, year: int) -> int:
        return year - BUDDHIST_OFFSET if self.is_buddhist and year in BUDDHIST_YEARS else year

    def read_by_order(self, text: str, first: int, second: int, year: int) -> datetime.date:
        """Return the date in the given order; without one, the only date that the numbers can mean."""
        if self.order == DAY and first <= 12 < second:
            sentence = _(
                "“%(value)s” has the month first, but in this column the day comes first. Write "
                "year-month-day."
            )
            raise ValueError(sentence % {"value": text})
        if self.order == MONTH and second <= 12 < first:
            sentence = _(
                "“%(value)s” has the day first, but in this column the month comes first. Write "
                "year-month-day."
            )
            raise ValueError(sentence % {"value": text})
        if self.order == MONTH:
            return self.build(text, year, first, second)
        if self.order == DAY:
            return self.build(text, year, second, first)
        return self.read_unambiguous(text, first, second, year)

    def read_unambiguous(self, text: str, first: int, second: int, year: int) -> datetime.date:
        """Return the only date that the numbers can mean. Raises ValueError if there are two."""
        if first > 12 or first == second:
            return self.build(text, year, second, first)
        if second > 12:
            return self.build(text, year, first, second)
        readings = sorted([self.build(text, year, second, first), self.build(text, year, first, second)])
        raise ValueError(
            _("“%(value)s” may be %(first)s or %(second)s. Write year-month-day.")
            % {"value": text, "first": readings[0].isoformat(), "second": readings[1].isoformat()}
        )

    def read_short(self, text: str, *numbers: int) -> datetime.date:
        first, second, third = numbers
        orders = {DAY: (third, second, first), MONTH: (third, first, second), YEAR: (first, second, third)}
        year, month, day = orders[self.short_order or DAY]
        return self.build(text, whole_year(year), month, day)

    def read_month_name(self, text: str, plain: str) -> datetime.date | None:
        """Return the date of a text like “31 juillet 2013” or “31-JUL-13”; None if it is not written so."""
        numbers, month = numbers_and_month(plain)
        if len(numbers) != 2 or month is None:
            return None
        first, second = map(int, numbers)
        if max(first, second) >= 1000:
            return self.build(text, max(first, second), month, min(first, second))
        # As databases write it, the day stands before the month and the year behind it.
        if len(numbers[1]) == 2 and NUMBER.match(plain):
            is_thai = THAI_LETTER.search(plain)
            year = SHORT_BUDDHIST_YEARS + second if is_thai else whole_year(second)
            return self.build(text, year, month, first)
        return None


def parse_date(text: str, order: str | None = None) -> datetime.date:
    return DateReader(order).read(text)


@lru_cache(maxsize=5000)
def plain_text(text: str) -> str:
    """Return a text without marks that nobody sees, with plain spaces, dashes and the digits of ASCII.

    >>> plain_text("٣١\u200f/١٢\u200f/٢٠٢٣"), plain_text("31. 07. 2013"), plain_text("2013. 7. 31.")
    ('31/12/2023', '31.07.2013', '2013.7.31')
    """
    if not text.isascii():
        seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
        text = ANY_DASH.sub("-", to_ascii_digits(seen))
    plain = SEPARATOR.sub(r"\1", " ".join(text.split()))
    return plain.rstrip(".") if plain[-2:-1].isdigit() else plain


def to_ascii_digits(text: str) -> str:
    """Return the text with the digits of any script as those of ASCII.

    >>> to_ascii_digits("٣١/٠٧/٢٠١٣")
    '31/07/2013'
    """
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def names_time(text: str) -> bool:
    """Return True for a day with a time other than midnight, or with a time zone."""
    found = TIME.search(plain_text(text))
    return found is not None and not MIDNIGHT.fullmatch(found[0])


def numbers_and_month(plain: str) -> tuple[list[str], int | None]:
    """Return the numbers of a text, and the month that its words name; None if they say anything else."""
    numbers = [number for number in NUMBER.findall(plain) if len(number) <= 4]
    words = [word for word in words_of(plain) if word not in FILLERS]
    return numbers, month_of(words) if words else None


def month_alone(text: str) -> tuple[int, int] | None:
    """Return (year, month) of a text that names no day: “Mar-2027”, “03/2027”, “2027年3月”; else None."""
    plain = plain_text(text)
    if found := MONTH_ALONE.fullmatch(plain):
        year, month = int(found["year"] or found["last"]), int(found["month"] or found["first"])
    else:
        numbers, named = numbers_and_month(plain)
        # “31 July” lacks its year, not its day.
        is_year = len(numbers) == 1 and (len(numbers[0]) == 4 or YEAR_BEHIND.search(plain))
        if named is None or not is_year:
            return None
        year, month = whole_year(int(numbers[0])), named
    return (year, month) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 else None


def last_day_of_month(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, monthrange(year, month)[1])


def whole_year(year: int) -> int:
    """Return a year of two digits with its century."""
    if year >= 100:
        return year
    latest = datetime.date.today().year + SHORT_YEARS_AHEAD
    return latest - (latest - year) % 100


def day_of_serial(number: int, from_1904: bool) -> datetime.date:
    """Return the day that Excel stores as a number."""
    return (DAY_ZERO_OF_1904 if from_1904 else EXCEL_DAY_ZERO) + datetime.timedelta(days=number)


def refuse_implausible_year(year: int) -> None:
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


def refuse_year_far_ahead(year: int) -> None:
    """Raise ValueError for a year in which nothing can have begun: it may be of the calendar of Nepal."""
    if year > datetime.date.today().year + FURTHEST_AHEAD:
        sentence = _(
            "The year %(year)s lies far ahead. It may be a year of the Bikram Sambat calendar that means "
            "about %(meant)s. Write the year of the Gregorian calendar."
        )
        raise ValueError(sentence % {"year": year, "meant": year - BIKRAM_SAMBAT_OFFSET})


def observe_orders(cells: Any) -> tuple[bool, set[str]]:
    """Return (True if a text can be read in two ways, the orders that the others show: {DAY, MONTH})."""
    has_two, shown = False, set()
    for text in (cell for cell in cells if isinstance(cell, str) and len(cell) < 60):
        found = YEAR_LAST.fullmatch(TIME.sub("", plain_text(text)))
        if not found or not FIRST_YEAR <= int(found[4]) <= BUDDHIST_YEARS[-1]:
            continue
        first, second = int(found[1]), int(found[3])
        has_two |= max(first, second) <= 12 and first != second
        if min(first, second) <= 12 < max(first, second) <= 31:
            shown.add(DAY if first > second else MONTH)
    return has_two, shown


def explain_refusal(text: str, plain: str, from_1904: bool = False) -> str:
    """Return the sentence that tells what to write instead of a text that is no date."""
    if EXCEL_SERIAL.fullmatch(plain):
        sentence = _("“%(value)s” is a day number of Excel; it may mean %(day)s. Write year-month-day.")
        return sentence % {"value": text, "day": day_of_serial(int(plain), from_1904).isoformat()}
    if month_alone(plain):
        sentence = _("“%(value)s” is a month without a day. Write year-month-day, for example 2013-07-31.")
        return sentence % {"value": text}
    if SHORT_YEAR.fullmatch(plain):
        return _(
            "The year in “%(value)s” has only two digits. Write year-month-day, for example 2013-07-31."
        ) % {"value": text}
    return _("“%(value)s” is not a date. Write year-month-day, for example 2013-07-31.") % {"value": text}
