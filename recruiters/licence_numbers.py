"""Licence numbers as they are compared: one number however its dashes and letters are typed.

Word makes an en dash of a hyphen, forms of the Far East have wide digits, and Cyrillic and Greek have letters
that nobody can tell from Latin ones. So numbers that look alike are one licence.
"""

from recruiters.names import LOOK_ALIKES, fold_text

SOFT_HYPHEN = "\u00ad"
# The dashes that licences are numbered with; the minus, a bullet, a mark of vowels and a letter of Japanese
# that are used as one.
DASHES = dict.fromkeys([0x58A, 0x5BE, *range(0x2010, 0x2016), *map(ord, "﹘﹣－−⁃˗ー")], "-")
SLASHES = dict.fromkeys(map(ord, "⁄∕"), "/")
WIDE_SIGNS = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
PLAIN_SIGNS: dict[int, str] = {**WIDE_SIGNS, **DASHES, **SLASHES}
LATIN_LETTERS = LOOK_ALIKES | {
    ord(chr(code).upper()): ord(chr(latin).upper()) for code, latin in LOOK_ALIKES.items()
}


def licence_key(licence_number: str) -> str:
    """Return a licence number as it is compared: case, accents, spaces, kinds of dashes make no difference.

    Nor does the script of letters that look alike.

    >>> licence_key(" Dmw-0417 lb"), licence_key("DМW–0417")
    ('dmw-0417 lb', 'dmw-0417')
    """
    if licence_number.isascii():
        return fold_text(licence_number)
    return fold_text(plain_signs(licence_number)).translate(LOOK_ALIKES)


def exact_licence_key(licence_number: str) -> str:
    """Return the key of an entry that was stored before its number was found to look like another one's.

    >>> exact_licence_key("DМW–0417")
    'dмw–0417'
    """
    return fold_text(licence_number)


def licence_keys(licence_number: str) -> list[str]:
    """Return the keys that an entry with this number may have, the narrower one first."""
    return list(dict.fromkeys([exact_licence_key(licence_number), licence_key(licence_number)]))


def plain_signs(number: str) -> str:
    """Return a number with hyphens and slashes of ASCII. Of soft hyphens one stands for a hyphen, if any.

    >>> plain_signs("DMW‑０４１７"), plain_signs("DMW\\u00ad0417"), plain_signs("DMW-04\\u00ad17")
    ('DMW-0417', 'DMW-0417', 'DMW-0417')
    """
    return spell_soft_hyphens(number.translate(PLAIN_SIGNS))


def spell_soft_hyphens(number: str) -> str:
    """Return a number without soft hyphens; of a number that has no other dash they are its hyphens."""
    if SOFT_HYPHEN not in number:
        return number
    number = number.strip(SOFT_HYPHEN)
    has_dash = "-" in number or any(ord(sign) in DASHES for sign in number)
    return number.replace(SOFT_HYPHEN, "" if has_dash else "-")


def plain_number(number: str) -> str:
    """Return a number as it is stored: with plain signs, and without letters of two scripts in one word.

    >>> plain_number("DМW–0417"), plain_number("ЛО–77")
    ('DMW-0417', 'ЛО-77')
    """
    words = plain_signs(number).split("-")
    return "-".join(word.translate(LATIN_LETTERS) if is_mixed(word) else word for word in words)


def is_mixed(word: str) -> bool:
    """Return True for a word with Latin letters in which all others look like Latin ones."""
    others = [letter for letter in word if not letter.isascii()]
    has_latin = any(letter.isascii() and letter.isalpha() for letter in word)
    return bool(others) and has_latin and all(ord(letter) in LATIN_LETTERS for letter in others)
