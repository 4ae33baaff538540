"""Exact numbers and days, as rules know them. The browser's twin is config/static/js/rules/arithmetic.js.

A number is a JSON number, or a text that reads as one (decimal answers are texts), of at most 15 digits
before and 15 after the point. Sums and products are exact, quotients are rounded to 15 decimals; a result
that is not whole comes back as a text, and one too large is None. Two numbers are the same if they are so to
nine decimals: a third of 100, three times, is 100. A day counts the days from 1 January 1970, a time of day
is a part of one. The clock is that of the country: no time knows a zone.
"""

import re
from collections.abc import Iterable
from typing import Any

NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
YEAR_OR_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
MOMENT = re.compile(f"({DAY.pattern})T({CLOCK.pattern})")
UNIT = 10**15
LIMIT = 10**15
FINEST = 0.0001
GRAIN = 10**6  # units that a comparison does not see
MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def units_of(value: Any) -> int | None:
    """Return a number as a whole count of its smallest unit, so that sums are exact; None for others."""
    if isinstance(value, int | float):
        if isinstance(value, bool) or not abs(value) < LIMIT or 0 < abs(value) < FINEST:
            return None
        value = str(value)
    found = NUMBER.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return None
    sign, whole, part = found[1], found[2], found[3] or ""
    return int(sign + whole + part.ljust(15, "0"))


def number_of(units: int) -> int | str | None:
    """Return the number of a count of units: a whole number as int, others as text, one too large as None."""
    whole, part = divmod(abs(units), UNIT)
    if whole >= LIMIT:
        return None
    sign = "-" if units < 0 else ""
    if part:
        return f"{sign}{whole}.{part:015d}".rstrip("0")
    return -whole if sign else whole


def divide_rounded(dividend: int, divisor: int) -> int:
    """Return a quotient rounded, halves away from zero; the divisor is positive."""
    size = (2 * abs(dividend) + divisor) // (2 * divisor)
    return -size if dividend < 0 else size


def add(left: Any, right: Any, sign: int = 1) -> int | str | None:
    a, b = units_of(left), units_of(right)
    return None if a is None or b is None else number_of(a + sign * b)


def multiply(left: Any, right: Any) -> int | str | None:
    a, b = units_of(left), units_of(right)
    return None if a is None or b is None else number_of(divide_rounded(a * b, UNIT))


def divide(left: Any, right: Any) -> int | str | None:
    a, b = units_of(left), units_of(right)
    if a is None or not b:
        return None
    return number_of(divide_rounded((a if b > 0 else -a) * UNIT, abs(b)))


def modulo(left: Any, right: Any) -> int | str | None:
    """Return the rest of a division, which has the sign of the dividend."""
    a, b = units_of(left), units_of(right)
    if a is None or not b:
        return None
    return number_of(-(-a % abs(b)) if a < 0 else a % abs(b))


def round_to(value: Any, places: Any = 0) -> int | str | None:
    """Return a number rounded to some decimal places (tens for -1), halves away from zero."""
    units, count = units_of(value), units_of(places)
    if units is None or count is None:
        return None
    exponent = max(-15, min(15, count // UNIT))
    step = 10 ** (15 - exponent)
    return number_of(divide_rounded(units, step) * step)


def truncate(value: Any) -> int | str | None:
    units = units_of(value)
    return None if units is None else number_of((abs(units) // UNIT) * UNIT * (-1 if units < 0 else 1))


def round_down(value: Any) -> int | str | None:
    units = units_of(value)
    return None if units is None else number_of(units // UNIT * UNIT)


def round_up(value: Any) -> int | str | None:
    units = units_of(value)
    return None if units is None else number_of(-(-units // UNIT) * UNIT)


def absolute(value: Any) -> int | str | None:
    units = units_of(value)
    return None if units is None else number_of(abs(units))


def as_number(value: Any) -> int | str | None:
    units = units_of(value)
    return None if units is None else number_of(units)


def total_of(values: Iterable[Any]) -> int | str | None:
    """Return the sum of numbers, None if one of them is not a number."""
    units = [units_of(value) for value in values]
    return None if None in units else number_of(sum(unit for unit in units if unit is not None))


def extreme_of(values: Iterable[Any], largest: bool) -> int | str | None:
    """Return the largest or smallest of numbers, None if one of them is not a number."""
    units = [units_of(value) for value in values]
    found = [unit for unit in units if unit is not None]
    if not units or len(found) < len(units):
        return None
    return number_of(max(found) if largest else min(found))


def same(left: Any, right: Any) -> bool:
    """Return True if two texts, two conditions or two numbers are equal."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    return order(left, right) == 0


def order(left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1 for two numbers, two days or moments, or two times; None where there is no order."""
    a, b = units_of(left), units_of(right)
    if a is None or b is None:
        first, second = instant_of(left), instant_of(right)
        if len(first) != len(second) or not first:
            return None
        return (first > second) - (first < second)
    a, b = divide_rounded(a, GRAIN), divide_rounded(b, GRAIN)
    return (a > b) - (a < b)


def instant_of(value: Any) -> str:
    """Return a day or moment, or a time, in the one form that is in order as a text; empty for anything else.

    A day is its beginning.
    """
    if not isinstance(value, str):
        return ""
    if DAY.fullmatch(value):
        return f"{value}T00:00:00"
    is_instant = MOMENT.fullmatch(value) or CLOCK.fullmatch(value)
    return (value if value.count(":") == 2 else f"{value}:00") if is_instant else ""


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else MONTH_LENGTHS[month - 1]


def day_of(value: Any) -> str | None:
    """Return a day that exists as 2024-12-31: that of a moment, or the one that a number counts to."""
    text = value[:10] if isinstance(value, str) and MOMENT.fullmatch(value) else value
    if isinstance(text, str) and (found := DAY.fullmatch(text)):
        year, month, day = (int(part) for part in found.groups())
        exists = 1 <= month <= 12 and 1 <= day <= month_length(year, month)
        return text if exists else None
    units = units_of(value)
    return None if units is None else write_day(units // UNIT)


def first_day_of(value: Any) -> Any:
    """Return the first day of a year or month, as the standard stores one; any other value as it is."""
    if isinstance(value, str) and (found := YEAR_OR_MONTH.fullmatch(value)):
        return f"{found[1]}-{found[2] or '01'}-01"
    return value


def days_of(value: Any) -> int | str | None:
    """Return the number of a day, with the part that has passed at a moment; None if there is no such day."""
    if not isinstance(value, str) or not instant_of(value).count("T") or not (day := day_of(value)):
        return None
    return add(count_days(day), part_of_day(instant_of(value)[11:]))


def part_of_day(value: Any) -> int | str | None:
    """Return what part of a day has passed at a time, or at a moment; None if the value is neither."""
    if not isinstance(value, str) or DAY.fullmatch(value) or not (instant := instant_of(value)):
        return None
    hours, minutes, seconds = (int(part) for part in instant[-8:].split(":"))
    return number_of(divide_rounded((hours * 3600 + minutes * 60 + seconds) * UNIT, 86400))


def count_days(text: str) -> int:
    year, month, day = (int(part) for part in text.split("-"))
    before = year - 1 if month <= 2 else year
    era = before // 400
    of_era = before - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468


def write_day(count: int) -> str | None:
    """Return the day of a number, the opposite of days_of; None outside the years 0 to 9999."""
    shifted = count + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year_of_era = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + (3 if shifted_month < 10 else -9)
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return f"{year:04d}-{month:02d}-{day:02d}" if 0 <= year <= 9999 else None
