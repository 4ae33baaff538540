"""The form of a repeating group: rows that people add, order and remove."""

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.utils.translation import ngettext

from reporting.filing.conflicts import MergedAnswer
from reporting.filing.rows.row_form import RowForm
from reporting.filing.rows.row_order import merge_order, read_order
from reporting.filing.rows.row_origins import RowOrigin, name_rows
from reporting.filing.rows.rows_form import RowsForm
from reporting.instruments.question_types import DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS
from reporting.submissions.plain_answers import is_answered

FEW_ROWS = 3  # a group that takes no more shows them all from the start
# What stands for the number in the names of the row that the script copies.
NUMBER = "__number__"


@dataclass(frozen=True)
class ShownRow:
    """A row as the page shows it. Its number stands in the names of its fields, wherever it is moved."""

    number: int | str
    place: int
    form: RowForm
    is_first: bool = False
    is_last: bool = False
    is_dropped: bool = False

    @property
    def is_open(self) -> bool:
        """True if it has errors, or waits to be filled in."""
        return bool(self.form.errors) or not self.form.summary


class GroupForm(RowsForm):
    """The stored rows, and empty ones that wait. Rows left empty or marked to be removed are dropped."""

    rows_template = "reporting/filing/_group_rows.html"

    @property
    def limit(self):
        return min(self.question["max_rows"] or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)

    @property
    def ready_count(self):
        """How many rows stand there from the start."""
        few = self.limit if self.limit <= FEW_ROWS else 1
        return max(self.question["min_rows"] or 0, few)

    def clean(self):
        cleaned = super().clean()
        if self.has_too_many_rows:
            sentence = ngettext(
                "This question takes %(count)d row at most.",
                "This question takes %(count)d rows at most.",
                self.limit,
            )
            self.add_error(None, sentence % {"count": self.limit})
        return cleaned

    def keyed_rows(self):
        stored = self.answer["value"] or []
        names = name_rows(self.question["columns"], stored, self.stored_names)
        wanted = self.read_count(len(stored))
        # Rows that are stored already are shown, whatever the limit has become.
        most = max(self.limit, len(stored)) + self.count_dropped()
        self.has_too_many_rows = self.is_bound and wanted > most
        number = min(max(wanted, 1), most)
        self.base_names = self.read_base_names(names)
        sent = [str(self.data.get(name, "")) for name in (f"{self.prefix}-order", "move")]
        self.order = read_order(sent[0], sent[1].removeprefix(f"{self.prefix} "), number)
        return [self.keyed_row(place, names, stored) for place in range(number)]

    def read_count(self, stored: int) -> int:
        """Return how many rows the page has; one of which a field was sent counts, whatever the page says."""
        if not self.is_bound:
            return max(stored, self.ready_count)
        sent = str(self.data.get(f"{self.prefix}-rows", ""))
        usual = max(stored + 1, self.question["min_rows"] or 0)
        said = int(sent) if sent.isdecimal() and len(sent) < 4 else usual
        return max(said, *(number + 1 for number in self.find_numbers()), 0)

    def find_numbers(self) -> set[int]:
        """Return the numbers of the rows of which a field was sent."""
        start = f"{self.prefix}-"
        found = {name.removeprefix(start).partition("-") for name in self.data if name.startswith(start)}
        return {int(word) for word, dash, _name in found if dash and word.isdecimal() and len(word) < 4}

    def count_dropped(self) -> int:
        """Return how many rows of the page are marked to be removed; no page has more than it may show."""
        dropped = sum(name.startswith(f"{self.prefix}-drop-") for name in self.data) if self.is_bound else 0
        return min(dropped, LARGEST_MAX_ROWS)

    def read_base_names(self, names: list[str]) -> list[str]:
        """Return the names of the rows, in the order that the page was built from."""
        sent = self.data.get(self.origin_field("order")) if self.is_bound else None
        return names if sent is None else sent.split()

    def keyed_row(self, number, names, stored):
        """Return the row at a place of the page; it may stand elsewhere now, or be gone."""
        has_place = number < len(stored)
        origin = self.read_origin(number, *((names[number], stored[number]) if has_place else ("", {})))
        row = stored[names.index(origin.name)] if origin.name in names else {}
        return number, origin, row

    @property
    def row_count(self):
        return len(self.row_forms)

    @property
    def may_grow(self):
        return self.row_count - self.count_dropped() < max(self.limit, len(self.answer["value"] or []))

    def open_empty_row(self):
        """Let people begin to type in an empty row: one that waits already, or one more."""
        empty = [form for form in self.ordered_forms if not form.summary]
        if not empty and self.may_grow:
            self.order.append(self.row_count)
            empty = [self.build_row(self.row_count, RowOrigin(), {}, self.countries)]
            self.row_forms += empty
        for form in empty[:1]:
            next(iter(form.fields.values())).widget.attrs["autofocus"] = True

    @property
    def blank_row(self) -> ShownRow:
        """The row that the script of the page copies to add one in place."""
        form = RowForm(
            self.question["columns"], {}, self.countries, origin=RowOrigin(), prefix=f"{self.prefix}-{NUMBER}"
        )
        return ShownRow(NUMBER, 0, form)

    @property
    def ordered_forms(self):
        return [self.row_forms[number] for number in self.order]

    @property
    def order_text(self) -> str:
        return " ".join(map(str, self.order))

    def typed_rows(self):
        """Return the rows of the page in order; None for one that is left empty, or to be removed."""
        rows = [
            None if f"{self.prefix}-drop-{number}" in self.data else self.row_forms[number].typed_value()
            for number in self.order
        ]
        return [row if is_answered(row) else None for row in rows]

    def typed_value(self):
        return [row for row in self.typed_rows() if row] or None

    def merge_rows(self, merger, current):
        typed = [(form.origin, row) for form, row in zip(self.ordered_forms, self.typed_rows(), strict=True)]
        is_older = str(self["base"].value() or "") != self.fingerprint(merger.stored.answer)
        merged = merger.merge_group(typed, is_older=is_older)
        now = len(current or [])
        if len(merged.row_names) > max(self.limit, now):
            return MergedAnswer(merger.stored.answer, clashes={("", "")})
        return self.order_rows(merged)

    def order_rows(self, merged: MergedAnswer) -> MergedAnswer:
        """Return the merged answer with its rows where this person has moved them."""
        mine = [origin.name for origin in merged.origins if origin.name]
        names = merge_order(self.base_names, mine, merged.row_names)
        if names == merged.row_names:
            return merged
        rows = dict(zip(merged.row_names, merged.answer["value"], strict=True))
        answer = {**merged.answer, "value": [rows[name] for name in names]}
        return replace(merged, answer=answer, row_names=names)

    def build_on(self, answer, merged):
        super().build_on(answer, merged)
        if merged.row_names or answer["value"] is None:
            self.base_names = merged.row_names

    @property
    def basis(self):
        return {**super().basis, self.origin_field("order"): " ".join(self.base_names)}

    def posted_fields(self):
        own = {f"{self.prefix}-rows": [str(self.row_count)], f"{self.prefix}-order": [self.order_text]}
        return {**super().posted_fields(), **own}

    def lay_row_over(self, fields, key, origin, cells):
        places = {form.origin.name: place for place, form in self.keyed_forms if form.origin.name}
        if origin.name in places:
            super().lay_row_over(fields, places[origin.name], origin, cells)
            return
        number = self.first_free_row(fields)
        fields |= {f"{self.prefix}-{number}-{code}": texts for code, texts in cells.items()}
        fields[self.origin_field(number)] = [str(origin)]
        fields[f"{self.prefix}-rows"] = [str(max(number + 1, self.row_count))]

    def first_free_row(self, fields: dict[str, list]) -> int:
        """Return the number of the first row, after the stored ones, in which nothing is typed yet."""
        codes = [column["code"] for column in self.question["columns"]]
        return next(
            number
            for number in count(len(self.answer["value"] or []))
            if not any(is_answered(fields.get(f"{self.prefix}-{number}-{code}")) for code in codes)
        )

    @property
    def rows(self) -> list[Any]:
        last = len(self.order)
        return [
            ShownRow(
                number,
                place,
                self.row_forms[number],
                is_first=place == 1,
                is_last=place == last,
                is_dropped=f"{self.prefix}-drop-{number}" in self.data,
            )
            for place, number in enumerate(self.order, start=1)
        ]
