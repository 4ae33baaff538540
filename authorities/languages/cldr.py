"""Days, months, numbers, shares and lists as each language writes them, by CLDR, the data of Unicode.

Day and month stand in the order of the language, months in the form that a sentence needs, and the day comes
before the month in English, as the United Nations writes it.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.numbers import format_percent as format_fraction
from django.utils import timezone

from authorities.languages.un_languages import active_un_language

# The locales of CLDR, where the language alone would mean another.
LOCALES = {"en": "en_GB", "zh": "zh_Hans"}
# Spanish “y” before the sound of i: “Francia e India”, but “nieve y hielo”.
SOUNDS_LIKE_I = ("i", "í", "hi", "hí")
SOUNDS_OTHERWISE = ("hie", "hia", "io", "ia")
# Between the items of a list without “and”, and between the parts of a sentence: where not comma and space.
SEPARATORS = {"ar": "\u060c ", "zh": "\u3001"}
COMMAS = {"ar": "\u060c ", "zh": "\uff0c"}
COLONS = {"fr": "\u00a0: ", "zh": "\uff1a"}
FULL_STOPS = {"zh": "\u3002"}


@cache
def cldr_locale(language: str) -> Locale:
    return Locale.parse(LOCALES.get(language, language))


def active_locale() -> Locale:
    return cldr_locale(active_un_language())


def local_date(day: date | datetime) -> date:
    """Return the date of a moment in the active time zone; a date as it is."""
    if isinstance(day, datetime):
        return timezone.localtime(day).date() if timezone.is_aware(day) else day.date()
    return day


def format_day(day: date | datetime) -> str:
    """Return a day in words.

    >>> from django.utils.translation import override
    >>> with override("fr"):
    ...     format_day(date(2024, 2, 1)), format_day(date(2024, 2, 2))
    ('1er février 2024', '2 février 2024')
    """
    return format_long_day(local_date(day), active_locale())


@lru_cache(maxsize=5000)
def format_long_day(day: date, locale: Locale) -> str:
    """Return a day in words in a language; a page has hundreds of them, and mostly the same."""
    words = format_date(day, "long", locale=locale)
    # No data of CLDR say that the first day of a month is an ordinal number in French.
    return words.replace("1", "1er", 1) if locale.language == "fr" and day.day == 1 else words


def format_year(day: date) -> str:
    return format_skeleton("y", day, locale=active_locale())


def format_month(day: date) -> str:
    """Return month and year in words, as they stand alone: “июль 2013 г.”."""
    return format_skeleton("yMMMM", day, locale=active_locale())


def format_short_month(day: date) -> str:
    """Return month and year as they stand on the axis of a chart: “juil. 2013”."""
    return format_axis_month(day, active_locale())


@lru_cache(maxsize=5000)
def format_axis_month(day: date, locale: Locale) -> str:
    return format_skeleton("yMMM", day, locale=locale)


def format_partial_date(known: str | date) -> str:
    """Return "2013", "2013-07", "2013-07-31" or a date as precisely as it is known."""
    if isinstance(known, date):
        return format_day(known)
    parts = [int(part) for part in known.split("-")]
    form = {1: format_year, 2: format_month, 3: format_day}[len(parts)]
    return form(date(*(parts + [1, 1])[:3]))


def format_moment(moment: datetime, clock: str = "%H:%M") -> str:
    """Return day and time of a moment in the active time zone; one that knows no zone as it is."""
    pattern = str(active_locale().datetime_formats["medium"])
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return pattern.replace("{1}", format_day(local)).replace("{0}", local.strftime(clock))


def format_number(number: int | float | Decimal) -> str:
    """Return a number in groups of digits, with its decimals."""
    return format_digits(str(number), active_locale())


@lru_cache(maxsize=5000)
def format_digits(digits: str, locale: Locale) -> str:
    """Return a number, given as it is written in Python, as a language writes it."""
    return format_decimal(digits, locale=locale, decimal_quantization=False)


def format_percent(percent: int | float | Decimal) -> str:
    """Return a percentage with the sign where the language has it, which never begins a line of its own."""
    return format_percent_digits(str(percent), active_locale())


@lru_cache(maxsize=5000)
def format_percent_digits(digits: str, locale: Locale) -> str:
    """Return a percentage, given as it is written in Python, as a language writes it."""
    return format_fraction(Decimal(digits) / 100, locale=locale, decimal_quantization=False)


def join_with_and(names: Iterable[object]) -> str:
    """Return items as in a sentence.

    >>> join_with_and(["Ghana", "India", "Peru"]), join_with_and([])
    ('Ghana, India and Peru', '')
    """
    locale, listed = active_locale(), [str(name) for name in names]
    if locale.language == "es" and len(listed) > 1:
        *some, last = listed
        sound = last.casefold()
        if sound.startswith(SOUNDS_LIKE_I) and not sound.startswith(SOUNDS_OTHERWISE):
            return f"{join_items(some)} e {last}"
    return format_list(listed, locale=locale)


def join_items(items: Iterable[object]) -> str:
    """Return items one after the other, as in the cell of a table."""
    return SEPARATORS.get(active_un_language(), ", ").join(map(str, items))


def comma() -> str:
    """Return what stands between two parts of a sentence that a page puts together."""
    return COMMAS.get(active_un_language(), ", ")


def colon() -> str:
    """Return what stands between a label and what it labels."""
    return COLONS.get(active_un_language(), ": ")


def gap() -> str:
    """Return the space between two whole sentences, which Chinese does without."""
    return "" if active_un_language() == "zh" else " "


def full_stop() -> str:
    """Return what stands between two sentences."""
    return FULL_STOPS.get(active_un_language(), ". ")
