"""Rows as COPY of PostgreSQL reads them, in its text format: several times faster than by way of CSV."""

import io

NULL = r"\N"
# What has a meaning of its own there.
ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
SIGNS = tuple(map(chr, ESCAPED))


def copied(columns):
    """A file for COPY of columns, all equally long: text, numbers, None."""
    rows = zip(*map(told, columns), strict=True)
    return io.StringIO("\n".join(map("\t".join, rows)))


def told(column):
    """A column as texts without what would be misread; most have nothing of it, which is cheap to see."""
    if {*map(type, column)} == {str}:
        together = "".join(column)
        if not any(sign in together for sign in SIGNS):
            return column
    return [NULL if value is None else str(value).translate(ESCAPED) for value in column]
