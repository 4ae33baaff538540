"""Agreements: with whom, of which kind, named once, and what the other side reports."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.direction import isolate
from reporting.checks.catalogue import CheckedReport, Place, Remark, Severity, check
from reporting.checks.facts import PartnerReport
from reporting.checks.rows import FilledRow, question_name, row_words, rows_of, tables
from reporting.instruments.question_types import Question, QuestionType
from reporting.submissions.table_columns import names_partners, partner_columns

BILATERAL, REGIONAL, MULTILATERAL = "bilateral", "regional", "multilateral"


def agreement_rows(report: CheckedReport) -> Iterator[tuple[Question, FilledRow]]:
    """Yield (question, row) of every agreement: a row that names several countries."""
    for question in tables(report):
        if names_partners(question):
            for row in rows_of(report, question):
                yield question, row


def partners_of(report: CheckedReport, row: FilledRow) -> list[str]:
    """Return the other states that the row of an agreement names."""
    named = {iso3 for column in partner_columns(row.question) for iso3 in row.cells.get(column) or []}
    return sorted(named - {report.facts.iso3})


def partner_places(row: FilledRow) -> tuple[Place, ...]:
    return tuple(Place(row.question["code"], row.key, column) for column in partner_columns(row.question))


@check(
    "partner_reports_none",
    Severity.WARNS,
    title=gettext_lazy("The partner state reports the agreement too"),
    explanation=gettext_lazy(
        "The newest published report of each partner is looked up. If it says that the partner has no "
        "agreements, or names none with your country, both sides may have forgotten something. Partners "
        "without a published report, and agreements that began after it, are left out."
    ),
    example=gettext_lazy(
        "You name an agreement with a country whose report of the last round says that it has none."
    ),
)
def check_partners(report: CheckedReport) -> Iterator[Remark]:
    for _question, row in agreement_rows(report):
        begins = begin_of(row)
        for iso3 in partners_of(report, row):
            partner = report.facts.partners.get(iso3)
            if partner is None or begins > partner.day.isoformat()[: len(begins)]:
                continue
            sentence = explain_silence(partner, report.facts.iso3)
            if sentence:
                words = {
                    **row_words(row),
                    "partner": isolate(report.form.country_names.get(iso3, iso3)),
                    "round": partner.round_number,
                }
                values = [iso3, partner.round_number, partner.has_agreements]
                yield Remark(sentence % words, partner_places(row), values)


def begin_of(row: FilledRow) -> str:
    """Return the day on which an agreement begins; blank if it is not known."""
    days = [column["code"] for column in row.question["columns"] if column["type"] == QuestionType.DATE]
    first = row.cells.get(days[0]) if days else ""
    return str(first or "")


def explain_silence(partner: PartnerReport, iso3: str) -> str:
    """Return a sentence if the report of a partner does not speak of agreements with a state."""
    if not partner.has_agreements:
        return _(
            "Question %(question)s, %(row)s: %(partner)s reported in round %(round)s that it has no "
            "agreements."
        )
    if iso3 not in partner.partners:
        return _(
            "Question %(question)s, %(row)s: %(partner)s named no agreement with this country in its report "
            "of round %(round)s."
        )
    return ""


@check(
    "kind_of_agreement",
    Severity.WARNS,
    title=gettext_lazy("The kind of an agreement fits the countries that it names"),
    explanation=gettext_lazy(
        "A bilateral agreement has one other country, a regional or multilateral one has several. An "
        "agreement with nobody but your own country is noticed too."
    ),
    example=gettext_lazy("A bilateral agreement with Ireland, Kenya and Namibia."),
)
def check_kinds(report: CheckedReport) -> Iterator[Remark]:
    for question, row in agreement_rows(report):
        partners = partners_of(report, row)
        kinds = [column for column in question["columns"] if BILATERAL in option_values(column)]
        named = any(row.cells.get(column) for column in partner_columns(question))
        if named and not partners:
            sentence = _("Question %(question)s, %(row)s: no other country is named.")
            yield Remark(sentence % row_words(row), partner_places(row), partners)
            continue
        for column in kinds:
            sentence = explain_kind(row.cells.get(column["code"]), len(partners))
            if sentence:
                words = {**row_words(row), "count": len(partners)}
                places = (row.place(column), *partner_places(row))
                yield Remark(sentence % words, places, [row.cells[column["code"]], partners])


def option_values(column: Question) -> list[str]:
    return [option["value"] for option in column.get("options", [])]


def explain_kind(kind: Any, count: int) -> str:
    if kind == BILATERAL and count > 1:
        return _(
            "Question %(question)s, %(row)s: a bilateral agreement, but %(count)s other countries are named."
        )
    if kind in (REGIONAL, MULTILATERAL) and count == 1:
        return _("Question %(question)s, %(row)s: an agreement of several countries, but only one is named.")
    return ""


@check(
    "agreement_twice",
    Severity.WARNS,
    title=gettext_lazy("An agreement is named once"),
    explanation=gettext_lazy(
        "Two rows with the same countries that begin on the same day are often the same agreement, which "
        "would then be counted twice. Rows without a beginning are compared by their title."
    ),
    example=gettext_lazy("Rows 1 and 3 both name Ireland from 1 May 2020."),
)
def check_repeated_agreements(report: CheckedReport) -> Iterator[Remark]:
    first: dict[tuple, FilledRow] = {}
    for question, row in agreement_rows(report):
        partners, begins = partners_of(report, row), begin_of(row)
        title = "" if begins else title_of(row)
        if not partners or not (begins or title):
            continue
        before = first.setdefault((question["code"], tuple(partners), begins, title), row)
        if before is not row:
            sentence = _("Question %(question)s: %(row)s and %(other)s seem to be the same agreement.")
            words = {
                "question": question_name(question),
                "row": isolate(before.label),
                "other": isolate(row.label),
            }
            places = (*partner_places(before), *partner_places(row))
            yield Remark(sentence % words, places, [partners, begins, title])


def title_of(row: FilledRow) -> str:
    """Return the first text of a row, in small letters."""
    texts = [c["code"] for c in row.question["columns"] if c["type"] == QuestionType.TEXT]
    return " ".join(str(row.cells.get(texts[0]) or "").casefold().split()) if texts else ""
