"""Invented numbers of health personnel. They add up, and those of one country are alike in every round."""

import random
from math import exp

from reporting.demo.tables import read_country_sizes

# For a country of middle income; sizes.csv holds the factor by which each country differs.
PER_MILLION = {
    "doctors": 2600,
    "nurses": 5200,
    "midwives": 420,
    "dentists": 560,
    "pharmacists": 780,
    "other": 3100,
}
YEARLY_GROWTH = 1.015


def invent_stock(iso3, occupation, year):
    """Return the number of personnel of one occupation, by place of training and by place of birth."""
    dice = random.Random(f"{iso3} {occupation}")  # noqa: S311 - invented numbers
    size = read_country_sizes()[iso3]
    density = PER_MILLION[occupation] * size.density * dice.uniform(0.7, 1.3)
    total = max(3, round(size.population_millions * density * YEARLY_GROWTH ** (year - 2012)))
    foreign = round(total * size.trained_abroad * dice.uniform(0.2, 1))
    unknown = round(total * dice.uniform(0, 0.04))
    foreign_born = round(foreign * dice.uniform(0.6, 1))
    return {
        "year": year,
        "total": total,
        "domestic": total - foreign - unknown,
        "foreign": foreign,
        "unknown": unknown,
        "national_born": total - foreign_born,
        "foreign_born": foreign_born,
    }


def invent_flow(iso3, occupation, year, direction):
    """Return the number of personnel who came, or left, in each of the three years up to `year`."""
    dice = random.Random(f"{iso3} {occupation} {direction} {year}")  # noqa: S311 - invented numbers
    share = random.Random(f"{iso3} {direction}").uniform(0.002, 0.02)  # noqa: S311 - invented numbers
    total = invent_stock(iso3, occupation, year)["total"]
    return {f"y{number}": round(total * share * dice.uniform(0.8, 1.25)) for number in (1, 2, 3)}


def invent_movement(source, destination, occupation, year, *, teller):
    """Return how many moved between two countries in a year, as one of them counts; the two differ."""
    moved = random.Random(f"{source} {destination} {occupation}")  # noqa: S311 - invented numbers
    size = moved.uniform(2, 6.2) if occupation == "nurses" else moved.uniform(1.5, 4.5)
    counted = random.Random(f"{source} {destination} {occupation} {year} {teller}")  # noqa: S311
    share = counted.uniform(0.9, 1.1) if teller == destination else counted.uniform(0.55, 1.05)
    return max(1, round(exp(size) * share))
