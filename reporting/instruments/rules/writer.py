"""Writing a compiled rule as the expression it was compiled from: compiled again, it is the same tree."""

from typing import Any

from reporting.instruments.rules.calls import ALLOWED
from reporting.instruments.rules.expressions import BINDING

SIGNS = {"eq": "=", "ne": "!="}
NAMES = {function.operator: name for name, function in reversed(ALLOWED.items())} | {
    "days": "decimal-date-time"
}


def write_expression(tree: Any, binding: int = 0) -> str:
    """Return the expression of a tree; in brackets if it binds less than what stands around it.

    >>> write_expression(["and", ["or", True, ["eq", ["answer", "a"], ""]], [">", ["this"], -1]])
    "(true() or ${a} = '') and . > -1"
    """
    if not isinstance(tree, list):
        return write_literal(tree)
    operator, *parts = tree
    sign = SIGNS.get(operator, operator)
    if sign in BINDING:
        own = BINDING[sign]
        first, *others = parts
        written = [write_expression(first, own - 1), *(write_expression(part, own) for part in others)]
        text = f" {sign} ".join(written)
        return f"({text})" if own <= binding else text
    if operator == "first-day":  # stands around what asks a date that may be less exact
        return write_expression(parts[0], binding)
    return write_source(operator, parts) or write_call(operator, parts)


def write_literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true()" if value else "false()"
    if isinstance(value, str):
        return f'"{value}"' if "'" in value else f"'{value}'"
    return repr(value)


def write_source(operator: str, parts: list) -> str:
    """Return what names a value; an empty text for any other operator."""
    match operator:
        case "answer":
            return f"${{{parts[0]}}}"
        case "cells":
            return f"${{{parts[1] or parts[0]}}}"
        case "choice":
            return parts[0]
        case "this":
            return "."
        case "position":
            return "position(..)"
    return ""


def write_call(operator: str, parts: list) -> str:
    if operator == "matches":
        parts = parts[:2]
    if operator == "item":
        rows = ["cells", parts[0][1], ""]
        parts = [parts[0], rows, parts[1]]
    return f"{NAMES[operator]}({', '.join(write_expression(part) for part in parts)})"
