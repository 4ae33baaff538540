"""A part of a page is remembered by all that it shows, and by nothing that only seems the same."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import override

from authorities.models import MemberState
from config.templatetags import plain_parts
from config.templatetags.plain_parts import NotPlainError, plain_part, require_plain, write_part
from reporting.charts.canvas import Tone
from reporting.charts.chart import LegendItem
from reporting.charts.stacked_bars import BarRow, Segment, StackedBars

PART = "reporting/charts/_chart.html"


def build_bars(number=7, label="Yes", **more):
    rows = [BarRow("Africa", [Segment("yes", label, number, "/yes/", Tone.STRONG)])]
    return StackedBars(title="Bars", row_heading="Region", rows=rows, **more)


def count_writings(**content):
    before = write_part.cache_info().misses
    plain_part(PART, **content)
    return write_part.cache_info().misses - before


def test_the_same_content_is_written_once_and_other_content_again():
    write_part.cache_clear()
    assert count_writings(chart=build_bars()) == 1
    assert count_writings(chart=build_bars()) == 0
    assert count_writings(chart=build_bars(8)) == 1
    assert count_writings(chart=build_bars(label="No")) == 1
    assert count_writings(chart=build_bars(parameters={"as_of": "2013-07-31"})) == 1
    assert count_writings(chart=build_bars(), under=True) == 1
    assert count_writings(chart=build_bars(), demo=True) == 1


def test_a_text_and_the_same_text_as_markup_make_two_parts():
    tabs = "reporting/compliance/_tabs.html"
    plain = plain_part(tabs, tab="figures", query_string="a=1&b=2")
    marked = plain_part(tabs, tab=SafeString("figures"), query_string=SafeString("a=1&b=2"))
    assert "a=1&amp;b=2" in plain
    assert "a=1&b=2" in marked


def test_a_part_is_in_the_language_of_the_page_of_today_and_of_this_site(settings, monkeypatch):
    write_part.cache_clear()
    chart = build_bars()
    with override("fr"):
        french = plain_part(PART, chart=chart)
    assert french != plain_part(PART, chart=chart)
    assert "Voir sous forme de tableau" in french or "tableau" in french
    settings.SITE_ADDRESS = "https://elsewhere.example"
    assert count_writings(chart=chart) == 1

    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2099, 1, 1, tzinfo=tz)

    monkeypatch.setattr(plain_parts, "datetime", Tomorrow)
    assert count_writings(chart=chart) == 1


def test_the_indentation_of_the_template_is_left_out():
    assert "\n " not in plain_part(PART, chart=build_bars())


def test_no_more_parts_are_remembered_than_there_is_room_for():
    assert write_part.cache_info().maxsize == plain_parts.MOST_PARTS


@dataclass
class Changeable:
    name: str


@pytest.mark.parametrize(
    "value",
    [SafeString("<b>"), MemberState(iso3="FRA"), Changeable("x"), (1, [2]), datetime(2013, 7, 31), object()],
    ids=lambda value: type(value).__name__,
)
def test_content_that_may_look_different_and_be_equal_is_written_each_time(value):
    with pytest.raises(NotPlainError):
        require_plain(value)
    assert plain_part("reporting/charts/_legend.html", chart=value) == plain_part(
        "reporting/charts/_legend.html", chart=value
    )


def test_what_charts_hold_is_plain():
    legend = [LegendItem("Yes", Tone.STRONG, 7, "/yes/")]
    require_plain(
        (build_bars(legend=legend, parameters={"round": "1"}), date(2013, 7, 31), 7, 1.5, None, True)
    )
