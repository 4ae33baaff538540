"""The types that may stand in the column `type` of a workbook, and how they are written."""

import re

from django.utils.translation import gettext as _

from reporting.instruments.question_types import QuestionType
from reporting.instruments.xlsform_cells import SheetRow

# The types a text may have, by what stands in the column “appearance”.
TEXTS = {kind.appearance: kind for kind in QuestionType if kind.xlsform == QuestionType.TEXT.xlsform}
CHOICES = {kind.xlsform: kind for kind in (QuestionType.SINGLE, QuestionType.MULTIPLE)}
WITHOUT_LIST = {
    kind.xlsform: kind
    for kind in QuestionType
    if not (kind.has_rows or kind.has_options or kind in TEXTS.values())
}
BLOCK = re.compile(r"(begin|end)[ _](group|repeat)")
KNOWN_TYPES = {*CHOICES, *WITHOUT_LIST, *(kind.xlsform for kind in TEXTS.values())}


def read_type(row: SheetRow) -> str:
    """Return the type of a row; report one that is written with capitals, and read it as it should be."""
    written = " ".join(row["type"].split())
    right = correct_capitals(written)
    if written != right:
        words = {"right": right, "written": written}
        row.add_problem("type", _("Write “%(right)s”, not “%(written)s”.") % words)
    if written:
        row.cells["type"] = right
    return right


def correct_capitals(written: str) -> str:
    """Return a type as it is written, with the name of a list as it stands; an unknown type as it is.

    >>> correct_capitals("Select_One Regions"), correct_capitals("Begin Group"), correct_capitals("Matrix")
    ('select_one Regions', 'begin group', 'Matrix')
    """
    small = written.lower()
    if BLOCK.fullmatch(small) or small in KNOWN_TYPES:
        return small
    kind, _space, list_name = written.partition(" ")
    return f"{kind.lower()} {list_name}" if list_name and kind.lower() in CHOICES else written
