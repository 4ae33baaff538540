"""Parts and sums: columns and rows that are called the total."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.rows import FilledRow, question_name, row_words, rows_of, tables
from reporting.instruments.question_types import Question, QuestionType
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.plain_answers import read_number
from reporting.submissions.table_columns import is_total, number_columns, total_column


@check(
    "sum_of_columns",
    Severity.WARNS,
    title=gettext_lazy("Parts add up to their total"),
    explanation=gettext_lazy(
        "A column that the questionnaire gives as the sum of others is compared with them in each row. While "
        "some parts are still blank, only parts that are together more than the total are noticed."
    ),
    example=gettext_lazy("Trained in the country 800, trained abroad 300, but the total is 1,000."),
)
def check_sums_of_columns(report: CheckedReport) -> Iterator[Remark]:
    for question in tables(report):
        columns = {column["code"]: column for column in question["columns"]}
        for total in (column for column in question["columns"] if column.get("sum_of")):
            parts = [columns[code] for code in total["sum_of"] if code in columns]
            for row in rows_of(report, question):
                yield from compare_sum(row, total, parts)


@check(
    "sum_of_questions",
    Severity.WARNS,
    title=gettext_lazy("The parts of a number that is asked for add up to it"),
    explanation=gettext_lazy(
        "A question that the questionnaire gives as the sum of others is compared with them. While some are "
        "still blank, only parts that are together more than the total are noticed."
    ),
    example=gettext_lazy("120 agencies, of them 90 private and 40 public."),
)
def check_sums_of_questions(report: CheckedReport) -> Iterator[Remark]:
    questions = {question["code"]: question for question in report.questions}
    for total in (question for question in report.questions if question.get("sum_of")):
        parts = [questions[code] for code in total["sum_of"] if code in questions]
        whole = read_number(report.value_of(total))
        numbers = [read_number(report.value_of(part)) for part in parts]
        found = find_wrong_sum(whole, numbers)
        if found is not None and whole is not None:
            words = {
                "question": question_name(total),
                "parts": join_items(question_name(part) for part in parts),
                "sum": write_decimal(found),
                "whole": write_decimal(whole),
            }
            sentence = _(
                "Question %(question)s is %(whole)s, but its parts add up to %(sum)s (questions %(parts)s)."
            )
            places = tuple(Place(question["code"]) for question in (total, *parts))
            yield Remark(sentence % words, places, [str(whole), *map(str, numbers)])


def find_wrong_sum(whole: Decimal | None, numbers: list[Decimal | None]) -> Decimal | None:
    """Return the sum of the parts if it cannot be right; None if it is, or may become so."""
    known = [number for number in numbers if number is not None]
    found = sum(known, Decimal(0))
    if whole is None or not known or found == whole or (len(known) < len(numbers) and found < whole):
        return None
    return found


def compare_sum(row: FilledRow, total: Question, parts: list[Question]) -> Iterator[Remark]:
    """Yield a remark if the parts of one row do not add up to its total."""
    whole = row.number(total)
    numbers = [row.number(part) for part in parts]
    found = find_wrong_sum(whole, numbers)
    if found is None or whole is None:
        return
    words = {
        **row_words(row),
        "sum": write_decimal(found),
        "total": isolate(total["label"]),
        "whole": write_decimal(whole),
    }
    sentence = _("Question %(question)s, %(row)s: the parts add up to %(sum)s, but “%(total)s” is %(whole)s.")
    places = tuple(row.place(column) for column in (total, *parts))
    yield Remark(sentence % words, places, [str(whole), *map(str, numbers)])


@check(
    "part_above_total",
    Severity.WARNS,
    title=gettext_lazy("No part is larger than the total"),
    explanation=gettext_lazy(
        "In a table with a column that is called the total, every other number of the row is a part of it, "
        "and cannot be larger. Years are left out."
    ),
    example=gettext_lazy("Born abroad 1,200, but the total is 1,000."),
)
def check_parts_of_total(report: CheckedReport) -> Iterator[Remark]:
    for question in tables(report):
        total = total_column(question)
        if total is None:
            continue
        summed = set(total.get("sum_of", ()))
        parts = [c for c in number_columns(question) if c is not total and c["code"] not in summed]
        for row in rows_of(report, question):
            yield from compare_with_total(row, total, parts)


def compare_with_total(row: FilledRow, total: Question, parts: list[Question]) -> Iterator[Remark]:
    whole = row.number(total)
    for part in parts:
        number = row.number(part)
        if whole is None or number is None or number <= whole:
            continue
        sentence = _(
            "Question %(question)s, %(row)s: “%(part)s” is %(number)s, more than “%(total)s”, which is "
            "%(whole)s."
        )
        words = {
            **row_words(row),
            "part": isolate(part["label"]),
            "number": write_decimal(number),
            "total": isolate(total["label"]),
            "whole": write_decimal(whole),
        }
        places = (row.place(part), row.place(total))
        yield Remark(sentence % words, places, [str(number), str(whole)])


@check(
    "sum_of_rows",
    Severity.WARNS,
    title=gettext_lazy("The row of totals is the sum of the other rows"),
    explanation=gettext_lazy(
        "In a table with a row that is called the total, each of its numbers is compared with the sum of the "
        "rows above and below. While some rows are blank, only a sum above the total is noticed."
    ),
    example=gettext_lazy("Doctors 300 and nurses 500, but all occupations together 700."),
)
def check_sums_of_rows(report: CheckedReport) -> Iterator[Remark]:
    for question in tables(report):
        if question["type"] != QuestionType.TABLE:
            continue
        totals = [row["value"] for row in question["rows"] if is_total(row["value"])]
        if len(totals) == 1 and len(question["rows"]) > 2:
            rows = {row.key: row for row in rows_of(report, question)}
            for column in number_columns(question):
                yield from compare_sum_of_rows(rows, totals[0], column, len(question["rows"]) - 1)


def compare_sum_of_rows(
    rows: dict[str, FilledRow], total: str, column: Question, expected: int
) -> Iterator[Remark]:
    whole = rows[total].number(column) if total in rows else None
    numbers = {key: row.number(column) for key, row in rows.items() if key != total}
    known = {key: number for key, number in numbers.items() if number is not None}
    blank: list[Decimal | None] = [None] * (expected - len(known))
    found = find_wrong_sum(whole, [*known.values(), *blank])
    if found is None or whole is None:
        return
    row = rows[total]
    sentence = _(
        "Question %(question)s, “%(column)s”: the rows add up to %(sum)s, but “%(total)s” is %(whole)s."
    )
    words = {
        "question": question_name(row.question),
        "column": isolate(column["label"]),
        "sum": write_decimal(found),
        "total": isolate(row.label),
        "whole": write_decimal(whole),
    }
    places = tuple(Place(row.question["code"], key, column["code"]) for key in (total, *known))
    values = [str(whole), sorted((key, str(number)) for key, number in known.items())]
    yield Remark(sentence % words, places, values)
