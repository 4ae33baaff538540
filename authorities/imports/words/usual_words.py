"""What the words of other people's lists usually mean: guesses, which a person confirms or corrects.

Each app lists in `usual_words.csv` what its values are called elsewhere, in six languages and more; what is
to be found there is data. The meaning is a code, or several separated by spaces, or “-” for a word that is
left blank; “=” in front of it says that the word can mean nothing else, so that nobody is asked.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

from authorities.imports.coded_widgets import misspelt_word, single_cell
from authorities.imports.columns import PARENTHESES
from authorities.imports.widgets import word_key

LEFT_BLANK, SURE = "-", "="


@cache
def listed_usual_words(app_label: str, *, sure: bool = False) -> dict[str, dict[str, list[str]]]:
    """Return {column: {word: codes}} as an app lists them, all or those that mean nothing else."""
    path = Path(apps.get_app_config(app_label).path, "usual_words.csv")
    found: dict[str, dict[str, list[str]]] = {}
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                column, listed = row.pop("column"), row.pop("meaning")
                meaning = listed.removeprefix(SURE)
                if sure and listed == meaning:
                    continue
                codes = [] if meaning == LEFT_BLANK else meaning.split()
                words = [word_key(word) for cell in row.values() for word in cell.split(";")]
                found.setdefault(column, {}).update(dict.fromkeys(filter(None, words), codes))
    return found


def usual_words(resource: Any, column: str) -> dict[str, list[str]]:
    """Return {word: codes} of the usual words of a column."""
    return listed_usual_words(resource._meta.model._meta.app_label).get(column, {})


def sure_words(resource: Any, column: str) -> dict[str, list[str]]:
    """Return {word: codes} of the words of a column that can mean nothing else."""
    return listed_usual_words(resource._meta.model._meta.app_label, sure=True).get(column, {})


def guess_codes(resource: Any, column: str, word: str) -> list[str] | None:
    """Return the codes that a word of a column is likely to mean; None if no guess is likely.

    No codes mean that it is left blank, which is guessed only where a cell may be blank.
    """
    cell, listed = single_cell(resource.fields[column].widget), usual_words(resource, column)
    for form in word_forms(word):
        if form in listed:
            return accept_guess(cell, listed[form])
    if code := likely_code(cell, word):
        return [code]
    found = misspelt_word(word_key(word), listed)
    return accept_guess(cell, listed[found]) if found else None


def word_forms(word: str) -> list[str]:
    """Return a word and the same without its parentheses, as the list has it.

    >>> word_forms("Nurses (ICU)")
    ['nurse icu', 'nurse']
    """
    return list(dict.fromkeys(filter(None, map(word_key, [word, PARENTHESES.sub(" ", word)]))))


def accept_guess(cell: Any, codes: list[str]) -> list[str] | None:
    """Return the codes if the cell takes them, and a blank where it may be blank; else None."""
    if not codes:
        return None if cell.required else codes
    known = {code for code, _label in cell.word_choices}
    return codes if known.issuperset(codes) else None


def likely_code(cell: Any, word: str) -> str | None:
    guess = getattr(cell, "likely_code", None)
    return guess(word) if guess else None
