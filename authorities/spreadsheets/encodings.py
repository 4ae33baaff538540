"""Find the encoding of a text file. UTF-8 is proved by reading all of it; code pages are guessed."""

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO, NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from authorities.languages.sentences import build_sentence as _
from authorities.normalise import join_first
from authorities.spreadsheets.code_pages import CODE_PAGES, score_code_pages

BLOCK_SIZE = 1 << 20
# The most bytes of lines beyond ASCII that are looked at to guess their encoding.
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
# The others need not be chosen: a byte order mark names them.
SELECTABLE_ENCODINGS = {
    codec: name for codec, name in ENCODING_NAMES.items() if codec not in ("utf-8-sig", "utf-16", "utf-32")
}
ASCII = bytes(range(128))
UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# A file with at least this many bytes of UTF-8, and this many times as many as of others, is damaged UTF-8.
SURELY_UTF8, AGAINST_OTHERS = 8, 3
# After so many other bytes it is no UTF-8, and the rest need not be looked at.
MOST_OTHERS = 100_000
LINES_SHOWN = 5


def detect_encoding(file: BinaryIO, chosen: str = "", default: str = "") -> tuple[str, int]:
    """Return (codec, number of lines) of a text file; the codec decodes all of it.

    `chosen` is the codec that a person chose. `default` is that of their last file: it is taken unless the
    bytes speak against it. Raises ValidationError, naming the line, if the file is no text.
    """
    if chosen:
        return chosen, verify_encoding(file, chosen)
    file.seek(0)
    codec = presumed_unicode(file.read(BLOCK_SIZE))
    if codec.startswith(("utf-16", "utf-32")):
        return codec, verify_encoding(file, codec)
    lines, sample = sample_non_utf8(file, codec)
    if sample:
        refuse_damaged_utf8(file)
        codec = guess_code_page(file, sample, default)
    return codec, lines


def presumed_unicode(beginning: bytes) -> str:
    """Return the codec that a byte order mark names; UTF-16 for the zeros it has without one; else UTF-8.

    UTF-8 is what remains, and still to be proved.
    """
    for mark, codec in BYTE_ORDER_MARKS.items():
        if beginning.startswith(mark):
            return codec
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    codec = "utf-16-be" if even > odd else "utf-16-le"
    is_latin = max(even, odd) > len(beginning) // 4 and min(even, odd) < len(beginning) // 100 + 1
    if is_latin or (max(even, odd) > 3 * min(even, odd) and is_plausible_text(beginning, codec)):
        return codec
    return "utf-8"


def is_plausible_text(beginning: bytes, codec: str) -> bool:
    """Return True if the bytes decode to lines, without control characters and unassigned code points."""
    try:
        text = codecs.getincrementaldecoder(codec)().decode(beginning)[:SAMPLE_SIZE]
    except UnicodeDecodeError:
        return False
    kinds = {unicodedata.category(letter) for letter in {*text} - {*"\t\r\n\ufeff"}}
    return not {*"\r\n"}.isdisjoint(text) and kinds.isdisjoint(["Cc", "Cn", "Co", "Cs"])


def sample_non_utf8(file: BinaryIO, codec: str) -> tuple[int, bytes]:
    """Return (number of lines, sample of the lines beyond ASCII); the sample is empty if all is UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    feeds = returns = 0
    sample: list[bytes] = []
    is_utf8 = True
    for block in read_blocks(file):
        if b"\x00" in block:
            refuse_binary(feeds + block[: block.index(0)].count(b"\n") + 1)
        if sum(map(len, sample)) < SAMPLE_SIZE and not block.isascii():
            sample += non_ascii_lines(block, at_start=not feeds and not returns)
        feeds, returns = feeds + block.count(b"\n"), returns + block.count(b"\r")
        is_utf8 = is_utf8 and try_decoding(decoder, block)
    is_utf8 = is_utf8 and try_decoding(decoder, b"", final=True)
    return max(feeds, returns), b"" if is_utf8 else b"\n".join(sample)


def non_ascii_lines(block: bytes, *, at_start: bool) -> list[bytes]:
    """Return some whole lines beyond ASCII; the first and last of a block may be cut."""
    lines = block.splitlines()
    whole = lines[0 if at_start else 1 : -1 if len(block) == BLOCK_SIZE else None]
    found, length = [], 0
    for line in whole:
        if not line.isascii() and length < SAMPLE_SIZE:
            found.append(line)
            length += len(line)
    return found


def try_decoding(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def refuse_binary(line: int) -> NoReturn:
    sentence = _(
        "Line %(line)s contains NUL bytes, which a text never contains. The file is damaged, or "
        "it is not a table."
    )
    raise ValidationError(sentence % {"line": line})


def read_blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK_SIZE):
        yield block


def refuse_damaged_utf8(file: BinaryIO) -> None:
    """Raise ValidationError for a few other bytes among UTF-8: every code page would misread all the rest."""
    good = bad = ended = 0
    lines: list[int] = []
    file.seek(0)
    while block := file.read(BLOCK_SIZE):
        block += file.readline(BLOCK_SIZE)
        if try_decoding(codecs.getincrementaldecoder("utf-8")(), block, final=True):
            good, ended = good + len(block.translate(None, ASCII)), ended + block.count(b"\n")
            continue
        for line in block.splitlines(keepends=True):
            number, ended = ended + 1, ended + line.endswith(b"\n")
            right, wrong = count_utf8(line)
            good, bad = good + right, bad + wrong
            if wrong and len(lines) <= LINES_SHOWN:
                lines.append(number)
        if bad > MOST_OTHERS and good < AGAINST_OTHERS * bad:
            return
    if bad and good >= SURELY_UTF8 and good >= AGAINST_OTHERS * bad:
        sentence = ngettext(
            "The file is in UTF-8, but line %(lines)s is not. Type the text of this line again, "
            "or save the file again as “CSV UTF-8”.",
            "The file is in UTF-8, but lines %(lines)s are not. Type the text of these lines "
            "again, or save the file again as “CSV UTF-8”.",
            len(lines),
        )
        raise ValidationError(sentence % {"lines": join_first(lines, LINES_SHOWN)})


def count_utf8(line: bytes) -> tuple[int, int]:
    """Return (bytes of letters of UTF-8 beyond ASCII, other bytes beyond ASCII)."""
    right = 0 if line.isascii() else sum(map(len, UTF8.findall(line)))
    return right, len(line.translate(None, ASCII)) - right


def guess_code_page(file: BinaryIO, sample: bytes, default: str) -> str:
    """Return the code page that fits the sample best and decodes the whole file.

    The `default` is taken if it fits at least half as well as the best. Raises ValidationError if none fits.
    """
    scores = score_code_pages(sample)
    if scores.get(default, 0) * 2 >= max(scores.values(), default=0):
        scores = {default: 0, **scores}
    for codec in filter(None, scores):
        try:
            verify_encoding(file, codec)
        except ValidationError:
            continue
        return codec
    raise ValidationError(_("The encoding of the file was not recognised. Save it as “CSV UTF-8”."))


def verify_encoding(file: BinaryIO, codec: str) -> int:
    """Return the number of lines of a file. Raises ValidationError if the codec does not decode all of it."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=codec, newline="")
    line = 0
    try:
        while block := text.read(BLOCK_SIZE):
            if "\x00" in block:
                refuse_binary(line + block[: block.index("\x00")].count("\n") + 1)
            line += max(block.count("\n"), block.count("\r"))
    except UnicodeError as error:
        sentence = _("The file is not entirely in %(encoding)s: something after line %(line)s is not.")
        raise ValidationError(
            sentence % {"encoding": ENCODING_NAMES.get(codec, codec), "line": line}
        ) from error
    finally:
        text.detach()
    return line
