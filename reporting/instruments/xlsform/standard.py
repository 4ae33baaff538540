"""What pyxform, the standard's own reader, thinks of a workbook."""

import re
from typing import Any

from django.utils.translation import gettext as _
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from reporting.instruments.xlsform.cells import SheetRow, Workbook
from reporting.instruments.xlsform.fields import OUR_COLUMNS
from reporting.instruments.xlsform.problems import InstrumentProblem

PYXFORM_ROW = re.compile(r"\[row : ([0-9]+)\]\s*")
PYXFORM_SHEET = re.compile(r"'(survey|choices|settings)'")


def find_pyxform_problem(book: Workbook) -> InstrumentProblem | None:
    """Return the problem that pyxform has with the rows, or None."""
    try:
        convert(xlsform=pyxform_rows(book), warnings=[], validate=False)
    except Exception as error:  # noqa: BLE001  whatever it raises is a problem of the workbook
        return describe_pyxform_error(error)
    return None


def pyxform_rows(book: Workbook) -> dict[str, Any]:
    """Return the sheets as pyxform takes them; rows keep their numbers, which it names in its messages."""
    sheets: dict[str, Any] = {"sheet_names": list(book.sheets)}
    for name, rows in book.sheets.items():
        cells = {row.number: pyxform_cells(row, book) for row in rows}
        sheets[name] = [cells.get(number, {}) for number in range(2, max(cells, default=1) + 1)]
        sheets[f"{name}_header"] = [dict.fromkeys(column for row in cells.values() for column in row)]
    return sheets


def pyxform_cells(row: SheetRow, book: Workbook) -> dict[str, str]:
    cells = {column: text for column, text in row.cells.items() if column not in OUR_COLUMNS}
    if len(book.languages) > 1:
        for column, texts in row.texts.items():
            if column in OUR_COLUMNS:
                continue
            cells.pop(column, None)
            cells |= {f"{column}::{language}": text for language, text in texts.items()}
    if row.sheet == "survey" and cells.get("type", "").startswith("end "):
        return {"type": cells["type"]}
    if row.sheet == "settings":
        cells.pop("default_language", None)
        return {
            column: text for column, text in cells.items() if column in ("form_id", "version", "form_title")
        }
    return row.extra | cells if row.sheet == "choices" else cells


def describe_pyxform_error(error: Exception) -> InstrumentProblem:
    message = str(error) if isinstance(error, PyXFormError) else ""
    if not message:
        return InstrumentProblem("survey", None, _("The standard's own reader cannot read this workbook."))
    row, sheet = PYXFORM_ROW.search(message), PYXFORM_SHEET.search(message)
    return InstrumentProblem(
        sheet=sheet[1] if sheet else "survey",
        row=int(row[1]) if row else None,
        sentence=_("XLSForm: %s") % PYXFORM_ROW.sub("", message)[:500],
    )
