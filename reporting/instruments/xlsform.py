"""Reading an instrument from its XLSForm workbook: its definition, or all problems of the workbook."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.references import KnownReferences, check_references
from reporting.instruments.xlsform_cells import SheetRow, find_pyxform_problem, read_sheets
from reporting.instruments.xlsform_layout import check_layout, check_texts
from reporting.instruments.xlsform_outline import Outline
from reporting.instruments.xlsform_problems import InstrumentError, InstrumentProblem
from reporting.instruments.xlsform_rules import check_rules

__all__ = [
    "InstrumentError",
    "InstrumentProblem",
    "inspect_instrument",
    "read_instrument",
    "read_instrument_file",
]

AUDIENCES = ["national", "stakeholder"]
SHEETS = ["", "settings", "survey", "choices"]
# What the columns of Instrument can hold.
SETTING_PATTERNS = {
    "form_id": re.compile(r"[a-z0-9][a-z0-9-]{0,49}"),
    "version": re.compile(r"\S{1,20}"),
    "form_title": re.compile(r".{1,250}", re.DOTALL),
    "code_version": re.compile(r"[0-9]{4}"),
    "audience": re.compile("|".join(AUDIENCES)),
}
OPTION = re.compile(r"[A-Za-z0-9_-]{1,50}")


@dataclass
class InstrumentReading:
    """What a workbook holds: its definition, or `problems`; and `notes` on what was left out."""

    definition: dict[str, Any]
    problems: list[InstrumentProblem]
    notes: list[str]
    languages: list[str]


def read_instrument_file(path: str | Path) -> dict[str, Any]:
    """Return the definition of the instrument in a workbook on disk (.md or .xlsx)."""
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
    if file_type not in {".md", ".xlsx"}:
        raise InstrumentError(
            [InstrumentProblem("", None, _("An instrument is an .xlsx workbook or its .md form."))]
        )
    content = source.encode(errors="replace") if isinstance(source, str) else bytes(source)
    book = read_sheets(content, file_type)
    problems = book.problems
    outline = Outline(read_lists(book.sheets["choices"]), problems)
    for row in book.sheets["survey"]:
        outline.add(row)
    outline.finish()
    check_rules(outline.entries)
    check_layout(outline, book.sheets["choices"])
    for rows in book.sheets.values():
        check_texts(rows)
    settings = read_settings(book.sheets["settings"], problems)
    if known:
        check_references(outline.entries, book.sheets["choices"], known)
    problems += new_pyxform_problems(find_pyxform_problem(book), problems)
    in_order = sorted(problems, key=lambda problem: (SHEETS.index(problem.sheet), problem.row or 0))
    return InstrumentReading({**settings, "sections": outline.sections}, in_order, book.notes, book.languages)


def new_pyxform_problems(
    problem: InstrumentProblem | None, problems: list[InstrumentProblem]
) -> list[InstrumentProblem]:
    """Return the one problem pyxform has found, unless the same row has been explained already."""
    explained = {(ours.sheet, ours.row) for ours in problems}
    if problem is None or (problem.sheet, problem.row) in explained or (problem.row is None and problems):
        return []
    return [problem]


def read_settings(rows: list[SheetRow], problems: list[InstrumentProblem]) -> dict[str, str]:
    row = rows[0] if rows else SheetRow("settings", 2, {}, problems)
    for second in rows[1:]:
        second.add_problem("", _("The settings are one row; remove this one."))
    for column, shape in SETTING_PATTERNS.items():
        if not row[column]:
            row.add_problem(column, _("The setting “%s” is missing.") % column)
        elif not shape.fullmatch(row[column]):
            row.add_problem(column, explain_setting(column, row[column]))
    return {
        "id": row["form_id"],
        "version": row["version"],
        "title": row["form_title"],
        "note": row["note"],
        "code_version": row["code_version"],
        "audience": row["audience"],
    }


def explain_setting(column: str, value: str) -> str:
    return {
        "form_id": _("“%s” may only have small letters, digits and hyphens, 50 at most."),
        "version": _("“%s” is not a version: no spaces, 20 characters at most."),
        "form_title": _("The title is longer than 250 characters: “%s”."),
        "code_version": _("“%s” is not the year of a version of the Code, such as 2010."),
        "audience": _("“%s” is not an audience; the audiences are national and stakeholder."),
    }[column] % value


def read_lists(rows: list[SheetRow]) -> dict[str, list[dict]]:
    """Return the options of each list of the choices sheet, in order."""
    lists: dict[str, list[dict]] = {}
    for row in rows:
        options = lists.setdefault(row.required("list_name", _("The option belongs to no list.")), [])
        value = row.required("name", _("The option has no name."))
        if value and not OPTION.fullmatch(value):
            row.add_problem("name", _("“%s” may only have letters, digits, _ and -.") % value)
        if value in {option["value"] for option in options}:
            row.add_problem(
                "name",
                _("“%(value)s” is in the list “%(list)s” twice.")
                % {"value": value, "list": row["list_name"]},
            )
        options.append(
            {
                "value": value,
                "label": row.required("label", _("The option has no label.")),
                "exclusive": row.yes_no("exclusive", default=False),
                "indicator": row.slug("indicator"),
            }
        )
    return lists
