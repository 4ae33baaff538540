"""Evaluating compiled rules: the closed tree of an expression against answers. Never raises.

The browser gives the same trees the same meaning: config/static/js/logic.js is the twin of evaluate().
A rule on a cell of a table or group is evaluated against {**answers, **row}.

- Unanswered is null; an empty text or list counts as unanswered. A comparison with null is false, `!=` with
  null is true, a sum with null is null, `selected` is false and `count` and `length` are 0;
  the length of a file is 1, that of a whole number the number of its digits and sign.
- A number is a JSON number, or a text that reads as one (decimal answers are texts), of at most 15 digits
  before and 15 after the point. Sums are exact; a result that is not whole comes back as a text.
- `=` compares texts as texts unless one side is a JSON number. Order exists between two numbers and between
  two texts of the shape 2024-12-31, and nowhere else.
- Whatever is not in the language, or nested deeper than MAX_DEPTH, is null.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reporting.instruments.expressions import MAX_DEPTH, LogicError, compile_expression

__all__ = ["LogicError", "compile_expression", "evaluate", "names_in"]

NUMBER = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{1,15}))?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNIT = 10**15
LIMIT = 10**15
FINEST = 0.0001


def evaluate(ast: Any, answers: Any, this: Any = None, today: date | str | None = None) -> Any:
    """Return the value of `ast`, given the values by code, the value `this` of a constraint, and the day."""
    day = today.isoformat() if isinstance(today, date) else today
    return _value(ast, _Facts(answers if isinstance(answers, dict) else {}, this, day), depth=0)


def names_in(ast: Any) -> set[str]:
    """Return the codes of the questions that a tree asks."""
    if not isinstance(ast, list):
        return set()
    if ast[:1] == ["answer"]:
        return {name for name in ast[1:2] if isinstance(name, str)}
    return set().union(*(names_in(part) for part in ast[1:]))


@dataclass(frozen=True)
class _Facts:
    answers: dict[str, Any]
    this: Any
    today: Any

    def value_of(self, operator: str, name: str | None = None) -> Any:
        """Return the value of an answer, of `this` or of today; None for one that is empty."""
        value = {"answer": self.answers.get(name), "this": self.this, "today": self.today}[operator]
        return None if value in ("", []) else value


def _value(ast: Any, facts: _Facts, depth: int) -> Any:
    if not isinstance(ast, list):
        return ast if isinstance(ast, str | int | float) else None
    if not ast or not isinstance(ast[0], str) or depth >= MAX_DEPTH:
        return None
    operator, *parts = ast
    values = [_value(part, facts, depth + 1) for part in parts]
    if operator in {"and", "or"}:
        truths = [value is True for value in values]
        return all(truths) if operator == "and" else any(truths)
    if len(values) != ARITY.get(operator):
        return None
    if operator in {"answer", "this", "today"}:
        return facts.value_of(operator, *[value if isinstance(value, str) else None for value in values])
    return MEANING[operator](*values)


def _units(value: Any) -> int | None:
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


def _number(units: int) -> int | str | None:
    """Return the number of a count of units: a whole number as int, others as text, one too large as None."""
    whole, part = divmod(abs(units), UNIT)
    if whole >= LIMIT:
        return None
    sign = "-" if units < 0 else ""
    if part:
        return f"{sign}{whole}.{part:015d}".rstrip("0")
    return -whole if sign else whole


def _plus(left: Any, right: Any, sign: int = 1) -> int | str | None:
    a, b = _units(left), _units(right)
    return None if a is None or b is None else _number(a + sign * b)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) and isinstance(right, bool):
        return left is right
    units = _units(left)
    return units is not None and units == _units(right)


def _order(left: Any, right: Any) -> int | None:
    """Return -1, 0 or 1; None where there is no order."""
    a, b = _units(left), _units(right)
    if a is None or b is None:
        if not all(isinstance(day, str) and DAY.fullmatch(day) for day in (left, right)):
            return None
        a, b = left, right
    return (a > b) - (a < b)


def _selected(value: Any, option: Any) -> bool:
    ticked = value if isinstance(value, list) else [value]
    return isinstance(option, str) and any(isinstance(tick, str) and tick == option for tick in ticked)


def _length(value: Any) -> int:
    """Return the length of a text or of the digits of a whole number, and 1 for a file: 0 is unanswered."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return int(bool(value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return len(str(int(value))) if is_number and abs(value) < LIMIT and value == int(value) else 0


MEANING: dict[str, Callable[..., Any]] = {
    "not": lambda value: value is not True,
    "=": _same,
    "!=": lambda left, right: not _same(left, right),
    "<": lambda left, right: _order(left, right) == -1,
    "<=": lambda left, right: _order(left, right) in {-1, 0},
    ">": lambda left, right: _order(left, right) == 1,
    ">=": lambda left, right: _order(left, right) in {0, 1},
    "+": _plus,
    "-": lambda left, right: _plus(left, right, sign=-1),
    "selected": _selected,
    "count": lambda value: len(value) if isinstance(value, list) else 0,
    "length": _length,
}
ARITY = {"not": 1, "count": 1, "length": 1, "answer": 1, "this": 0, "today": 0} | dict.fromkeys(
    ("=", "!=", "<", "<=", ">", ">=", "+", "-", "selected"), 2
)
