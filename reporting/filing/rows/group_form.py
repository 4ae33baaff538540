"""The form of a repeating group: rows that people add, order and remove."""

from itertools import count

from django.utils.translation import ngettext

from reporting.filing.conflicts import MergedAnswer
from reporting.filing.rows.row_origins import name_rows
from reporting.filing.rows.rows_form import RowsForm
from reporting.instruments.question_types import DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS
from reporting.submissions.questionnaire import is_answered


class GroupForm(RowsForm):
    """The stored rows and an empty one. Rows that are left empty, or marked to be removed, are dropped."""

    rows_template = "reporting/filing/_group_rows.html"

    @property
    def limit(self):
        return min(self.question["max_rows"] or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)

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
        count = max(len(stored) + 1, self.question["min_rows"] or 0)
        if self.is_bound:
            sent = str(self.data.get(f"{self.prefix}-rows", ""))
            count = int(sent) if sent.isdecimal() and len(sent) < 4 else count
        # Rows that are stored already are shown, whatever the limit has become.
        limit = max(self.limit, len(stored))
        self.has_too_many_rows = count > limit and self.is_bound
        self.row_count = min(max(count, 1), limit)
        self.may_grow = self.row_count < limit
        names = name_rows(self.question["columns"], stored, self.stored_names)
        return [self.keyed_row(number, names, stored) for number in range(self.row_count)]

    def keyed_row(self, number, names, stored):
        """Return the row at a place of the page; it may stand elsewhere now, or be gone."""
        has_place = number < len(stored)
        origin = self.read_origin(number, *((names[number], stored[number]) if has_place else ("", {})))
        row = stored[names.index(origin.name)] if origin.name in names else {}
        return number, origin, row

    def typed_rows(self):
        """Return the rows of the page in order; None for one that is left empty, or to be removed."""
        rows = [
            None if f"{self.prefix}-drop-{number}" in self.data else row.typed_value()
            for number, row in enumerate(self.row_forms)
        ]
        return [row if is_answered(row) else None for row in rows]

    def typed_value(self):
        return [row for row in self.typed_rows() if row] or None

    def merge_rows(self, merger, current):
        typed = [(form.origin, row) for form, row in zip(self.row_forms, self.typed_rows(), strict=True)]
        is_older = str(self["base"].value() or "") != self.fingerprint(merger.stored.answer)
        merged = merger.merge_group(typed, is_older=is_older)
        now = len(current or [])
        if len(merged.row_names) > max(self.limit, now):
            return MergedAnswer(merger.stored.answer, clashes={("", "")})
        return merged

    def posted_fields(self):
        return {**super().posted_fields(), f"{self.prefix}-rows": [str(self.row_count)]}

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
    def rows(self):
        """[(summary, True if open, row)]: a row is open if it has errors or was asked for."""
        return [
            (row.summary, bool(row.errors) or (not row.summary and (self.opens_empty_row or not number)), row)
            for number, row in enumerate(self.row_forms)
        ]
