"""Which mark stands before the decimals of the numbers of a sheet: said by its sender, or by the sheet.

`12.000` is twelve thousand in one country and twelve in another; what else stands in the sheet tells which.
"""

import re
from collections.abc import Iterable

from reporting.filing.fields.number_reading import plain_characters

DECIMAL = "\u066b"  # this character is always a decimal mark
ENDS_IN_DECIMALS = re.compile(r"[^.,]*([.,])(?:[0-9]{1,2}|[0-9]{4,})|0([.,])[0-9]+")
GROUPED = re.compile(r"[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")
GROUPED_WITH_DECIMALS = re.compile(r"[0-9]{1,3}([ .,'])[0-9]{3}(?:\1[0-9]{3})*(?!\1)([.,])[0-9]+")
OTHER_MARK = {".": ",", ",": "."}


def find_decimal_mark(cells: Iterable[object], delimiter: str = "") -> str:
    """Return the decimal mark that the texts of a sheet agree on; empty if they say nothing, or disagree.

    >>> find_decimal_mark(["12.000", "3,5"]), find_decimal_mark(["1.234.567"]), find_decimal_mark(["12.000"])
    (',', ',', '')
    >>> find_decimal_mark(["12.000"], delimiter=";")
    ','
    """
    marks = {mark for cell in cells if isinstance(cell, str) and (mark := mark_in(plain_characters(cell)))}
    if not marks and delimiter == ";":
        return ","  # programs write semicolons between cells where the comma stands in numbers
    return marks.pop() if len(marks) == 1 else ""


def mark_in(text: str) -> str:
    """Return the decimal mark of one number, if the number itself tells."""
    if found := GROUPED.fullmatch(text):
        return OTHER_MARK[found[1]]
    if found := GROUPED_WITH_DECIMALS.fullmatch(text):
        return found[2]
    if found := ENDS_IN_DECIMALS.fullmatch(text):
        return found[1] or found[2]
    return ""


def settle_number(text: str, mark: str) -> str:
    """Return a number so that it can be read in one way only.

    >>> settle_number("12.000", ","), settle_number("12.000", "."), settle_number("1.200,5", ",")
    ('12000', '12٫000', '1200٫5')
    """
    if not mark:
        return text
    return plain_characters(text).replace(OTHER_MARK[mark], "").replace(mark, DECIMAL)
