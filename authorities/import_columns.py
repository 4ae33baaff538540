"""What a person must know of columns to say which is which: of ours, and of those in the file."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .blanks import is_blank
from .columns import columns_of, example_of, known_names
from .models.states import active_un_language
from .no_tables import WORKBOOKS
from .reading import open_sheet

SAMPLES = 3
# Reading a few cells of a workbook means unfolding all of it; of plain text it does not.
MOST_TO_SAMPLE = 5 * 1024 * 1024
MOST_TO_NAME = 12
# A file for one register need not say whose it is.
SAID_BY_SCOPE = ("iso3", "register")


@dataclass(frozen=True)
class Ours:
    """A column that a file may have."""

    name: str
    title: str
    meaning: str
    required: bool
    example: str


@dataclass(frozen=True)
class Header:
    """A column of the file: its first values, and what it is read as."""

    name: str
    samples: tuple
    column: str


def described(desk):
    """The columns that a file for this desk may have."""
    resource = desk.kind.resource
    beneath = {field.name: field for field in resource._meta.model._meta.get_fields()}
    optional = (*resource.may_be_left_out, *(SAID_BY_SCOPE if desk.scope else ()))
    for name, field in columns_of(resource).items():
        model_field = beneath.get(field.attribute)
        meaning = (getattr(model_field, "help_text", ""), wanted_in(field.widget))
        yield Ours(
            name,
            capfirst(getattr(model_field, "verbose_name", "") or first_name_of(resource, name)),
            " ".join(str(sentence) for sentence in meaning if sentence),
            field.widget.required and name not in optional,
            example_of(resource, name),
        )


def wanted_in(cell):
    """What to write into a cell; its values by name, where they are few."""
    values = [code for code, _name in cell.allowed]
    if not values or len(values) > MOST_TO_NAME:
        return cell.wanted
    return _("%(wanted)s These are: %(values)s.") % {"wanted": cell.wanted, "values": ", ".join(values)}


def first_name_of(resource, column):
    """What a column of no field is called in the language of the page."""
    listed = known_names(resource._meta.model._meta.app_label).get(column, {})
    return listed.get(active_un_language(), "").partition(";")[0] or column.replace("_", " ")


def samples(batch):
    """{header: its first values} if they can be had quickly; nothing else."""
    is_workbook = batch.file_name.lower().endswith(WORKBOOKS)
    if is_workbook and batch.file.size > MOST_TO_SAMPLE:
        return {}
    try:
        with batch.file.open("rb") as file:
            sheet = open_sheet(file, batch.file_name)
            _numbers, rows = next(iter(sheet.chunks(SAMPLES)), ([], []))
    except ValidationError:
        return {}
    return {
        header: [row[place] for row in rows if not is_blank(row[place])]
        for place, header in enumerate(sheet.headers)
    }
