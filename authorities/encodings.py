"""In which encoding a text file was written. UTF-8 is proved by reading all of it; the others are guessed."""

import codecs
import io

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLOCK = 1 << 20
# So much of what is not ASCII is looked at to guess what it is.
SAMPLE = 32 * 1024
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# As programs call them when they save: (codec, name), Latin letters first.
LEGACY = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1256": "Windows-1256",
    "cp932": "Shift-JIS",
    "gb18030": "GB18030",
    "iso8859_1": "ISO-8859-1",
    "iso8859_2": "ISO-8859-2",
    "iso8859_5": "ISO-8859-5",
    "iso8859_6": "ISO-8859-6",
    "iso8859_15": "ISO-8859-15",
    "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp874": "Windows-874",
    "mac_roman": "Mac OS Roman",
}
NAMES = {**LEGACY, "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32"}


def encoding_of(file):
    """(codec, number of lines) of a file in text; the codec decodes all of it.

    Raises ValidationError, naming the line, if it is no text.
    """
    file.seek(0)
    codec = marked(file.read(BLOCK))
    if codec.startswith(("utf-16", "utf-32")):
        return codec, proved(file, codec)
    lines, unusual = survey(file, codec)
    if unusual:
        codec = guessed(file, unusual)
    return codec, lines


def marked(beginning):
    """By its byte order mark; UTF-16 without one by its many zeros; else UTF-8, to be proved."""
    for mark, codec in MARKS.items():
        if beginning.startswith(mark):
            return codec
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    if max(even, odd) > len(beginning) // 4 and min(even, odd) < len(beginning) // 100 + 1:
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8"


def survey(file, codec):
    """(number of lines, what is not UTF-8): a sample of the parts beyond ASCII, empty if all is UTF-8."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    feeds = returns = 0
    unusual: list[bytes] = []
    is_utf8 = True
    for block in blocks(file):
        if b"\x00" in block:
            refuse_binary(feeds + block[: block.index(0)].count(b"\n") + 1)
        feeds, returns = feeds + block.count(b"\n"), returns + block.count(b"\r")
        if is_utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
        if sum(map(len, unusual)) < SAMPLE and not block.isascii():
            unusual += [line for line in block.splitlines() if not line.isascii()][:500]
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_utf8 = False
    return max(feeds, returns), b"" if is_utf8 else b"\n".join(unusual)[:SAMPLE]


def refuse_binary(line):
    sentence = _("Line %(line)s holds NUL bytes, which no text has. The file is damaged, or is no table.")
    raise ValidationError(sentence % {"line": line})


def blocks(file):
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def guessed(file, unusual):
    """What fits the sample best and decodes the whole file."""
    best = from_bytes(unusual, cp_isolation=list(LEGACY), steps=5, chunk_size=2048, threshold=0.3)
    order = [match.encoding for match in best] if plainly_foreign(unusual) else []
    for codec in (*order, *LEGACY):
        try:
            proved(file, codec)
        except ValidationError:
            continue
        return codec
    raise ValidationError(_("The encoding of the file was not recognised. Save it as “CSV UTF-8”."))


def plainly_foreign(unusual):
    """Whether most words are beyond ASCII; single letters among Latin ones are accents."""
    high = sum(byte > 127 for byte in unusual)
    latin = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in unusual)
    return high * 2 > latin


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
