"""The table of a chart as a file, in English, with the question in every row."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from reporting.charts.chart import Chart
from reporting.compliance.exports import table_response
from reporting.compliance.query import SummaryQuery


def send_chart_table(
    request: HttpRequest, chart: Chart, file_format: str, name: str, query: SummaryQuery
) -> HttpResponse:
    """Return the table of a chart to download; its columns are the heads of the table."""
    table = chart.table
    columns = [str(head) for head in table.header]
    rows = [dict(zip(columns, map(value_for_file, row), strict=True)) for row in table.rows]
    return table_response(request, columns, rows, file_format, name, query, demo=chart.demo, is_lasting=False)


def value_for_file(cell: Any) -> Any:
    """Return a number or a day as it is, everything else as text."""
    known = cell.is_number or cell.value is None or isinstance(cell.value, date)
    return cell.value if known else str(cell.value)
