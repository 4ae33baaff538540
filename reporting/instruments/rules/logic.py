"""Evaluating compiled rules: the closed tree of an expression against answers. Never raises.

The browser gives the same trees the same meaning: config/static/js/rules/logic.js is the twin of evaluate().
A rule on a cell of a table or group is evaluated against {**answers, **row}.

- Unanswered is None; an empty text or list counts as unanswered. An ordering with None is false, a sum with
None
  is None, `selected` is false and `count` and `length` are 0; the length of a file is 1, that of a whole
  number the number of its digits and sign.
- `eq` and `ne` are the equality of ODK: two blanks are equal. `=` and `!=` are never true of a blank, and
  stand where one side cannot be blank.
- Equality compares texts as texts unless one side is a JSON number. Order exists between two numbers and
  between two texts of the shape 2024-12-31, and nowhere else.
- ["cells", group, column] are the values of a column in all rows, ["choice", column] is the cell of an option
  on the choices sheet, which is asked of each option alone, ["position"] the number of the row.
- Whatever is not in the language, or nested deeper than MAX_DEPTH, is None.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from reporting.instruments.rules.expressions import MAX_DEPTH, LogicError, compile_expression
from reporting.instruments.rules.functions import ARITY, MANY, MEANING, is_blank_value

__all__ = ["LogicError", "compile_expression", "evaluate", "names_in"]


def evaluate(
    ast: Any,
    answers: Any,
    this: Any = None,
    today: date | str | None = None,
    choice: dict[str, Any] | None = None,
    position: int | None = None,
) -> Any:
    """Return the value of `ast`, given the values by code, the value `this` of a constraint, and the day.

    `choice` are the cells of the option that a filter asks, `position` is the number of the row.
    """
    day = today.isoformat() if isinstance(today, date) else today
    facts = _Facts(answers if isinstance(answers, dict) else {}, this, day, choice or {}, position)
    return _value(ast, facts, depth=0)


def names_in(ast: Any) -> set[str]:
    """Return the codes of the questions that a tree asks, tables and groups among them."""
    if not isinstance(ast, list):
        return set()
    if ast[:1] in (["answer"], ["cells"]):
        return {name for name in ast[1:2] if isinstance(name, str)}
    return set().union(*(names_in(part) for part in ast[1:]))


def columns_in(ast: Any, rows: str) -> set[str]:
    """Return the columns of one table or group that a tree asks of all its rows."""
    if not isinstance(ast, list):
        return set()
    if ast[:2] == ["cells", rows]:
        return {name for name in ast[2:3] if isinstance(name, str)}
    return set().union(*(columns_in(part, rows) for part in ast[1:]))


@dataclass(frozen=True)
class _Facts:
    answers: dict[str, Any]
    this: Any
    today: Any
    choice: dict[str, Any]
    position: int | None

    def value_of(self, operator: str, name: str | None = None, column: str | None = None) -> Any:
        """Return the value that one of SOURCES names; None for one that is blank."""
        match operator:
            case "answer":
                value = self.answers.get(name)
            case "choice":
                value = self.choice.get(name)
            case "cells":
                value = cells_of(self.answers.get(name), column)
            case _other:
                value = {"this": self.this, "today": self.today, "position": self.position}[operator]
        return None if is_blank_value(value) and value != {} else value


SOURCES = {"answer": 1, "choice": 1, "cells": 2, "this": 0, "today": 0, "position": 0}


def cells_of(rows: Any, column: Any) -> list[Any]:
    """Return the values of one column in all rows of a table or group."""
    if isinstance(rows, dict):
        rows = list(rows.values())
    if not isinstance(rows, list):
        return []
    cells = [row.get(column) for row in rows if isinstance(row, dict)]
    return [None if is_blank_value(cell) or isinstance(cell, list | dict) else cell for cell in cells]


def _value(ast: Any, facts: _Facts, depth: int) -> Any:
    if not isinstance(ast, list):
        return ast if isinstance(ast, str | int | float) else None
    if not ast or not isinstance(ast[0], str) or depth >= MAX_DEPTH:
        return None
    operator, *parts = ast
    if operator in SOURCES:
        names = [part if isinstance(part, str) else None for part in parts]
        return facts.value_of(operator, *names) if len(parts) == SOURCES[operator] else None
    if operator == "matches":
        values = [_value(part, facts, depth + 1) for part in parts[:1]] + parts[1:]
    else:
        values = [_value(part, facts, depth + 1) for part in parts]
    if operator in {"and", "or"}:
        truths = [value is True for value in values]
        return all(truths) if operator == "and" else any(truths)
    least, most = ARITY.get(operator, (1, 0))
    fits = len(values) >= least and most in (MANY, max(len(values), most))
    return MEANING[operator](*values) if fits and operator in MEANING else None
