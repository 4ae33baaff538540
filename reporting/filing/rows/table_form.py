"""The form of a table whose rows the instrument names."""

from dataclasses import replace

from reporting.filing.rows.rows_form import RowsForm
from reporting.filing.rows.table_row import TableRowForm, shape_of_column
from reporting.submissions.plain_answers import NOTHING, is_answered


class TableForm(RowsForm):
    """The fixed rows that the instrument names."""

    rows_template = "reporting/filing/_table_rows.html"
    row_form = TableRowForm

    def keyed_rows(self):
        stored = self.answer["value"] or {}
        rows = [(row["value"], stored.get(row["value"]) or {}) for row in self.question["rows"]]
        return [(key, self.read_origin(key, key, row), row) for key, row in rows]

    def cell_label(self, key):
        label = next(row["label"] for row in self.question["rows"] if row["value"] == key)
        return label.replace("%", "%%") + ": %s"

    @property
    def rows(self):
        """[(key, label, row)]."""
        pairs = zip(self.question["rows"], self.row_forms, strict=True)
        return [(row["value"], row["label"], form) for row, form in pairs]

    @property
    def columns(self):
        """[(column, shape of its cells)]."""
        return [(column, shape_of_column(column)) for column in self.question["columns"]]

    def typed_value(self):
        cells = {key: form.typed_value() for key, form in self.keyed_forms}
        return cells if is_answered(cells) else None

    def merge_rows(self, merger, current):
        merged = merger.merge_table(
            {key: (form.origin, form.typed_value()) for key, form in self.keyed_forms}, current or {}
        )
        return merged if is_answered(merged.answer["value"]) else replace(merged, answer=NOTHING)

    def restrict_to(self, merged):
        """Return the question with the rows and columns in which two people have changed a cell."""
        rows, columns = ({place[part] for place in merged.clashes} for part in (0, 1))
        if "" in rows | columns:
            return self.question
        return {
            **self.question,
            "rows": [row for row in self.question["rows"] if row["value"] in rows],
            "columns": [column for column in self.question["columns"] if column["code"] in columns],
        }
