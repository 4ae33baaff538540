"""Years and days: in order, plausible, and of the same time."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.rows import FilledRow, question_name, row_words, rows_of, tables
from reporting.instruments.question_types import Question, QuestionType
from reporting.submissions.mistakes import breaks_constraint
from reporting.submissions.plain_answers import read_number
from reporting.submissions.table_columns import is_number, is_year, number_columns, year_columns

OLDEST_NUMBERS = 10  # years before the report after which a number is called old
FIRST_YEAR, LAST_YEAR = 1900, 2100
# How the two ends of a time are called.
ENDS = {
    "from": "to",
    "start": "end",
    "begins": "ends",
    "valid_from": "valid_to",
    "start_date": "end_date",
    "start_year": "end_year",
    "year_from": "year_to",
    "first_year": "last_year",
}


@check(
    "year_not_begun",
    Severity.WARNS,
    title=gettext_lazy("Years of numbers have begun"),
    explanation=gettext_lazy("A number of people cannot be of a year that lies after the day of the report."),
    example=gettext_lazy("Numbers of 2031 in a report of 2026."),
)
def check_years_to_come(report: CheckedReport) -> Iterator[Remark]:
    for place, year, name in years_given(report):
        if FIRST_YEAR <= year <= LAST_YEAR and year > report.today.year:
            sentence = _("%(place)s: the year %(year)s has not begun yet.")
            yield Remark(sentence % {"place": name, "year": year}, (place,), year)


@check(
    "year_long_past",
    Severity.WARNS,
    title=gettext_lazy("Numbers are of recent years"),
    explanation=gettext_lazy(
        "A number that is more than ten years older than the report tells little of the present. If there is "
        "no newer one, say so."
    ),
    example=gettext_lazy("Numbers of 2009 in a report of 2026."),
)
def check_old_years(report: CheckedReport) -> Iterator[Remark]:
    for place, year, name in years_given(report):
        if FIRST_YEAR <= year < report.today.year - OLDEST_NUMBERS and place.column:
            sentence = _("%(place)s: the year %(year)s is more than ten years ago.")
            yield Remark(sentence % {"place": name, "year": year}, (place,), year)


def years_given(report: CheckedReport) -> Iterator[tuple[Place, int, str]]:
    """Yield (place, year, words for the place) of the years asked for beside numbers, and of questions."""
    for question in report.questions:
        number = read_number(report.value_of(question)) if is_number(question) else None
        if number is not None and is_year(question) and question["type"] == QuestionType.INTEGER:
            yield Place(question["code"]), int(number), name_question(question)
    for question in tables(report):
        columns = year_columns(question) if number_columns(question) else []
        for row in rows_of(report, question):
            for column in columns:
                year = row.number(column)
                if year is not None:
                    yield row.place(column), int(year), name_cell(row, column)


def name_question(question: Question) -> str:
    return _("Question %(question)s") % {"question": question_name(question)}


def name_cell(row: FilledRow, column: Question) -> str:
    return _("Question %(question)s, %(row)s, “%(column)s”") % {
        **row_words(row),
        "column": isolate(column["label"]),
    }


@check(
    "date_impossible",
    Severity.BLOCKS,
    title=gettext_lazy("Dates can be true"),
    explanation=gettext_lazy(
        "A date before 1900 or after 2100 is a slip of the keyboard: a year of two digits, or two that "
        "changed places."
    ),
    example=gettext_lazy("An agreement valid from 14 March 0024."),
)
def check_impossible_dates(report: CheckedReport) -> Iterator[Remark]:
    for place, day, name in dates_given(report):
        year = year_of(day)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            sentence = _("%(place)s: the year %(year)s cannot be right.")
            yield Remark(sentence % {"place": name, "year": f"{year:04}"}, (place,), day)


def dates_given(report: CheckedReport) -> Iterator[tuple[Place, str, str]]:
    """Yield (place, date, words for the place) of every date in the report."""
    for question in report.questions:
        if question["type"] == QuestionType.DATE and report.value_of(question):
            yield Place(question["code"]), report.value_of(question), name_question(question)
    for question in tables(report):
        columns = [column for column in question["columns"] if column["type"] == QuestionType.DATE]
        for row in rows_of(report, question):
            for column in columns:
                if row.cells.get(column["code"]):
                    yield row.place(column), row.cells[column["code"]], name_cell(row, column)


def year_of(day: Any) -> int | None:
    """Return the year of a date, also of one that is known to the month or year only.

    >>> [year_of(day) for day in ("0024-03-14", "2019-05", "2019", "soon")]
    [24, 2019, 2019, None]
    """
    text = str(day)[:4]
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None


@check(
    "end_before_beginning",
    Severity.BLOCKS,
    title=gettext_lazy("Nothing ends before it begins"),
    explanation=gettext_lazy(
        "Where a row or a section asks from when until when, the end is compared with the beginning, as "
        "exactly as both are known: 2019 and May 2019 are in order."
    ),
    example=gettext_lazy("An agreement valid from 1 May 2020 until 30 April 2019."),
)
def check_ends(report: CheckedReport) -> Iterator[Remark]:
    # An end that the instrument refuses by a rule of its own is left out: the rule says so already.
    for question in tables(report):
        for begin, end in pairs_of_ends(question["columns"]):
            for row in rows_of(report, question):
                first, last = row.cells.get(begin["code"]), row.cells.get(end["code"])
                beside = {**report.form.values, **row.cells}
                if is_reversed(first, last) and not breaks_constraint(end, last, beside, report.today):
                    words = {**row_words(row), "end": isolate(end["label"]), "begin": isolate(begin["label"])}
                    sentence = _("Question %(question)s, %(row)s: “%(end)s” lies before “%(begin)s”.")
                    yield Remark(sentence % words, (row.place(end), row.place(begin)), [first, last])
    for begin, end in pairs_of_ends(report.questions):
        first, last = report.value_of(begin), report.value_of(end)
        if is_reversed(first, last) and not breaks_constraint(end, last, report.form.values, report.today):
            words = {"end": question_name(end), "begin": question_name(begin)}
            sentence = _("Question %(end)s lies before question %(begin)s.")
            yield Remark(sentence % words, (Place(end["code"]), Place(begin["code"])), [first, last])


def pairs_of_ends(parts: list[Question]) -> Iterator[tuple[Question, Question]]:
    """Yield (beginning, end) of the dates or years among columns or questions whose names belong together."""
    timed = {part["code"]: part for part in parts if part["type"] == QuestionType.DATE or is_year(part)}
    for code, part in timed.items():
        for begin, end in ENDS.items():
            if code == begin or code.endswith(f"_{begin}"):
                other = timed.get(code.removesuffix(begin) + end)
                if other is not None:
                    yield part, other


def is_reversed(first: Any, last: Any) -> bool:
    """Return True if the end lies before the beginning, as far as both are known.

    >>> is_reversed("2019-05-02", "2019-05"), is_reversed("2019-05", "2019-04-30"), is_reversed(2020, 2019)
    (False, True, True)
    """
    if first in (None, "") or last in (None, ""):
        return False
    first, last = str(first), str(last)
    known = min(len(first), len(last))
    return last[:known] < first[:known]


@check(
    "years_differ",
    Severity.INFORMS,
    title=gettext_lazy("The rows of a table are of one year"),
    explanation=gettext_lazy(
        "Numbers of different years can be compared only with care, so it is pointed out."
    ),
    example=gettext_lazy("Doctors of 2025 beside nurses of 2021."),
)
def check_one_year_a_table(report: CheckedReport) -> Iterator[Remark]:
    for question in tables(report):
        if question["type"] != QuestionType.TABLE or not number_columns(question):
            continue
        for column in year_columns(question):
            rows = [row for row in rows_of(report, question) if row.number(column) is not None]
            years = sorted({int(row.cells[column["code"]]) for row in rows})
            if len(years) > 1:
                words = {"question": question_name(question), "first": years[0], "last": years[-1]}
                sentence = _("Question %(question)s: the rows are of different years, %(first)s to %(last)s.")
                yield Remark(sentence % words, tuple(row.place(column) for row in rows), years)
