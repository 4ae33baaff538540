"""Whether a country is a source or a destination of health personnel, beside the numbers that it reports."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.rows import question_name, rows_of, tables
from reporting.instruments.question_types import Question, QuestionType
from reporting.instruments.rules.logic import names_in
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.table_columns import number_columns, total_column, year_columns

POSITION, INFLOW, OUTFLOW = "country_position", "migration_statistics", "outflow_statistics"
SOURCE, DESTINATION = "source", "destination"
TRAINED_ABROAD = "foreign"
# Of a stock: a source has fewer trained abroad than this per cent, a destination more than that.
MOST_OF_A_SOURCE, LEAST_OF_A_DESTINATION = 25, 1


@check(
    "role_against_flows",
    Severity.WARNS,
    title=gettext_lazy("A source loses more personnel than it gains, a destination the reverse"),
    explanation=gettext_lazy(
        "The personnel who came and who left in the last year of the tables are added up over all "
        "occupations and compared with how the country sees itself."
    ),
    example=gettext_lazy("“Source”, but 900 came and 300 left."),
)
def check_role_against_flows(report: CheckedReport) -> Iterator[Remark]:
    question = report.question_about(POSITION)
    inflow, outflow = flow_table(report, INFLOW), flow_table(report, OUTFLOW)
    if not (question and inflow and outflow):
        return
    role, came, left = report.value_of(question), last_year(report, inflow), last_year(report, outflow)
    if came is None or left is None:
        return
    sentence = ""
    if role == SOURCE and came > left:
        sentence = _(
            "Question %(question)s says that more personnel leave than come, but %(came)s came and %(left)s "
            "left in the last year of questions %(inflow)s and %(outflow)s."
        )
    elif role == DESTINATION and left > came:
        sentence = _(
            "Question %(question)s says that more personnel come than leave, but %(left)s left and %(came)s "
            "came in the last year of questions %(outflow)s and %(inflow)s."
        )
    if sentence:
        words = {
            "question": question_name(question),
            "came": write_decimal(came),
            "left": write_decimal(left),
            "inflow": question_name(inflow),
            "outflow": question_name(outflow),
        }
        places = tuple(Place(part["code"]) for part in (question, inflow, outflow))
        yield Remark(sentence % words, places, [role, str(came), str(left)])


def flow_table(report: CheckedReport, indicator: str) -> Question | None:
    """Return the first table of yearly numbers that is asked because of the question about an indicator."""
    asking = report.question_about(indicator)
    if asking is None:
        return None
    return next(
        (
            table
            for table in tables(report)
            if table["type"] == QuestionType.TABLE
            and asking["code"] in names_in(table["relevant"])
            and year_columns(table)
            and total_column(table) is None
            and len(number_columns(table)) > 1
        ),
        None,
    )


def last_year(report: CheckedReport, table: Question) -> Decimal | None:
    """Return the sum over all rows of their numbers of the last year; None if there are none."""
    column = number_columns(table)[-1]
    numbers = [number for row in rows_of(report, table) if (number := row.number(column)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


@check(
    "role_against_stock",
    Severity.WARNS,
    title=gettext_lazy("The share trained abroad fits a source or a destination"),
    explanation=gettext_lazy(
        "A country that calls itself a source, but trained more than a quarter of its personnel abroad, or a "
        "destination with less than one in a hundred trained abroad, is asked to look again."
    ),
    example=gettext_lazy("“Source”, but two in five of the personnel trained abroad."),
)
def check_role_against_stock(report: CheckedReport) -> Iterator[Remark]:
    question = report.question_about(POSITION)
    if question is None:
        return
    role = report.value_of(question)
    for table in tables(report):
        share = share_trained_abroad(report, table)
        if share is None:
            continue
        if role == SOURCE and share > MOST_OF_A_SOURCE:
            sentence = _(
                "Question %(question)s calls the country a source, but %(percent)s%% of the personnel in "
                "question %(table)s trained abroad."
            )
        elif role == DESTINATION and share < LEAST_OF_A_DESTINATION:
            sentence = _(
                "Question %(question)s calls the country a destination, but only %(percent)s%% of the "
                "personnel in question %(table)s trained abroad."
            )
        else:
            continue
        words = {
            "question": question_name(question),
            "table": question_name(table),
            "percent": write_decimal(round(share, 1)),
        }
        places = (Place(question["code"]), Place(table["code"]))
        yield Remark(sentence % words, places, [role, str(round(share, 1))])


def share_trained_abroad(report: CheckedReport, table: Question) -> Decimal | None:
    """Return the per cent trained abroad, of the rows that give both it and the total; None if none does."""
    total = total_column(table)
    abroad = next((c for c in number_columns(table) if c["code"] == TRAINED_ABROAD), None)
    if total is None or abroad is None:
        return None
    pairs = [(row.number(abroad), row.number(total)) for row in rows_of(report, table)]
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    people = sum((whole for _part, whole in known), Decimal(0))
    return 100 * sum((part for part, _whole in known), Decimal(0)) / people if people > 0 else None
