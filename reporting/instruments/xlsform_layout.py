"""Checks of an instrument as a whole: its numbers, its texts, and whether its sections fit a page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from reporting.instruments.question_types import DEFAULT_MAX_ROWS, Question, QuestionType, type_of
from reporting.instruments.xlsform_cells import SheetRow
from reporting.instruments.xlsform_outline import Entry, Outline

# A page sends a field for each cell, several where several options may be ticked; the server takes 5,000.
MAX_FIELDS = 4_000
REFERENCE = re.compile(r"\$\{[^}]*\}")
MARKDOWN = re.compile(
    r"""\*\*[^*]+\*\* | (?<!\w)__[^_]+__(?!\w) | (?<![\w*])\*[^*\s](?:[^*\n]*[^*\s])?\*(?![\w*])
      | (?<!\w)_[^_\s](?:[^_\n]*[^_\s])?_(?!\w) | \[[^\]]+\]\([^)]+\) | ^\#{1,6}\s
      | </?[A-Za-z][^<>]*> | !\[ | `[^`]+`""",
    re.VERBOSE | re.MULTILINE,
)
TEXT_COLUMNS = {
    "survey": ("label", "hint", "constraint_message"),
    "choices": ("label",),
    "settings": ("form_title", "note"),
}


def check_layout(outline: Outline, options: list[SheetRow]) -> None:
    check_numbers(outline.entries)
    check_page_sizes(outline)
    check_option_columns(outline, options)


def check_texts(rows: Iterable[SheetRow]) -> None:
    """Report references and Markdown in texts, which the form shows as they stand."""
    for row in rows:
        for column in TEXT_COLUMNS[row.sheet]:
            for sentence in find_markup(row[column]):
                row.add_problem(column, sentence)


def find_markup(text: str) -> Iterator[str]:
    if found := REFERENCE.search(text):
        yield (
            _("“%s” would be shown as it stands; a text cannot repeat an answer. Write the words.") % found[0]
        )
    if found := MARKDOWN.search(text):
        yield _("“%s” is formatting, which is not shown; write plain words.") % found[0]


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
        if entry.parent or not type_of(entry.fields).has_rows:
            continue
        size = row_count(entry.fields) * sum(map(fields_of, entry.fields["columns"]))
        section = next((s["code"] for s in outline.sections if entry.fields in s["questions"]), "")
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


def check_option_columns(outline: Outline, options: list[SheetRow]) -> None:
    """Report what the choices sheet says of options that no question offers: it would have no effect."""
    offered = {entry.row["type"].split()[-1] for entry in outline.entries if entry.parent is None}
    chosen_in_cells = {entry.row["type"].split()[-1] for entry in outline.entries if entry.parent}
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
