"""Rank the old code pages by how well text reads in them.

chardet says how much the bytes look like a language. It was made for whole pages and is unsure of a
few names, so its answer is weighed: a reading that mixes scripts within a word, or has capitals in the middle
of one, is unlikely, and of two code pages that fit equally well the more usual one is taken.
"""

import codecs
import re
import unicodedata
from functools import cache
from typing import NamedTuple

import chardet


class CodePage(NamedTuple):
    """A code page under the name that programs give it when they save; `weight` multiplies its likelihood."""

    name: str
    weight: float = 1.0


# Code pages of programs older than Windows, and of other systems: taken if they fit better, not if as well.
RARE = 0.99
# chardet finds the Baltic languages in the names of others.
BALTIC = 0.85
# By the name of Python's codec.
CODE_PAGES = {
    "cp1252": CodePage("Windows-1252"),
    "cp1250": CodePage("Windows-1250"),
    "cp1251": CodePage("Windows-1251"),
    "cp1253": CodePage("Windows-1253"),
    "cp1254": CodePage("Windows-1254"),
    "cp1255": CodePage("Windows-1255"),
    "cp1256": CodePage("Windows-1256"),
    "cp1257": CodePage("Windows-1257", BALTIC),
    "cp1258": CodePage("Windows-1258"),
    "cp874": CodePage("Windows-874"),
    "gb18030": CodePage("GB18030"),
    "big5hkscs": CodePage("Big5"),
    "cp949": CodePage("EUC-KR"),
    "cp932": CodePage("Shift-JIS"),
    "euc_jp": CodePage("EUC-JP"),
    "cp850": CodePage("DOS 850", RARE),
    "cp852": CodePage("DOS 852", RARE),
    "cp866": CodePage("DOS 866", RARE),
    "cp720": CodePage("DOS 720", RARE),
    "koi8_r": CodePage("KOI8-R", RARE),
    "koi8_u": CodePage("KOI8-U", RARE),
    "mac_roman": CodePage("Mac OS Roman", RARE),
    "mac_cyrillic": CodePage("Mac OS Cyrillic", RARE),
    "iso8859_2": CodePage("ISO-8859-2", RARE),
    "iso8859_5": CodePage("ISO-8859-5", RARE),
    "iso8859_6": CodePage("ISO-8859-6", RARE),
    "iso8859_7": CodePage("ISO-8859-7", RARE),
    "iso8859_9": CodePage("ISO-8859-9", RARE),
    "iso8859_15": CodePage("ISO-8859-15", RARE),
    "iso8859_1": CodePage("ISO-8859-1", RARE),
}
# chardet knows EUC-JP by its latest edition only.
CHARDET_NAMES = {codec: codecs.lookup(codec).name for codec in CODE_PAGES} | {"euc_jp": "euc_jis_2004"}
# Runs of bytes without spaces, digits and punctuation. No code page uses these for half a letter, but for
# rare letters of GB18030.
WORD = re.compile(rb"[^\x00-\x3f]+")
# What a code page scores of which chardet says nothing, and what odd words take away from a score.
LEAST_CONFIDENCE, ODD_WORDS = 0.01, 0.8
FIRST_OF_EAST_ASIA = "\u2e80"
USUAL_CATEGORIES = {"Lu", "Ll", "Lo", "Lm", "Mn", "Mc", "Nd", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Zs"}


def score_code_pages(sample: bytes) -> dict[str, float]:
    """Return {codec: score} of the code pages that decode a sample of text, the likeliest first."""
    words = [word for word in WORD.findall(sample) if not word.isascii()]
    confidence = ask_chardet(b" ".join(words))
    scores = {}
    for codec, page in CODE_PAGES.items():
        try:
            readings = [word.decode(codec) for word in words]
        except UnicodeDecodeError:
            continue
        odd = sum(map(is_odd, readings)) / max(len(readings), 1)
        likelihood = confidence.get(CHARDET_NAMES[codec], 0) + LEAST_CONFIDENCE
        scores[codec] = likelihood * page.weight * (1 - ODD_WORDS * odd)
    return dict(sorted(scores.items(), key=lambda pair: -pair[1]))


def ask_chardet(text: bytes) -> dict[str | None, float]:
    """Return {encoding as chardet calls it: confidence from 0 to 1} of our code pages."""
    answers = chardet.detect_all(
        text,
        ignore_threshold=True,
        compat_names=False,
        include_encodings=CHARDET_NAMES.values(),
        empty_input_encoding="cp1252",
    )
    return {answer["encoding"]: answer["confidence"] for answer in answers}


def is_odd(word: str) -> bool:
    """Return True for a word that nobody would write: two scripts, capitals inside, symbols.

    >>> is_odd("Santé"), is_odd("Santй"), is_odd("ЮбеО"), is_odd("Größe")
    (False, True, True, False)
    """
    if any(a.islower() and b.isupper() for a, b in zip(word, word[1:], strict=False)):
        return True
    return len({*map(script_of, word)} - {""}) > 1 or not all(map(is_usual, word))


@cache
def is_usual(character: str) -> bool:
    return unicodedata.category(character) in USUAL_CATEGORIES or character in "€№°"


@cache
def script_of(letter: str) -> str:
    """Return the script of a letter by its Unicode name, as in “CYRILLIC”; "" for anything else."""
    if letter >= FIRST_OF_EAST_ASIA:
        return "East Asia"
    return unicodedata.name(letter, "").partition(" ")[0] if letter.isalpha() else ""
