"""What readers need to trust a number or a yes: its year, its source, a link."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.rows import question_name, rows_of, tables
from reporting.instruments.question_types import Question, QuestionType
from reporting.instruments.rules.logic import names_in
from reporting.submissions.plain_answers import has_value_or_reason, is_answered
from reporting.submissions.table_columns import number_columns, year_columns

SOURCES = ("source", "sources", "data_source", "source_name")
LINKS = (QuestionType.URL, QuestionType.FILE)


@check(
    "number_without_source",
    Severity.INFORMS,
    title=gettext_lazy("Every number has its year and its source"),
    explanation=gettext_lazy(
        "Where a table asks for the year and the source, a row with numbers should give both: numbers of "
        "different sources and years cannot be compared without them."
    ),
    example=gettext_lazy("1,000 doctors, without a year."),
)
def check_sources(report: CheckedReport) -> Iterator[Remark]:
    for question in tables(report):
        numbers = number_columns(question)
        about = [*year_columns(question), *(c for c in question["columns"] if c["code"] in SOURCES)]
        rows = [
            row
            for row in rows_of(report, question)
            if any(row.number(column) is not None for column in numbers)
            and any(not is_answered(row.cells.get(column["code"])) for column in about)
        ]
        if rows and numbers:
            names = join_items(isolate(row.label) for row in rows)
            sentence = _("Question %(question)s: the year or the source is missing beside numbers: %(rows)s.")
            words = {"question": question_name(question), "rows": names}
            places = tuple(row.place(column) for row in rows for column in about)
            yield Remark(sentence % words, places, [row.key for row in rows])


@check(
    "yes_without_link",
    Severity.INFORMS,
    title=gettext_lazy("A yes comes with its evidence"),
    explanation=gettext_lazy(
        "Where a question that is answered with yes is followed by one for a link or a file, readers look "
        "for it. Nothing has to be given."
    ),
    example=gettext_lazy("A database of laws exists, but no link to it is given."),
)
def check_evidence(report: CheckedReport) -> Iterator[Remark]:
    asking = {q["code"]: q for q in report.questions if is_affirmed(report, q)}
    for question in report.questions:
        if question["type"] not in LINKS or has_value_or_reason(report.form.answer_to(question)):
            continue
        yes = [asking[code] for code in sorted(names_in(question["relevant"])) if code in asking]
        if yes:
            sentence = _(
                "Question %(yes)s is answered with yes, but question %(question)s gives no link or file."
            )
            words = {"yes": question_name(yes[0]), "question": question_name(question)}
            yield Remark(sentence % words, (Place(question["code"]), Place(yes[0]["code"])))


def is_affirmed(report: CheckedReport, question: Question) -> bool:
    return question["type"] == QuestionType.YES_NO and report.value_of(question) == "yes"
