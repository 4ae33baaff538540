"""The charts of the compliance page: where reports have come from, how many by region, and when."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from authorities.languages.direction import isolate
from authorities.languages.remembered_results import remember_by_language
from reporting.charts.canvas import Tone
from reporting.charts.chart import Chart, LegendItem, name_chart
from reporting.charts.registry import register_chart
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars
from reporting.charts.tile_map import MapTile, TileMap
from reporting.compliance.curve import ReportCurve
from reporting.compliance.figures import ANY, ComplianceStatus, GroupFigures, ReportingStage
from reporting.compliance.groups import MOST_QUESTIONS, CountedStates, sort_states_by_name
from reporting.compliance.published_figures import recall_published_figures
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import Summary, summarise

REPORTING_MAP, BY_REGION, OVER_TIME = "reporting-map", "reports-by-region", "reports-over-time"
TONES = {
    ReportingStage.RECORD: Tone.STRONG_DOT,
    ReportingStage.REPORTED: Tone.STRONG,
    ReportingStage.CLOSED: Tone.OUTLINED,
    ReportingStage.BEGUN: Tone.MIDDLE_FOOT,
    ReportingStage.DESIGNATED: Tone.MIDDLE,
    ReportingStage.NONE: Tone.PALE,
}


def describe_summary(summary: Summary) -> str:
    """Return of which round, day and countries a chart is."""
    words = {
        "round": isolate(summary.round.texts["title"]),
        "day": format_day(summary.as_of),
        "scope": summary.group_label,
    }
    return _("%(round)s, as of %(day)s, %(scope)s") % words


class ChartSubject(NamedTuple):
    """Of which round, day and countries a chart is, and the parameters of its address."""

    subtitle: str
    demo: bool
    parameters: tuple[tuple[str, str], ...]

    @property
    def countries_address(self) -> str:
        return address_countries(urlencode(self.parameters))


def describe_subject(summary: Summary) -> ChartSubject:
    return ChartSubject(describe_summary(summary), summary.demo, tuple(summary.query.parameters.items()))


def address_countries(query_string: str) -> str:
    """Return the address of the countries behind a number, without the figure that it is of."""
    return f"{reverse('compliance_countries')}?{query_string}"


def share_reported(group: GroupFigures) -> float:
    return group.numbers["reported"] / group.numbers["member_states"]


def chart_regions(summary: Summary) -> Chart:
    return build_regions_chart(summary.counted_states, describe_subject(summary))


@remember_by_language(MOST_QUESTIONS)
def build_regions_chart(counted: CountedStates, subject: ChartSubject) -> Chart:
    """Return a bar for each region: how many of its countries stand at each stage, most reports first."""
    groups = [group for group in counted.regions if group.statuses]
    address, labels = subject.countries_address, stage_labels()
    return StackedBars(
        title=_("Reports by region"),
        subtitle=subject.subtitle,
        demo=subject.demo,
        row_heading=_("Region"),
        rows=[
            region_row(group, labels, address) for group in sorted(groups, key=share_reported, reverse=True)
        ],
        key=BY_REGION,
        parameters=dict(subject.parameters),
    )


def stage_labels() -> dict[ReportingStage, str]:
    return {stage: str(stage.label) for stage in ReportingStage}


def region_row(group: GroupFigures, labels: Mapping[ReportingStage, str], address: str) -> BarRow:
    """Return the bar of a region; `address` is that of the countries behind a number."""
    stages = [status.stage for status in group.statuses]
    numbers = {"reported": group.numbers["reported"], "whole": len(stages)}
    segments = [
        Segment(
            stage,
            labels[stage],
            stages.count(stage),
            f"{address}&figure=stage_{stage}&of={group.code}",
            TONES[stage],
        )
        for stage in ReportingStage
        if stage != ReportingStage.CLOSED or stage in stages
    ]
    return BarRow(str(group.name), segments, note=_("%(reported)s of %(whole)s") % numbers)


def chart_map(summary: Summary) -> Chart:
    return build_states_map(summary.counted_states, describe_subject(summary))


@remember_by_language(MOST_QUESTIONS)
def build_states_map(counted: CountedStates, subject: ChartSubject) -> Chart:
    """Return the map: how far each country has come."""
    stages, labels = [status.stage for status in counted.statuses], stage_labels()
    countries = f"{subject.countries_address}&figure=stage_"
    legend = [
        LegendItem(labels[stage], TONES[stage], stages.count(stage), f"{countries}{stage}", str(stage))
        for stage in ReportingStage
        if stage != ReportingStage.CLOSED or stage in stages
    ]
    names = {group.code: str(group.name) for group in counted.regions}
    address = reverse("country", args=[ANY])
    return TileMap(
        title=_("Where reports have come from"),
        subtitle=subject.subtitle,
        demo=subject.demo,
        legend=legend,
        tiles=[
            status_tile(status, labels, address, names.get(status.region, ""))
            for status in sort_states_by_name(counted)
        ],
        key=REPORTING_MAP,
        parameters=dict(subject.parameters),
    )


def status_tile(
    status: ComplianceStatus, labels: Mapping[ReportingStage, str], address: str, region: str
) -> MapTile:
    """Return the tile of a country; `address` is that of any country, with ANY for its code."""
    stage, url = status.stage, address.replace(ANY, status.iso3)
    return MapTile(status.iso3, status.name, stage, labels[stage], TONES[stage], url, status.tile, region)


def chart_curve(curve: ReportCurve) -> Chart | None:
    """Return the curve of the reports received; None before the round has begun."""
    if not curve.period:
        return None
    return name_chart(curve.as_chart(describe_summary(curve.summary)), OVER_TIME, curve.summary.query)


def build_map(query: SummaryQuery) -> Chart:
    return chart_map(summarise(query))


def build_curve(query: SummaryQuery) -> Chart:
    chart = chart_curve(ReportCurve(summarise(query), recall_published_figures(query)))
    if chart is None:
        raise ValidationError({"round": [_("The round had not opened on that day.")]})
    return chart


def build_regions(query: SummaryQuery) -> Chart:
    return chart_regions(summarise(query))


register_chart(REPORTING_MAP, build_map)
register_chart(BY_REGION, build_regions)
register_chart(OVER_TIME, build_curve)
