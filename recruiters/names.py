"""Names and numbers as they are compared: without accents, case, punctuation, in any script.

Stored with each record are the words that a search looks in, its numbers however they are typed,
and keys of its names, which look-alikes share. Whoever changes what these functions return folds the stored
records anew, by a migration as 0015.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from anyascii import anyascii

from recruiters.legal_forms import written_forms

# A legal name that an entry had until a day: {"name": …, "until": "2026-11-30"}.
EarlierName = Mapping[str, str]
# Letters that Unicode does not decompose, and the stroke that only stretches an Arabic word.
UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ـ": None}
)
# Letters that Arabic, Persian and Urdu write in several shapes.
SAME_LETTER = str.maketrans("ىیېکڪةہھۀەٱ", "يييككههههها")
WORDS = re.compile(r"[a-z0-9]+")
# No name has a longer word, and no licence a longer number.
LONGEST_WORD, LONGEST_NUMBER = 40, 60
APOSTROPHES = re.compile(r"['’ʼ`´]")
# Letters with dots between them are one word: S.A., C. A. R. E.
INITIALS = re.compile(r"\b[^\W\d_](?:\. ?[^\W\d_]\b)+\.?")
# Looked for first: it needs a fraction of the time that INITIALS needs to find nothing.
DOT_AND_LETTER = re.compile(r"\. ?[^\W\d_]\b")
# Words that people write before a name or a number.
LABELS = frozenset(
    """
    licence license licencia licença licenza permit permis number numero no nr num registration reg id
    رقم ترخيص الترخيص رخصه лицензия номер 许可证 许可证号 执照 编号
    """.split()  # noqa: SIM905 read as words
)
# Runs of digits or of letters within a word.
RUNS = re.compile(r"\d+|[^\d\s]+")
# What separates names in one cell; a comma does not, for it stands inside names too.
NAME_SEPARATORS = re.compile(r"[;\n]")
VOWELS = re.compile(r"(?<=.)[aeiouyh]+")
REPEATED = re.compile(r"(.)\1+")
# Endings in which words of one meaning differ, as nurse, nurses and nursing.
ENDING = re.compile(r"(?<=.{4})(?:ing|ers?|es|s)$")
# Words that tell no firm from another wherever they stand: common legal forms, words of the trade.
COMMON_WORDS = frozenset(
    """
    ab ag ao as asa bhd bv co company corp corporation gbr gmbh group inc incorporated international intl ip
    kg kk limited llc llp lp ltd ltda nv oao ooo oy oyj pao plc pte pty pvt sa sae sal sarl sas sdn spa srl ug
    zao
    the and of for de la et
    agency agencies recruitment recruiting recruiters manpower services service employment overseas
    """.split()  # noqa: SIM905 read as words
)
# Letters and figures that look like a Latin letter, in a word that has Latin letters too.
DISGUISES = str.maketrans("авекмнорстухі01345", "abekmhopctyxioleas")
# Folded letters of other scripts, with the Latin letters that look like them; capitals count, for so are
# licences numbered.
LOOK_ALIKES = str.maketrans("авсехнікјморԛѕтуүԝһαβεζηικμνορτυχ", "abcexhikjmopqstyywhabezhikmnoptyx")
# Scripts from Hebrew to Sinhala write few vowels or none: their words are compared by consonants.
FIRST_CONSONANT_SCRIPT, LAST_CONSONANT_SCRIPT = "\u0590", "\u0dff"
ALIF = "ا"
# One sign of Chinese may be six letters in Latin.
LONGEST_LATIN_WORD = 120
# Legal forms that stand before the name in their country; the others stand behind it.
FORMS_BEFORE_NAMES = frozenset({"pt", "cv", "ud", "uab", "sia", "tov", "fop", "tdv"})


def fold_text(text: str) -> str:
    """Return a text without accents, case and invisible marks; digits of any script as 0-9.

    >>> fold_text("  Énfermería  PLUS ٤")
    'enfermeria plus 4'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    letters = unicodedata.normalize("NFKD", text).casefold().translate(UNDECOMPOSED)
    return " ".join("".join(map(_plain, letters)).split())


def _plain(letter: str) -> str:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    return str(unicodedata.digit(letter)) if letter.isdigit() else letter


def split_words(text: str) -> list[str]:
    """Return the words of a text, folded; initials are one word, and what is longer than any word is cut.

    >>> split_words("O’Neill & Söhne (Pty) S.A.")
    ['oneill', 'sohne', 'pty', 'sa']
    """
    # Most names have no such mark: to look for one is faster than to take it out.
    if "'" in text or "`" in text or not text.isascii():
        text = APOSTROPHES.sub("", text)
    if "." in text and DOT_AND_LETTER.search(text):
        text = INITIALS.sub(strip_dots, text)
    if text.isascii():
        found = WORDS.findall(text.lower())
    else:
        text = fold_text(text).translate(SAME_LETTER)
        found = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split()
    return found if len(text) <= LONGEST_WORD else [word[:LONGEST_WORD] for word in found]


def strip_labels(text: str) -> str:
    """Return a text without words such as “licence no.”; the whole text if nothing else is in it.

    >>> strip_labels("Licence no: DEMO-EA-1001")
    'DEMO-EA-1001'
    """
    parts = [part for part in re.split(r"[\s:]+", text) if not LABELS.issuperset(split_words(part))]
    return " ".join(parts) or text


def strip_dots(initials: re.Match[str]) -> str:
    return re.sub(r"[. ]", "", initials[0]) + " "


def split_letters_and_digits(word: str) -> list[str]:
    """Return the runs of letters and of digits of a word that has both; none for any other word.

    >>> split_letters_and_digits("care4you"), split_letters_and_digits("care")
    (['care', '4', 'you'], [])
    """
    if word.isalpha() or word.isdigit():
        return []
    found = RUNS.findall(word)
    return found if len(found) > 1 else []


def searchable(
    legal_name: str,
    trading_names: str,
    former_names: str,
    licence_number: str,
    earlier_names: Sequence[EarlierName] = (),
) -> str:
    """Return the words a search may name, each once: of all names, and of the number, whole and in parts.

    Words of other scripts follow in Latin letters, and so do letters of a number that only look like those.
    `earlier_names` are the legal names that an entry had before.

    >>> searchable("Care4 Inc.", "Caring", "", "DMW-0417")
    'care4 inc caring dmw 0417 dmw0417 care 4'
    >>> searchable("Горизонт", "", "", "П7")
    'горизонт п7 п 7 gorizont'
    """
    number = split_words(licence_number)
    names = f"{legal_name} {trading_names} {former_names}"
    if earlier_names:
        names = " ".join([names, *texts_of(earlier_names)])
    found = [*split_words(names), *number]
    apart = [piece for word in found if not word.isalpha() for piece in split_letters_and_digits(word)]
    whole = "".join(number)[:LONGEST_NUMBER]
    latin = []
    if not f"{names}{licence_number}".isascii():
        latin = [spelling for word in found for spelling in latin_spellings(word)]
        latin.append(whole.translate(LOOK_ALIKES))
    return " ".join(dict.fromkeys([*found, whole, *apart, *latin]))


def name_key(legal_name: str) -> str:
    """Return what a name shares with its look-alikes: distinctive words, by their consonants, in any order.

    >>> name_key("Horizon Care Manpower Services Inc.") == name_key("CARE HORRIZON Ltd")
    True
    >>> name_key("Golden Bridge") == name_key("Go1den Вridge")
    True
    >>> name_key("Sever Medika") == name_key("Север Медика")
    True
    >>> name_key("Enfermeras del Norte S.A. de C.V.") == name_key("Enfermeras del Norte, Sp. z o.o.")
    True
    >>> name_key("Horizon Care") in (name_key("Horizon Nurses"), name_key("Horizon Cora"))
    False
    """
    return name_key_of_words(split_words(legal_name))


def name_key_of_words(words: list[str]) -> str:
    """Return the `name_key` of a name whose words are known already."""
    distinctive = {*map(skeleton, strip_legal_forms(words))} - {""}
    return " ".join(sorted(distinctive or words))[:250]


def texts_of(earlier_names: Sequence[EarlierName]) -> list[str]:
    return [earlier["name"] for earlier in earlier_names]


def other_keys(trading_names: str, former_names: str, earlier_names: Sequence[EarlierName] = ()) -> str:
    """Return the keys of further names, each between bars; blank for none.

    >>> other_keys("Sunrise Med; GBN Careers", "")
    '|med snrs|care gbn|'
    """
    names = [name for cell in (trading_names, former_names) if cell for name in NAME_SEPARATORS.split(cell)]
    keys = dict.fromkeys(filter(None, map(name_key, [*names, *texts_of(earlier_names)])))
    return f"|{'|'.join(keys)}|" if keys else ""


def company_key(company_number: str) -> str:
    """Return a company number as it is compared, however it is typed; blank without a digit, as for “N/A”.

    >>> company_key("CS 2011/1234") == company_key("cs-20111234")
    True
    >>> company_key("N/A")
    ''
    """
    key = "".join(split_words(company_number)) if company_number else ""
    return key if any(map(str.isdigit, key)) else ""


def distinctive_words(words: Iterable[str]) -> list[str]:
    """Return the words of a name that tell it from others, as they are written.

    >>> distinctive_words(split_words("Golden Bridge Manpower Services Ltd."))
    ['golden', 'bridge']
    """
    return [word for word in strip_legal_forms([*words]) if skeleton(word)]


def strip_legal_forms(words: list[str]) -> list[str]:
    """Return the words without legal forms at their end, or before the name; a name is always left.

    >>> strip_legal_forms(split_words("PT Bridge Sp. z o.o."))
    ['bridge']
    >>> strip_legal_forms(["limited"])
    ['limited']
    """
    forms, end = legal_forms(), len(words)
    while end > 1 and (behind := size_of_ending(words, end, forms.get(transliterate(words[end - 1]), ()))):
        end -= behind
    start = 1 if end > 1 and transliterate(words[0]) in FORMS_BEFORE_NAMES else 0
    return words[start:end]


def size_of_ending(words: list[str], end: int, forms: Iterable[tuple[str, ...]]) -> int:
    """Return how many words the first form has that stands before `end` and leaves a name; else 0."""
    for form in forms:
        size = len(form)
        if size < end and (size == 1 or form == tuple(map(transliterate, words[end - size : end]))):
            return size
    return 0


@cache
def legal_forms() -> dict[str, list[tuple[str, ...]]]:
    """Return {last word: the legal forms that end with it, as folded words, the longest first}."""
    forms: dict[str, list[tuple[str, ...]]] = {}
    for form in {tuple(map(transliterate, split_words(form))) for form in written_forms()}:
        forms.setdefault(form[-1], []).append(form)
    return {word: sorted(ending, key=len, reverse=True) for word, ending in forms.items()}


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Return a distinctive word without what typing errors change most: ending, vowels, doubled letters.

    The first vowel stays, and of a short word all do. Blank for a word that many firms share.
    """
    word = transliterate(word)
    if word in COMMON_WORDS:
        return ""
    stem = ENDING.sub("", word)
    bones = consonants(stem)
    return bones if len(bones) > 2 else stem


def consonants(word: str) -> str:
    """Return a Latin word without vowels but the first, and without doubled letters.

    >>> consonants("maktab"), consonants(transliterate("مكتب"))
    ('mktb', 'mktb')
    """
    return REPEATED.sub(r"\1", VOWELS.sub("", word))


@lru_cache(maxsize=100_000)
def transliterate(word: str) -> str:
    """Return a folded word as it looks or sounds in Latin letters.

    >>> transliterate("горизонт"), transliterate("νοσηλεια"), transliterate("护理"), transliterate("gо1den")
    ('gorizont', 'nosileia', 'huli', 'golden')
    """
    if word.isascii():
        return word.translate(DISGUISES) if not word.isalpha() and not word.isdigit() else word
    if any("a" <= letter <= "z" for letter in word):
        return word.translate(DISGUISES)
    # The letter carries a vowel at the beginning of a word, as in the article.
    latin = f"a{anyascii(word[1:])}" if word[0] == ALIF else anyascii(word)
    return "".join(filter(str.isalnum, latin.lower()))[:LONGEST_LATIN_WORD] or word


def latin_spellings(word: str) -> list[str]:
    """Return other ways to write a folded word, in Latin letters; none for a word in plain Latin letters.

    >>> latin_spellings("الرعايه"), latin_spellings("care")
    (['alryh', 'alr'], [])
    """
    if word.isascii():
        return []
    latin = transliterate(word)
    has_few_vowels = FIRST_CONSONANT_SCRIPT <= word[0] <= LAST_CONSONANT_SCRIPT
    spellings = [latin, consonants(latin)] if has_few_vowels else [latin]
    return [spelling for spelling in dict.fromkeys(spellings) if len(spelling) > 2 and spelling != word]
