"""The files of fixtures/demo, read once."""

import csv
import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


@cache
def rows(name):
    """The rows of a .csv file as dictionaries; nobody changes them."""
    with (Path(settings.FIXTURES_ROOT) / "demo" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def phrases(form_id):
    """Answers in words to an instrument, by question code, or by code and column of a table."""
    return json.loads((Path(settings.FIXTURES_ROOT) / "demo" / "phrases.json").read_text("utf-8"))[form_id]


class Size(NamedTuple):
    """Roughly how many people, how many of them health personnel, and what share of these trained abroad."""

    population_millions: float
    density: float
    trained_abroad: float


@cache
def sizes():
    """The sizes of states by ISO code."""
    return {row["iso3"]: Size(*(float(row[name]) for name in Size._fields)) for row in rows("sizes.csv")}


def day(text):
    return date.fromisoformat(text) if text else None


def moment(text):
    return datetime.fromisoformat(text) if text else None
