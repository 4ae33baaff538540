"""Countries and territories as people call them: short and official names, abbreviations, many languages.

`country_names.csv` adds to the names of Member States in the six languages; `territories.csv` lists what
ISO 3166 has beside them, which is no Member State but may be where people come from or go to.
"""

import csv
import re
from functools import cache
from pathlib import Path

from authorities.languages import UN_LANGUAGES, active_un_language
from authorities.languages.collation import name_sort_key
from authorities.normalise import normalise_label

HERE = Path(__file__).resolve().parent
# Codes of two letters that more often mean something else: "not available", "no".
DOUBTFUL_CODES = ("NA", "NO")
IN_PARENTHESES = re.compile(r"(.+?)\s*[(（](.+)[)）]\s*")


def read_csv(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def territories() -> dict[str, dict[str, str]]:
    """Return {ISO 3166 alpha-3 code: row} of the territories that are no Member States."""
    return {row["iso3"]: row for row in read_csv("territories.csv")}


def territory_names(language: str | None = None) -> dict[str, str]:
    """Return {code: name} of the territories, in the active language unless another is given, and sorted."""
    language = language or active_un_language()
    names = {code: row[f"name_{language}"] for code, row in territories().items()}
    return dict(sorted(names.items(), key=lambda item: name_sort_key(item[1], language)))


@cache
def codes_by_other_name() -> dict[str, str]:
    """Return {normalised name: code} of what people call countries and territories."""
    found = {normalise_label(row["name"]): row["iso3"] for row in read_csv("country_names.csv")}
    for code, row in territories().items():
        found |= {normalise_label(row[f"name_{language}"]): code for language in UN_LANGUAGES}
        found[row["iso2"].casefold()] = code
    return found


def split_parentheses(text: str) -> tuple[str, str] | None:
    """Return what stands before parentheses and in them, at the end of a text.

    >>> split_parentheses("Saudi Arabia (KSA)"), split_parentheses("Oman")
    (('Saudi Arabia', 'KSA'), None)
    """
    found = IN_PARENTHESES.fullmatch(text)
    return (found[1], found[2]) if found else None
