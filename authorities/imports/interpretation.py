"""What a file means by its days, its blanks and its words, where a cell alone does not say.

`reading`, as an import keeps it, holds of this: `dates` {header: DAY or MONTH}, `last_day` whether ends are
named by the last day on which something holds, `words` {column: {folded word: code}}; `excerpt` is as in
`excerpt_of`.
"""

import re

from django.utils.translation import gettext as _

from authorities.dates import DAY, orders_shown_by
from authorities.imports.columns import columns_of, is_ours
from authorities.imports.registry import KINDS
from authorities.imports.widgets import ChoiceCell, DateCell, EndCell

# So many rows show in which order a column has its days.
ROWS = 500
EXCERPT_ROWS, EXCERPT_WORDS, LONGEST_EXCERPT = 3, 6, 200
CELL_ENDS = re.compile(r'[\r\n"]+')


def understood(resource, mapping, reading, scope=""):
    """The Resource, which reads its cells as this file means them."""
    if scope:
        resource.keep_to(scope)
    for column, header in mapping.items():
        cell = resource.fields[column].widget
        if isinstance(cell, DateCell):
            cell.order = reading.get("dates", {}).get(header)
        if isinstance(cell, EndCell):
            cell.names_last_day = reading.get("last_day", False)
        if choice := choice_in(cell):
            words = reading.get("words", {}).get(column, {})
            choice.words = {word: code for word, code in words.items() if code in choice.choices.values}
    return resource


def choice_in(cell):
    """The closed list of a cell, also of one that holds several; None if it has none."""
    cell = getattr(cell, "item", cell)
    return cell if isinstance(cell, ChoiceCell) else None


def ends_of(resource_class):
    """The columns that name the end of something."""
    return [name for name, field in columns_of(resource_class).items() if isinstance(field.widget, EndCell)]


def first_rows(sheet):
    """{header: its first cells}"""
    _numbers, rows = next(iter(sheet.chunks(ROWS)), ([], []))
    columns = zip(*rows, strict=True) if rows else ([] for _header in sheet.headers)
    return dict(zip(sheet.headers, map(list, columns), strict=True))


def excerpt_of(sheet, cells):
    """Return what the page of columns shows of a file, so that it need not be opened again.

    `rows` are the first ones with their cells as JSON has them, `words` some cells beyond ASCII, which show
    whether the encoding is right, `days` the headers whose days may have two readings.
    """
    columns = [map(excerpt_cell, column[:EXCERPT_ROWS]) for column in cells.values()]
    return {
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "words": [word[:LONGEST_EXCERPT] for word in non_ascii_words(sheet)],
        "days": list(asks_for_order(cells)),
    }


def excerpt_cell(cell):
    """Numbers and days as the sheet shows them, long text cut.

    >>> excerpt_cell(3.0), excerpt_cell("Care")
    (3, 'Care')
    """
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    return str(cell)[:LONGEST_EXCERPT]


def non_ascii_words(sheet):
    """Return some cells beyond ASCII of a text file, each once."""
    if "encoding" not in sheet.read_options:
        return []
    cells = CELL_ENDS.split(sheet.reader.sample.replace(sheet.read_options["delimiter"], "\n"))
    return list(dict.fromkeys(cell.strip() for cell in cells if not cell.isascii()))[:EXCERPT_WORDS]


def orders(cells, known):
    """{header: DAY or MONTH} as its cells prove it, else as it is `known` of the source."""
    found = {}
    for header, column in cells.items():
        _has_two, shown = orders_shown_by(column)
        order = shown.pop() if len(shown) == 1 else known.get(header.casefold())
        if order:
            found[header] = order
    return found


def asks_for_order(cells):
    """The headers whose days may have two readings."""
    for header, column in cells.items():
        has_two, shown = orders_shown_by(column)
        if has_two or shown:
            yield header


def read_beginning(sheet, resource_class, source):
    """Return `reading` of a file that is opened for the first time: how it is read, how it is meant as far as
    it shows or its source is known, and an excerpt of its first rows."""
    cells = first_rows(sheet)
    return (
        sheet.read_options
        | meant(sheet, cells, resource_class, source)
        | {"excerpt": excerpt_of(sheet, cells)}
    )


def meant(sheet, cells, resource_class, source):
    """How a file is meant. `cells` are {header: its first cells}."""
    known = source.reading
    reading = {"dates": orders(cells, known.get("dates", {})), "words": known.get("words", {})}
    if ends_of(resource_class):
        ours = is_ours(sheet.headers, resource_class)
        reading["last_day"] = False if ours else known.get("last_day", True)
    return reading


def sentences(batch, titles):
    """How the days and words of an import are read. `titles` are {column: what we call it}."""
    reading = batch.reading
    resource = KINDS[batch.kind].resource
    for column in (name for name in ends_of(resource) if name in batch.mapping):
        if reading.get("last_day"):
            yield _(
                "“%(column)s” is taken for the last day on which it holds: it ends with the day after."
            ) % {"column": titles[column]}
        else:
            yield _("“%(column)s” is taken for the first day on which it no longer holds.") % {
                "column": titles[column]
            }
    for header, order in reading.get("dates", {}).items():
        if order and header in batch.mapping.values():
            first = _("In “%(header)s” the day stands before the month.")
            other = _("In “%(header)s” the month stands before the day.")
            yield (first if order == DAY else other) % {"header": header}
    for column, words in reading.get("words", {}).items():
        for word, code in words.items() if column in batch.mapping else ():
            yield _("%(column)s: “%(word)s” is read as “%(value)s”.") % {
                "column": titles[column],
                "word": word,
                "value": label_of(resource, column, code),
            }


def label_of(resource, column, code):
    return dict(columns_of(resource)[column].widget.allowed).get(code, code)
