"""The table of a chart as CSV."""

import csv
import io
from collections.abc import Mapping

from authorities.spreadsheets.formats import escape_formula
from reporting.charts.chart import Chart


def chart_as_csv(chart: Chart, question: Mapping[str, str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    table = chart.table
    writer.writerow([*question, *table.header])
    for row in table.rows:
        values = [cell.value if cell.is_number else escape_formula(cell.value) for cell in row]
        writer.writerow([*question.values(), *values])
    return text.getvalue()
