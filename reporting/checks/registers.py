"""What a report says of a record of recruiters, beside the registers that are kept here."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.facts import RECRUITER_RECORD
from reporting.checks.rows import question_name
from reporting.instruments.question_types import Question

RECORD_WITHOUT_REGISTER, REGISTER_WITHOUT_RECORD = "record_without_register", "register_without_record"
# Without a country there are no registers to look at.
ASKS_REGISTERS = (RECORD_WITHOUT_REGISTER, REGISTER_WITHOUT_RECORD)


@check(
    RECORD_WITHOUT_REGISTER,
    Severity.WARNS,
    title=gettext_lazy("A record of recruiters that is reported is kept here too"),
    explanation=gettext_lazy(
        "Article 8.5 of the Code asks for a record of the recruiters that are authorised to operate. If the "
        "report says that one is kept, but no register of your country in this system has an entry, nobody "
        "can check a recruiter here. The record may be kept elsewhere: then say where."
    ),
    example=gettext_lazy("The step “A record is kept” is ticked, but the register here is empty."),
)
def check_reported_record(report: CheckedReport) -> Iterator[Remark]:
    question = report.question_about(RECRUITER_RECORD)
    if question and report.indicators.get(RECRUITER_RECORD) == "yes" and not report.facts.has_entries:
        if report.facts.registers:
            sentence = _(
                "Question %(question)s says that a record of recruiters is kept, but the register of the "
                "country here has no entries."
            )
        else:
            sentence = _(
                "Question %(question)s says that a record of recruiters is kept, but the country keeps no "
                "register here."
            )
        yield remark_on_record(sentence, question, report)


@check(
    REGISTER_WITHOUT_RECORD,
    Severity.WARNS,
    title=gettext_lazy("A register that is kept here is reported"),
    explanation=gettext_lazy(
        "If a register of recruiters of your country has entries in this system, the report should say that "
        "a record is kept."
    ),
    example=gettext_lazy("The register here has entries, but the step “A record is kept” is not ticked."),
)
def check_unreported_register(report: CheckedReport) -> Iterator[Remark]:
    question = report.question_about(RECRUITER_RECORD)
    if question and report.indicators.get(RECRUITER_RECORD) == "no" and report.facts.has_entries:
        sentence = _(
            "Question %(question)s says that no record of recruiters is kept, but a register of the country "
            "here has entries: %(registers)s."
        )
        yield remark_on_record(sentence, question, report)


def remark_on_record(sentence: str, question: Question, report: CheckedReport) -> Remark:
    names = join_items(isolate(name) for name in report.facts.registers)
    words = {"question": question_name(question), "registers": names}
    return Remark(sentence % words, (Place(question["code"]),), [report.facts.has_entries])
