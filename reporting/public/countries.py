"""What is public about countries and rounds: reports received, authorities, registers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from authorities.languages import UN_LANGUAGES
from authorities.languages.collation import index_letter
from authorities.models import (
    Authority,
    MemberState,
    Region,
)
from reporting.compliance.published_figures import PublishedFigureRow, order_published_figures
from reporting.compliance.states_on_record import states_on
from reporting.models import PublishedFigure, ReportReceipt, Round, Submission
from reporting.models.rounds import Timing
from reporting.models.submissions import SubmissionQuerySet
from reporting.submissions.histories.report_histories import ReportHistory, read_histories


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


def round_holdings(rounds: Iterable[Round]) -> list[RoundHoldings]:
    """Return rounds, each with its counts and with the headlines that others published. Three queries."""
    rounds = list(rounds)
    numbers = [round_.number for round_ in rounds]
    receipts = Counter(ReportReceipt.objects.filter(round__in=numbers).values_list("round", flat=True))
    received: dict[int, list[ReportHistory]] = {}
    for report in read_histories(numbers):
        if report.versions:
            received.setdefault(report.round, []).append(report)
    figures: dict = {}
    world = PublishedFigure.objects.filter(region=PublishedFigure.WORLD, indicator__in=HEADLINES)
    for figure in world.filter(round__in=numbers):
        figures.setdefault(figure.round_id, []).append(figure)
    return [
        RoundHoldings(
            round_,
            received=len(received.get(round_.pk, [])),
            published=sum(report.is_public for report in received.get(round_.pk, [])),
            illustrative=any(report.illustrative for report in received.get(round_.pk, [])),
            figures=order_published_figures(figures.get(round_.pk, [])),
            receipts=receipts[round_.pk],
        )
        for round_ in rounds
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
    reports = Submission.objects.latest_received().received().select_related("round")
    latest = {report.member_state_id: ReceivedReport(report) for report in reports}
    states = states_on(day).in_region(region, day).by_name()
    return [CountryRow(state, authorities.get(state.pk), latest.get(state.pk)) for state in states]
