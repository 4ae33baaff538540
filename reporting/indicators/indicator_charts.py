"""The charts of indicators, with their addresses: the overview, the groups of one, its map, its rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import format_day, format_percent
from authorities.models import Region
from reporting.charts.chart import Chart, LegendItem, name_chart
from reporting.charts.registry import register_chart
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars
from reporting.charts.tile_map import MapTile, TileMap
from reporting.compliance.figures import ANY
from reporting.compliance.query import SummaryQuery
from reporting.indicators.addresses import countries_address, indicator_address
from reporting.indicators.answer_kinds import FAMILY_LABELS, AnswerKind, Family
from reporting.indicators.answer_tones import FAMILY_TONES, YES_NO_TONES, tone_of
from reporting.indicators.asked_indicators import YES_NO
from reporting.indicators.country_list import place_of_answer
from reporting.indicators.group_tallies import GroupTally
from reporting.indicators.indicator_page import IndicatorPage, build_indicator_page
from reporting.indicators.overview import IndicatorsOverview, Ordering, build_overview
from reporting.indicators.series_chart import draw_series
from reporting.indicators.tallies import AnswerTally
from reporting.models import Indicator, Round


def segments_of(
    query: SummaryQuery, key: str, tally: AnswerTally, group: str = "", *, beside_yes_no: bool = False
) -> list[Segment]:
    """Return the parts of a bar: answers, the reasons together, a blank, not asked; each opens its list."""
    reasons = AnswerKind(str(Family.REASON), FAMILY_LABELS[Family.REASON], Family.REASON)
    silences = [reasons, *(kind for kind in tally.silent_kinds if kind.family.is_counted)]

    def address(kind: AnswerKind) -> str:
        return countries_address(query, key, kind.key, group=group) if tally.number_of(kind.key) else ""

    return [
        Segment(
            kind.key,
            str(kind.label),
            tally.number_of(kind.key),
            address(kind),
            tone_of(kind, tally, beside_yes_no=beside_yes_no),
        )
        for kind in (*tally.answer_kinds, *silences)
    ]


def bar_note(tally: AnswerTally) -> str:
    """Return what stands at the end of a bar: how many of those who answered say yes."""
    if not tally.asked.asks_yes_or_no or not tally.answered:
        return ""
    share = tally.share_of_answered("yes")
    words = _("%(part)s of %(whole)s") % {"part": tally.numbers["yes"], "whole": tally.answered}
    return words if share is None else f"{words} · {format_percent(share)}"


def subtitle_of(query: SummaryQuery) -> str:
    """Return of which round, day and countries a chart is."""
    return " · ".join([str(query.round), format_day(query.as_of), query.filters.label()])


def draw_overview(overview: IndicatorsOverview) -> StackedBars:
    """Return a bar for each indicator, in the order of the overview."""
    query = overview.query
    return StackedBars(
        title=_("What countries answered, indicator by indicator"),
        subtitle=subtitle_of(query),
        row_heading=_("Indicator"),
        demo=overview.illustrative,
        note=_("Where the answers are others than yes and no, they stand in the order of the table."),
        legend=overview_legend(),
        rows=[
            BarRow(
                str(row.indicator.texts["name"]),
                segments_of(query, row.indicator.pk, row.tally, beside_yes_no=True),
                indicator_address(query, row.indicator.pk),
                bar_note(row.tally),
            )
            for row in overview.rows
        ],
    )


def overview_legend() -> list[LegendItem]:
    """Return what the tones of the overview stand for; the names of other answers stand in the table."""
    answers = [LegendItem(str(YES_NO[key]), tone, series=key) for key, tone in YES_NO_TONES.items()]
    silences = (Family.REASON, Family.UNANSWERED, Family.SKIPPED)
    return answers + [
        LegendItem(str(FAMILY_LABELS[family]), FAMILY_TONES[family], series=str(family))
        for family in silences
    ]


DIVISION_TITLES = {
    "region": gettext_lazy("By WHO region"),
    "income": gettext_lazy("By income group"),
    "safeguards": gettext_lazy("On the Safeguards list or not"),
}


def draw_groups(page: IndicatorPage, division: str, groups: Sequence[GroupTally]) -> StackedBars:
    """Return a bar for each group whose published reports are counted, and one for all countries."""
    key = page.indicator.pk
    rows = [
        BarRow(
            str(group.label),
            segments_of(page.query, key, group.tally, group.key),
            note=bar_note(group.tally),
        )
        for group in groups
    ]
    whole = BarRow(
        _("All countries asked about"),
        segments_of(page.query, key, page.counted_tally),
        note=bar_note(page.counted_tally),
    )
    return StackedBars(
        title=str(DIVISION_TITLES[division]),
        subtitle=f"{page.indicator} · {subtitle_of(page.query)}",
        row_heading=_("Group"),
        demo=page.counted_tally.illustrative,
        legend=[LegendItem(s.label, s.tone, series=s.key) for s in whole.segments if s.number],
        rows=[*rows, whole],
    )


def draw_map(page: IndicatorPage) -> TileMap:
    """Return the map: each country by what it answers; a square leads to its answer, or to the country."""
    tally = page.counted_tally
    code, country = tally.asked.question["code"], reverse("country", args=[ANY])
    regions = {value: str(label) for value, label in Region.choices}
    looks = {key: (key, str(kind.label), tone_of(kind, tally)) for key, kind in tally.kinds.items()}
    tiles = [
        MapTile(
            answer.state.iso3,
            answer.name,
            *looks[answer.kind.key],
            place_of_answer(answer, code) or country.replace(ANY, answer.state.iso3),
            answer.state.tile,
            regions.get(answer.state.region, ""),
        )
        for answer in tally.answers
    ]
    return TileMap(
        title=_("Who answered what"),
        subtitle=f"{page.indicator} · {subtitle_of(page.query)}",
        demo=tally.illustrative,
        legend=[map_entry(page, kind) for kind in tally.shown_kinds if tally.numbers[kind.key]],
        tiles=tiles,
    )


def map_entry(page: IndicatorPage, kind: AnswerKind) -> LegendItem:
    number = page.counted_tally.numbers[kind.key]
    url = countries_address(page.query, page.indicator.pk, kind.key)
    return LegendItem(str(kind.label), tone_of(kind, page.counted_tally), number, url, kind.key)


def build_overview_chart(query: SummaryQuery, sort: str = "") -> Chart:
    return draw_overview(build_overview(query, Ordering.parse(sort)))


def build_groups_chart(query: SummaryQuery, indicator: str = "", division: str = "") -> Chart:
    page = find_charted_page(query, indicator)
    groups = {found.name: groups for found, groups in page.divisions}
    name = division or "region"
    if name not in groups:
        raise Http404
    return draw_groups(page, name, groups[name])


def build_map_chart(query: SummaryQuery, indicator: str = "") -> Chart:
    return draw_map(find_charted_page(query, indicator))


def build_series_chart(query: SummaryQuery, indicator: str = "") -> Chart:
    return draw_series(find_charted_page(query, indicator, Round.objects.order_by("number")))


def find_charted_page(query: SummaryQuery, key: str, rounds: Iterable[Round] = ()) -> IndicatorPage:
    """Return the page whose chart is asked for; raise Http404 if the round does not ask it publicly."""
    page = build_indicator_page(query, get_object_or_404(Indicator, pk=key), rounds)
    if page.tally is None or not page.is_held:
        raise Http404
    return page


OVERVIEW_CHART, GROUPS_CHART = "indicators", "indicator-groups"
MAP_CHART, SERIES_CHART = "indicator-map", "indicator-rounds"
register_chart(OVERVIEW_CHART, build_overview_chart, ["sort"])
register_chart(GROUPS_CHART, build_groups_chart, ["indicator", "division"])
register_chart(MAP_CHART, build_map_chart, ["indicator"])
register_chart(SERIES_CHART, build_series_chart, ["indicator"])


def name_overview_chart(overview: IndicatorsOverview) -> Chart:
    """Return the chart of the overview with its address."""
    sort = overview.ordering.parameter
    return name_chart(draw_overview(overview), OVERVIEW_CHART, overview.query, sort=sort)


@dataclass(frozen=True)
class IndicatorCharts:
    """The charts of a page, with their addresses."""

    page: IndicatorPage

    @property
    def groups(self) -> list[Chart]:
        key = self.page.indicator.pk
        return [
            name_chart(
                draw_groups(self.page, division.name, groups),
                GROUPS_CHART,
                self.page.query,
                indicator=key,
                division=division.name,
            )
            for division, groups in self.page.divisions
        ]

    @property
    def tiles(self) -> Chart:
        return name_chart(draw_map(self.page), MAP_CHART, self.page.query, indicator=self.page.indicator.pk)

    @property
    def series(self) -> Chart:
        chart = draw_series(self.page)
        return name_chart(chart, SERIES_CHART, self.page.query, indicator=self.page.indicator.pk)
