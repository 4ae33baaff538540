"""Names and numbers as they are compared: without accents, case, punctuation, in any script.

Three readings of a record are stored beside it: what a search looks in, the licence number as one thing
however it is typed, and the name as a look-alike would share it.
"""

import re
import unicodedata
from functools import lru_cache

# Letters that no decomposition takes apart, and the stroke that only stretches an Arabic word.
ALONE = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ـ": None}
)
WORDS = re.compile(r"[a-z0-9]+")
APOSTROPHES = re.compile(r"['’ʼ`´]")
VOWELS = re.compile(r"(?<=.)[aeiouyh]+")
REPEATED = re.compile(r"(.)\1+")
# What tells no firm from another: legal forms, and the words of the trade itself.
COMMON = frozenset(
    [
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gbr",
        "gmbh",
        "group",
        "inc",
        "incorporated",
        "international",
        "intl",
        "kg",
        "kk",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltda",
        "nv",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
        "pvt",
        "sa",
        "sae",
        "sal",
        "sarl",
        "sas",
        "sdn",
        "bhd",
        "spa",
        "srl",
        "ug",
        "the",
        "and",
        "of",
        "for",
        "de",
        "la",
        "et",
        "agency",
        "agencies",
        "recruitment",
        "recruiting",
        "recruiters",
        "manpower",
        "services",
        "service",
        "employment",
        "overseas",
    ]
)


def folded(text):
    """Text without accents, case and marks that cannot be seen; single spaces; digits of any script as 0-9.

    >>> folded("  Énfermería  PLUS ٤")
    'enfermeria plus 4'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFKD", text).casefold().translate(ALONE)
    return " ".join("".join(map(_plain, letters)).split())


def _plain(letter):
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    return str(unicodedata.digit(letter)) if letter.isdigit() else letter


def words(text):
    """The words of a text, folded.

    >>> words("O’Neill & Söhne (Pty) Ltd.")
    ['oneill', 'sohne', 'pty', 'ltd']
    """
    text = APOSTROPHES.sub("", text)
    if text.isascii():
        return WORDS.findall(text.lower())
    text = folded(text)
    return "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()


def searchable(legal_name, trading_names, former_names, licence_number):
    """The words a search may name, each once: of all names, and of the number, whole and in its parts.

    >>> searchable("Care Inc.", "Caring", "", "DMW-0417")
    'care inc caring dmw 0417 dmw0417'
    """
    number = words(licence_number)
    found = (*words(f"{legal_name} {trading_names} {former_names}"), *number, "".join(number))
    return " ".join(dict.fromkeys(found))


def licence_key(licence_number):
    """One licence is one, however it is typed: capitals, accents and spaces do not tell two apart.

    >>> licence_key(" Dmw-0417 lb")
    'dmw-0417 lb'
    """
    return folded(licence_number)


def name_key(legal_name):
    """What a name shares with its look-alikes: its telling words in any order, by their consonants.

    >>> name_key("Horizon Care Manpower Services Inc.") == name_key("CARE HORRIZON Ltd")
    True
    >>> name_key("Horizon Care") == name_key("Horizon Nurses")
    False
    """
    everything = words(legal_name)
    telling = {*map(skeleton, everything)} - {""}
    return " ".join(sorted(telling or everything))[:250]


@lru_cache(maxsize=100_000)
def skeleton(word):
    """A telling word without what typing errors change most: vowels, save the first, and doubled letters."""
    return "" if word in COMMON else REPEATED.sub(r"\1", VOWELS.sub("", word))
