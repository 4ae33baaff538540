"""Columns of which no cell can be read, found in the first rows of a file and told before it is checked."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from authorities.imports.coded_widgets import CodedCell, single_cell
from authorities.imports.widgets import word_key
from authorities.imports.words.usual_words import usual_words
from authorities.languages.sentences import sentence_of, store_sentence
from authorities.normalise import normalise_label
from authorities.spreadsheets.blanks import is_blank
from authorities.spreadsheets.formats import unescape_formula

# The least number of different values that show what a column holds, and the most that are tried.
FEWEST, MOST = 3, 50
# What may be the short code of a record.
CODE = re.compile(r"[\w.-]{1,20}")


def find_column_faults(
    resource: Any, mapping: Mapping[str, str], cells: Mapping[str, list], scope: str
) -> dict[str, dict[str, Any]]:
    """Return {column: {header, value, sentence}} of columns of which no value can be read: the first one, and
    the sentence as it is stored.

    `cells` are {header: its first cells}, the Resource reads them as the file means them. Words that nobody
    knows are no fault: they are asked about. Of a column that the scope determines, a fault is also what
    belongs to another scope.
    """
    faults = {}
    for column, header in mapping.items():
        values = distinct_values(cells.get(header, []))
        if scope and column in resource.scope_columns:
            if is_about_something_else(resource.fields[column].widget, column, header, values):
                faults[column] = {"header": header, "value": str(values[0]), "sentence": ""}
        elif len(values) >= FEWEST and (sentence := common_refusal(resource, column, values)):
            faults[column] = {"header": header, "value": str(values[0]), "sentence": store_sentence(sentence)}
    return faults


def distinct_values(cells: Sequence) -> list:
    """Return the first different values of a column that are filled."""
    found = {str(cell): cell for cell in reversed(cells) if not is_blank(cell)}
    return [*islice(reversed(found.values()), MOST)]


def common_refusal(resource: Any, column: str, values: Sequence) -> str:
    """Return the sentence about the first value if none can be read.

    It is blank if one can, if words are asked about, or if another cell of the row decides.
    """
    cell, listed = resource.fields[column].widget, usual_words(resource, column)
    has_words, beside = isinstance(single_cell(cell), CodedCell), getattr(cell, "beside", ())
    if has_words or beside or any(word_key(str(value)) in listed for value in values):
        return ""
    refusals = [refusal_of(cell, value) for value in values]
    return refusals[0] if all(refusals) else ""


def refusal_of(cell: Any, value: Any) -> str:
    try:
        cell.clean(unescape_formula(value), {})
    except ValueError as refusal:
        return sentence_of(refusal)
    return ""


def is_about_something_else(cell: Any, column: str, header: str, values: Sequence) -> bool:
    """Return True if a column cannot be what the scope says, although its name is like that.

    A column with our own name for it, with one value, or with short codes may well name another scope: a
    list for another desk. Its rows are refused, each with the reason.
    """
    if normalise_label(header) == normalise_label(column) or len(values) < 2:
        return False
    if getattr(cell, "beside", ()) and any(CODE.fullmatch(str(value).strip()) for value in values):
        return False
    return not any(agrees_with_scope(cell, value) for value in values)


def agrees_with_scope(cell: Any, value: Any) -> bool:
    """Return True if a value says the same as a blank cell, which means what the scope says."""
    try:
        return cell.clean(value, {}) == cell.clean("", {})
    except ValueError:
        return False
