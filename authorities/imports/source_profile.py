"""The way the lists of a source are read and meant, remembered for its next one, column by column."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from authorities.imports.columns import guess_mapping, importable_columns, names_days_after
from authorities.imports.day_doubts import lasting_answers
from authorities.imports.registry import IMPORT_KINDS
from authorities.imports.widgets import word_key
from authorities.models import Source
from authorities.spreadsheets.code_pages import CODE_PAGES


def find_source(kind: str, scope: str) -> Source:
    """Return the source of a kind and scope, unsaved if no list of it was seen yet."""
    return Source.objects.filter(kind=kind, scope=scope).first() or Source(kind=kind, scope=scope)


def remembered_mapping(source: Source, headers: Iterable[str], resource_class: Any) -> dict[str, str]:
    """Return {column: header}: as the source had them, new ones as their names suggest."""
    had = {
        header: source.columns[header_key(header)]
        for header in headers
        if header_key(header) in source.columns
    }
    mapping = {}
    for column in importable_columns(resource_class):
        same = [header for header, meant in had.items() if meant == column]
        if same:
            mapping[column] = guess_mapping(same, resource_class).get(column, same[0])
    new = [header for header in headers if header not in had]
    return mapping | guess_mapping(new, resource_class, taken=mapping)


def new_headers(source: Source, headers: Iterable[str]) -> list[str]:
    """Return the headers that no file of this source had; none of its first file."""
    return [header for header in headers if source.columns and header_key(header) not in source.columns]


@transaction.atomic
def remember_profile(
    kind: str, scope: str, headers: Iterable[str], mapping: dict[str, str], reading: dict[str, Any]
) -> None:
    Source.objects.get_or_create(kind=kind, scope=scope)
    source = Source.objects.select_for_update().get(kind=kind, scope=scope)
    columns = {header: column for column, header in mapping.items()}
    source.columns |= {header_key(header): columns.get(header, "") for header in headers}
    if names_days_after([*headers], IMPORT_KINDS[kind].resource):
        # It says nothing of the lists of others.
        reading = {name: value for name, value in reading.items() if name != "last_day"}
    source.reading = updated_reading(source.reading, reading)
    source.save()


def updated_reading(known: dict[str, Any], reading: dict[str, Any]) -> dict[str, Any]:
    """Return what is worth remembering of how a file was read, and of those before."""
    lasting: dict[str, Any] = {name: reading[name] for name in ("sheet", "last_day") if name in reading}
    if reading.get("encoding") in CODE_PAGES:
        lasting["encoding"] = reading["encoding"]
    dates = {header_key(header): order for header, order in reading.get("dates", {}).items()}
    words = {
        column: {word: codes for word, codes in explained.items() if codes is not None}
        for column, explained in merge_words(known.get("words", {}), reading.get("words", {})).items()
    }
    if answers := known.get("doubts", {}) | lasting_answers(reading.get("doubts", {})):
        lasting["doubts"] = answers
    return known | lasting | {"dates": known.get("dates", {}) | dates, "words": words}


def merge_words(known: Mapping[str, Mapping], more: Mapping[str, Mapping]) -> dict[str, dict]:
    """Return {column: {word: codes}} of words that are known and of `more`, which replace them."""
    merged = {column: dict(words) for column, words in known.items()}
    for column, words in more.items():
        replaced = {*map(word_key, words)}
        kept = {word: c for word, c in merged.get(column, {}).items() if word_key(word) not in replaced}
        merged[column] = {**kept, **words}
    return merged


def header_key(header: str) -> str:
    return header.casefold()
