"""Reading an instrument from its XLSForm workbook: its definition, or all problems of the workbook."""

from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.instruments.xlsform.cells import Workbook, read_sheets
from reporting.instruments.xlsform.columns import report_columns_left_out
from reporting.instruments.xlsform.fields import FieldReader
from reporting.instruments.xlsform.layout import check_layout
from reporting.instruments.xlsform.lists import check_labels, read_lists
from reporting.instruments.xlsform.outline import Outline
from reporting.instruments.xlsform.problems import (
    InstrumentError,
    InstrumentProblem,
    summarise_problems,
)
from reporting.instruments.xlsform.references import KnownReferences, check_references
from reporting.instruments.xlsform.rules import check_rules
from reporting.instruments.xlsform.settings import read_settings
from reporting.instruments.xlsform.standard import find_pyxform_problem

__all__ = [
    "InstrumentError",
    "InstrumentProblem",
    "inspect_instrument",
    "read_instrument",
    "read_instrument_file",
]

SHEETS = ["", "settings", "survey", "choices"]
FILE_TYPES = (".xlsx", ".xlsm", ".xls", ".ods", ".md")


@dataclass
class InstrumentReading:
    """What a workbook holds: its definition, or `problems`; and `notes` on what was left out."""

    definition: dict[str, Any]
    problems: list[InstrumentProblem]
    notes: list[str]
    languages: list[str]


def read_instrument_file(path: str | Path) -> dict[str, Any]:
    """Return the definition of the instrument in a workbook on disk."""
    return read_instrument(Path(path).read_bytes(), file_name=PurePath(path).name)


def read_instrument(
    source: str | bytes, *, file_name: str, known: KnownReferences | None = None
) -> dict[str, Any]:
    """Return the definition of the instrument in `source`: a workbook as Markdown text, or a file's bytes.

    Raise InstrumentError with every problem of the workbook, in its order.
    """
    reading = inspect_instrument(source, file_name=file_name, known=known)
    if reading.problems:
        raise InstrumentError(reading.problems)
    return reading.definition


def inspect_instrument(
    source: str | bytes, *, file_name: str, known: KnownReferences | None = None
) -> InstrumentReading:
    """Return all that can be said about a workbook; `known` are the articles and indicators it may name.

    Raise InstrumentError if the file cannot be read at all.
    """
    file_type = PurePath(file_name).suffix.lower()
    if file_type not in FILE_TYPES:
        sentence = _("An instrument is a workbook (.xlsx, .xls, .ods) or its Markdown form (.md).")
        raise InstrumentError([InstrumentProblem("", None, sentence)])
    content = source.encode(errors="replace") if isinstance(source, str) else bytes(source)
    book = read_sheets(content, file_type)
    problems = book.problems
    if book.lacks_columns:
        return InstrumentReading({}, sort_by_sheet(problems), book.notes, book.languages)
    settings = read_settings(book, file_name)
    reader = FieldReader(read_lists(book), book.languages)
    outline = Outline(reader, problems, settings["title"])
    for row in book.sheets["survey"]:
        outline.add(row)
    outline.finish()
    check_rules(outline.entries, frozenset(outline.refused_names))
    check_layout(outline, book.sheets["choices"], has_numbers="number" in book.columns["survey"].names)
    if known:
        check_references(outline.entries, book.sheets["choices"], known)
    check_labels(book, outline.used_lists)
    report_what_is_left_out(book, outline)
    problems += new_pyxform_problems(None if problems else find_pyxform_problem(book), problems)
    definition = {**settings, **describe_texts(outline), "sections": outline.sections}
    return InstrumentReading(definition, sort_by_sheet(problems), book.notes, book.languages)


def sort_by_sheet(problems: list[InstrumentProblem]) -> list[InstrumentProblem]:
    return sorted(problems, key=lambda problem: (SHEETS.index(problem.sheet), problem.row or 0))


def describe_texts(outline: Outline) -> dict[str, bool]:
    """Return that texts repeat answers, if some do: pages then put the answers in."""
    rows = [entry.row for entry in outline.entries]
    texts = (text for row in rows for column in row.texts.values() for text in column.values())
    return {"repeats_answers": True} if any("${" in text for text in texts) else {}


def report_what_is_left_out(book: Workbook, outline: Outline) -> None:
    """Add notes on columns and cells that are read but change nothing."""
    asked = [entry for entry in outline.entries if not entry.is_note]
    used = {name for e in asked for option in e.fields["options"] for name in option.get("cells", {})}
    for name, sheet in book.raw.items():
        report_columns_left_out(sheet, book.columns[name], used, book.problems, book.notes)
    book.notes += summarise_problems(outline.reader.remarks)
    unsaid = [entry for entry in asked if not entry.parent and not entry.row["public"]]
    if unsaid:
        sentence = ngettext(
            "%(count)d question does not say whether it is public: its answers will not be published.",
            "%(count)d questions do not say whether they are public: their answers will not be published.",
            len(unsaid),
        )
        book.notes.append(sentence % {"count": len(unsaid)})


def new_pyxform_problems(
    problem: InstrumentProblem | None, problems: list[InstrumentProblem]
) -> list[InstrumentProblem]:
    """Return the one problem pyxform has found, unless the same row has been explained already."""
    explained = {(ours.sheet, ours.row) for ours in problems}
    if problem is None or (problem.sheet, problem.row) in explained or (problem.row is None and problems):
        return []
    return [problem]
