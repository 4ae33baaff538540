"""The charts: inside their frame, with a decimal point, turned round for a page written from the right."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from config.templatetags.plain_parts import require_plain
from reporting.charts.canvas import Canvas, Tone
from reporting.charts.chart import WIDTHS
from reporting.charts.line_chart import Line, LineChart, Marker, SmallMultiples, Style
from reporting.charts.matrix import Head, Matrix, MatrixCell
from reporting.charts.range_bars import RangeBars, RangeRow
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars
from reporting.charts.standalone import chart_as_svg
from reporting.charts.tile_map import MapTile, TileMap

BARS = StackedBars(
    title="Answers <by> region",
    row_heading="Region",
    rows=[
        BarRow(
            "Eastern Mediterranean Region",
            [Segment("yes", "Yes", 7, "/yes/", Tone.STRONG), Segment("no", "No", 3, "/no/", Tone.HATCHED)],
            note="7 of 10",
        ),
        BarRow("African Region", [Segment("no", "No", 0)]),
    ],
)
CURVE = LineChart(
    title="Reports",
    x_heading="Day",
    lines=[
        Line(
            "Round 1",
            [
                (date(2013, 1, 1), 0),
                (date(2013, 1, 31), 48, "48 by January", "/48/"),
                (date(2013, 7, 31), 54),
            ],
            style=Style.STEPS,
        ),
        Line(
            "Published", [(date(2013, 1, 31), 48), (date(2013, 7, 31), 54)], tone=Tone.WARM, style=Style.RINGS
        ),
    ],
    markers=[Marker(date(2013, 2, 1), "Due 1 February 2013"), Marker(date(2013, 2, 4), "Closed", "closing")],
)
TREND = LineChart(
    title="Trend",
    lines=[Line("Yes", [(1, 12.5), (2, None), (3, 40)]), Line("Same", [(1, 12.5), (3, 40)], dashed=True)],
    x_ticks=[(1, "Round 1"), (2, "Round 2"), (3, "Round 3")],
)
MAP = TileMap(
    title="Map",
    tiles=[
        MapTile("FRA", "France", "yes", "Yes", Tone.STRONG_DOT, "/countries/FRA/", (3, 2), "European Region"),
        MapTile("KEN", "Kenya", "no", "No", Tone.MIDDLE_FOOT, "/countries/KEN/", (5, 7), "African Region"),
    ],
)
MATRIX = Matrix(
    title="Who with whom",
    rows=[Head("PHL", "Philippines")],
    columns=[Head("DEU", "DEU", "Germany"), Head("GBR", "GBR", "United Kingdom")],
    cells={("PHL", "DEU"): MatrixCell(Tone.STRONG, "Confirmed by both", "/agreements/1/", "2")},
)
RANGES = RangeBars(
    title="Mirror",
    first_label="Source",
    second_label="Destination",
    rows=[RangeRow("Nurses", 1200, 1500, "/nurses/"), RangeRow("Doctors", None, 10)],
)
PANELS = SmallMultiples(title="By region", charts=[TREND, TREND])
CHARTS = [BARS, CURVE, TREND, MAP, MATRIX, RANGES, PANELS]


def numbers(name, content):
    return [float(text) for text in re.findall(rf' {name}="([^"]*)"', content)]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_chart_stays_inside_its_frame_in_every_width(chart, language):
    with translation.override(language):
        for size in (*WIDTHS, *chart.sizes):
            picture = chart.picture(size)
            for name, most in (
                ("x", picture.width),
                ("cx", picture.width),
                ("y", picture.height),
                ("cy", picture.height),
            ):
                assert all(-0.1 <= n <= most + 0.1 for n in numbers(name, picture.content)), (size, name)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_a_table_has_a_cell_for_each_column(chart):
    assert chart.table.rows
    assert {len(row) for row in chart.table.rows} == {len(chart.table.header)}


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.title)
def test_a_chart_is_plain_content_that_a_page_can_remember(chart):
    require_plain(chart)
    assert hash(chart) == hash(replace(chart))
    assert chart == replace(chart) != replace(chart, title="Another")


def test_numbers_of_panels_stand_under_their_own_line_where_a_panel_lacks_one():
    first, second = (Line(name, [(0, n, "", "")]) for n, name in enumerate(("Round 4", "Round 3"), 1))
    lines = ([second], [first, second], [first])
    charts = [LineChart(title=str(n), x_heading="Day", lines=found) for n, found in enumerate(lines)]
    panels = SmallMultiples(title="By region", charts=charts, panel_heading="Region")

    assert [*panels.table.header] == ["Region", "Day", "Round 4", "Round 3"]
    assert [[cell.value for cell in row] for row in panels.table.rows] == [
        ["0", 0, None, 2],
        ["1", 0, 1, 2],
        ["2", 0, 1, None],
    ]
    assert [item.label for item in panels.legend_items] == ["Round 4", "Round 3"]


def test_bars_begin_where_the_page_begins():
    with translation.override("ar"):
        right = BARS.picture("wide").content
    left = BARS.picture("wide").content
    first = lambda content: numbers("x", re.search(r'<rect class="fill"[^>]*>', content)[0])[0]  # noqa: E731
    assert first(left) < 480 < first(right) + 400


def test_what_is_text_is_escaped_and_a_mark_links_to_its_countries():
    svg = chart_as_svg(BARS).text
    assert "Answers &lt;by&gt; region" in svg
    content = BARS.picture("wide").content
    opening = '<a class="mark strong" data-series="yes" href="/yes/"><title>'
    assert f"{opening}Eastern Mediterranean Region: Yes: 7</title>" in content
    assert "<a " not in svg
    assert content.count("<a ") == 2


def test_the_numbers_of_the_published_curve_do_not_touch():
    """48 stands on the rim of the line and 54 twice at its end; each is written once, or not at all."""
    for size in WIDTHS:
        values = re.findall(r'<text class="value"[^>]*>(\d+)', CURVE.picture(size).content)
        assert len(values) == len(set(values)), size


def test_a_series_is_broken_where_nothing_is_known():
    assert TREND.picture("wide").content.count('<path class="line strong"') == 2
    assert [cell.value for cell in TREND.table.rows[1]] == ["Round 2", None, None]


def test_a_map_on_a_phone_is_grouped_by_region_in_squares_that_a_finger_finds():
    content = MAP.picture("narrow").content
    assert "European Region" in content
    assert min(n for n in numbers("width", content) if n > 6) * 290 / WIDTHS["narrow"] >= 24
    assert "<title>Kenya: No</title>" in content


def test_a_hatched_block_has_lines_inside_itself_only():
    canvas = Canvas(100)
    canvas.hatch(10, 10, 50, 20)
    points = [tuple(map(float, place)) for place in re.findall(r"[ML]([\d.]+) ([\d.]+)", canvas.content())]
    assert all(10 <= x <= 60 and 10 <= y <= 30 for x, y in points)
