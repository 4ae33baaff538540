"""The settings of an instrument: one row that names it. What is missing is taken from the file, and noted."""

import re
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.texts import StoredText
from reporting.instruments.xlsform.cells import SheetRow, Workbook

AUDIENCES = ["national", "stakeholder"]
# What the columns of Instrument can hold.
SETTING_PATTERNS = {
    "form_id": re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,49}"),
    "version": re.compile(r"\S{1,20}"),
    "form_title": re.compile(r".{1,250}", re.DOTALL),
    "code_version": re.compile(r"[0-9]{4}"),
    "audience": re.compile("|".join(AUDIENCES)),
}
NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9_-]+")


def read_settings(book: Workbook, file_name: str) -> dict[str, Any]:
    """Return the head of a definition."""
    rows = book.sheets["settings"]
    row = rows[0] if rows else SheetRow("settings", 2, {}, book.problems, main_language=book.main_language)
    for second in rows[1:]:
        second.add_problem("", _("The settings are one row; remove this one."))
    supply_missing(row, file_name, book)
    mend_form_id(row, book)
    for column, shape in SETTING_PATTERNS.items():
        if not shape.fullmatch(row[column]):
            row.add_problem(column, explain_setting(column, row[column]))
    return {
        "id": row["form_id"],
        "version": row["version"],
        "title": read_title(row),
        "note": row.text("note"),
        "code_version": row["code_version"],
        "audience": row["audience"],
        **language_fields(book),
    }


def supply_missing(row: SheetRow, file_name: str, book: Workbook) -> None:
    """Fill in the settings that are missing, and say so."""
    stem = NOT_IN_AN_ID.sub("-", PurePath(file_name).stem).strip("-")[:50] or "form"
    supplied = {
        "form_id": stem,
        "version": "1",
        "form_title": row["form_id"] or stem,
        "code_version": "2010",
        "audience": AUDIENCES[0],
    }
    missing = {column: value for column, value in supplied.items() if not row[column]}
    row.cells |= missing
    if missing:
        words = ", ".join(f"{column} = {value}" for column, value in missing.items())
        book.notes.append(_("Missing settings were filled in: %s.") % words)


def mend_form_id(row: SheetRow, book: Workbook) -> None:
    """Write an id with blanks or other signs as an address can hold it, and say so."""
    written = row["form_id"]
    row.cells["form_id"] = NOT_IN_AN_ID.sub("-", written).strip("-")[:50]
    if row["form_id"] != written:
        words = {"written": written, "mended": row["form_id"]}
        book.notes.append(_("The id “%(written)s” was read as “%(mended)s”.") % words)


def read_title(row: SheetRow) -> StoredText:
    return row.text("form_title") or row["form_title"]


def language_fields(book: Workbook) -> dict[str, Any]:
    """Return the languages of the texts; nothing for an instrument in English alone."""
    if book.languages == ["en"]:
        return {}
    return {"language": book.main_language, "languages": book.languages}


def explain_setting(column: str, value: str) -> str:
    return {
        "form_id": _("“%s” may only have letters, digits, _ and -, 50 at most."),
        "version": _("“%s” is not a version: no spaces, 20 characters at most."),
        "form_title": _("The title is longer than 250 characters: “%s”."),
        "code_version": _("“%s” is not the year of a version of the Code, such as 2010."),
        "audience": _("“%s” is not an audience; the audiences are national and stakeholder."),
    }[column] % value
