"""Recognise cells that are empty to a reader: blank ones, and those that hold invisible marks only."""

from authorities.spreadsheets.error_cells import MissingCell

# Byte order marks, soft hyphens, marks of the direction of writing: copied along with text, unseen.
INVISIBLE_MARKS = [
    0xFEFF,
    0x00AD,
    0x061C,
    0x180E,
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x206A),
]
REMOVE_INVISIBLE = dict.fromkeys(INVISIBLE_MARKS)
# Every kind of space, and these marks.
BLANKS = "".join(map(chr, [*INVISIBLE_MARKS, *filter(lambda code: chr(code).isspace(), range(0x3001))]))


def is_blank(cell: object) -> bool:
    return cell is None or isinstance(cell, MissingCell) or (isinstance(cell, str) and not cell.strip(BLANKS))


def is_blank_row(row: list) -> bool:
    """Return True if all cells of a row are blank. Of text all are looked at together."""
    try:
        return not "".join(row).strip(BLANKS)
    except TypeError:
        return all(map(is_blank, row))


def clean_header(header: object) -> str:
    """Return the name of a column without invisible marks and superfluous spaces.

    >>> clean_header("\\ufeff \\u200flegal\\u00a0name\\u200e ")
    'legal name'
    """
    return " ".join(str(header).translate(REMOVE_INVISIBLE).split())
