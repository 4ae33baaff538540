"""What the columns of a sheet are called: in our codes, and in six languages.

Each app lists in `column_names.csv` what people call its columns; what is to be found there is data.
"""

import csv
import io
import re
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import xlsxwriter
from django.apps import apps
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from authorities.imports.widgets import ChoiceCell, DateCell
from authorities.languages import UN_LANGUAGES, active_un_language
from authorities.normalise import folded
from authorities.spreadsheets.formats import LITERAL_CELLS

# How alike two names must be for one to be a typing error of the other; shorter ones must be the same.
CLOSE, SHORT = 0.84, 5
LONGEST_LIST, LAST_ROW = 255, 1_048_575
# The number by which spreadsheet programs know the format of text.
TEXT = 49
PARENTHESES = re.compile(r"\([^)]*\)|（[^）]*）|\[[^\]]*\]")
PARTS = re.compile(r"[/|\n\r(（\[\])）]+")


def columns_of(resource_class):
    """{column: field} of what a sheet for this Resource may fill."""
    fields = resource_class().get_import_fields()
    return {field.column_name: field for field in fields if not field.readonly}


@cache
def known_names(app_label):
    """{column: {"example": ..., language: [names]}} as an app lists them."""
    path = Path(apps.get_app_config(app_label).path, "column_names.csv")
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("column"): row for row in csv.DictReader(file)}


def example_of(resource_class, column):
    return known_names(resource_class._meta.model._meta.app_label).get(column, {}).get("example", "")


def names_of(resource_class, column):
    """What a column may be called, folded, its own code first."""
    listed = known_names(resource_class._meta.model._meta.app_label).get(column, {})
    names = [name for language in UN_LANGUAGES for name in listed.get(language, "").split(";")]
    return list(dict.fromkeys(filter(None, map(folded, [column, *names]))))


def readings(header):
    """A header, the same without what stands in parentheses, and its parts: many are in two languages."""
    parts = [header, PARENTHESES.sub(" ", header), *PARTS.split(header)]
    return list(dict.fromkeys(filter(None, map(folded, parts))))


def guess(headers, resource_class, taken=()):
    """{column: header} as far as the names tell; each header is used once, each column not `taken` too."""
    columns = [column for column in columns_of(resource_class) if column not in taken]
    names = {column: names_of(resource_class, column) for column in columns}
    pairs = sorted(pairs_of(headers, names), key=lambda pair: -pair[0])
    mapping: dict[str, str] = {}
    for _closeness, column, header in pairs:
        if column not in mapping and header not in mapping.values():
            mapping[column] = header
    return {column: mapping[column] for column in names if column in mapping}


def pairs_of(headers, names):
    """(closeness, column, header) of all that may belong together; a code of ours is closest of all."""
    for header in headers:
        forms = readings(header)
        for column, known in names.items():
            if forms and forms[0] == known[0]:
                yield 3, column, header
            elif forms and forms[0] in known:
                yield 2, column, header
            elif {*forms} & {*known}:
                yield 1, column, header
            elif (closeness := max((close(form, name) for form in forms for name in known), default=0)) > 0:
                yield closeness, column, header


def close(form, name):
    """How alike, from 0 to 1; 0 if it is not enough to be a typing error."""
    if min(len(form), len(name)) < SHORT or abs(len(form) - len(name)) > 2:
        return 0
    matcher = SequenceMatcher(None, form, name)
    if matcher.quick_ratio() < CLOSE:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= CLOSE else 0


def headings(resource_class, language):
    """{column: what our sheets call it in a language}."""
    listed = known_names(resource_class._meta.model._meta.app_label)
    return {
        column: capfirst(listed.get(column, {}).get(language, "").partition(";")[0] or column)
        for column in columns_of(resource_class)
    }


def is_ours(headers, resource_class):
    """Whether it is a sheet of ours: our columns in our order, some perhaps taken out, or what we export
    beside them."""
    beside = {field.name for field in resource_class._meta.model._meta.get_fields()}
    codes = list(columns_of(resource_class))
    named = [codes, *(list(headings(resource_class, language).values()) for language in UN_LANGUAGES)]
    return any(are_in_order(headers, names, beside - {*codes}) for names in named)


def are_in_order(headers, names, beside):
    found = [header for header in headers if header in names]
    return len(found) > 1 and found == sorted(found, key=names.index) and {*headers} <= {*names, *beside}


def template(resource_class, language):
    """An empty .xlsx to fill: our columns, and on the second sheet what each means."""
    stored = io.BytesIO()
    with translation.override(language), xlsxwriter.Workbook(stored, LITERAL_CELLS) as book:
        columns = columns_of(resource_class)
        sheets = [book.add_worksheet(name) for name in (_("Data"), _("Columns"))]
        if translation.get_language_bidi():
            for sheet in sheets:
                sheet.right_to_left()
        fill_data(book, sheets[0], columns, headings(resource_class, active_un_language()))
        explain(book, sheets[1], resource_class, columns)
    return stored.getvalue()


def fill_data(book, sheet, columns, named):
    """Cells are text, so that zeros in front stay, but for days; closed lists are offered to choose from."""
    bold, text = book.add_format({"bold": True, "num_format": TEXT}), book.add_format({"num_format": TEXT})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for place, (name, field) in enumerate(columns.items()):
        sheet.write_string(0, place, named[name], bold)
        sheet.set_column(place, place, 20, day if isinstance(field.widget, DateCell) else text)
        codes = [code for code, _label in field.widget.allowed]
        if isinstance(field.widget, ChoiceCell) and len(",".join(codes)) <= LONGEST_LIST:
            sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": codes})


def explain(book, sheet, resource_class, columns):
    named = headings(resource_class, active_un_language())
    bold, lines = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    titles = [
        _("Column"),
        _("Code"),
        _("What it holds"),
        _("Must be filled"),
        _("Example"),
        _("Values allowed"),
    ]
    sheet.write_row(0, 0, titles, bold)
    sheet.set_column(0, 5, 28, lines)
    sheet.freeze_panes(1, 0)
    for row, (name, field) in enumerate(columns.items(), 1):
        allowed = "\n".join(f"{code}: {label}" for code, label in field.widget.allowed)
        required = field.widget.required and name not in resource_class.may_be_left_out
        example = example_of(resource_class, name)
        words = _("yes") if required else _("no")
        cells = [named[name], name, meaning_of(resource_class, field), words, example, allowed]
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, lines)


def meaning_of(resource_class, field):
    """What our records say of a column, and how its cells are written."""
    beneath = {f.name: f for f in resource_class._meta.model._meta.get_fields()}.get(field.attribute)
    title = capfirst(getattr(beneath, "verbose_name", ""))
    sentences = [title and f"{title}.", getattr(beneath, "help_text", ""), field.widget.wanted]
    return " ".join(str(sentence) for sentence in sentences if sentence)
