"""What this system holds of rounds and countries, for everyone: reports that came, authorities, registers."""

from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from typing import Any

from authorities.models import Authority, MemberState, Region
from reporting.compliance.published_figures import beside
from reporting.compliance.summary import states_on
from reporting.models import PublishedFigure, Round, Submission


@dataclass(frozen=True)
class Received:
    """A report that has been sent. What it says is public only once it is published."""

    # A submission with what `received()` annotates.
    report: Any

    @property
    def received_on(self):
        return self.report.first_sent.astimezone(UTC).date()

    @property
    def timing(self):
        return self.report.round.timing_of(self.received_on)

    @property
    def is_published(self):
        return self.report.public_number is not None


def received(reports):
    """Reports that came, in the order of the names of their countries."""
    return [Received(report) for report in reports.received().select_related("round").by_state()]


@dataclass(frozen=True)
class RoundHeld:
    """A round with what of it is held here. Where nothing is held, nothing is known of who did not report."""

    round: Round
    received: int = 0
    published: int = 0
    illustrative: bool = False
    figures: tuple = ()

    @property
    def pk(self):
        return self.round.pk

    @property
    def is_held(self):
        return self.received > 0


HEADLINES = ("reports_received", "dna_designated")


def rounds_held():
    """All rounds, newest first, with the published headlines beside the counts."""
    counts, figures = {}, {}
    columns = ("round", "public_number", "illustrative")
    for number, public, illustrative in Submission.objects.received().values_list(*columns):
        came, out, made_up = counts.get(number, (0, 0, False))
        counts[number] = (came + 1, out + (public is not None), made_up or illustrative)
    for figure in PublishedFigure.objects.filter(region=PublishedFigure.WORLD, indicator__in=HEADLINES):
        figures.setdefault(figure.round_id, []).append(figure)
    return [
        RoundHeld(round_, *counts.get(round_.pk, ()), figures=beside(figures.get(round_.pk, [])))
        for round_ in Round.objects.order_by("-number")
    ]


@dataclass(frozen=True)
class CountryRow:
    """A Member State in the list of countries."""

    # A Member State with its region of the day.
    state: Any
    authority: Authority | None
    latest: Received | None

    @property
    def region(self):
        return Region(self.state.region_then).label if self.state.region_then else ""


def country_rows(day, region=""):
    """Member States of that day by name, of one region or of the world. Three queries, however many."""
    authorities = {row.member_state_id: row for row in Authority.objects.in_force_on(day)}
    reports = Submission.objects.received().select_related("round").order_by("round")
    latest = {report.member_state_id: Received(report) for report in reports}
    states = states_on(day).of_region(region, day).by_name()
    return [CountryRow(state, authorities.get(state.pk), latest.get(state.pk)) for state in states]


@dataclass(frozen=True)
class InRound:
    """What is held of one country in one round."""

    held: RoundHeld
    received: Received | None
    is_open: bool

    @property
    def round(self):
        return self.held.round


@dataclass(frozen=True)
class Country:
    """Everything the public may know of one state, today and before."""

    state: MemberState
    day: date

    @cached_property
    def regions(self):
        return list(self.state.region_memberships.order_by("valid_from"))

    @property
    def region(self):
        return next((row for row in self.regions if row.holds_on(self.day)), None)

    @cached_property
    def memberships(self):
        return list(self.state.who_memberships.order_by("valid_from"))

    @property
    def is_member(self):
        return any(membership.holds_on(self.day) for membership in self.memberships)

    @cached_property
    def authorities(self):
        """Newest first, without the people."""
        return list(self.state.authorities.order_by("-valid_from"))

    @property
    def authority(self):
        return next((row for row in self.authorities if row.holds_on(self.day)), None)

    @property
    def earlier_authorities(self):
        return [row for row in self.authorities if row != self.authority]

    @cached_property
    def income(self):
        return list(self.state.income_classifications.order_by("-fiscal_year"))

    @cached_property
    def safeguards(self):
        return list(self.state.safeguards_listings.order_by("edition"))

    @cached_property
    def registers(self):
        return list(self.state.registers.with_sizes().order_by("code"))

    @cached_property
    def rounds(self):
        """Newest first, with what came of this country."""
        came = {row.report.round_id: row for row in received(self.state.submissions)}
        running = Round.objects.latest_on(self.day)
        open_number = running.pk if running and running.takes_reports_on(self.day) else None
        return [InRound(held, came.get(held.pk), held.pk == open_number) for held in rounds_held()]
