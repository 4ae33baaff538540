"""What is public about countries and rounds: reports received, authorities, registers."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from typing import Any

from authorities.languages import UN_LANGUAGES
from authorities.languages.collation import index_letter
from authorities.models import (
    Authority,
    IncomeClassification,
    MemberState,
    Region,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from recruiters.models import Register
from reporting.compliance.published_figures import PublishedFigureRow, order_published_figures
from reporting.compliance.states_on_record import states_on
from reporting.models import PublishedFigure, ReportReceipt, Round, Submission
from reporting.models.rounds import Timing
from reporting.models.submissions import SubmissionQuerySet


@dataclass(frozen=True)
class ReceivedReport:
    """A report that has been sent. Its answers are public only once it is published."""

    # A Submission with the annotations of `SubmissionQuerySet.received`.
    report: Any

    @property
    def received_on(self) -> date:
        return self.report.first_sent.astimezone(UTC).date()

    @property
    def timing(self) -> Timing | None:
        return self.report.round.timing_of(self.received_on)

    @property
    def is_published(self) -> bool:
        return self.report.public_number is not None

    @property
    def withdrawn_on(self) -> date | None:
        """The day on which the secretariat took the published report back, if it is not public again."""
        at = self.report.taken_back_at
        return None if self.is_published or at is None else at.astimezone(UTC).date()


def received_reports(submissions: SubmissionQuerySet) -> list[ReceivedReport]:
    """Return the submissions that have been sent, ordered by the names of their countries."""
    return [ReceivedReport(report) for report in submissions.received().select_related("round").by_state()]


def find_unpublished_report(number: int, iso3: str) -> ReceivedReport | None:
    """Return a report that has been sent and was never public; None if it was, or if none has been sent."""
    sent = received_reports(Submission.objects.filter(round=number, member_state=iso3))
    return next((row for row in sent if not row.is_published and row.withdrawn_on is None), None)


@dataclass(frozen=True)
class RoundHoldings:
    """A round with the number of its reports held here; without any, non-reporting is unknown too."""

    round: Round
    received: int = 0
    published: int = 0
    illustrative: bool = False
    figures: tuple[PublishedFigureRow, ...] = ()
    receipts: int = 0  # of reports that are not held here

    @property
    def pk(self) -> int:
        return self.round.pk

    @property
    def has_reports(self) -> bool:
        return self.received > 0


HEADLINES = ("reports_received", "dna_designated")


def round_holdings() -> list[RoundHoldings]:
    """Return all rounds, newest first, each with its counts and with the headlines that others published."""
    receipts = Counter(ReportReceipt.objects.values_list("round", flat=True))
    counts: dict = {}
    figures: dict = {}
    columns = ("round", "public_number", "illustrative")
    for number, public_number, illustrative in Submission.objects.received().values_list(*columns):
        received, published, any_illustrative = counts.get(number, (0, 0, False))
        is_published = public_number is not None
        counts[number] = (received + 1, published + is_published, any_illustrative or illustrative)
    for figure in PublishedFigure.objects.filter(region=PublishedFigure.WORLD, indicator__in=HEADLINES):
        figures.setdefault(figure.round_id, []).append(figure)
    return [
        RoundHoldings(
            round_,
            *counts.get(round_.pk, ()),
            figures=order_published_figures(figures.get(round_.pk, [])),
            receipts=receipts[round_.pk],
        )
        for round_ in Round.objects.order_by("-number")
    ]


@dataclass(frozen=True)
class CountryRow:
    """A Member State in the list of countries."""

    # A MemberState with its region of the day as `region_then`.
    state: Any
    authority: Authority | None
    latest: ReceivedReport | None

    @property
    def region(self) -> str:
        return str(Region(self.state.region_then).label) if self.state.region_then else ""


def group_by_letter(rows: list[CountryRow]) -> list[tuple[str, list[CountryRow]]]:
    """Return (letter, its rows) from A to Z, as the active language has it; the rows are sorted by name."""
    grouped: dict[str, list[CountryRow]] = {}
    for row in rows:
        grouped.setdefault(index_letter(row.state.name), []).append(row)
    return list(grouped.items())


def names_in_every_language() -> dict[str, str]:
    """Return the names of each country in the six languages, with its codes, as one text to search in."""
    columns = [f"name_{language}" for language in UN_LANGUAGES]
    rows = MemberState.objects.values_list("iso3", "iso2", *columns)
    return {iso3: " ".join(dict.fromkeys([iso2, *names])) for iso3, iso2, *names in rows}


def country_rows(day: date, region: str = "") -> list[CountryRow]:
    """Return the Member States of that day by name, of one region or of all. Three queries for any number."""
    authorities = {row.member_state_id: row for row in Authority.objects.in_force_on(day)}
    reports = Submission.objects.received().select_related("round").order_by("round")
    latest = {report.member_state_id: ReceivedReport(report) for report in reports}
    states = states_on(day).in_region(region, day).by_name()
    return [CountryRow(state, authorities.get(state.pk), latest.get(state.pk)) for state in states]


@dataclass(frozen=True)
class CountryRound:
    """A round with the report of one country, if it has been received."""

    holdings: RoundHoldings
    received: ReceivedReport | None
    is_open: bool
    receipt: ReportReceipt | None = None

    @property
    def round(self) -> Round:
        return self.holdings.round


@dataclass(frozen=True)
class CountryPage:
    """Everything that is public about one state, today and in the past."""

    state: MemberState
    day: date

    @cached_property
    def regions(self) -> list[RegionMembership]:
        return list(self.state.region_memberships.order_by("valid_from"))

    @property
    def region(self) -> RegionMembership | None:
        return next((row for row in self.regions if row.holds_on(self.day)), None)

    @cached_property
    def memberships(self) -> list[WhoMembership]:
        return list(self.state.who_memberships.order_by("valid_from"))

    @property
    def is_member(self) -> bool:
        return any(membership.holds_on(self.day) for membership in self.memberships)

    @cached_property
    def authorities(self) -> list[Authority]:
        """Newest first. Contact persons are not public and are not read."""
        return list(self.state.authorities.order_by("-valid_from"))

    @property
    def authority(self) -> Authority | None:
        return next((row for row in self.authorities if row.holds_on(self.day)), None)

    @property
    def other_authorities(self) -> list[Authority]:
        """Authorities designated at other times, newest first."""
        return [row for row in self.authorities if row != self.authority]

    @cached_property
    def income_classifications(self) -> list[IncomeClassification]:
        return list(self.state.income_classifications.order_by("-fiscal_year"))

    @cached_property
    def safeguards_listings(self) -> list[SafeguardsListing]:
        return list(self.state.safeguards_listings.order_by("edition"))

    @cached_property
    def registers(self) -> list[Register]:
        return list(self.state.registers.with_sizes().order_by("code"))

    @cached_property
    def rounds(self) -> list[CountryRound]:
        """All rounds, newest first, with the report of this country where one was received."""
        received = {row.report.round_id: row for row in received_reports(self.state.submissions.all())}
        receipts = {row.round_id: row for row in self.state.receipts.select_related("round")}
        running = Round.objects.latest_on(self.day)
        open_number = running.pk if running and running.takes_reports_on(self.day) else None
        return [
            CountryRound(
                holdings, received.get(holdings.pk), holdings.pk == open_number, receipts.get(holdings.pk)
            )
            for holdings in round_holdings()
        ]
