"""In which of the old code pages a text was written: in the one whose reading looks most like language.

How often letters stand beside each other is counted in Django's own translations. Each reading of the words
beyond ASCII is as likely as its letters are in the likeliest language of that code page.
"""

import gettext
import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import django

CATALOGUES = Path(django.__file__).parent
WESTERN = ("fr", "es", "de", "pt", "it", "nl", "sv", "nb", "da", "fi", "is", "ca")
CENTRAL = ("pl", "cs", "hu", "sk", "hr", "sl", "ro")


@dataclass(frozen=True)
class CodePage:
    """`rarity` is what speaks against it before a byte was seen, as a logarithm."""

    name: str
    languages: tuple
    rarity: int


# By the codec; the names are what programs call them when they save.
CODE_PAGES = {
    "cp1252": CodePage("Windows-1252", WESTERN, 0),
    "cp1250": CodePage("Windows-1250", CENTRAL, 3),
    "cp1251": CodePage("Windows-1251", ("ru", "uk", "be", "bg", "mk"), 1),
    "cp1253": CodePage("Windows-1253", ("el",), 1),
    "cp1254": CodePage("Windows-1254", ("tr",), 2),
    "cp1255": CodePage("Windows-1255", ("he",), 1),
    "cp1256": CodePage("Windows-1256", ("ar", "fa", "ur"), 1),
    "cp1257": CodePage("Windows-1257", ("lt", "lv", "et"), 4),
    "cp874": CodePage("Windows-874", ("th",), 1),
    "gb18030": CodePage("GB18030", ("zh_Hans",), 3),
    "big5hkscs": CodePage("Big5", ("zh_Hant",), 4),
    "cp949": CodePage("EUC-KR", ("ko",), 4),
    "cp932": CodePage("Shift-JIS", ("ja",), 3),
    "euc_jp": CodePage("EUC-JP", ("ja",), 3),
    "cp850": CodePage("DOS 850", WESTERN, 5),
    "cp852": CodePage("DOS 852", CENTRAL, 6),
    "cp866": CodePage("DOS 866", ("ru", "uk"), 5),
    "koi8_r": CodePage("KOI8-R", ("ru",), 4),
    "mac_roman": CodePage("Mac OS Roman", WESTERN, 6),
    "iso8859_2": CodePage("ISO-8859-2", CENTRAL, 6),
    "iso8859_5": CodePage("ISO-8859-5", ("ru",), 6),
    "iso8859_6": CodePage("ISO-8859-6", ("ar",), 4),
    "iso8859_7": CodePage("ISO-8859-7", ("el",), 4),
    "iso8859_9": CodePage("ISO-8859-9", ("tr",), 4),
    "iso8859_15": CodePage("ISO-8859-15", WESTERN, 6),
    "iso8859_1": CodePage("ISO-8859-1", WESTERN, 7),
}
# No code page uses these bytes for half a letter, but for rare ones of GB18030.
WORD = re.compile(rb"[^\x00-\x3f]+")
# How often a letter is met that the translations do not have, or a mark of writing, or anything else.
LETTER, IDEOGRAPH, MARK, OTHER = 1e-4, 5e-5, 1e-3, 1e-7
FIRST_OF_EAST_ASIA = "\u2e80"
# So many times a letter must have been met before what follows it is believed.
DOUBT = 5
# Code pages that read a word alike share its likelihood; words of files before are not kept for ever.
MOST_REMEMBERED = 20_000
# What speaks against a capital in the middle of a word, and against two scripts in one.
ODD_CAPITAL, TWO_SCRIPTS = 8, 8


def by_likelihood(sample):
    """The codecs that decode some bytes, the likeliest first."""
    words = [word for word in WORD.findall(sample) if not word.isascii()]
    found = []
    for codec, page in CODE_PAGES.items():
        try:
            found.append(
                (page.rarity - sum(likelihood_in(page, word.decode(codec)) for word in words), codec)
            )
        except UnicodeDecodeError:
            continue
    return [codec for _unlikelihood, codec in sorted(found, key=lambda pair: pair[0])]


def likelihood_in(page, word):
    return max(likelihood(word, language, page.languages) for language in page.languages)


@lru_cache(maxsize=MOST_REMEMBERED)
def likelihood(word, language, languages):
    """The logarithm of it. `languages` lend each other letters: names travel."""
    single, pairs, total = letters_of(language)
    framed = f"^{word.lower()}$"
    found = -ODD_CAPITAL * sum(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False))
    found -= TWO_SCRIPTS * (len({script_of(letter) for letter in word} - {""}) > 1)
    for before, letter in zip(framed, framed[1:], strict=False):
        share = 0.8 * single[letter] / total + 0.2 * shares_in(languages)[letter]
        share = max(share, least_share(letter))
        if letter < FIRST_OF_EAST_ASIA:
            share = (pairs[before, letter] + DOUBT * share) / (single[before] + DOUBT)
        found += math.log(share)
    return found


@cache
def letters_of(language):
    """(how often each letter is met, how often each pair of them, how many letters in all)."""
    single: Counter = Counter()
    pairs: Counter = Counter()
    for word in words_of(language):
        framed = f"^{word.lower()}$"
        single.update(framed)
        pairs.update(zip(framed, framed[1:], strict=False))
    return single, pairs, max(single.total(), 1)


def words_of(language):
    for place in (CATALOGUES / "conf", *(CATALOGUES / "contrib").iterdir()):
        path = place / "locale" / language / "LC_MESSAGES" / "django.mo"
        if path.exists():
            with path.open("rb") as file:
                catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
            yield from (word for text in catalogue.values() for word in re.findall(r"[^\W\d_]+", text))


@cache
def shares_in(languages):
    counts: Counter = Counter()
    for language in languages:
        counts.update(letters_of(language)[0])
    total = max(counts.total(), 1)
    return Counter({letter: count / total for letter, count in counts.items()})


@cache
def least_share(letter):
    kind = unicodedata.category(letter)
    if letter >= FIRST_OF_EAST_ASIA:
        return IDEOGRAPH
    if kind[0] in "LM":
        return LETTER
    return MARK if kind in ("Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs") or letter in "€№°" else OTHER


@cache
def script_of(letter):
    if letter >= FIRST_OF_EAST_ASIA:
        return "East Asia"
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
