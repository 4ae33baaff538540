"""The empty workbook that the import desk hands out: our columns, and a sheet that explains them."""

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from authorities.imports.coded_widgets import ChoiceCell
from authorities.imports.columns import column_headings, example_value, importable_columns
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.languages import active_un_language
from authorities.spreadsheets.formats import LITERAL_CELLS

# Excel takes a list of choices of at most this many characters.
LONGEST_LIST, LAST_ROW = 255, 1_048_575
# The number by which spreadsheet programs know the format of text.
TEXT = 49


def build_template_workbook(resource_class: Any, language: str) -> bytes:
    """Return an empty .xlsx to fill: our columns, and on the second sheet what each means."""
    stored = io.BytesIO()
    with translation.override(language), xlsxwriter.Workbook(stored, LITERAL_CELLS) as book:
        columns = importable_columns(resource_class)
        sheets = [book.add_worksheet(name) for name in (_("Data"), _("Columns"))]
        if translation.get_language_bidi():
            for sheet in sheets:
                sheet.right_to_left()
        write_data_sheet(book, sheets[0], columns, column_headings(resource_class, active_un_language()))
        write_columns_sheet(book, sheets[1], resource_class, columns)
    return stored.getvalue()


def write_data_sheet(book: Any, sheet: Any, columns: Mapping[str, Any], named: Mapping[str, str]) -> None:
    """Write the headings. Cells are text but for days, so that zeros in front stay; lists are offered."""
    bold, text = book.add_format({"bold": True, "num_format": TEXT}), book.add_format({"num_format": TEXT})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for place, (name, field) in enumerate(columns.items()):
        sheet.write_string(0, place, named[name], bold)
        sheet.set_column(place, place, 20, day if isinstance(field.widget, DateCell) else text)
        codes = [code for code, _label in field.widget.allowed]
        if isinstance(field.widget, ChoiceCell) and len(",".join(codes)) <= LONGEST_LIST:
            sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": codes})


def write_columns_sheet(book: Any, sheet: Any, resource_class: Any, columns: Mapping[str, Any]) -> None:
    """Write a line on each column: what it holds, an example, and the values that it allows."""
    named = column_headings(resource_class, active_un_language())
    bold, lines = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    titles = [
        _("Column"),
        _("Code"),
        _("What it contains"),
        _("Required"),
        _("Example"),
        _("Allowed values"),
    ]
    sheet.write_row(0, 0, titles, bold)
    sheet.set_column(0, 5, 28, lines)
    sheet.freeze_panes(1, 0)
    for row, (name, field) in enumerate(columns.items(), 1):
        allowed = "\n".join(f"{code}: {label}" for code, label in field.widget.allowed)
        required = field.widget.required and name not in resource_class.may_be_left_out
        example = example_value(resource_class, name)
        words = _("yes") if required else _("no")
        cells = [named[name], name, describe_column(resource_class, field), words, example, allowed]
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, lines)


def describe_column(resource_class: Any, field: Any) -> str:
    """Return what our records say of a column, and how its cells are written."""
    if isinstance(field.widget, EndCell):
        return f"{field.widget.title}. {field.widget.wanted}"
    beneath = {f.name: f for f in resource_class._meta.model._meta.get_fields()}.get(field.attribute)
    title = capfirst(getattr(beneath, "verbose_name", ""))
    sentences = [title and f"{title}.", getattr(beneath, "help_text", ""), field.widget.wanted]
    return " ".join(str(sentence) for sentence in sentences if sentence)
