"""Checks of an instrument as a whole: its numbers, its texts, and whether its sections fit a page."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from reporting.instruments.question_types import DEFAULT_MAX_ROWS, Question, QuestionType, type_of
from reporting.instruments.xlsform.cells import SheetRow
from reporting.instruments.xlsform.entries import Entry
from reporting.instruments.xlsform.outline import Outline

# A page sends a field for each cell, several where several options may be ticked; the server takes 5,000.
MAX_FIELDS = 4_000


def check_layout(outline: Outline, options: list[SheetRow], *, has_numbers: bool) -> None:
    asked = [entry for entry in outline.entries if not entry.is_note]
    if not has_numbers:
        number_in_order(asked)
    check_numbers(asked)
    check_mixed_codes(asked)
    check_page_sizes(outline)
    check_option_columns(asked, options)


def number_in_order(entries: Iterable[Entry]) -> None:
    """Number the counted questions of a workbook that has no column for numbers."""
    counted = [entry for entry in entries if entry.parent is None and entry.fields["counted"]]
    for number, entry in enumerate(counted, start=1):
        entry.fields["number"] = str(number)


def check_mixed_codes(entries: Iterable[Entry]) -> None:
    """Report names such as “a-0-b” beside a group “a”: a page could not tell their fields apart."""
    tables = [entry.code for entry in entries if entry.fields.get("columns")]
    for entry in entries:
        for table in tables:
            if entry.parent is None and entry.code.startswith(f"{table}-"):
                entry.row.add_problem(
                    "name",
                    _("“%(name)s” would be mixed up with “%(table)s”; give it another name.")
                    % {"name": entry.code, "table": table},
                )


def check_numbers(entries: Iterable[Entry]) -> None:
    """Report question numbers given twice: problems and public pages name questions by them."""
    first: dict[str, int] = {}
    for entry in entries:
        number = "" if entry.parent else entry.fields["number"]
        before = first.setdefault(number, entry.row.number) if number else entry.row.number
        if before != entry.row.number:
            entry.row.add_problem(
                "number",
                _(
                    "“%(number)s” is already the number of row %(row)s. "
                    "If it was 8.10, format the column as text and type it again."
                )
                % {"number": number, "row": before},
            )


def check_page_sizes(outline: Outline) -> None:
    """Report the tables and groups with which a section would be too large for one page."""
    sizes: Counter[str] = Counter()
    for entry in outline.entries:
        if entry.parent or entry.is_note or not type_of(entry.fields).has_rows:
            continue
        size = row_count(entry.fields) * sum(map(fields_of, entry.fields["columns"]))
        section = next(
            (s["code"] for s in outline.sections if any(q is entry.fields for q in s["questions"])), ""
        )
        sizes[section] += size
        if sizes[section] > MAX_FIELDS:
            entry.row.add_problem(
                "max_rows" if entry.fields["type"] == QuestionType.GROUP else "rows",
                _(
                    "With this table the section has %(count)s cells; a page takes %(limit)s. "
                    "Take fewer rows or columns, or move it to another section."
                )
                % {"count": sizes[section], "limit": MAX_FIELDS},
            )


def row_count(question: Question) -> int:
    if question["type"] == QuestionType.GROUP:
        return question["max_rows"] or DEFAULT_MAX_ROWS
    return len(question["rows"])


def fields_of(column: Question) -> int:
    """Return how many fields a page sends for a cell at most."""
    return max(len(column["options"]), 1) if type_of(column).is_list else 1


def check_option_columns(asked: list[Entry], options: list[SheetRow]) -> None:
    """Report what the choices sheet says of options that no question offers: it would have no effect."""
    offered = {name for entry in asked if entry.parent is None for name in entry.row["type"].split()[1:2]}
    chosen_in_cells = {name for entry in asked if entry.parent for name in entry.row["type"].split()[1:2]}
    for row in options:
        if row["indicator"] and row["list_name"] not in offered:
            row.add_problem(
                "indicator",
                _(
                    "Only an option that a question offers has an indicator; "
                    "rows of a table and cells have none."
                ),
            )
        if row["exclusive"] and row["list_name"] not in offered | chosen_in_cells:
            row.add_problem("exclusive", _("No question offers this option."))
