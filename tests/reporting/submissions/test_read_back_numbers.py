"""Figures read in groups and stand at the end of their column; years do not."""

from reporting.submissions.read_back import render_answer
from tests import factories

COLUMNS = [
    factories.column("title", "text"),
    factories.column("year", "integer"),
    factories.column("total", "integer"),
    factories.column("share", "decimal"),
]


def test_a_table_groups_figures_and_leaves_years():
    question = factories.question("q", "group", columns=COLUMNS, min_rows=0, max_rows=9)
    row = {"title": "Nurses", "year": 2025, "total": 12000, "share": "1234.50"}

    rendered = render_answer(question, {"value": [row], "reason": "", "reason_detail": ""}, {})

    cells = [("Nurses", False), ("2025", True), ("12,000", True), ("1,234.5", True)]
    assert rendered.table_rows == [("1", cells)]
    assert [is_number for _header, is_number in rendered.header_cells] == [False, True, True, True]
