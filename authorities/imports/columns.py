"""The names of the columns of a sheet: in our codes, and in six languages.

Each app lists in `column_names.csv` what people call its columns; what is to be found there is data.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.text import capfirst
from rapidfuzz.distance import Indel

from authorities.languages import LANGUAGE_CODES, UN_LANGUAGES, normalised_translations
from authorities.normalise import normalise_label

# How alike two names must be for one to be a typing error of the other; shorter ones must be the same.
CLOSE, SHORT, MOST_LETTERS_MORE = 0.84, 5, 2
# Words of their own that look like a name of ours.
OTHER_WORDS = ("county", "counties")
PARENTHESES = re.compile(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]")
PARTS = re.compile(r"[/|\n\r(（\[\])）]+")


@cache
def importable_columns(resource_class: Any) -> Mapping[str, Any]:
    """Return {column: field} of all that a sheet for this Resource may fill, to be read alone."""
    fields = resource_class().get_import_fields()
    return MappingProxyType({field.column_name: field for field in fields if not field.readonly})


@cache
def listed_column_names(app_label: str) -> dict[str, dict[str, str]]:
    """Return {column: {"example": ..., language: names with semicolons}} as an app lists them."""
    path = Path(apps.get_app_config(app_label).path, "column_names.csv")
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("column"): row for row in csv.DictReader(file)}


def example_value(resource_class: Any, column: str) -> str:
    return listed_column_names(resource_class._meta.model._meta.app_label).get(column, {}).get("example", "")


@cache
def normalised_names(resource_class: Any, column: str) -> tuple[str, ...]:
    """Return the names that a column may have, folded, its own code first."""
    names = [column, *listed_names(resource_class, column), *last_day_names(resource_class, column)]
    return tuple(dict.fromkeys(filter(None, map(normalise_label, names))))


def listed_names(resource_class: Any, column: str) -> list[str]:
    listed = listed_column_names(resource_class._meta.model._meta.app_label).get(column, {})
    return [name for language in UN_LANGUAGES for name in listed.get(language, "").split(";")]


@cache
def end_cells(resource_class: Any) -> dict[str, Any]:
    """Return {column: its EndCell} of the columns that are ends."""
    cells = {name: field.widget for name, field in importable_columns(resource_class).items()}
    return {name: cell for name, cell in cells.items() if hasattr(cell, "last_day_header")}


def last_day_headers(resource_class: Any) -> dict[str, str]:
    """Return {column: what its last days are called in files of ours} of the columns that are ends."""
    return {name: cell.last_day_header for name, cell in end_cells(resource_class).items()}


@cache
def last_day_names(resource_class: Any, column: str) -> list[str]:
    """Return the names, folded, that say by themselves that a column gives last days."""
    cell = end_cells(resource_class).get(column)
    if cell is None:
        return []
    names = [cell.last_day_header, *listed_names(resource_class, cell.last_day_header)]
    return [*filter(None, map(normalise_label, names)), *normalised_translations(cell.title)]


def says_last_day(resource_class: Any, column: str, header: str) -> bool:
    """Return True if the name of a column says that its days are the last ones."""
    return normalise_label(header) in last_day_names(resource_class, column)


def header_variants(header: str) -> list[str]:
    """Return a header, the same without its parentheses, and its parts: many are in two languages."""
    parts = [header, PARENTHESES.sub(" ", header), *PARTS.split(header)]
    return list(dict.fromkeys(filter(None, map(normalise_label, parts))))


def guess_mapping(headers: Sequence[str], resource_class: Any, taken: Collection[str] = ()) -> dict[str, str]:
    """Return {column: header} as far as the names tell.

    Each header is used once; columns that are `taken` are left out.
    """
    columns = [column for column in importable_columns(resource_class) if column not in taken]
    names = {column: normalised_names(resource_class, column) for column in columns}
    headers = [header for header in headers if header not in columns_beside(headers, resource_class)]
    pairs = [*last_day_pairs(headers, resource_class, columns), *candidate_pairs(headers, names)]
    pairs.sort(key=lambda pair: -pair[0])
    mapping: dict[str, str] = {}
    for _closeness, column, header in pairs:
        if column not in mapping and header not in mapping.values():
            mapping[column] = header
    return {column: mapping[column] for column in names if column in mapping}


def last_day_pairs(
    headers: Iterable[str], resource_class: Any, columns: Iterable[str]
) -> Iterator[tuple[float, str, str]]:
    """Yield (closeness, column, header) of columns of last days, which go before those for machines."""
    for column in columns:
        for header in headers:
            if says_last_day(resource_class, column, header):
                yield 4, column, header


def candidate_pairs(
    headers: Iterable[str], names: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[float, str, str]]:
    """Yield (closeness, column, header) of all that may belong together; a code of ours is closest of all."""
    longest = max((len(name) for known in names.values() for name in known), default=0) + MOST_LETTERS_MORE
    for header in headers:
        forms = header_variants(header)
        likely = [form for form in forms if SHORT <= len(form) <= longest and form not in OTHER_WORDS]
        for column, known in names.items():
            if forms and forms[0] == known[0]:
                yield 3, column, header
            elif forms and forms[0] in known:
                yield 2, column, header
            elif not {*forms}.isdisjoint(known):
                yield 1, column, header
            elif closeness := max((name_closeness(form, known) for form in likely), default=0):
                yield closeness, column, header


@lru_cache(maxsize=1 << 14)
def name_closeness(form: str, names: tuple[str, ...]) -> float:
    """Return how alike a name is to the closest of others, from 0 to 1; 0 if it is none of them mistyped.

    It is kept, for the next file of a source has the columns of the last one.
    """
    near = (name for name in names if len(name) >= SHORT and abs(len(form) - len(name)) <= MOST_LETTERS_MORE)
    return max((Indel.normalized_similarity(form, name, score_cutoff=CLOSE) for name in near), default=0)


def column_headings(resource_class: Any, language: str) -> dict[str, str]:
    """Return {column: its heading in our sheets in a language}."""
    listed = listed_column_names(resource_class._meta.model._meta.app_label)
    headings = {
        column: capfirst(listed.get(column, {}).get(language, "").partition(";")[0] or column)
        for column in importable_columns(resource_class)
    }
    with translation.override(LANGUAGE_CODES[language]):
        return headings | {column: str(cell.title) for column, cell in end_cells(resource_class).items()}


def names_days_after(headers: Collection[str], resource_class: Any) -> bool:
    """Return True for a file of ours that gives the days after the last ones, as machines read them.

    It has our code of such a column, and beside it our last days, a code that others hardly use, or nothing
    but codes of ours. Columns may be moved, renamed, taken out or added.
    """
    codes = importable_columns(resource_class)
    found = codes.keys() & {*headers}
    if not found & end_cells(resource_class).keys() or len(found) < 3:
        return False
    beside = {field.name for field in resource_class._meta.model._meta.get_fields()}
    ours = {*last_day_headers(resource_class).values(), *resource_class.own_headers}
    return bool({*headers} & ours) or {*headers} <= codes.keys() | beside


def columns_beside(headers: Collection[str], resource_class: Any) -> set[str]:
    """Return the columns of a file of ours that no import reads, whatever their names resemble."""
    is_ours = len({*headers} & {*resource_class.own_headers, *resource_class.columns_not_read}) > 1
    codes = {*headers} & {*resource_class.columns_not_read} if is_ours else set()
    return codes | {header for header in headers if normalise_label(header) in titles_beside(resource_class)}


@cache
def titles_beside(resource_class: Any) -> set[str]:
    """Return what the columns that no import reads are called in our workbooks, folded."""
    fields = resource_class._meta.model._meta.concrete_fields
    found = [f for f in fields if f.name in resource_class.columns_not_read and not f.primary_key]
    return {title for field in found for title in normalised_translations(field.verbose_name)}
