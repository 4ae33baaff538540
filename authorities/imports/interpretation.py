"""The meaning of days, blanks and words in a file, where a cell alone does not say.

`reading`, as an import keeps it, holds of this: `dates` {header: DAY or MONTH}, `doubts` as `day_doubts` has
them, `from_1904`, which is true if Excel counts days from that year on, `last_day`, which is true if
ends are named by the last day on which something holds, `words` {column: {word: codes}} of the words that a
person has explained, without codes for one that is left blank, None for one that is to be asked about again,
`for_all_rows` {column: value} of columns that the file lacks, `separators` {header: what separates values};
`excerpt` is as in `build_excerpt`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from authorities.dates import DAY, DateReader, observe_orders
from authorities.imports.coded_widgets import ListCell, single_cell
from authorities.imports.column_faults import find_column_faults
from authorities.imports.columns import (
    end_cells,
    importable_columns,
    names_days_after,
    says_last_day,
)
from authorities.imports.day_doubts import (
    ASKED_OF_ENDS,
    BUDDHIST,
    QUESTIONS,
    SERIALS,
    SHORT_YEARS,
    describe_doubts,
    find_day_doubts,
)
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.imports.registry import IMPORT_KINDS
from authorities.imports.source_profile import merge_words, remembered_mapping
from authorities.imports.widgets import word_key
from authorities.imports.words.item_lists import used_separators
from authorities.imports.words.usual_words import sure_words
from authorities.models import Import, Source
from authorities.spreadsheets.reader import Sheet

# The number of rows that show in which order a column has its days.
ROWS = 500
EXCERPT_ROWS, EXCERPT_WORDS, LONGEST_EXCERPT = 3, 6, 200
CELL_ENDS = re.compile(r'[\r\n"]+')


def apply_interpretation(
    resource: Any, mapping: dict[str, str], reading: dict[str, Any], scope: str = ""
) -> Any:
    """Make a Resource read its cells as this file means them, and return it."""
    if scope:
        resource.keep_to(scope)
    resource.identity_answers = reading.get("identities", {})
    for column, header in mapping.items():
        cell = resource.fields[column].widget
        if isinstance(cell, DateCell):
            read_days_as_meant(cell, header, reading)
        if isinstance(cell, EndCell):
            cell.gives_day_after = not gives_last_day(type(resource), column, header, reading)
        if words := {**sure_words(resource, column), **explained_words(reading, column)}:
            single = single_cell(cell)
            known = {code for code, _name in single.word_choices}
            single.words = {word_key(word): codes for word, codes in words.items() if known.issuperset(codes)}
    given = reading.get("for_all_rows", {}).items()
    resource.values_for_all = {column: value for column, value in given if column not in mapping}
    return resource


def read_days_as_meant(cell: DateCell, header: str, reading: Mapping[str, Any]) -> None:
    cell.answers = reading.get("doubts", {}).get(header, {})
    cell.reader = DateReader(
        order=reading.get("dates", {}).get(header) or None,
        short_order=cell.answers.get(SHORT_YEARS) or None,
        is_buddhist=bool(cell.answers.get(BUDDHIST)),
        counts_days=bool(cell.answers.get(SERIALS)),
        from_1904=reading.get("from_1904", False),
    )


def gives_last_day(resource_class: Any, column: str, header: str, reading: Mapping[str, Any]) -> bool:
    """Return True if a column of a file names the last day on which something holds."""
    return says_last_day(resource_class, column, header) or reading.get("last_day", True)


def explained_words(reading: Mapping[str, Any], column: str) -> dict[str, list[str]]:
    """Return {word: codes} of a column; formerly a word had one code."""
    found = reading.get("words", {}).get(column, {})
    return {
        word: [codes] if isinstance(codes, str) else codes
        for word, codes in found.items()
        if codes is not None
    }


def extend_words(reading: Mapping[str, Any], words: Mapping[str, Mapping]) -> dict[str, Any]:
    """Return the way a file is read, with more words explained: {column: {word: codes}}."""
    return {**reading, "words": merge_words(reading.get("words", {}), words)}


def end_columns(resource_class: Any) -> list[str]:
    """Return the columns that name the end of something."""
    return list(end_cells(resource_class))


def first_cells(sheet: Sheet) -> dict[str, list]:
    """Return {header: its first cells}."""
    _numbers, rows = next(iter(sheet.chunks(ROWS)), ([], []))
    columns = zip(*rows, strict=True) if rows else ([] for _header in sheet.headers)
    return dict(zip(sheet.headers, map(list, columns), strict=True))


def build_excerpt(sheet: Sheet, cells: Mapping[str, list]) -> dict[str, Any]:
    """Return what the page of columns shows of a file, so that it need not be opened again.

    `rows` are the first ones with their cells as JSON has them, `words` some cells beyond ASCII, which show
    whether the encoding is right, `days` the headers whose days may have two readings. The file that is
    opened for the first time adds `faults`, as `find_column_faults` has them.
    """
    columns = [map(excerpt_cell, column[:EXCERPT_ROWS]) for column in cells.values()]
    return {
        "rows": [list(row) for row in zip(*columns, strict=True)],
        "words": [word[:LONGEST_EXCERPT] for word in non_ascii_words(sheet)],
        "days": list(ambiguous_day_headers(cells)),
    }


def excerpt_cell(cell: Any) -> Any:
    """Return a cell as JSON has it: numbers and days as the sheet shows them, long text cut.

    >>> excerpt_cell(3.0), excerpt_cell("Care")
    (3, 'Care')
    """
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, bool | int | float) or cell is None:
        return cell
    return str(cell)[:LONGEST_EXCERPT]


def non_ascii_words(sheet: Sheet) -> list[str]:
    """Return some cells beyond ASCII of a text file, each once."""
    if "encoding" not in sheet.read_options:
        return []
    reader: Any = sheet.reader
    cells = CELL_ENDS.split(reader.sample.replace(sheet.read_options["delimiter"], "\n"))
    return list(dict.fromkeys(cell.strip() for cell in cells if not cell.isascii()))[:EXCERPT_WORDS]


def day_orders(cells: Mapping[str, list], known: Mapping[str, str]) -> dict[str, str]:
    """Return {header: DAY or MONTH} as its cells prove it, else as it is `known` of the source."""
    found = {}
    for header, column in cells.items():
        _has_two, shown = observe_orders(column)
        order = shown.pop() if len(shown) == 1 else known.get(header.casefold())
        if order:
            found[header] = order
    return found


def ambiguous_day_headers(cells: Mapping[str, list]) -> Iterator[str]:
    """Yield the headers whose days may have two readings."""
    for header, column in cells.items():
        has_two, shown = observe_orders(column)
        if has_two or shown:
            yield header


def read_beginning(sheet: Sheet, resource_class: Any, source: Source) -> dict[str, Any]:
    """Return `reading` of a file that is opened for the first time: how it is read, how it is meant as far as
    it shows or its source is known, and an excerpt of its first rows."""
    cells = first_cells(sheet)
    meant = guess_interpretation(sheet, cells, resource_class, source)
    mapping = remembered_mapping(source, sheet.headers, resource_class)
    resource = apply_interpretation(resource_class(), mapping, meant, source.scope)
    meant["separators"] = notice_separators(resource, mapping, cells)
    excerpt = build_excerpt(sheet, cells) | {
        "faults": find_column_faults(resource, mapping, cells, source.scope)
    }
    return sheet.read_options | meant | {"excerpt": excerpt}


def notice_separators(
    resource: Any, mapping: Mapping[str, str], cells: Mapping[str, list]
) -> dict[str, list[str]]:
    """Return {header: what separates values} of the columns that hold several."""
    widgets = {header: resource.fields[column].widget for column, header in mapping.items()}
    found = {
        header: used_separators((text for text in cells.get(header, []) if isinstance(text, str)), cell.knows)
        for header, cell in widgets.items()
        if isinstance(cell, ListCell)
    }
    return {header: separators for header, separators in found.items() if separators}


def proposed_mapping(
    source: Source, headers: Sequence[str], resource_class: Any, reading: Mapping[str, Any]
) -> dict[str, str]:
    """Return {column: header} as remembered and guessed, without what contradicts the scope."""
    faults = reading["excerpt"].get("faults", {})
    left_out = {*resource_class.scope_columns} & {*faults} if source.scope else set()
    mapping = remembered_mapping(source, headers, resource_class)
    return {column: header for column, header in mapping.items() if column not in left_out}


def guess_interpretation(
    sheet: Sheet, cells: Mapping[str, list], resource_class: Any, source: Source
) -> dict[str, Any]:
    """Return the part of `reading` that says how a file is meant. `cells` are {header: its first cells}."""
    known = source.reading
    reading = {"dates": day_orders(cells, known.get("dates", {})), "words": known.get("words", {})}
    reading["doubts"] = find_day_doubts(cells, known.get("doubts", {}))
    if end_columns(resource_class):
        days_after = names_days_after(sheet.headers, resource_class)
        reading["last_day"] = False if days_after else known.get("last_day", True)
    return reading


def describe_interpretation(batch: Import, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield sentences on how days and words of an import are read. `titles` are {column: our name of it}."""
    reading = batch.reading
    resource = IMPORT_KINDS[batch.kind].resource
    for column in (name for name in end_columns(resource) if name in batch.mapping):
        header = batch.mapping[column]
        last = _("“%(column)s” is read as the last day on which it is valid: it ends on the day after.")
        after = _("“%(column)s” is read as the first day on which it is no longer valid.")
        yield (last if gives_last_day(resource, column, header, reading) else after) % {"column": header}
    for header, order in reading.get("dates", {}).items():
        if order and header in batch.mapping.values():
            first = _("In “%(header)s” the day comes before the month.")
            other = _("In “%(header)s” the month comes before the day.")
            yield (first if order == DAY else other) % {"header": header}
    for column, header in batch.mapping.items():
        cell = importable_columns(resource)[column].widget
        if isinstance(cell, DateCell) and (doubts := reading.get("doubts", {}).get(header)):
            is_last = isinstance(cell, EndCell) and gives_last_day(resource, column, header, reading)
            yield from describe_doubts(header, doubts, is_last_day=is_last)
    yield from describe_columns(batch, titles)
    yield from describe_words(batch, titles)


def questions_on_days(
    resource_class: Any,
    mapping: Mapping[str, str],
    doubts: Mapping[str, Mapping[str, str]],
    *,
    also_unmapped: bool = False,
) -> Iterator[tuple[str, str, str]]:
    """Yield (header, doubt, answer) of what is asked about the days of a file, also of columns that are not
    yet said to hold any."""
    columns = importable_columns(resource_class)
    cells = {header: columns[column].widget for column, header in mapping.items()}
    for header, answers in doubts.items():
        cell = cells.get(header)
        asked = doubts_to_ask(cell) if cell is not None or also_unmapped else ()
        yield from ((header, doubt, answer) for doubt, answer in answers.items() if doubt in asked)


def doubts_to_ask(cell: Any) -> set[str]:
    """Return the doubts about which a person is asked, of a column with this cell or of none yet."""
    if cell is None:
        return QUESTIONS.keys() - {SERIALS}
    if isinstance(cell, EndCell):
        return {*QUESTIONS}
    return QUESTIONS.keys() - {*ASKED_OF_ENDS} if isinstance(cell, DateCell) else set()


def describe_columns(batch: Import, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence on each column with several values in a cell, and with one value for all rows."""
    for header, separators in batch.reading.get("separators", {}).items():
        if header in batch.mapping.values():
            sentence = _("In “%(header)s” several values are separated by: %(separators)s")
            yield sentence % {"header": header, "separators": " ".join(f"“{mark}”" for mark in separators)}
    for column, value in batch.reading.get("for_all_rows", {}).items():
        if column not in batch.mapping:
            sentence = _("“%(column)s” is %(value)s in every row, as you have typed it.")
            yield sentence % {"column": titles[column], "value": value}


def describe_words(batch: Import, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence on each word that a person has explained."""
    resource = IMPORT_KINDS[batch.kind].resource
    columns = importable_columns(resource)
    for column in (name for name in batch.reading.get("words", {}) if name in batch.mapping):
        cell = single_cell(columns[column].widget)
        labels = dict(cell.word_choices)
        for word, codes in explained_words(batch.reading, column).items():
            said = {"column": titles[column], "word": word}
            if codes:
                said["value"] = "; ".join(str(labels.get(code, code)) for code in codes)
                yield _("%(column)s: “%(word)s” is read as “%(value)s”.") % said
            else:
                yield _("%(column)s: “%(word)s” is read as a blank cell.") % said
