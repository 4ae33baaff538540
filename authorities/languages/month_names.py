"""Names of months and weekdays as people write them, by CLDR: whole and short, in both Arabic systems."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from babel import Locale

# The languages of lists that were seen, with the countries that call months otherwise.
LOCALES = [
    "en", "en_GB", "en_AU", "fr", "fr_CA", "es", "es_MX", "es_PE", "ru", "zh", "zh_Hant", "ar", "ar_SY",
    "ar_IQ", "ar_DZ", "ar_MA", "de", "de_AT", "th", "pt", "it", "nl", "id", "tr",
]  # fmt: skip
# Short forms of databases and spreadsheet programs that CLDR has otherwise.
MORE_NAMES = {"mrz": 3, "sept": 9, "фев": 2, "июн": 6, "июл": 7, "сен": 9, "ноя": 11}
SHORTEST_BEGINNING = 3
LETTERS = str.maketrans({"ى": "ي", "ة": "ه"})
THAI = range(0x0E00, 0x0E80)
# Words, and the marks that belong to them; of abbreviations the points are left out.
WORD = re.compile(r"[^\W\d_][^\d\s.,/\\()\[\]\-–—'’ʼ،;:_]*")


def fold_name(text: str) -> str:
    """Return a name without case and accents. Thai vowels are kept, which tell January from March.

    >>> fold_name("Août"), fold_name("ม.ค.") == fold_name("มี.ค.")
    ('aout', False)
    """
    letters = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return "".join(c for c in letters if ord(c) in THAI or unicodedata.category(c) not in ("Mn", "Cf"))


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded.

    >>> words_of("31. Dez. 2024"), words_of("31 كانون الثاني/يناير 2013")
    (['dez'], ['كانون', 'الثاني', 'يناير'])
    """
    return WORD.findall(fold_name(text))


def cldr_names(kind: str) -> Iterator[tuple[int, str]]:
    """Yield (number, name) of "months" or "days"."""
    for name in LOCALES:
        names = getattr(Locale.parse(name), kind)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield from names[context].get(width, {}).items()


@cache
def weekday_names() -> set[str]:
    return {" ".join(words_of(name)) for _number, name in cldr_names("days")} - {""}


@cache
def month_names() -> dict[str, int]:
    """Return {name, folded: number} of whole, short and cut names; what means two months is left out."""
    found: dict[str, set[int]] = {}
    cut: dict[str, set[int]] = {}
    for number, name in cldr_names("months"):
        words = " ".join(words_of(name))
        # “12月” is a number.
        if words and not re.search(r"\d", name):
            found.setdefault(words, set()).add(number)
            for length in range(SHORTEST_BEGINNING, len(words)):
                cut.setdefault(words[:length], set()).add(number)
    known = single_meanings(cut) | single_meanings(found) | MORE_NAMES
    return {name: number for name, number in known.items() if len(found.get(name, ())) < 2}


def single_meanings(found: dict[str, set[int]]) -> dict[str, int]:
    return {name: number for name, (number, *more) in found.items() if not more}


def month_of(words: Iterable[str]) -> int | None:
    """Return the month that words name, also twice, in two languages, or beside a weekday; else None."""
    named = [*words]
    for left in (named, [word for word in named if word not in weekday_names()]):
        if number := month_names().get(" ".join(left)):
            return number
        if len(months := {*map(named_months, splits(left))} - {()}) == 1:
            return months.pop()[0]
    return None


def splits(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the words as two names, at each place between them."""
    for place in range(1, len(words)):
        yield " ".join(words[:place]), " ".join(words[place:])


def named_months(names: tuple[str, ...]) -> tuple[int, ...]:
    """Return the one month that all names mean, else ()."""
    numbers = {month_names().get(name) for name in names}
    return () if len(numbers) != 1 or None in numbers else tuple(number for number in numbers if number)
