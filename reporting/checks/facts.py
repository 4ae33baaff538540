"""What checks know beside the answers: the registers here, the last report, what partner states report.

The facts are read once for a report, in a number of queries that does not grow with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from recruiters.models import Recruiter, Register
from reporting.models import IndicatorValue, Submission, Version
from reporting.submissions.instrument_cache import recall_instrument
from reporting.submissions.public_answers import keep_public_answers, public_questions
from reporting.submissions.questionnaire import FormState
from reporting.submissions.table_columns import names_partners, partner_columns
from reporting.submissions.versions import evaluate_version

AGREEMENTS, RECRUITER_RECORD = "agreements", "recruiter_record"


@dataclass(frozen=True)
class FilledLastReport:
    """The newest published report of the same state to an earlier round."""

    round_number: int
    day: date
    form: FormState


@dataclass(frozen=True)
class PartnerReport:
    """What the newest published report of another state says of its agreements, and with whom they are."""

    round_number: int
    day: date
    has_agreements: bool
    partners: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """`registers` are the names of the registers of the state that are kept here, with entries or without."""

    iso3: str = ""
    registers: tuple[str, ...] = ()
    has_entries: bool = False
    last: FilledLastReport | None = None
    partners: Mapping[str, PartnerReport] = field(default_factory=dict)


def read_facts(submission: Submission, form: FormState) -> Facts:
    """Return the facts about a report: a query for each kind that its answers call for, two for partners."""
    iso3 = submission.member_state_id
    registers = read_registers(iso3, form.today) if asks_indicator(form, RECRUITER_RECORD) else []
    return Facts(
        iso3=iso3,
        registers=tuple(name for name, _has_entries in registers),
        has_entries=any(has_entries for _name, has_entries in registers),
        last=read_last_report(submission),
        partners=read_partner_reports(partner_states(form) - {iso3}, submission.round_id),
    )


def asks_indicator(form: FormState, indicator: str) -> bool:
    return any(
        indicator in (question["indicator"], *(option["indicator"] for option in question.get("options", [])))
        for question in form.instrument.questions.values()
    )


def read_registers(iso3: str, day: date) -> list[tuple[str, bool]]:
    """Return [(name, True if it has entries)] of the registers of a state in force on a day."""
    entries = Exists(Recruiter.objects.filter(register=OuterRef("pk")))
    registers = Register.objects.in_force_on(day).filter(member_state=iso3)
    return list(registers.annotate(has_entries=entries).values_list("name", "has_entries"))


def read_last_report(submission: Submission) -> FilledLastReport | None:
    """Return the newest published report to an earlier round, with the form as it was then."""
    published = Version.objects.newest_published().filter(
        submission__member_state=submission.member_state_id,
        submission__round__lt=submission.round_id,
        submission__round__instrument__isnull=False,
    )
    newest = published.newest_first().defer("submission__round__instrument__definition")
    version = newest.order_by("-submission__round").first()
    if version is None:
        return None
    round_ = version.submission.round
    round_.instrument = recall_instrument(round_.instrument)
    day = version.submission.member_state.local_day(version.submitted_at)
    return FilledLastReport(version.submission.round_id, day, evaluate_version(version))


def partner_states(form: FormState) -> frozenset[str]:
    """Return the states that the agreements of a report name."""
    return frozenset(
        iso3
        for question in form.instrument.questions.values()
        if form.is_relevant(question) and names_partners(question)
        for row in form.settled.get(question["code"]) or []
        for column in partner_columns(question)
        for iso3 in row.get(column) or []
    )


def read_partner_reports(partners: Iterable[str], round_number: int) -> dict[str, PartnerReport]:
    """Return {state: its newest published report up to a round}, of those that say yes or no."""
    partners = sorted(partners)
    if not partners:
        return {}
    published = Version.objects.newest_published().filter(
        submission__member_state__in=partners, submission__round__lte=round_number
    )
    words = (
        IndicatorValue.objects.filter(indicator=AGREEMENTS, version__in=published)
        .order_by("version__submission__round")
        .values_list("version__submission__member_state", "version", "value")
    )
    newest = {iso3: (version, value) for iso3, version, value in words}
    wanted = {version: value for version, value in newest.values() if value in ("yes", "no")}
    versions = Version.objects.filter(pk__in=wanted).select_related("submission__round__instrument")
    return {
        version.submission.member_state_id: PartnerReport(
            version.submission.round_id,
            version.submitted_at.date(),
            wanted[version.pk] == "yes",
            states_in_lists(read_public_answers(version)),
        )
        for version in versions.defer("submission__round__instrument__definition")
        if wanted[version.pk] == "no" or names_partners_in_public(version)
    }


def names_partners_in_public(version: Version) -> bool:
    """Return True if its questionnaire lets everybody read with whom agreements are."""
    stub = version.submission.round.instrument
    return stub is not None and any(
        column["code"] in partner_columns(question) and column.get("public", True)
        for question in public_questions(recall_instrument(stub)).values()
        if names_partners(question)
        for column in question["columns"]
    )


def read_public_answers(version: Version) -> dict[str, dict[str, Any]]:
    """Return the answers of a version that another country may read: those that everybody may."""
    stub = version.submission.round.instrument
    return keep_public_answers(recall_instrument(stub), version.content["answers"]) if stub else {}


def states_in_lists(answers: dict[str, dict[str, Any]]) -> frozenset[str]:
    """Return the codes of states in the lists that rows of answers hold, whatever the instrument calls them.

    >>> sorted(states_in_lists({"q8": {"value": [{"countries": ["IDN", "KEN"], "type": "bilateral"}]}}))
    ['IDN', 'KEN']
    """
    return frozenset(
        code
        for answer in answers.values()
        if isinstance(answer["value"], list)
        for row in answer["value"]
        if isinstance(row, dict)
        for cell in row.values()
        if isinstance(cell, list)
        for code in cell
        if isinstance(code, str) and len(code) == 3 and code.isupper()
    )
