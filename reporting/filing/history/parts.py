"""What two states of an answer differ in, as data small enough to be kept for every change.

The content of an answer is {"reason", "reason_detail", "language", "value"}. One with rows has no value but
{"cells": {name of a row: {column: value}}}, and {"rows": [names in order]} if the rows are not fixed.
A part of it has some of these keys, some of the rows and some of the cells; a row that is not there is None.
"""

from typing import Any

from reporting.filing.rows.row_origins import name_rows
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.plain_answers import is_answered

Content = dict[str, Any]
REASON_AND_LANGUAGE = ("reason", "reason_detail", "language")


def describe_content(question: Question, answer: dict[str, Any], row_names: list[str]) -> Content:
    """Return the content of an answer; empty cells are left out."""
    content = {key: answer.get(key, "") for key in REASON_AND_LANGUAGE}
    value = answer["value"]
    kind = type_of(question)
    if kind is QuestionType.GROUP:
        rows = value if isinstance(value, list) else []
        names = name_rows(question["columns"], rows, row_names)
        cells = {name: answered_cells(row) for name, row in zip(names, rows, strict=True)}
        return {**content, "rows": list(names), "cells": cells}
    if kind is QuestionType.TABLE:
        fixed = {name: answered_cells(row or {}) for name, row in (value or {}).items()}
        return {**content, "cells": {name: row for name, row in fixed.items() if row}}
    return {**content, "value": value}


def answered_cells(row: dict[str, Any]) -> dict[str, Any]:
    return {code: cell for code, cell in row.items() if cell is not None}


def compose_answer(question: Question, content: Content) -> dict[str, Any]:
    """Return the answer with this content as it is stored, and its language."""
    own = {key: content[key] for key in REASON_AND_LANGUAGE}
    if not type_of(question).has_rows:
        return {**own, "value": content["value"]}
    empty = {column["code"]: None for column in question["columns"] if not type_of(column).is_computed}
    rows = {name: {**empty, **cells} for name, cells in content["cells"].items()}
    value: Any = [rows[name] for name in content["rows"]] if "rows" in content else rows
    return {**own, "value": value if is_answered(value) else None}


def find_difference(before: Content, after: Content) -> tuple[Content, Content]:
    """Return the parts of two contents in which they differ; value, reason and language are one part."""
    was, now = {}, {}
    whole = [key for key in before if key not in ("rows", "cells")]
    for keys in (whole, ["rows"]):
        if any(before.get(key) != after.get(key) for key in keys):
            was |= {key: before[key] for key in keys}
            now |= {key: after[key] for key in keys}
    pairs = compare_rows(before.get("cells", {}), after.get("cells", {}))
    if pairs:
        was["cells"], now["cells"] = ({name: pair[side] for name, pair in pairs.items()} for side in (0, 1))
    return was, now


def compare_rows(before: dict[str, dict], after: dict[str, dict]) -> dict[str, tuple]:
    """Return {name of a row: (its cells before, its cells after)} of the cells that differ."""
    found: dict[str, tuple] = {}
    for name in {**before, **after}:
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            found[name] = (was, now)
        elif codes := [code for code in {**was, **now} if was.get(code) != now.get(code)]:
            found[name] = tuple({code: row.get(code) for code in codes} for row in (was, now))
    return found


def find_place(was: Content, now: Content) -> tuple[str, str]:
    """Return the one row, and the one cell, that two parts concern; empty texts if it is more than that."""
    names = list(now.get("cells", {}))
    if len(names) != 1 or was.get("reason") != now.get("reason"):
        return "", ""
    name = names[0]
    codes = {**(was["cells"][name] or {}), **(now["cells"][name] or {})}
    is_cell = len(codes) == 1 and "rows" not in now
    return name, next(iter(codes)) if is_cell else ""


def apply_part(content: Content, part: Content) -> Content:
    """Return the content with this part of it as the part says."""
    changed = {**content, **{key: part[key] for key in part if key != "cells"}}
    if "cells" in content:
        changed["cells"] = apply_rows(content["cells"], part.get("cells", {}))
    return changed


def apply_rows(rows: dict[str, dict], part: dict[str, dict | None]) -> dict[str, dict]:
    merged = {
        name: rows.get(name, {}) if name not in part else {**rows.get(name, {}), **(part[name] or {})}
        for name in {**rows, **part}
        if part.get(name, {}) is not None
    }
    return {name: answered_cells(row) for name, row in merged.items()}


def select_part(content: Content, like: Content) -> Content:
    """Return what a content has in the places of a part."""
    part = {key: content.get(key) for key in like if key != "cells"}
    if "cells" in like:
        rows = content.get("cells", {})
        part["cells"] = {name: select_cells(rows.get(name), cells) for name, cells in like["cells"].items()}
    return part


def select_cells(row: dict[str, Any] | None, like: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the cells of a row that another one has; the whole row for one that is not there."""
    if row is None or like is None:
        return row
    return {code: row.get(code) for code in like}


def covers_part(part: Content, other: Content) -> bool:
    """Return True if all that the other part has is in this one too, and says the same."""
    rows = part.get("cells", {})
    own = {key: value for key, value in other.items() if key != "cells"}
    return own.items() <= {**part, "cells": None}.items() and all(
        cells is not None and rows.get(name) is not None and cells.items() <= rows[name].items()
        for name, cells in other.get("cells", {}).items()
    )


def join_parts(part: Content, newer: Content) -> Content:
    """Return a part with what a newer one, which it covers, says instead."""
    joined = {**part, **newer}
    if "cells" in joined:
        changed = {name: {**part["cells"][name], **cells} for name, cells in newer.get("cells", {}).items()}
        joined["cells"] = {**part["cells"], **changed}
    return joined
