"""The numbers of what was found in a file, category by category, and their rows as tables."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.imports.preview_file import Findings
from authorities.imports.registry import IMPORT_KINDS
from authorities.languages.cldr import format_moment

PER_PAGE = 50
TITLES = {
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "missing": _("Missing from the file"),
    "marked": _("Already missing"),
    "wrong": _("With errors"),
    "noted": _("Not applied"),
    "corrected": _("Corrected here"),
    "alike": _("Similar names"),
}
MEANINGS = {
    "new": _("These entries were not in the system when the file was compared."),
    "changed": _(
        "These entries were in the system with other values. Each change is shown with the value "
        "before and after."
    ),
    "unchanged": _("These entries were already in the system with the same values. They are not changed."),
    "missing": _(
        "These entries were in the system, but are not in the file. They are kept, with a mark; "
        "none is deleted."
    ),
    "marked": _("These entries are not in the file either. They keep the mark from an earlier list."),
    "wrong": _("These cells cannot be accepted as they are. Each problem says what would be correct."),
    "corrected": _(
        "These cells were typed again here and are read instead of what the file says. The file stays as it "
        "was sent."
    ),
}
COLUMN_TITLES = {
    "row": _("Row"),
    "record": _("Entry"),
    "values": _("What is recorded"),
    "column": _("Column"),
    "value": _("Value"),
    "sentence": _("What is wrong, and what would be correct"),
    "name": _("New entry"),
    "other": _("Similar to"),
    "before": _("In the file"),
    "after": _("Read as"),
    "by": _("By"),
    "at": _("When"),
    "missing_since": _("Missing from the list since"),
}
# What a reader wants to see first.
FIRST = ("wrong", "changed", "new", "missing", "alike", "noted", "marked", "corrected", "unchanged")
# The same of what is saved.
FIRST_AFTERWARDS = ("new", "changed", "missing", *FIRST)


@dataclass(frozen=True)
class Tally:
    """The number of rows of the file, or of entries missing from it, in a category; `columns` are titles."""

    category: str
    count: int
    meaning: str | Promise
    columns: list[str | Promise]

    @property
    def title(self) -> str | Promise:
        return TITLES[self.category]


class FindingRows(Sequence):
    """The rows of a category, for a Paginator: only those of the page are read.

    Each is a list of (title, value); new entries and changes are shown column by column, in words where a
    column has codes. `preview_titles` are
    those of the columns of the findings, `titles` those of the columns of the sheet.
    """

    def __init__(
        self, findings: Findings, category: str, preview_titles: dict[str, Any], titles: dict[str, str]
    ) -> None:
        self.findings, self.category, self.preview_titles = findings, category, preview_titles
        self.titles = {**preview_titles, **titles}
        self.fields = IMPORT_KINDS[findings.batch.kind].resource().fields

    def __len__(self) -> int:
        return self.findings.lengths()[self.category]

    def __getitem__(self, wanted: Any) -> list:
        rows, _total = self.findings.page(self.category, wanted.start // PER_PAGE + 1, PER_PAGE)
        if self.category == "changed":
            return [self.describe_change(row) for row in rows]
        if self.category == "new":
            return [row | {"values": self.values_of(row)} for row in rows]
        if self.category == "corrected":
            return [self.describe_corrected(row) for row in rows]
        return [[(self.preview_titles.get(name, name), value) for name, value in row.items()] for row in rows]

    def describe_change(self, row: dict[str, str]) -> dict[str, str]:
        """Return a change with the title of its column, and its values in words."""
        column = row["column"]
        values = {name: self.describe_value(column, row[name]) for name in ("before", "after")}
        return {**row, **values, "title": self.titles.get(column, column)}

    def describe_value(self, column: str, value: Any) -> Any:
        field = self.fields.get(column)
        return field.widget.describe(value) if field and value and isinstance(value, str) else value

    def describe_corrected(self, row: dict[str, str]) -> dict[str, Any]:
        """Return its values with their titles, the key of the cell as in a form, and where it stands."""
        headers = self.findings.batch.headers
        key = f"{row['row']}-{headers.index(row['column'])}" if row["column"] in headers else ""
        told = {**row, "at": format_moment(datetime.fromisoformat(row["at"]))}
        values = [(self.preview_titles.get(name, name), value) for name, value in told.items()]
        return {"values": values, "key": key, "place": f"{row['row']}, {row['column']}"}

    def values_of(self, row: dict[str, str]) -> list[tuple[str, Any]]:
        values = json.loads(row.get("values") or "{}")
        return [
            (self.titles.get(name, name), self.describe_value(name, value)) for name, value in values.items()
        ]
