"""The figures of a page as a file: CSV, XLSX or JSON from the same rows, in English, always the same bytes.

Each row says to which question it answers: the day, what was known by when, the round, the filters, the
version of the definitions, whether demonstration data are counted, and from which versions.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from hashlib import sha256
from typing import Any

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from authorities.spreadsheets.formats import LITERAL_CELLS, escape_formula
from reporting.compliance.figures import DEFINITIONS
from reporting.compliance.query import SummaryQuery

A_MINUTE, A_YEAR = 60, 365 * 24 * 60 * 60
YES_NO = {True: "yes", False: "no"}
DAY_FORMAT = "yyyy-mm-dd"
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
NARROWEST, WIDEST = 8, 60

Cell = str | int | float | bool | date | None
Row = Mapping[str, Cell]


def describe_query(query: SummaryQuery, *, demo: bool) -> dict[str, Cell]:
    """Return what every row of a file says of the question."""
    return {
        "as_of": query.as_of,
        "known_on": query.known_on,
        "round": query.round.number,
        "filters": " ".join(f"{name}={value}" for name, value in query.filters.parameters.items()) or "WORLD",
        "definitions": DEFINITIONS,
        "demo": demo,
        "basis": str(query.basis),
    }


def table_response(
    request: HttpRequest,
    columns: Sequence[str],
    rows: Iterable[Row],
    format: str,  # noqa: A002 - the word of the URL
    name: str,
    query: SummaryQuery,
    *,
    demo: bool = False,
    is_lasting: bool = True,
) -> HttpResponse:
    """Return the rows as a file to download; raise Http404 for an unknown format.

    `columns` are the keys of the rows in their order. None is a number that is not known: a blank.
    """
    question = describe_query(query, demo=demo)
    columns = [*question, *(column for column in columns if column not in question)]
    full = [{**question, **{column: row.get(column) for column in columns if column in row}} for row in rows]
    if format not in WRITERS:
        raise Http404
    return send_file(WRITERS[format](columns, full), format, name, query, is_lasting=is_lasting)


def send_file(
    content: str | bytes,
    format: str,  # noqa: A002
    name: str,
    query: SummaryQuery,
    *,
    is_lasting: bool = True,
) -> HttpResponse:
    """Return a file to download, that may be cached as long as its answer stands."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{name}.{format}"'
    set_caching(response, query, is_lasting=is_lasting)
    return response


def set_caching(response: HttpResponse, query: SummaryQuery, *, is_lasting: bool = True) -> None:
    """Say how long an answer may be kept: never if it is not public, for ever if both its days are over.

    Not for ever what is not `is_lasting`: what a report says may be taken back, a page names its styles.
    """
    if not query.is_public:
        add_never_cache_headers(response)
        return
    if is_lasting and query.clocks.is_final:
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
        return
    patch_cache_control(response, public=True, max_age=A_MINUTE)


def plain(value: Cell) -> Any:
    """Return a value as JSON and CSV write it."""
    return value.isoformat() if isinstance(value, date) else value


def write_rows_as_json(columns: Sequence[str], rows: Sequence[Row]) -> str:
    found = [{column: plain(row.get(column)) for column in columns} for row in rows]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def write_csv(columns: Sequence[str], rows: Sequence[Row]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_text(row.get(column)) for column in columns])
    return text.getvalue()


def csv_text(value: Cell) -> Any:
    """Return a number as it is, and text that no spreadsheet program runs."""
    if isinstance(value, bool):
        return YES_NO[value]
    return escape_formula(value) if isinstance(value, str) else plain(value)


def write_rows_as_workbook(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return a workbook with numbers as numbers and days as days; the same bytes for the same rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **LITERAL_CELLS}) as book:
        book.set_properties({"created": datetime.combine(date(2010, 5, 21), time.min)})
        day_format, head = book.add_format({"num_format": DAY_FORMAT}), book.add_format({"bold": True})
        sheet = book.add_worksheet("figures")
        sheet.write_row(0, 0, columns, head)
        for place, row in enumerate(rows, 1):
            for column, key in enumerate(columns):
                write_cell(sheet, place, column, row.get(key), day_format)
        for column, key in enumerate(columns):
            widest = max([len(key), *(len(str(row.get(key) or "")) for row in rows)])
            sheet.set_column(column, column, min(max(widest + 2, NARROWEST), WIDEST))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    return file.getvalue()


def write_cell(sheet: Any, row: int, column: int, value: Cell, day_format: Any) -> None:
    """Write one value by its type; nothing for what is not known."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, YES_NO[value])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime.combine(value, time.min), day_format)
    elif isinstance(value, str):
        sheet.write_string(row, column, value)
    else:
        sheet.write_number(row, column, value)


WRITERS: dict[str, Callable[[Sequence[str], Sequence[Row]], str | bytes]] = {
    "csv": write_csv,
    "xlsx": write_rows_as_workbook,
    "json": write_rows_as_json,
}
