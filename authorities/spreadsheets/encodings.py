"""In which encoding a text file was written. UTF-8 is proved by reading all of it; code pages are guessed."""

import codecs
import io
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.normalise import the_first
from authorities.spreadsheets.code_pages import CODE_PAGES, by_likelihood

BLOCK = 1 << 20
# So much of what is not ASCII is looked at to guess what it is.
SAMPLE = 32 * 1024
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
UNICODE = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32": "UTF-32",
}
NAMES = UNICODE | {codec: page.name for codec, page in CODE_PAGES.items()}
# What somebody may choose; the others say of themselves what they are.
TO_CHOOSE = {codec: name for codec, name in NAMES.items() if codec not in ("utf-8-sig", "utf-16", "utf-32")}
ASCII = bytes(range(128))
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# With so many bytes of UTF-8, and so many times as many as others, a file is in UTF-8 and damaged.
SURELY_UTF8, AGAINST_OTHERS = 8, 3
LINES_SHOWN = 5


def encoding_of(file, asked="", usual=""):
    """(codec, number of lines) of a file in text; the codec decodes all of it.

    `asked` is what somebody says it is, `usual` what their last file was: believed unless the bytes say more.
    Raises ValidationError, naming the line, if it is no text.
    """
    if asked:
        return asked, proved(file, asked)
    file.seek(0)
    codec = marked(file.read(BLOCK))
    if codec.startswith(("utf-16", "utf-32")):
        return codec, proved(file, codec)
    lines, unusual = survey(file, codec)
    if unusual:
        refuse_damaged_utf8(file)
        codec = guessed(file, unusual, usual)
    return codec, lines


def marked(beginning):
    """By its byte order mark; UTF-16 without one by its zeros; else UTF-8, to be proved."""
    for mark, codec in MARKS.items():
        if beginning.startswith(mark):
            return codec
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    codec = "utf-16-be" if even > odd else "utf-16-le"
    is_latin = max(even, odd) > len(beginning) // 4 and min(even, odd) < len(beginning) // 100 + 1
    if is_latin or (max(even, odd) > 3 * min(even, odd) and reads_well(beginning, codec)):
        return codec
    return "utf-8"


def reads_well(beginning, codec):
    """Whether it has lines, and nothing that no list has."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(beginning)[:SAMPLE]
    except UnicodeDecodeError:
        return False
    kinds = {unicodedata.category(letter) for letter in {*text} - {*"\t\r\n\ufeff"}}
    return not {*"\r\n"}.isdisjoint(text) and kinds.isdisjoint(["Cc", "Cn", "Co", "Cs"])


def survey(file, codec):
    """(number of lines, what is not UTF-8): a sample of the lines beyond ASCII, empty if all is UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    feeds = returns = 0
    unusual: list[bytes] = []
    is_utf8 = True
    for block in blocks(file):
        if b"\x00" in block:
            refuse_binary(feeds + block[: block.index(0)].count(b"\n") + 1)
        if sum(map(len, unusual)) < SAMPLE and not block.isascii():
            unusual += lines_beyond_ascii(block, at_start=not feeds and not returns)
        feeds, returns = feeds + block.count(b"\n"), returns + block.count(b"\r")
        is_utf8 = is_utf8 and decodes(decoder, block)
    is_utf8 = is_utf8 and decodes(decoder, b"", final=True)
    return max(feeds, returns), b"" if is_utf8 else b"\n".join(unusual)


def lines_beyond_ascii(block, *, at_start):
    """Some of them, whole: what a block cuts may begin or end in the middle of a letter."""
    lines = block.splitlines()
    whole = lines[0 if at_start else 1 : -1 if len(block) == BLOCK else None]
    found, length = [], 0
    for line in whole:
        if not line.isascii() and length < SAMPLE:
            found.append(line)
            length += len(line)
    return found


def decodes(decoder, block, *, final=False):
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def refuse_binary(line):
    sentence = _("Line %(line)s holds NUL bytes, which no text has. The file is damaged, or is no table.")
    raise ValidationError(sentence % {"line": line})


def blocks(file):
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def refuse_damaged_utf8(file):
    """A few other bytes among UTF-8: every code page would misread all the rest."""
    good = bad = ended = 0
    lines: list[int] = []
    file.seek(0)
    while line := file.readline(BLOCK):
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
        raise ValidationError(sentence % {"lines": the_first(lines, LINES_SHOWN)})


def guessed(file, unusual, usual):
    """What fits the sample best and decodes the whole file."""
    for codec in (*filter(None, [usual]), *by_likelihood(unusual)):
        try:
            proved(file, codec)
        except ValidationError:
            continue
        return codec
    raise ValidationError(_("The encoding of the file was not recognised. Save it as “CSV UTF-8”."))


def proved(file, codec):
    """Number of lines of a file that this codec decodes."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=codec, newline="")
    line = 0
    try:
        while block := text.read(BLOCK):
            if "\x00" in block:
                refuse_binary(line + block[: block.index("\x00")].count("\n") + 1)
            line += max(block.count("\n"), block.count("\r"))
    except UnicodeError as error:
        sentence = _("The file is not in %(encoding)s throughout: something after line %(line)s is not.")
        raise ValidationError(sentence % {"encoding": NAMES.get(codec, codec), "line": line}) from error
    finally:
        text.detach()
    return line
