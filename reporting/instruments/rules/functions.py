"""What each operator of a rule does with its values. The browser's twin is
config/static/js/rules/functions.js.

Unanswered is None, and so is a number that cannot be computed. No function raises, and no text grows beyond
LONGEST_TEXT: one that would is None.
"""

from collections.abc import Callable
from typing import Any

from reporting.instruments.rules.arithmetic import (
    LIMIT,
    absolute,
    add,
    as_number,
    day_of,
    days_of,
    divide,
    extreme_of,
    first_day_of,
    instant_of,
    modulo,
    multiply,
    number_of,
    order,
    part_of_day,
    round_down,
    round_to,
    round_up,
    same,
    total_of,
    truncate,
    units_of,
)
from reporting.instruments.rules.patterns import matches

LONGEST_TEXT = 20_000
MANY = -1  # the number of values of an operator that takes any number of them


def is_blank_value(value: Any) -> bool:
    return value is None or value in ("", []) or value == {}


def to_text(value: Any) -> str:
    """Return a value as the text that rules compare: options separated by blanks, an empty text for none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(to_text(item) for item in value if isinstance(item, str | int | float))
    number = as_number(value)
    return "" if number is None else str(number)


def shortened(text: str) -> str | None:
    """Return a text, None for an empty one or one that is too long."""
    return text if 0 < len(text) <= LONGEST_TEXT else None


def equal(left: Any, right: Any) -> bool:
    """Return True for two blanks, or two values that are the same: the equality of XPath and ODK."""
    if is_blank_value(left) or is_blank_value(right):
        return is_blank_value(left) and is_blank_value(right)
    if isinstance(left, list) or isinstance(right, list):
        return to_text(left) == to_text(right)
    return same(left, right)


def selected(value: Any, option: Any) -> bool:
    ticked = value if isinstance(value, list) else [value]
    return isinstance(option, str) and any(isinstance(tick, str) and tick == option for tick in ticked)


def selected_at(value: Any, place: Any) -> Any:
    ticked = value if isinstance(value, list) else [] if is_blank_value(value) else [value]
    return item_at(ticked, add(place, 1))


def item_at(values: Any, place: Any) -> Any:
    """Return the value at a place, counted from 1."""
    number = truncate(place)
    if not isinstance(values, list) or not isinstance(number, int) or not 0 < number <= len(values):
        return None
    return values[number - 1]


def length(value: Any) -> int:
    """Return the length of a text or of the digits of a whole number, and 1 for files: 0 is unanswered."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return int(bool(value))
    if isinstance(value, list):
        return int(any(isinstance(file, dict) and file for file in value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return len(str(int(value))) if is_number and abs(value) < LIMIT and value == int(value) else 0


def joined(separator: Any, *values: Any) -> str | None:
    texts = [to_text(value) for value in flattened(values)]
    if sum(map(len, texts)) > LONGEST_TEXT or len(to_text(separator)) * len(texts) > LONGEST_TEXT:
        return None
    return shortened(to_text(separator).join(texts))


def flattened(values: Any) -> list:
    """Return values in one list: those of a column of rows stand in a list of their own."""
    flat: list = []
    for value in values:
        flat += value if isinstance(value, list) else [value]
    return flat


def part_of(value: Any, start: Any, end: Any = None) -> str | None:
    """Return the letters from one place to another, counted from 0; negative places count from the end."""
    text, first, last = to_text(value), truncate(start), truncate(end)
    if not isinstance(first, int):
        return None
    return shortened(text[first : last if isinstance(last, int) else None])


def before(value: Any, mark: Any) -> str | None:
    head, found, _tail = to_text(value).partition(to_text(mark) or "\0")
    return shortened(head) if found else None


def after(value: Any, mark: Any) -> str | None:
    text, cut = to_text(value), to_text(mark)
    return shortened(text.partition(cut)[2] if cut else text)


def normalised(value: Any) -> str | None:
    return shortened(
        " ".join(part for part in to_text(value).replace("\t", " ").replace("\n", " ").split(" ") if part)
    )


def format_day_by_pattern(value: Any, form: Any) -> str | None:
    day = day_of(value)
    if day is None or not isinstance(form, str):
        return None
    year, month, number = day.split("-")
    words = {
        "%Y": year,
        "%y": year[2:],
        "%m": month,
        "%n": str(int(month)),
        "%d": number,
        "%e": str(int(number)),
    }
    hour, minute, second = instant_of(value)[-8:].split(":") if instant_of(value) else ("00", "00", "00")
    words |= {"%H": hour, "%h": str(int(hour)), "%M": minute, "%S": second}
    text = form
    for sign, word in words.items():
        text = text.replace(sign, word)
    return shortened(text)


def power(base: Any, exponent: Any) -> Any:
    count = truncate(exponent)
    result: Any = 1
    if not isinstance(count, int) or count != as_number(exponent) or not 0 <= count <= 60:
        return None
    for _time in range(count):
        result = multiply(result, base)
    return result


def filled(values: Any) -> int:
    return sum(not is_blank_value(value) for value in flattened([values]))


def largest(*values: Any) -> Any:
    return extreme_of(flattened(values), largest=True)


def smallest(*values: Any) -> Any:
    return extreme_of(flattened(values), largest=False)


def total(*values: Any) -> Any:
    return total_of(flattened(values))


def boolean(value: Any) -> bool:
    """Return False for a blank, zero, or the words for no."""
    if isinstance(value, bool):
        return value
    return not is_blank_value(value) and units_of(value) != 0


def choose(condition: Any, then: Any, otherwise: Any) -> Any:
    return then if condition is True else otherwise


def coalesced(*values: Any) -> Any:
    return next((value for value in values if not is_blank_value(value)), None)


MEANING: dict[str, Callable[..., Any]] = {
    "not": lambda value: value is not True,
    "=": same,
    "!=": lambda left, right: not same(left, right),
    "eq": equal,
    "ne": lambda left, right: not equal(left, right),
    "<": lambda left, right: order(left, right) == -1,
    "<=": lambda left, right: order(left, right) in {-1, 0},
    ">": lambda left, right: order(left, right) == 1,
    ">=": lambda left, right: order(left, right) in {0, 1},
    "+": add,
    "-": lambda left, right: add(left, right, sign=-1),
    "*": multiply,
    "div": divide,
    "mod": modulo,
    "selected": selected,
    "count": lambda value: len(value) if isinstance(value, list) else 0,
    "length": length,
    "selected-at": selected_at,
    "item": item_at,
    "rows": lambda values: len(values) if isinstance(values, list) else 0,
    "filled": filled,
    "sum": total,
    "min": smallest,
    "max": largest,
    "if": choose,
    "coalesce": coalesced,
    "bool": boolean,
    "number": as_number,
    "string": lambda value: shortened(to_text(value)),
    "int": truncate,
    "round": round_to,
    "floor": round_down,
    "ceiling": round_up,
    "abs": absolute,
    "pow": power,
    "days": days_of,
    "date": day_of,
    "first-day": first_day_of,
    "clock": part_of_day,
    "format-date": format_day_by_pattern,
    "concat": lambda *values: joined("", *values),
    "join": joined,
    "substr": part_of,
    "substring-before": before,
    "substring-after": after,
    "normalize-space": normalised,
    "contains": lambda value, part: to_text(part) in to_text(value),
    "starts-with": lambda value, part: to_text(value).startswith(to_text(part)),
    "ends-with": lambda value, part: to_text(value).endswith(to_text(part)),
    "matches": lambda value, source, machine: matches(machine, to_text(value)),
}
# How many values each operator takes, at least and at most.
ARITY: dict[str, tuple[int, int]] = (
    dict.fromkeys(MEANING, (2, 2))
    | dict.fromkeys(
        (
            *("not", "count", "length", "rows", "filled", "bool", "number", "string", "int", "floor"),
            *("ceiling", "abs", "days", "date", "first-day", "clock", "normalize-space"),
        ),
        (1, 1),
    )
    | dict.fromkeys(("sum", "min", "max", "coalesce", "concat"), (1, MANY))
    | {"join": (2, MANY), "round": (1, 2), "substr": (2, 3), "if": (3, 3), "matches": (3, 3)}
)
__all__ = ["ARITY", "MANY", "MEANING", "equal", "is_blank_value", "number_of", "to_text"]
