"""The compliance summary: the figures for a day, a round and a group of states.

Only what was sent, published, designated or begun before the end of that day (UTC) is counted, so the same
question gives the same figures whenever it is asked.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from authorities.languages import active_un_language
from authorities.models import (
    Authority,
    IncomeClassification,
    IncomeGroup,
    MemberState,
    Region,
    RegionMembership,
)
from authorities.models.states import MemberStateQuerySet
from recruiters.models import states_keeping_a_register
from reporting.compliance.figures import WORLD, ComplianceStatus, GroupFigures
from reporting.instruments.question_types import Lineage
from reporting.models import IndicatorValue, Round, Submission, Version
from reporting.models.rounds import Timing

RECRUITER_RECORD = "recruiter_record"
# What is known of each Member State: {iso3: {field of ComplianceStatus: value}}.
Facts = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class StateGroup:
    """Member States asked about: a region, an income group, an edition of the Safeguards list, or all."""

    kind: str = ""
    value: str = ""

    KINDS = ("region", "income", "safeguards")

    @property
    def parameters(self) -> dict[str, str]:
        return {self.kind: self.value} if self.kind else {}

    def filter_states(self, states: MemberStateQuerySet, income_year: int | None) -> MemberStateQuerySet:
        """Return the states of this group, of `states` as `states_on` returns them."""
        if self.kind == "region":
            return states.filter(region_then=self.value)
        if self.kind == "income":
            return states.filter(
                income_classifications__fiscal_year=income_year,
                income_classifications__income_group=self.value,
            )
        if self.kind == "safeguards":
            return states.filter(safeguards_listings__edition=self.value)
        return states

    def label(self, income_year: int | None = None) -> str:
        if self.kind == "region":
            return str(Region(self.value).label)
        if self.kind == "safeguards":
            return _("Safeguards list %(year)s") % {"year": self.value}
        if self.kind == "income" and income_year:
            words = {"group": IncomeGroup(self.value).label, "year": income_year}
            return _("%(group)s (World Bank fiscal year %(year)s)") % words
        return str(IncomeGroup(self.value).label) if self.kind else _("All Member States")


ALL_STATES = StateGroup()


@dataclass(frozen=True)
class Summary:
    """The compliance status of all Member States of a group, with the figures for the whole and by region."""

    as_of: date
    round: Round
    state_group: StateGroup
    income_year: int | None
    statuses: tuple[ComplianceStatus, ...]
    # True if reports of the round are held here, or can come today. Else who reported is not known.
    held: bool = True
    # True if reports themselves are held, or can come: else only receipts are recorded.
    answers_held: bool = True

    @cached_property
    def world(self) -> GroupFigures:
        return GroupFigures(WORLD, self.statuses, self.held, self.answers_held)

    @cached_property
    def regions(self) -> list[GroupFigures]:
        """All six regions, empty ones too; states of unknown region apart, so that the sum is the whole."""
        codes = [*Region.values, *{s.region for s in self.statuses} - set(Region.values)]
        states = {code: tuple(s for s in self.statuses if s.region == code) for code in codes}
        return [GroupFigures(code, states[code], self.held, self.answers_held) for code in codes]

    @property
    def demo(self) -> bool:
        return self.round.illustrative or any(status.illustrative for status in self.statuses)

    @property
    def closed(self) -> bool:
        """True if the round had closed by the end of the day: on its closing day its figures are final."""
        return bool(self.round.closing_day and self.round.closing_day <= self.as_of)

    @cached_property
    def record_lineage(self) -> Lineage | None:
        """How this round's question about the record of recruiters is related to that of earlier rounds."""
        instrument = self.round.instrument
        return instrument.lineage_of(RECRUITER_RECORD) if instrument else None

    @property
    def group_label(self) -> str:
        return self.state_group.label(self.income_year)


def summarise(as_of: date, round_: Round, state_group: StateGroup = ALL_STATES) -> Summary:
    """Return the figures of a round, as they were at the end of the day `as_of`, for a group of states."""
    income_year = income_year_on(as_of) if state_group.kind == "income" else None
    states = state_group.filter_states(states_on(as_of), income_year)
    reports, receipts = reports_on(as_of, round_), receipts_on(as_of, round_)
    answers_held = bool(reports) or round_.takes_reports_on(datetime.now(UTC).date())
    held = answers_held or bool(receipts)
    # What is held here of a report that was sent says more than the receipt of it.
    sent = {iso3: facts for iso3, facts in reports.items() if "in_progress" not in facts}
    statuses = compliance_statuses(states, as_of, reports | receipts | sent)
    return Summary(as_of, round_, state_group, income_year, statuses, held, answers_held)


def end_of_day(day: date) -> datetime:
    """Return the moment a day ends, everywhere in the figures: midnight UTC."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def states_on(day: date) -> MemberStateQuerySet:
    """Return the Member States of that day, each with its region of that day as `region_then`."""
    region = RegionMembership.objects.in_force_on(day).filter(member_state=OuterRef("pk"))
    return MemberState.objects.members_on(day).annotate(region_then=Subquery(region.values("region")[:1]))


def income_year_on(day: date) -> int | None:
    """Return the World Bank's fiscal year of that day; else the last before it, else the first."""
    years = IncomeClassification.objects.values_list("fiscal_year", flat=True).distinct()
    known, current = sorted(years), day.year + (day.month >= 7)
    return max((year for year in known if year <= current), default=min(known, default=None))


def compliance_statuses(
    states: MemberStateQuerySet, as_of: date, reports: Facts
) -> tuple[ComplianceStatus, ...]:
    """Return the status of each of `states`, ordered by ISO code. Three queries for any number of states."""
    authorities, registers = authorities_on(as_of), registers_on(as_of)
    columns = ("iso3", f"name_{active_un_language()}", "region_then", "tile_column", "tile_row")
    return tuple(
        ComplianceStatus(
            iso3=iso3,
            name=name,
            region=region or "",
            tile=None if None in tile else tuple(tile),
            **merge_facts(authorities.get(iso3, {}), reports.get(iso3, {}), registers.get(iso3, {})),
        )
        for iso3, name, region, *tile in states.order_by("iso3").values_list(*columns)
    )


def merge_facts(authority: dict, report: dict, register: dict) -> dict[str, Any]:
    """Return all that is known of a state; one illustrative record makes the whole illustrative."""
    sources = (authority, report, register)
    illustrative = any(source.get("illustrative") for source in sources)
    return authority | report | register | {"illustrative": illustrative}


def registers_on(day: date) -> Facts:
    """Return what is known of registers kept in this system, by state."""
    return {
        iso3: {"register_held": True, "illustrative": illustrative}
        for iso3, illustrative in states_keeping_a_register(day).items()
    }


def authorities_on(day: date) -> Facts:
    """Return what is known of the authority in force, by state."""
    columns = ("institution", "institution_type", "illustrative")
    rows = Authority.objects.in_force_on(day).values_list("member_state", *columns)
    return {iso3: dict(zip(columns, values, strict=True)) for iso3, *values in rows}


def reports_on(day: date, round_: Round) -> Facts:
    """Return what is known of the report of that round, by state. One narrow row each; no version is read."""
    end = end_of_day(day)
    sent = Version.objects.sent_before(end).filter(submission=OuterRef("pk")).order_by("submitted_at")
    public = Version.objects.published_before(end).filter(submission=OuterRef("pk")).order_by("-number")
    answer = IndicatorValue.objects.filter(version=OuterRef("public_version"), indicator=RECRUITER_RECORD)
    rows = (
        Submission.objects.filter(round=round_)
        .annotate(
            first_sent=Subquery(sent.values("submitted_at")[:1]),
            public_version=Subquery(public.values("pk")[:1]),
        )
        .annotate(answer=Subquery(answer.values("value")[:1]))
        .values_list("member_state", "illustrative", "started_at", "first_sent", "public_version", "answer")
    )
    return {iso3: report_facts(round_, end, *values) for iso3, *values in rows}


def receipts_on(day: date, round_: Round) -> Facts:
    """Return what is known of reports that were received by that day and are not held here, by state."""
    found: Facts = {}
    for receipt in round_.receipts.select_related("round"):
        if receipt.counts_from > day:
            continue
        if receipt.timing == Timing.AFTER_CLOSURE:
            facts: dict[str, Any] = {"after_closure": True}
        else:
            facts = {"reported_on": receipt.counts_from, "late": receipt.is_late}
        found[receipt.member_state_id] = {**facts, "receipt_date": receipt.received_on}
    return found


def report_facts(
    round_: Round,
    end: datetime,
    illustrative: bool,
    started_at: datetime,
    first_sent: datetime | None,
    public_version: int | None,
    answer: str | None,
) -> dict[str, Any]:
    """Return the fields of ComplianceStatus that one report decides.

    A report sent after the round closed is outside the figures, and so are its answers.
    """
    if first_sent is None:
        begun = started_at < end
        return {"in_progress": begun, "illustrative": illustrative and begun}
    sent_on = first_sent.astimezone(UTC).date()
    if round_.closed_from and sent_on >= round_.closed_from:
        return {"after_closure": True, "illustrative": illustrative}
    return {
        "reported_on": sent_on,
        "late": bool(round_.due_day and sent_on > round_.due_day),
        "published": public_version is not None,
        "recruiter_record": answer or "",
        "illustrative": illustrative,
    }
