"""The charts of the comparisons: reports by days since opening, by region on one scale, answers as ranges."""

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.cldr import format_day, join_items
from reporting.charts.canvas import Tone
from reporting.charts.chart import Chart
from reporting.charts.line_chart import Line, LineChart, Marker, SmallMultiples, Style
from reporting.charts.range_bars import RangeBars, RangeRow
from reporting.charts.registry import name_chart, register_chart
from reporting.comparisons.answer_changes_page import AnswerChangesPage, build_changes_page
from reporting.comparisons.asking import choose_other_round
from reporting.comparisons.compared_rounds import ComparedRound
from reporting.comparisons.pace import PaceGroup, PaceLine
from reporting.comparisons.pace_page import PacePage, build_pace_page, name_world_or_region
from reporting.comparisons.published_series import PublishedNumber
from reporting.comparisons.question import (
    OTHER_PARAMETERS,
    parse_rounds_question,
    parse_sides_question,
)
from reporting.compliance.query import QueryParser, SummaryQuery

# The tones of the lines in the order of the rounds: the one asked about, then the earlier ones.
TONES = (Tone.STRONG, Tone.MIDDLE, Tone.WARM, Tone.HATCHED, Tone.PALE, Tone.OUTLINED)
BY_DAY, BY_REGION, ANSWERS = "reports_by_day", "reports_by_day_and_region", "answers_between_rounds"


def name_round(compared: ComparedRound) -> str:
    return _("Round %(number)s") % {"number": compared.number}


def draw_round(page: PacePage, group: PaceGroup, line: PaceLine, tone: str, marked: set[int]) -> Line:
    """Return the line of a round; on the days of `marked` a point opens the countries counted by then."""
    name = name_round(line.compared)

    def point(offset: int) -> tuple[int, int, str, str]:
        number = line.number_by(offset) or 0
        if offset not in marked:
            return (offset, number, "", "")
        words = {"round": name, "days": offset, "number": number}
        label = (
            ngettext(
                "%(round)s, day %(days)s: %(number)s report",
                "%(round)s, day %(days)s: %(number)s reports",
                number,
            )
            % words
        )
        url = f"{reverse('comparisons_countries')}?{urlencode(page.parameters_of(line, offset, group.code))}"
        return (offset, number, label, url if number else "")

    end = min(line.last_offset, page.table.longest)
    days = sorted({0, *line.offsets, *(day for day in (*marked, end) if day <= end)})
    is_current = line.number == page.current.number
    return Line(name, [point(day) for day in days], dashed=not is_current, tone=tone, style=Style.STEPS)


def draw_published(
    page: PacePage, numbers: Iterable[PublishedNumber], tones: Mapping[int, str]
) -> list[Line]:
    """Return rings for the numbers that others have published: one series for each round."""
    placed: dict[int, list[PublishedNumber]] = {}
    for number in numbers:
        if number.offset is not None and number.offset >= 0:
            placed.setdefault(number.round_number, []).append(number)
    lines = []
    for round_number, of_round in placed.items():
        label = _("Round %(number)s, as published by others") % {"number": round_number}
        points = [
            (n.offset, n.number, f"{label}: {n.number} ({n.row.figure.source})", "")
            for n in sorted(of_round, key=lambda n: n.offset or 0)
        ]
        lines.append(Line(label, points, tone=tones.get(round_number, Tone.STRONG), style=Style.RINGS))
    return lines


def mark_dates(rounds: Sequence[ComparedRound]) -> list[Marker]:
    """Return the due day and the closing of each round, in days since its opening."""
    markers = []
    for compared in rounds:
        words = {"number": compared.number}
        due, closing = compared.due_offset, compared.closing_offset
        if due is not None:
            markers.append(Marker(due, _("Round %(number)s due") % words))
        if closing is not None:
            markers.append(Marker(closing, _("Round %(number)s closed") % words, kind="closing"))
    return markers


def draw_group(page: PacePage, group: PaceGroup, title: str, *, is_small: bool) -> LineChart:
    tones = {c.number: TONES[n % len(TONES)] for n, c in enumerate(page.table.rounds)}
    drawn = [line for line in group.lines if line in group.drawn]
    steps = {page.offset} if is_small else set(page.table.steps)
    marked = {day for day in steps if day is not None}
    lines = [
        draw_round(
            page, group, line, tones[line.number], {*marked, min(line.last_offset, page.table.longest)}
        )
        for line in drawn
    ]
    published = [number for number in page.published if number.region == group.code]
    current = [line.compared for line in drawn if line.number == page.current.number]
    return LineChart(
        title=title,
        subtitle=_("As of %(day)s") % {"day": format_day(page.question.asked.as_of)},
        lines=[*lines, *draw_published(page, published, tones)],
        markers=mark_dates(current if is_small else [line.compared for line in drawn]),
        x_heading=_("Days since the round opened"),
        y_heading="" if is_small else _("Reports"),
        span=(0, max(page.table.longest, 1)),
        note="" if is_small else explain_openings(page),
        demo=page.is_demo,
    )


def explain_openings(page: PacePage) -> str:
    """Say of which rounds the day of opening is not known."""
    names = [name_round(compared) for compared in page.inexact]
    if not names:
        return ""
    return _(
        "Where the day of opening is not known, a line begins on the first day on which it can have been: "
        "%(rounds)s."
    ) % {"rounds": join_items(names)}


def draw_pace(page: PacePage) -> Chart | None:
    """Return the chart of the world; None if there is no line to draw."""
    if not page.table.world.drawn:
        return None
    chart = draw_group(page, page.table.world, _("Reports received by days since opening"), is_small=False)
    return name_chart(chart, BY_DAY, page.question.asked, **own_parameters(page))


def draw_regions(page: PacePage) -> Chart | None:
    """Return the charts of the regions, on one scale; None if there is but one region, or nothing to draw."""
    if len(page.table.regions) < 2 or not page.table.world.drawn:
        return None
    charts = [
        draw_group(page, group, str(name_world_or_region(group.code)), is_small=True)
        for group in page.table.regions
    ]
    chart = SmallMultiples(
        title=_("Reports received by days since opening, by region"),
        subtitle=charts[0].subtitle,
        charts=charts,
        panel_heading=_("Region"),
        note=_("All regions are drawn to the same scale."),
        demo=page.is_demo,
    )
    return name_chart(chart, BY_REGION, page.question.asked, **own_parameters(page))


def own_parameters(page: PacePage) -> dict[str, str]:
    return {name: page.question.parameters[name] for name in ("with",) if name in page.question.parameters}


def draw_slopes(page: AnswerChangesPage) -> Chart | None:
    """Return both shares of each answer as the ends of a bar; None if none is known on both sides."""
    rows = [
        RangeRow(
            str(change.indicator.texts["name"])
            if change.answer == "yes"
            else f"{change.indicator.texts['name']} – {change.label}",
            change.other_share,
            change.asked_share,
            f"{reverse('indicator', args=[page.question.asked.round.number, change.key])}",
            _("The series breaks here.") if change.breaks_series else "",
        )
        for change in page.changes
        if change.other_share is not None and change.asked_share is not None
    ]
    if not rows:
        return None
    chart = RangeBars(
        title=_("Share that gives this answer, of those that answer"),
        subtitle=_("All countries that answer, on each side"),
        rows=rows,
        first_label=page.other_title,
        second_label=page.asked_title,
        row_heading=_("Indicator"),
        unit="%",
        note=_("Where a question was put in other words in between, the two ends are not one series."),
        demo=page.is_demo,
    )
    other = {name: page.question.parameters.get(name, "") for name in OTHER_PARAMETERS}
    return name_chart(chart, ANSWERS, page.question.asked, **other)


def require_chart(chart: Chart | None) -> Chart:
    """Return the chart; raise Http404 if there is nothing to draw."""
    if chart is None:
        raise Http404
    return chart


def build_by_day(query: SummaryQuery, **extra: str) -> Chart:
    return require_chart(draw_pace(load_pace(query, extra)))


def build_by_region(query: SummaryQuery, **extra: str) -> Chart:
    return require_chart(draw_regions(load_pace(query, extra)))


def load_pace(query: SummaryQuery, extra: dict[str, str]) -> PacePage:
    parser = QueryParser.build_for(query)
    return build_pace_page(parser, parse_rounds_question(parser, query, extra))


def build_slopes(query: SummaryQuery, **extra: str) -> Chart:
    parser = QueryParser.build_for(query)
    question = parse_sides_question(parser, query, extra, choose_other_round(query, extra))
    return require_chart(draw_slopes(build_changes_page(parser, question)))


register_chart(BY_DAY, build_by_day, ("with",))
register_chart(BY_REGION, build_by_region, ("with",))
register_chart(ANSWERS, build_slopes, OTHER_PARAMETERS)
