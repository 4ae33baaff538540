"""Restore text that other programs damaged: decoded twice, or written for a web page. What is lost is found.

A program that takes UTF-8 for its own code page makes “SociÃ©tÃ©” of “Société”, and saves that. Nobody writes
such letters, so what reads as UTF-8 again is meant so.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape

from authorities.spreadsheets.code_pages import is_odd

LOST_LETTER = "\ufffd"
# A question mark where a code page had no letter: within a word, or several at once.
LOST_LETTERS = re.compile(r"[^\W\d_]\?[^\W\d_]|\?{3}|\?\?[^\W\d_]|[^\W\d_]\?\?[^\W\d_]")
ADDRESS = re.compile(r"://|\bwww\.|@")
# What UTF-8 that was read in another code page has and other texts seldom have: signs among letters, two
# scripts side by side, capitals within words, rare signs of Chinese and Japanese.
RARE_HANZI = "".join(
    bytes([lead, trail]).decode("gbk")
    for leads, trails in ((range(0xC4, 0xE0), range(0x80, 0xA1)), (range(0xE4, 0xEA), range(0xA1, 0xC0)))
    for lead in leads
    for trail in trails
    if trail != 0x7F
)
SUSPICIOUS = re.compile(
    "[\x80-\x9f¢-ª¬-¶¸-º¼-¾€‚ƒ†‡ˆ‰‹›™√∂∑∏π∫∞≈≠≤≥÷◊ﬁﬂ\u2500-\u25ff]|[ÂÃÐÑØÙ][¡«»·¿‘’“”„–—…•]|â€"
    "|[A-Za-z][\u0370-\u06ff\u2e80-\u9fff\uff61-\uff9f]|[\u0400-\u04ff][A-Za-z]|[а-яёђ-џ][А-ЯЁЂ-Џ]|[縺繧繝]"
    f"|[{RARE_HANZI}]"
)
# What is read so, whatever else the text holds; what remains of it where a sign is lost is the same.
SURELY_TWICE = re.compile("[ÂÃ][\xa1-\xaa\xac-\xb9\xbc-\xbf]|\\bÃ[‘’“”„–—…•][a-z]")
# à, of which the second sign is a space that cannot be told from others.
TWICE_WITH_SPACE = re.compile("Ã(?:[ \xa0]|$)")
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# {code page: in how many places a text must read as UTF-8}, unless its letters show that it is no text.
WRONG_ENCODINGS = {
    "cp1252": 2, "mac_roman": 2, "cp437": 2, "cp850": 2, "cp852": 2, "cp1250": 2, "cp1254": 2, "cp1251": 3,
    "cp1256": 3, "cp1253": 3, "cp866": 3, "gbk": 4, "cp932": 4,
}  # fmt: skip
MOST_ROUNDS, LONGEST_DECODED = 3, 2000
ENTITY = re.compile(r"&(?:#\d{2,6}|#[xX][0-9a-fA-F]{2,5}|[A-Za-z]{2,8}\d{0,2});")
INLINE_TAGS, BLOCK_TAGS = (
    "b|i|u|s|em|strong|small|big|span|font|a|sup|sub|abbr",
    "br|p|div|li|ul|ol|td|tr|h[1-6]",
)
TAG = re.compile(rf"</?(?:({INLINE_TAGS})|(?:{BLOCK_TAGS}))(?:\s[^<>]{{0,300}})?/?>", re.IGNORECASE)
# Excel writes a character that XML has not as _x000D_.
ESCAPED_BREAK = re.compile(r"_x000[DdAa9]_")
# IPA and combining marks: no code page of a list.
FIRST_UNLIKELY, LAST_UNLIKELY = "\u0250", "\u036f"
# {what stands in every damage of a kind, and is looked for first: the damage}
MARKS = {"&": ENTITY, "<": TAG, "?": LOST_LETTERS, "_x000": ESCAPED_BREAK}


def may_be_damaged(text: str) -> bool:
    """Return True if a text, or several together, may hold something to restore or to refuse.

    >>> may_be_damaged("Smith &amp; Sons"), may_be_damaged("Société de santé"), may_be_damaged("SociÃ©tÃ©")
    (True, False, True)
    """
    marked = [pattern for sign, pattern in MARKS.items() if sign in text and pattern.search(text)]
    return bool(marked) or (not text.isascii() and bool(SUSPICIOUS.search(text) or LOST_LETTER in text))


def has_lost_letters(text: str) -> bool:
    """Return True if a program replaced letters by marks of its own.

    >>> has_lost_letters("Soci?t? Sant?"), has_lost_letters("Who? Me"), has_lost_letters("http://a/b?c")
    (True, False, False)
    """
    if LOST_LETTER in text:
        return True
    return "?" in text and bool(LOST_LETTERS.search(text)) and not ADDRESS.search(text)


def is_decoded_twice(text: str) -> bool:
    """Return True if a text was read in a wrong encoding and cannot be restored."""
    return bool(SURELY_TWICE.search(text))


def restore_encoding(text: str) -> str:
    """Return a text that was read in a wrong encoding as it was written; any other as it is.

    >>> restore_encoding("SociÃ©tÃ© d’été"), restore_encoding("РЎРµРІРµСЂ"), restore_encoding("SÃO CAFÉ’S")
    ('Société d’été', 'Север', 'SÃO CAFÉ’S')
    """
    for _round in range(MOST_ROUNDS):
        if text.isascii() or len(text) > LONGEST_DECODED or not SUSPICIOUS.search(text):
            return text
        restored = decode_whole(text) or decode_runs(text)
        if restored == text:
            return text
        text = restored
    return text


def decode_whole(text: str) -> str:
    """Return a text decoded as UTF-8, by the first code page that all of it may have been read in; or ""."""
    is_no_text = bool(SURELY_TWICE.search(text)) or any(map(is_odd, text.split()))
    for encoding, fewest in WRONG_ENCODINGS.items():
        decoded = decode_again(text, encoding)
        places = [letter for letter in decoded if not letter.isascii()]
        if not places or (len(places) < fewest and not is_no_text):
            continue
        is_sure = is_no_text and len(places) > 1
        if all(map(is_likely, places)) and (is_sure or not any(map(is_odd, decoded.split()))):
            return decoded
    return ""


def decode_runs(text: str) -> str:
    """Return a text of which only some places were read in the code page of Western Windows."""
    if not SURELY_TWICE.search(text):
        return text
    restored = NOT_ASCII.sub(lambda run: decode_again(run[0], "cp1252") or run[0], text)
    return TWICE_WITH_SPACE.sub("à", restored) if restored != text else text


def decode_again(text: str, encoding: str) -> str:
    """Return a text that was decoded by one code page as UTF-8; "" if it cannot be."""
    try:
        return b"".join(encode_letter(letter, encoding) for letter in text).decode()
    except UnicodeError:
        return ""


@lru_cache(maxsize=100_000)
def encode_letter(letter: str, encoding: str) -> bytes:
    """Return the byte or bytes of a letter; bytes that are no letter stand for themselves."""
    if "\x80" <= letter <= "\x9f":
        return letter.encode("latin-1")
    return letter.encode(encoding)


def is_likely(letter: str) -> bool:
    unlikely = FIRST_UNLIKELY <= letter <= LAST_UNLIKELY
    return not unlikely and unicodedata.category(letter)[0] in "LMPSNZ"


def restore_markup(text: str) -> str:
    """Return a text as a web page would show it: without tags and entities.

    >>> restore_markup("Smith &amp; <b>Sons</b>"), restore_markup("R&D; <Care>"), restore_markup("a<br>b")
    ('Smith & Sons', 'R&D; <Care>', 'a\\nb')
    """
    if "<" in text:
        text = TAG.sub(lambda tag: "" if tag[1] else "\n", text)
    for _round in range(MOST_ROUNDS):
        if "&" not in text:
            break
        text = ENTITY.sub(lambda entity: unescape(entity[0]), text)
    return text


def restore_breaks(text: str) -> str:
    """Return a text with the line breaks and tabs that Excel writes as codes.

    >>> restore_breaks("1 Street_x000D_\\nManila")
    '1 Street\\r\\nManila'
    """
    return ESCAPED_BREAK.sub(lambda code: chr(int(code[0][2:6], 16)), text)
