"""The order of names in each of the six languages.

The Unicode Collation Algorithm puts É with E and Ё with Е. To it come what readers of a language expect
beyond that: Spanish Ñ is a letter of its own, an Arabic article does not count, and Chinese goes by pinyin.
Short lists are sorted here and not by the database: SQLite compares code points, and what PostgreSQL does
depends on how it was installed.
"""

import os
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from operator import attrgetter

from pyuca import Collator

from authorities.languages.un_languages import active_un_language

# 2.5 MB of phrases that would take 45 MB of memory, for the two names below.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: E402

# Names whose first or second character is mostly read otherwise.
load_phrases_dict({"秘鲁": [["bì"], ["lǔ"]], "巴勒斯坦": [["bā"], ["lè"], ["sī"], ["tǎn"]]})
ARTICLE = "ال"
# It comes after every letter, so that "n" with it stands between "nz" and "o".
LAST = "\U0010ffff"
N_TILDE = str.maketrans({"ñ": f"n{LAST}", "Ñ": f"N{LAST}"})


@cache
def unicode_collator() -> Collator:
    """Return the collator. Its table is read when the first list is sorted."""
    return Collator()


@lru_cache(maxsize=8192)
def name_sort_key(name: str, language: str = "") -> tuple:
    """Return what a name is sorted by, in the active language unless another of UN_LANGUAGES is given.

    >>> sorted(["Eswatini", "Zambie", "Éthiopie"], key=lambda name: name_sort_key(name, "fr"))
    ['Eswatini', 'Éthiopie', 'Zambie']
    """
    if language == "zh":
        return chinese_sort_key(name)
    if language == "ar":
        name = name.removeprefix(ARTICLE)
    if language == "es":
        name = name.translate(N_TILDE)
    return unicode_collator().sort_key(name)


def chinese_sort_key(name: str) -> tuple:
    """Return one item a character: how it is read, with its tone, then itself. Other letters come first."""
    readings = lazy_pinyin(name, style=Style.TONE3, errors=list)  # type: ignore[arg-type]
    return tuple(
        (reading != character, reading.casefold(), character)
        for reading, character in zip(readings, name, strict=True)
    )


def index_letter(name: str, language: str = "") -> str:
    """Return the letter below which a name stands in a list from A to Z, in the active language.

    >>> [index_letter(*name) for name in [("Éthiopie", "fr"), ("Йемен", "ru"), ("秘鲁", "zh")]]
    ['E', 'Й', 'B']
    """
    language = language or active_un_language()
    if language == "zh":
        return lazy_pinyin(name, style=Style.FIRST_LETTER)[0][:1].upper()
    first = (name.removeprefix(ARTICLE) if language == "ar" else name)[:1].upper()
    # Й is a letter of its own, and no И with a mark.
    return first if first == "Й" else unicodedata.normalize("NFD", first)[:1]


def sort_names(names: Iterable[str]) -> list[str]:
    """Return names as the active language sorts them."""
    language = active_un_language()
    return sorted(names, key=lambda name: name_sort_key(name, language))


def sort_by_name(things: Iterable, name: str = "name") -> list:
    """Return things in the order of an attribute (`member_state.name`), as the active language sorts."""
    language, name_of = active_un_language(), attrgetter(name)
    return sorted(things, key=lambda thing: name_sort_key(name_of(thing), language))
