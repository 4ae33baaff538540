"""The chart of an indicator over the rounds, of all countries and of the same, broken where words changed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day
from reporting.charts.canvas import Tone
from reporting.charts.line_chart import Line, LineChart, Marker, Point
from reporting.indicators.addresses import countries_address
from reporting.indicators.answer_kinds import AnswerKind
from reporting.indicators.answer_tones import tone_of
from reporting.indicators.indicator_page import IndicatorPage
from reporting.indicators.series import SeriesPoint
from reporting.indicators.tallies import AnswerTally


def draw_series(page: IndicatorPage) -> LineChart:
    """Return the share of each answer that a line is drawn of, over the rounds; a break ends its line."""
    kinds, lines = line_kinds(page), []
    subtitle = f"{format_day(page.query.as_of)} · {page.query.filters.label()}"
    for kind in kinds:
        lines += [
            series_line(page, kind, page.series.counted_tallies),
            series_line(page, kind, page.series.panel, panel=page.series.panel_key),
        ]
    drawn = [line for line in lines if any(y is not None for _x, y, *_rest in line.points)]
    return LineChart(
        title=_("Over the rounds"),
        subtitle=" · ".join([str(page.indicator), *(str(kind.label) for kind in kinds), subtitle]),
        note=_("Per cent of the countries that answered. No point where fewer than five answered."),
        demo=any(tally.illustrative for _point, tally in page.series.counted_tallies),
        lines=drawn,
        markers=[
            Marker(point.round.number - 0.5, _("Asked in other words"), "break")
            for point in page.series.breaks
        ],
        x_heading=_("Round"),
        y_heading=_("Per cent of those who answered"),
        x_ticks=[(point.round.number, str(point.round.number)) for point in page.series.points],
        span=(page.series.points[0].round.number - 0.2, page.series.points[-1].round.number + 0.2),
        highest=100,
        unit="%",
    )


def line_kinds(page: IndicatorPage) -> list[AnswerKind]:
    """Return the answers of which a line is drawn: yes, or each where there are others."""
    kinds = page.counted_tally.answer_kinds
    return [kind for kind in kinds if kind.key == "yes"] or kinds


def series_line(
    page: IndicatorPage,
    kind: AnswerKind,
    tallies: Sequence[tuple[SeriesPoint, AnswerTally]],
    *,
    panel: str = "",
) -> Line:
    """Return the line of one answer; it is broken where the question was asked in other words."""
    points: list[Point] = []
    before: int | None = None
    for point, tally in tallies:
        number = point.round.number
        if page.series.breaks_after(before, number):
            points.append(Point(number - 0.5, None))
        before = number
        url = countries_address(page.query, page.indicator.pk, kind.key, number, panel=panel)
        points.append(Point(number, tally.share_of_answered(kind.key), point_label(kind, point, tally), url))
    countries = _("The same countries") if panel else _("All countries")
    label = countries if kind.key == "yes" else f"{kind.label} – {countries}"
    tone = Tone.WARM if panel else tone_of(kind, page.counted_tally)
    return Line(label, points, dashed=bool(panel), tone=tone)


def point_label(kind: AnswerKind, point: SeriesPoint, tally: AnswerTally) -> str:
    words = {
        "round": point.round,
        "answer": kind.label,
        "part": tally.numbers[kind.key],
        "whole": tally.answered,
    }
    return _("%(round)s: %(answer)s, %(part)s of %(whole)s that answered") % words
