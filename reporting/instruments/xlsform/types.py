"""The types that may stand in the column `type` of a workbook, and how they are written.

Older versions of the standard wrote them in several ways, and people write them with capitals.
"""

import re

from reporting.instruments.question_types import Precision, QuestionType

# The types a text may have, by what stands in the column “appearance”.
TEXTS = {kind.appearance: kind for kind in QuestionType if kind.xlsform == QuestionType.TEXT.xlsform}
PRECISIONS = {precision.appearance: precision for precision in Precision}
CHOICES = {kind.xlsform: kind for kind in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.RANK)}
FROM_FILE = {"select_one_from_file": "select_one", "select_multiple_from_file": "select_multiple"}
WITHOUT_LIST = {
    kind.xlsform.lower(): kind
    for kind in (
        *(QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE, QuestionType.TIME),
        *(QuestionType.DATE_TIME, QuestionType.FILE, QuestionType.ACKNOWLEDGE),
    )
}
BLOCK = re.compile(r"(begin|end) ?(group|repeat)")
OLDER_BLOCKS = {"lgroup": "repeat", "looped group": "repeat"}
OLDER_TYPES = {
    older: kind.xlsform.lower()
    for kind, names in {
        QuestionType.TEXT: ("string", "q string", "add text prompt", "phone number"),
        QuestionType.INTEGER: ("int", "q int", "add integer prompt"),
        QuestionType.DECIMAL: ("q decimal", "add decimal prompt"),
        QuestionType.DATE: ("q date", "add date prompt"),
        QuestionType.TIME: ("q time", "add time prompt"),
        QuestionType.DATE_TIME: ("date time", "q date time", "q datetime", "add date time prompt"),
        QuestionType.CALCULATE: ("q calculate", "add calculate prompt"),
        QuestionType.ACKNOWLEDGE: ("trigger", "q acknowledge", "add acknowledge prompt"),
        QuestionType.FILE: ("add file prompt",),
    }.items()
    for older in names
} | {"q note": "note", "add note prompt": "note"}
OLDER_CHOICES = (
    ("add select multiple prompt using", "select_multiple"), ("add select one prompt using", "select_one"),
    ("select all that apply from", "select_multiple"), ("select all that apply", "select_multiple"),
    ("select multiple using", "select_multiple"), ("select multiple from file", "select_multiple_from_file"),
    ("select multiple from", "select_multiple"), ("select multiple", "select_multiple"),
    ("select one using", "select_one"), ("select one from file", "select_one_from_file"),
    ("select one from", "select_one"), ("select one external", "select_one_external"), ("select one",
    "select_one"), ("select1", "select_one"), ("q select1", "select_one"), ("q select", "select_multiple"),
)  # fmt: skip
OR_OTHER = re.compile(r"\s+(?:or[ _]other|or[ _]specify[ _]other)$", re.IGNORECASE)
# What a form in a browser cannot ask.
CANNOT_BE_ASKED = frozenset(
    (
        *("geopoint", "geotrace", "geoshape", "gps", "location", "start-geopoint", "background-geopoint"),
        *("barcode", "image", "photo", "audio", "video", "background-audio", "osm", "xml-external"),
        *("csv-external", "select_one_external", "begin loop", "end loop"),
    )
)
# What the application on a telephone would note by itself; nobody is asked.
NOTED_BY_DEVICES = frozenset(
    (
        *(
            "start",
            "end",
            "deviceid",
            "subscriberid",
            "simserial",
            "phonenumber",
            "username",
            "audit",
            "imei",
        ),
        *("start time", "end time", "device id", "subscriber id", "sim id", "get start time", "get end time"),
        *("get device id", "get subscriber id", "get sim id", "get phone number", "uri:subscriberid"),
        *("uri:phonenumber", "uri:simserial", "uri:deviceid", "uri:username", "uri:email"),
    )
)


def read_type(written: str) -> str:
    """Return a type in today's spelling; an unknown one as it is.

    >>> [read_type(t) for t in ("Select_One Regions", "Begin Group", "add note prompt", "select one from k")]
    ['select_one Regions', 'begin group', 'note', 'select_one k']
    >>> read_type("select all that apply from k or other"), read_type("q picture"), read_type("Matrix")
    ('select_multiple k or_other', 'image', 'Matrix')
    """
    written = " ".join(written.split())
    small = written.lower()
    plain = small.replace("_", " ")
    if found := re.fullmatch(r"(begin|end) (.*)", plain):
        kind = OLDER_BLOCKS.get(found[2], found[2])
        return f"{found[1]} {kind}"
    if small in OLDER_TYPES or plain in OLDER_TYPES:
        return OLDER_TYPES.get(small, OLDER_TYPES.get(plain, ""))
    if found := re.fullmatch(
        r"(?:q|add) (picture|image|audio|video|barcode|geo\w+|location)(?: prompt)?", plain
    ):
        return "image" if found[1] == "picture" else found[1]
    return read_choice(written) or (small if is_known(small) else written)


def read_choice(written: str) -> str:
    """Return the type of a choice with its list in today's spelling; an empty text for another type."""
    other = OR_OTHER.search(written)
    body = written[: other.start()] if other else written
    small = body.lower()
    for older, right in (*((kind, kind) for kind in (*FROM_FILE, *CHOICES)), *OLDER_CHOICES):
        if small.startswith(f"{older} "):
            return f"{right} {body[len(older) + 1 :]}{' or_other' if other else ''}"
    return ""


def is_known(small: str) -> bool:
    known = {
        *WITHOUT_LIST,
        *(kind.xlsform for kind in TEXTS.values()),
        "note",
        "calculate",
        "range",
        "hidden",
    }
    return small in known | CANNOT_BE_ASKED | NOTED_BY_DEVICES | {"today", "get today", "percentage", "email"}
