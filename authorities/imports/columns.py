"""The names of the columns of a sheet: in our codes, and in six languages.

Each app lists in `column_names.csv` what people call its columns; what is to be found there is data.
"""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from rapidfuzz.distance import Indel

from authorities.languages import UN_LANGUAGES
from authorities.normalise import normalise_label

# How alike two names must be for one to be a typing error of the other; shorter ones must be the same.
CLOSE, SHORT = 0.84, 5
# Words of their own that look like a name of ours.
OTHER_WORDS = ("county", "counties")
PARENTHESES = re.compile(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]")
PARTS = re.compile(r"[/|\n\r(（\[\])）]+")


def importable_columns(resource_class: Any) -> dict[str, Any]:
    """Return {column: field} of all that a sheet for this Resource may fill."""
    fields = resource_class().get_import_fields()
    return {field.column_name: field for field in fields if not field.readonly}


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


def normalised_names(resource_class: Any, column: str) -> list[str]:
    """Return the names that a column may have, folded, its own code first."""
    listed = listed_column_names(resource_class._meta.model._meta.app_label).get(column, {})
    names = [name for language in UN_LANGUAGES for name in listed.get(language, "").split(";")]
    return list(dict.fromkeys(filter(None, map(normalise_label, [column, *names]))))


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
    pairs = sorted(candidate_pairs(headers, names), key=lambda pair: -pair[0])
    mapping: dict[str, str] = {}
    for _closeness, column, header in pairs:
        if column not in mapping and header not in mapping.values():
            mapping[column] = header
    return {column: mapping[column] for column in names if column in mapping}


def candidate_pairs(
    headers: Iterable[str], names: Mapping[str, Sequence[str]]
) -> Iterator[tuple[float, str, str]]:
    """Yield (closeness, column, header) of all that may belong together; a code of ours is closest of all."""
    for header in headers:
        forms = header_variants(header)
        for column, known in names.items():
            if forms and forms[0] == known[0]:
                yield 3, column, header
            elif forms and forms[0] in known:
                yield 2, column, header
            elif {*forms} & {*known}:
                yield 1, column, header
            elif (
                closeness := max((name_closeness(form, name) for form in forms for name in known), default=0)
            ) > 0:
                yield closeness, column, header


def name_closeness(form: str, name: str) -> float:
    """Return how alike two names are, from 0 to 1; 0 if it is not enough to be a typing error."""
    if form in OTHER_WORDS or min(len(form), len(name)) < SHORT or abs(len(form) - len(name)) > 2:
        return 0
    return Indel.normalized_similarity(form, name, score_cutoff=CLOSE)


def column_headings(resource_class: Any, language: str) -> dict[str, str]:
    """Return {column: its heading in our sheets in a language}."""
    listed = listed_column_names(resource_class._meta.model._meta.app_label)
    return {
        column: capfirst(listed.get(column, {}).get(language, "").partition(";")[0] or column)
        for column in importable_columns(resource_class)
    }


def is_own_template(headers: Sequence[str], resource_class: Any) -> bool:
    """Return True for a sheet of ours: our columns in our order, some perhaps taken out, or what we export
    beside them."""
    beside = {field.name for field in resource_class._meta.model._meta.get_fields()}
    codes = list(importable_columns(resource_class))
    named = [codes, *(list(column_headings(resource_class, language).values()) for language in UN_LANGUAGES)]
    return any(are_in_template_order(headers, names, beside - {*codes}) for names in named)


def are_in_template_order(headers: Sequence[str], names: list[str], beside: Collection[str]) -> bool:
    found = [header for header in headers if header in names]
    return len(found) > 1 and found == sorted(found, key=names.index) and {*headers} <= {*names, *beside}
