"""Find the row with the names of the columns, where a table begins."""

from statistics import median_high

from django.core.exceptions import ValidationError

from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.blanks import clean_header, is_blank
from authorities.spreadsheets.sheet_facts import column_letters

MOST_COLUMNS = 200
LONGEST_NAME = 1000
# The names of the columns stand in one of the first rows; titles may stand above them.
ROWS_SEARCHED = 20


def find_header_row(top: list[list], chosen: int | None = None) -> int:
    """Return the number, from 1, of the first row that is filled like the rest; titles fill a cell or two.

    `chosen` is the number that a person chose. Raises ValidationError if there is no such row.
    """
    if chosen:
        if not 1 <= chosen <= len(top):
            words = {"row": chosen, "count": len(top)}
            raise ValidationError(
                _("The column names cannot be in row %(row)s: only %(count)s rows are checked.") % words
            )
        return chosen
    filled = [
        (number, sum(not is_blank(cell) for cell in row)) for number, row in enumerate(top[:ROWS_SEARCHED], 1)
    ]
    filled = [(number, count) for number, count in filled if count]
    if not filled:
        raise ValidationError(_("The top of the sheet, where the column names should be, is blank."))
    usual = median_high(count for _number, count in filled)
    title = 2 if usual > 5 else 1 if usual > 1 else 0
    return next((number for number, count in filled if count > title), filled[0][0])


def read_column_names(row: list, number: int) -> tuple[int, list[int], list[str]]:
    """Return (width, places from 0 of the columns that have a name, their names) of row `number`.

    Raises ValidationError if there is no name, too many of them, or one twice.
    """
    headers = [clean_header("" if cell is None else cell) for cell in row]
    places = [place for place, header in enumerate(headers) if header]
    if not places:
        raise ValidationError(_("The top of the sheet, where the column names should be, is blank."))
    if len(places) > MOST_COLUMNS:
        words = {"count": len(places), "limit": MOST_COLUMNS}
        raise ValidationError(_("The sheet has %(count)s columns; at most %(limit)s are read.") % words)
    for place in places:
        if len(headers[place]) > LONGEST_NAME:
            sizes = {"length": len(headers[place]), "limit": LONGEST_NAME}
            raise ValidationError(
                _("The name of column %(column)s has %(length)s characters; at most %(limit)s are read.")
                % {"column": column_letters(place), **sizes}
            )
    first: dict[str, int] = {}
    problems = []
    for place in places:
        before = first.setdefault(headers[place].casefold(), place)
        if before != place:
            columns = {"first": column_letters(before), "second": column_letters(place)}
            sentence = _("“%(header)s” is the name of two columns in row %(row)s: %(first)s and %(second)s.")
            problems.append(sentence % {"header": headers[place][:100], "row": number, **columns})
    if problems:
        raise ValidationError(problems)
    return places[-1] + 1, places, [headers[place] for place in places]
