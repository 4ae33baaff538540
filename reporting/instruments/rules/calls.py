"""The functions that an expression may call, and the tree that each call becomes."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.rules.functions import MANY
from reporting.instruments.rules.patterns import PatternError, compile_pattern
from reporting.instruments.rules.scope import CONDITION, DAY, Scope, kind_of


@dataclass(frozen=True)
class Function:
    """A function: its operator, and how many values it takes at least and at most."""

    operator: str
    least: int
    most: int
    takes: str = "values"  # or conditions, question, cells, pattern


def fixed(operator: str, count: int, takes: str = "values") -> Function:
    return Function(operator, count, count, takes)


ALLOWED = {
    "not": fixed("not", 1, "conditions"),
    "selected": fixed("selected", 2, "question"),
    "jr:choice-name": fixed("choice-name", 2, "question"),
    "count-selected": fixed("count", 1, "question"),
    "selected-at": fixed("selected-at", 2, "question"),
    "string-length": fixed("length", 1),
    "today": fixed("today", 0),
    "true": fixed("true", 0),
    "false": fixed("false", 0),
    "sum": Function("sum", 1, MANY, "cells"),
    "count": fixed("rows", 1, "cells"),
    "count-non-empty": fixed("filled", 1, "cells"),
    "min": Function("min", 1, MANY, "cells"),
    "max": Function("max", 1, MANY, "cells"),
    "join": Function("join", 2, MANY, "cells"),
    "concat": Function("concat", 1, MANY, "cells"),
    "indexed-repeat": fixed("item", 3, "cells"),
    "position": fixed("position", 1, "cells"),
    "if": fixed("if", 3),
    "coalesce": Function("coalesce", 1, MANY),
    "regex": fixed("matches", 2, "pattern"),
    "contains": fixed("contains", 2),
    "starts-with": fixed("starts-with", 2),
    "ends-with": fixed("ends-with", 2),
    "substring-before": fixed("substring-before", 2),
    "substring-after": fixed("substring-after", 2),
    "substr": Function("substr", 2, 3),
    "normalize-space": fixed("normalize-space", 1),
    "string": fixed("string", 1),
    "number": fixed("number", 1),
    "boolean": fixed("bool", 1),
    "int": fixed("int", 1),
    "round": Function("round", 1, 2),
    "floor": fixed("floor", 1),
    "ceiling": fixed("ceiling", 1),
    "abs": fixed("abs", 1),
    "pow": fixed("pow", 2),
    "date": fixed("date", 1),
    "decimal-date-time": fixed("days", 1),
    "decimal-date": fixed("days", 1),
    "decimal-time": fixed("clock", 1),
    "format-date": fixed("format-date", 2),
    "format-date-time": fixed("format-date", 2),
}
COUNTED_DAYS = {"number", "int", "round", "floor", "ceiling", "abs", "sum", "min", "max"}


def explain_refused(name: str) -> str:
    if name == "pulldata":
        return _(
            "“pulldata” looks values up in a file, which no form here does; put what it looks up on the "
            "choices sheet and use choice_filter."
        )
    return _("“%(word)s” is not a function of this language; the functions are %(allowed)s.") % {
        "word": name,
        "allowed": ", ".join(ALLOWED),
    }


def build_call(name: str, arguments: list[Any], scope: Scope) -> Any:
    """Return the tree of a call; raise ValueError with a sentence if the values do not suit the function."""
    function = ALLOWED[name]
    if len(arguments) < function.least or function.most not in (MANY, max(function.most, len(arguments))):
        raise ValueError(_("“%s” has the wrong number of values in its brackets.") % name)
    if name in {"true", "false"}:
        return name == "true"
    check_values(name, function, arguments, scope)
    if name in COUNTED_DAYS:
        arguments = [["days", part] if kind_of(part, scope) == DAY else part for part in arguments]
    if function.takes == "pattern":
        return [function.operator, *arguments, machine_of(arguments[1])]
    if name in {"position", "jr:choice-name"}:
        return arguments[0]  # where an answer is repeated it stands in words anyway
    if name == "indexed-repeat":
        return [function.operator, arguments[0], arguments[2]]
    return [function.operator, *arguments]


def check_values(name: str, function: Function, arguments: list[Any], scope: Scope) -> None:
    kinds = [kind_of(part, scope) for part in arguments]
    if function.takes == "conditions" and set(kinds) != {CONDITION}:
        raise ValueError(
            _("“%s” joins conditions; write for example ${q1} = 'yes' rather than ${q1} alone.") % name
        )
    if name == "if" and kinds[0] != CONDITION:
        raise ValueError(_("“if” begins with a condition, for example if(${q1} = 'yes', 1, 0)."))
    if name not in {"not", "if", "string", "boolean", "coalesce"} and CONDITION in kinds:
        raise ValueError(_("“%s” takes values, not conditions.") % name)
    if function.takes == "question" and not is_question(arguments[0]):
        raise ValueError(_("“%s” asks a question: start with ${name} or a dot.") % name)
    if name == "selected" and not is_option(arguments[1]):
        raise ValueError(_("“selected” takes an option in quotes, for example selected(${q6}, 'other')."))
    check_rows(name, function, arguments)


def check_rows(name: str, function: Function, arguments: list[Any]) -> None:
    """Raise ValueError where a column of rows stands in a function that takes one value, or the reverse."""
    columns = [isinstance(part, list) and part[0] == "cells" for part in arguments]
    if function.takes != "cells" and any(columns):
        raise ValueError(_("“%s” takes one value; take sum, count, min, max or join of the rows.") % name)
    if name in {"count", "count-non-empty", "indexed-repeat"} and not columns[0]:
        raise ValueError(
            _("“%s” counts the rows of a table or repeated group: start with its ${name}.") % name
        )
    if (name == "position") is not (arguments == [["position"]]):
        raise ValueError(_("The number of a row is position(..)."))


def is_question(tree: Any) -> bool:
    return isinstance(tree, list) and tree[0] in {"answer", "this"}


def is_option(tree: Any) -> bool:
    if isinstance(tree, list):
        return tree[0] in {"answer", "this", "choice", "item", "string", "concat"}
    return isinstance(tree, str) and bool(tree)


def machine_of(pattern: Any) -> list[list]:
    if not isinstance(pattern, str):
        raise ValueError(_("“regex” takes a pattern in quotes."))
    try:
        return compile_pattern(pattern)
    except PatternError as refusal:
        raise ValueError(_("The pattern of “regex” is not read: %s") % refusal) from refusal
