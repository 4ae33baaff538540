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
# Letters that Arabic, Persian and Urdu write in several shapes.
SAME_LETTER = str.maketrans("ىیېکڪةہھۀەٱ", "يييككههههها")
WORDS = re.compile(r"[a-z0-9]+")
# Whoever types more letters without a space looks for something else than a name.
LONGEST_WORD, LONGEST_NUMBER = 40, 60
APOSTROPHES = re.compile(r"['’ʼ`´]")
# Letters with dots between them are one word: S.A., C. A. R. E.
INITIALS = re.compile(r"\b[^\W\d_](?:\. ?[^\W\d_]\b)+\.?")
# Found at a dot, in a fraction of the time that INITIALS needs to find nothing.
DOT_AND_LETTER = re.compile(r"\. ?[^\W\d_]\b")
# What people write beside a name or a number.
LABELS = frozenset(
    """
    licence license licencia licença licenza permit permis number numero no nr num registration reg id
    رقم ترخيص الترخيص رخصه лицензия номер 许可证 许可证号 执照 编号
    """.split()  # noqa: SIM905 read as words
)
# Letters or digits in a row: a word may have both.
PIECES = re.compile(r"\d+|[^\d\s]+")
# Between names in one cell; a comma stands inside names too.
NAME_SEPARATORS = re.compile(r"[;\n]")
VOWELS = re.compile(r"(?<=.)[aeiouyh]+")
REPEATED = re.compile(r"(.)\1+")
# Endings in which words of the trade differ.
ENDING = re.compile(r"(?<=.{4})(?:ing|ers?|es|s)$")
# What tells no firm from another: legal forms, and the words of the trade itself.
COMMON_WORDS = frozenset(
    """
    ab ag ao as asa bhd bv co company corp corporation gbr gmbh group inc incorporated international intl ip
    kg kk limited llc llp lp ltd ltda nv oao ooo oy oyj pao plc pte pty pvt sa sae sal sarl sas sdn spa srl ug
    zao
    the and of for de la et
    agency agencies recruitment recruiting recruiters manpower services service employment overseas
    """.split()  # noqa: SIM905 read as words
)
# Cyrillic as it is written in Latin letters; and what only looks like a Latin letter, in a word of both.
LATIN = "a b v g d e zh z i i k l m n o p r s t u f kh ts ch sh shch  y  e yu ya i e g"
CYRILLIC = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюяієґ", LATIN.split(" "), strict=True))
DISGUISES = str.maketrans("авекмнорстухі01345", "abekmhopctyxioleas")
IN_LATIN = str.maketrans(CYRILLIC)


def fold_text(text):
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


def split_words(text):
    """The words of a text, folded; initials are one word, and what is longer than any word is cut.

    >>> words("O’Neill & Söhne (Pty) S.A.")
    ['oneill', 'sohne', 'pty', 'sa']
    """
    text = APOSTROPHES.sub("", text)
    if DOT_AND_LETTER.search(text):
        text = INITIALS.sub(strip_dots, text)
    if text.isascii():
        found = WORDS.findall(text.lower())
    else:
        text = fold_text(text).translate(SAME_LETTER)
        found = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()
    return found if len(text) <= LONGEST_WORD else [word[:LONGEST_WORD] for word in found]


def strip_labels(text):
    """What is left of a text without the words that only say what it is; all of it if nothing is.

    >>> without_labels("Licence no: DEMO-EA-1001")
    'DEMO-EA-1001'
    """
    told = [part for part in re.split(r"[\s:]+", text) if not LABELS.issuperset(split_words(part))]
    return " ".join(told) or text


def strip_dots(initials):
    return re.sub(r"[. ]", "", initials[0]) + " "


def split_letters_and_digits(word):
    """The letters and the digits of a word that has both, apart; nothing for any other word.

    >>> pieces("care4you"), pieces("care")
    (['care', '4', 'you'], [])
    """
    if word.isalpha() or word.isdigit():
        return []
    found = PIECES.findall(word)
    return found if len(found) > 1 else []


def searchable(legal_name, trading_names, former_names, licence_number):
    """The words a search may name, each once: of all names, and of the number, whole and in its parts.

    >>> searchable("Care4 Inc.", "Caring", "", "DMW-0417")
    'care4 inc caring dmw 0417 dmw0417 care 4'
    """
    number = split_words(licence_number)
    found = [*split_words(f"{legal_name} {trading_names} {former_names}"), *number]
    apart = [piece for word in found if not word.isalpha() for piece in split_letters_and_digits(word)]
    return " ".join(dict.fromkeys([*found, "".join(number)[:LONGEST_NUMBER], *apart]))


def licence_key(licence_number):
    """One licence is one, however it is typed: capitals, accents and spaces do not tell two apart.

    >>> licence_key(" Dmw-0417 lb")
    'dmw-0417 lb'
    """
    return fold_text(licence_number)


def name_key(legal_name):
    """What a name shares with its look-alikes: its telling words in any order, by their consonants.

    >>> name_key("Horizon Care Manpower Services Inc.") == name_key("CARE HORRIZON Ltd")
    True
    >>> name_key("Golden Bridge") == name_key("Go1den Вridge")
    True
    >>> name_key("Sever Medika") == name_key("Север Медика")
    True
    >>> name_key("Horizon Care") in (name_key("Horizon Nurses"), name_key("Horizon Cora"))
    False
    """
    everything = split_words(legal_name)
    telling = {*map(skeleton, everything)} - {""}
    return " ".join(sorted(telling or everything))[:250]


def other_keys(trading_names, former_names):
    """The keys of further names, each between bars; blank for none.

    >>> other_keys("Sunrise Med; GBN Careers", "")
    '|med snrs|care gbn|'
    """
    names = [name for some in (trading_names, former_names) if some for name in NAME_SEPARATORS.split(some)]
    keys = dict.fromkeys(filter(None, map(name_key, names)))
    return f"|{'|'.join(keys)}|" if keys else ""


def company_key(company_number):
    """One number is one, however it is typed. What has no digit, as “N/A”, is none.

    >>> company_key("CS 2011/1234") == company_key("cs-20111234")
    True
    >>> company_key("N/A")
    ''
    """
    key = "".join(split_words(company_number)) if company_number else ""
    return key if any(map(str.isdigit, key)) else ""


def distinctive_words(name):
    """The words of a name that tell it from others, as they are written.

    >>> telling_words("Golden Bridge Manpower Services Ltd.")
    ['golden', 'bridge']
    """
    return [word for word in split_words(name) if skeleton(word)]


@lru_cache(maxsize=100_000)
def skeleton(word):
    """A telling word without what typing errors change most: its ending, vowels, doubled letters.

    The first vowel stays, and of a short word all do.
    """
    word = transliterate(word)
    if word in COMMON_WORDS:
        return ""
    stem = ENDING.sub("", word)
    bones = REPEATED.sub(r"\1", VOWELS.sub("", stem))
    return bones if len(bones) > 2 else stem


def transliterate(word):
    """A word as it looks or sounds in Latin letters, if it is not of a script apart."""
    if word.isascii():
        return word.translate(DISGUISES) if not word.isalpha() and not word.isdigit() else word
    if any("a" <= letter <= "z" for letter in word):
        return word.translate(DISGUISES)
    return word.translate(IN_LATIN)
