"""The compliance summary: the figures for a day, a round and a group of states.

Only what was sent, published, designated or begun before the end of that day (UTC) is counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from authorities.models import Authority
from recruiters.models import Register
from reporting.compliance.clocks import Clocks, today_utc
from reporting.compliance.figures import ComplianceStatus, GroupFigures
from reporting.compliance.first_reports import FirstReports, find_first_reports
from reporting.compliance.groups import CountedStates, recall_counted_states
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportKey, ReportOnRecord, load_reports
from reporting.compliance.state_filters import COUNTRY_POSITION, OTHER_POSITIONS, POSITIONS, StateFilters
from reporting.compliance.states_on_record import StateOnRecord, load_states
from reporting.instruments.question_types import Lineage
from reporting.models import Round
from reporting.submissions.instrument_cache import recall_instrument

RECRUITER_RECORD = "recruiter_record"
# What the figures count of the answers.
COUNTED_INDICATORS = frozenset((RECRUITER_RECORD, COUNTRY_POSITION))
Reports = Mapping[ReportKey, ReportOnRecord]


@dataclass(frozen=True)
class Summary:
    """The compliance status of the Member States asked about, and the figures of the whole and by region."""

    query: SummaryQuery
    income_year: int | None
    statuses: tuple[ComplianceStatus, ...]
    # True if reports of the round are held here, or can come today. Else who reported is not known.
    held: bool = True
    # True if reports themselves are held, or can come: else only receipts are recorded.
    answers_held: bool = True
    # Whether those that have reported had before; only if that is asked.
    first_reports: FirstReports | None = None
    # False if those are asked for that report for the first time, and who had before is not known.
    states_known: bool = True

    @property
    def as_of(self) -> date:
        return self.query.as_of

    @property
    def round(self) -> Round:
        return self.query.round

    @property
    def filters(self) -> StateFilters:
        return self.query.filters

    @cached_property
    def counted_states(self) -> CountedStates:
        """The states in all groups that figures are given of."""
        income_known = self.income_year is not None
        return recall_counted_states(
            self.statuses, self.held, self.answers_held, self.states_known, income_known
        )

    @property
    def world(self) -> GroupFigures:
        return self.counted_states.world

    @property
    def regions(self) -> tuple[GroupFigures, ...]:
        return self.counted_states.regions

    @property
    def groups(self) -> tuple[GroupFigures, ...]:
        return self.counted_states.groups

    @property
    def demo(self) -> bool:
        return self.round.illustrative or self.counted_states.illustrative

    @property
    def closed(self) -> bool:
        """True if the round had closed by the end of the day: on its closing day its figures are final."""
        return bool(self.round.closing_day and self.round.closing_day <= self.as_of)

    @property
    def is_at_cut_off(self) -> bool:
        """True if the day is the one whose figures are those of the round."""
        return self.as_of == self.round.cut_off

    @property
    def interim(self) -> bool:
        """True if the figures of the round can still be others on a later day."""
        return not (self.closed or self.is_at_cut_off)

    @cached_property
    def record_lineage(self) -> Lineage | None:
        """How this round's question about the record of recruiters is related to that of earlier rounds."""
        instrument = self.round.instrument
        return recall_instrument(instrument).lineage_of(RECRUITER_RECORD) if instrument else None

    @property
    def group_label(self) -> str:
        return self.filters.label(self.income_year if self.filters.income else None)


def summarise(query: SummaryQuery) -> Summary:
    """Return the figures that a query asks for; worked out once while nothing changes."""
    question = ("summary", *query.parameters.items())
    return query.clocks.known_facts.stored.recall_result(question, lambda: work_out_summary(query))


def work_out_summary(query: SummaryQuery) -> Summary:
    round_, clocks = query.round, query.clocks
    reports = load_reports([round_], clocks, basis=query.basis, indicators=COUNTED_INDICATORS)
    every_state = load_states(clocks)
    first = find_first_reports(query, reports) if query.filters.first_time else None
    states = select_states(every_state, query, reports, first)
    answers_held = any(report.is_held for report in reports.values()) or takes_reports(query)
    is_unknown = bool(first and first.number_not_known and query.filters.first_time == "yes")
    return Summary(
        query=query,
        income_year=every_state[0].income_year if every_state else None,
        statuses=compliance_statuses(states, query, reports),
        held=(answers_held or bool(reports)) and not is_unknown,
        answers_held=answers_held and not is_unknown,
        first_reports=first,
        states_known=not is_unknown,
    )


def takes_reports(query: SummaryQuery) -> bool:
    """Return True if the round takes reports now, or took them on the day by which all was known."""
    return query.round.takes_reports_beside(query.every_round, query.known_on or today_utc())


def select_states(
    states: Iterable[StateOnRecord],
    query: SummaryQuery,
    reports: Reports,
    first: FirstReports | None = None,
) -> list[StateOnRecord]:
    """Return the states that pass all filters; `reports` hold the values of COUNTRY_POSITION."""
    filters = query.filters

    passing = [state for state in states if state.passes(filters)]
    if filters.role:
        of_state = {state.iso3: reports.get((query.round.number, state.iso3)) for state in passing}
        passing = [state for state in passing if position_said(of_state[state.iso3]) == filters.role]
    if filters.first_time:
        found = (first or find_first_reports(query, reports)).select(filters.first_time)
        passing = [state for state in passing if state.iso3 in found]
    return passing


def position_said(report: ReportOnRecord | None) -> str:
    """Return what a report says of its country: a source, a destination, ...; empty if it does not say."""
    said = report.values.get(COUNTRY_POSITION, "") if report else ""
    return said if said in (*POSITIONS, *OTHER_POSITIONS) else ""


class KnownAuthority(NamedTuple):
    """The fields of ComplianceStatus that an authority decides."""

    institution: str = ""
    institution_type: str = ""
    illustrative: bool = False


class CountedReport(NamedTuple):
    """The fields of ComplianceStatus that a report decides."""

    illustrative: bool = False
    receipt_date: str = ""
    after_closure: bool = False
    reported_on: date | None = None
    late: bool = False
    in_progress: bool = False
    published: bool = False
    answers_counted: bool = False
    recruiter_record: str = ""
    role: str = ""


NO_AUTHORITY, NO_REPORT = KnownAuthority(), CountedReport()
# The countries of all rounds in six languages, and of some days of each.
MOST_STATUSES = 20_000


def compliance_statuses(
    states: Iterable[StateOnRecord], query: SummaryQuery, reports: Reports
) -> tuple[ComplianceStatus, ...]:
    """Return the status of each of `states`. Two queries for any number of states."""
    authorities, registers = authorities_on(query.clocks), registers_on(query.clocks)
    number = query.round.number
    return tuple(
        recall_status(
            (state.iso3, state.name, state.region, state.tile),
            (state.income, state.safeguards),
            authorities.get(state.iso3, NO_AUTHORITY),
            report_facts(reports.get((number, state.iso3))),
            registers.get(state.iso3),
        )
        for state in states
    )


@lru_cache(maxsize=MOST_STATUSES)
def recall_status(
    state: tuple[str, str, str, tuple[int, int] | None],
    groups: tuple[str, tuple[int, ...]],
    authority: KnownAuthority,
    report: CountedReport,
    register: bool | None,
) -> ComplianceStatus:
    """Return the status of a state of which all of this is known: the same one to all who ask.

    So a state is asked once, and not by each page, which figures count it. `register` is None without a
    register, else whether it is illustrative; one illustrative record makes the whole illustrative.
    """
    iso3, name, region, tile = state
    income, safeguards = groups
    facts = authority._asdict() | report._asdict()
    facts["illustrative"] = authority.illustrative or report.illustrative or bool(register)
    return ComplianceStatus(
        iso3,
        name,
        region,
        tile,
        **facts,
        register_held=register is not None,
        income=income,
        safeguards=safeguards,
    )


def registers_on(clocks: Clocks) -> dict[str, bool]:
    """Return {iso3: whether one of them is illustrative} of the registers kept in this system."""
    rows = clocks.known_facts.table_on(clocks.as_of, Register, "member_state_id", "illustrative")
    found: dict[str, bool] = {}
    for iso3, illustrative in rows:
        found[iso3] = illustrative or found.get(iso3, False)
    return found


def authorities_on(clocks: Clocks) -> dict[str, KnownAuthority]:
    """Return what is known of the authority in force, by state."""
    columns = ("member_state_id", *KnownAuthority._fields)
    rows = clocks.known_facts.table_on(clocks.as_of, Authority, *columns)
    return {iso3: KnownAuthority(*values) for iso3, *values in rows}


def report_facts(report: ReportOnRecord | None) -> CountedReport:
    """Return what a report says.

    A report sent after the round closed is outside the figures, and so are its answers.
    """
    if report is None:
        return NO_REPORT
    known = CountedReport(report.illustrative, report.receipt)
    if report.after_closure:
        return known._replace(after_closure=True)
    return known._replace(
        reported_on=report.sent_on,
        late=report.late,
        in_progress=report.in_progress,
        published=report.published,
        answers_counted=report.counts_answers,
        recruiter_record=report.values.get(RECRUITER_RECORD, ""),
        role=position_said(report),
    )
