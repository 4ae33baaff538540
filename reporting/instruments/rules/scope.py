"""What an expression may ask: questions by name, cells of rows, columns of options."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

NUMBER, DAY, TEXT, OPTIONS, CONDITION, ANY = "number", "day", "text", "options", "condition", "any"
NUMBER_OPERATORS = frozenset(
    (
        *(
            "+",
            "-",
            "*",
            "div",
            "mod",
            "count",
            "length",
            "rows",
            "filled",
            "sum",
            "min",
            "max",
            "number",
            "int",
        ),
        *("round", "floor", "ceiling", "abs", "pow", "days", "clock", "position"),
    )
)
TEXT_OPERATORS = frozenset(
    (
        *("concat", "join", "substr", "string", "substring-before", "substring-after", "normalize-space"),
        "format-date",
    )
)
COMPARISONS = frozenset(("=", "!=", "eq", "ne", "<", "<=", ">", ">="))
CONDITIONS = COMPARISONS | {
    *("and", "or", "not", "selected", "contains", "starts-with", "ends-with", "matches", "bool"),
}


@dataclass(frozen=True)
class Scope:
    """The names that an expression may ask.

    `answers` are questions and cells beside it, with the kind of their value; `cells` are columns of tables
    and groups, as (code of the table, kind); `rows` are the tables and groups; `choice` are columns of
    options; `this` is the kind of the answer itself, None where there is none.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rows: frozenset[str] = frozenset()
    choice: frozenset[str] = frozenset()
    this: str = ANY

    @classmethod
    def of(cls, names: "Scope | Iterable[str]") -> "Scope":
        """Return a scope of these names, whose kinds are not known."""
        return names if isinstance(names, Scope) else cls(dict.fromkeys(names, ANY))


def kind_of(tree: Any, scope: Scope) -> str:
    """Return the kind of value that a tree has."""
    if not isinstance(tree, list):
        return CONDITION if isinstance(tree, bool) else TEXT if isinstance(tree, str) else NUMBER
    match tree[0]:
        case "answer":
            return scope.answers.get(tree[1], ANY)
        case "this":
            return scope.this
        case "today" | "date" | "first-day":
            return DAY
        case "if":
            kinds = {kind_of(part, scope) for part in tree[2:]}
            return kinds.pop() if len(kinds) == 1 else ANY
        case "coalesce":
            kinds = {kind_of(part, scope) for part in tree[1:]}
            return kinds.pop() if len(kinds) == 1 else ANY
        case "item":
            return scope.cells.get(tree[1][2], ("", ANY))[1]
    return operator_kind(tree[0])


def operator_kind(operator: str) -> str:
    if operator in CONDITIONS:
        return CONDITION
    if operator in NUMBER_OPERATORS:
        return NUMBER
    return TEXT if operator in TEXT_OPERATORS else ANY


def is_never_blank_text(tree: Any) -> bool:
    """Return True for a value that is compared as it stands, and is never equal to a blank."""
    if isinstance(tree, list):
        return tree[0] in NUMBER_OPERATORS or tree[0] == "today"
    return tree != ""
