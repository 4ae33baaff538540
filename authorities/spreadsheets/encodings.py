"""In which encoding a text file was written. UTF-8 is proved by reading all of it; code pages are guessed."""

import codecs
import io
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.normalise import join_first
from authorities.spreadsheets.code_pages import CODE_PAGES, by_likelihood

BLOCK_SIZE = 1 << 20
# So much of what is not ASCII is looked at to guess what it is.
SAMPLE_SIZE = 32 * 1024
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UNICODE_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
}
ENCODING_NAMES = UNICODE_NAMES | {codec: page.name for codec, page in CODE_PAGES.items()}
# What somebody may choose; the others say of themselves what they are.
SELECTABLE_ENCODINGS = {
    codec: name for codec, name in ENCODING_NAMES.items() if codec not in ("utf-8-sig", "utf-16", "utf-32")
}
ASCII = bytes(range(128))
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# With so many bytes of UTF-8, and so many times as many as others, a file is in UTF-8 and damaged.
SURELY_UTF8, AGAINST_OTHERS = 8, 3
LINES_SHOWN = 5


def detect_encoding(file, asked="", usual=""):
    """(codec, number of lines) of a file in text; the codec decodes all of it.

    `asked` is what somebody says it is, `usual` what their last file was: believed unless the bytes say more.
    Raises ValidationError, naming the line, if it is no text.
    """
    if asked:
        return asked, verify_encoding(file, asked)
    file.seek(0)
    codec = presumed_unicode(file.read(BLOCK_SIZE))
    if codec.startswith(("utf-16", "utf-32")):
        return codec, verify_encoding(file, codec)
    lines, unusual = sample_non_utf8(file, codec)
    if unusual:
        refuse_damaged_utf8(file)
        codec = guess_code_page(file, unusual, usual)
    return codec, lines


def presumed_unicode(beginning):
    """By its byte order mark; UTF-16 without one by its zeros; else UTF-8, to be proved."""
    for mark, codec in BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            return codec
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    codec = "utf-16-be" if even > odd else "utf-16-le"
    is_latin = max(even, odd) > len(beginning) // 4 and min(even, odd) < len(beginning) // 100 + 1
    if is_latin or (max(even, odd) > 3 * min(even, odd) and is_plausible_text(beginning, codec)):
        return codec
    return "utf-8"


def is_plausible_text(beginning, codec):
    """Whether it has lines, and nothing that no list has."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(beginning)[:SAMPLE_SIZE]
    except UnicodeDecodeError:
        return False
    kinds = {unicodedata.category(letter) for letter in {*text} - {*"\t\r\n\ufeff"}}
    return not {*"\r\n"}.isdisjoint(text) and kinds.isdisjoint(["Cc", "Cn", "Co", "Cs"])


def sample_non_utf8(file, codec):
    """(number of lines, what is not UTF-8): a sample of the lines beyond ASCII, empty if all is UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    feeds = returns = 0
    unusual: list[bytes] = []
    is_utf8 = True
    for block in read_blocks(file):
        if b"\x00" in block:
            refuse_binary(feeds + block[: block.index(0)].count(b"\n") + 1)
        if sum(map(len, unusual)) < SAMPLE_SIZE and not block.isascii():
            unusual += non_ascii_lines(block, at_start=not feeds and not returns)
        feeds, returns = feeds + block.count(b"\n"), returns + block.count(b"\r")
        is_utf8 = is_utf8 and try_decoding(decoder, block)
    is_utf8 = is_utf8 and try_decoding(decoder, b"", final=True)
    return max(feeds, returns), b"" if is_utf8 else b"\n".join(unusual)


def non_ascii_lines(block, *, at_start):
    """Some of them, whole: what a block cuts may begin or end in the middle of a letter."""
    lines = block.splitlines()
    whole = lines[0 if at_start else 1 : -1 if len(block) == BLOCK_SIZE else None]
    found, length = [], 0
    for line in whole:
        if not line.isascii() and length < SAMPLE_SIZE:
            found.append(line)
            length += len(line)
    return found


def try_decoding(decoder, block, *, final=False):
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def refuse_binary(line):
    sentence = _("Line %(line)s holds NUL bytes, which no text has. The file is damaged, or is no table.")
    raise ValidationError(sentence % {"line": line})


def read_blocks(file):
    file.seek(0)
    while block := file.read(BLOCK_SIZE):
        yield block


def refuse_damaged_utf8(file):
    """A few other bytes among UTF-8: every code page would misread all the rest."""
    good = bad = ended = 0
    lines: list[int] = []
    file.seek(0)
    while line := file.readline(BLOCK_SIZE):
        number, ended = ended + 1, ended + line.endswith(b"\n")
        if line.isascii():
            continue
        right = sum(map(len, UTF8.findall(line)))
        wrong = len(line.translate(None, ASCII)) - right
        good, bad = good + right, bad + wrong
        if wrong and len(lines) <= LINES_SHOWN:
            lines.append(number)
    if bad and good >= SURELY_UTF8 and good >= AGAINST_OTHERS * bad:
        sentence = ngettext(
            "The file is in UTF-8, but line %(lines)s is not. Type what stands there again, or save the "
            "file anew as “CSV UTF-8”.",
            "The file is in UTF-8, but lines %(lines)s are not. Type what stands there again, or save the "
            "file anew as “CSV UTF-8”.",
            len(lines),
        )
        raise ValidationError(sentence % {"lines": join_first(lines, LINES_SHOWN)})


def guess_code_page(file, unusual, usual):
    """What fits the sample best and decodes the whole file."""
    for codec in (*filter(None, [usual]), *by_likelihood(unusual)):
        try:
            verify_encoding(file, codec)
        except ValidationError:
            continue
        return codec
    raise ValidationError(_("The encoding of the file was not recognised. Save it as “CSV UTF-8”."))


def verify_encoding(file, codec):
    """Number of lines of a file that this codec decodes."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=codec, newline="")
    line = 0
    try:
        while block := text.read(BLOCK_SIZE):
            if "\x00" in block:
                refuse_binary(line + block[: block.index("\x00")].count("\n") + 1)
            line += max(block.count("\n"), block.count("\r"))
    except UnicodeError as error:
        sentence = _("The file is not in %(encoding)s throughout: something after line %(line)s is not.")
        raise ValidationError(
            sentence % {"encoding": ENCODING_NAMES.get(codec, codec), "line": line}
        ) from error
    finally:
        text.detach()
    return line
