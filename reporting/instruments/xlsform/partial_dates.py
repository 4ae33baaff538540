"""Rules that ask a date of which only the year or month may be known: as in ODK, they ask its first day."""

from collections.abc import Set
from typing import Any

Tree = Any  # a compiled expression, or a part of one: see rules/expressions.py


def ask_first_days(tree: Tree, partial: Set[str], *, this_is_partial: bool = False) -> Tree:
    """Return a tree in which the answers to the questions and columns `partial` are whole days.

    The length of such an answer stays what was typed: it tells how exact it is.
    """
    if not isinstance(tree, list) or tree[:1] in (["matches"], ["cells"]):
        return tree
    operator, *parts = tree
    if operator == "length":
        return tree
    is_partial = {
        "answer": lambda: parts[0] in partial,
        "item": lambda: parts[0][2] in partial,
        "this": lambda: this_is_partial,
    }.get(operator, lambda: False)()
    if is_partial:
        return ["first-day", tree]
    return [operator, *(ask_first_days(part, partial, this_is_partial=this_is_partial) for part in parts)]
