"""The files of fixtures/demo, read once."""

import csv
import json
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


@cache
def read_rows(name):
    """Return the rows of a .csv file as dictionaries, which must not be changed: they are cached."""
    with (Path(settings.FIXTURES_ROOT) / "demo" / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def read_phrases(subject):
    """Return the invented texts on a subject: those that answer an instrument, or name the round.

    Answers go by code of the question, or by code and column of a table.
    """
    return json.loads((Path(settings.FIXTURES_ROOT) / "demo" / "phrases.json").read_text("utf-8"))[subject]


class CountrySize(NamedTuple):
    """The population, the relative density of health personnel, and the share of them trained abroad."""

    population_millions: float
    density: float
    trained_abroad: float


@cache
def read_country_sizes():
    """Return {ISO code: size} of every state."""
    return {
        row["iso3"]: CountrySize(*(float(row[name]) for name in CountrySize._fields))
        for row in read_rows("sizes.csv")
    }


def parse_day(text):
    return date.fromisoformat(text) if text else None


def parse_moment(text):
    return datetime.fromisoformat(text) if text else None
