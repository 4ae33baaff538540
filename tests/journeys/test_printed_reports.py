"""On paper: tables of a report are whole, nothing lies over the text, and a country fits on one sheet."""

import re
from datetime import date

import pytest

from reporting.models import Answer
from tests import factories
from tests.journeys.accessibility import accessibility_problems, force_login
from tests.reporting.public.report_steps import make_round, publish_report, start_report

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = {"width": 718, "height": 1000}  # A4 less its margins, in pixels
COLUMNS = [factories.column(f"column{n}", "text", label=f"Column with a long name {n}") for n in range(14)]
# The right edge of every table and the box it stands in.
EDGES = """[...document.querySelectorAll('.scroll')].map((box) => {
  const table = box.querySelector('table').getBoundingClientRect();
  return [Math.round(table.right) <= innerWidth, getComputedStyle(box).overflowX];
})"""
# Everything that would stick to an edge of each page.
STUCK = """[...document.querySelectorAll('body *')].filter((element) =>
  ['sticky', 'fixed'].includes(getComputedStyle(element).position) && element.offsetParent
).map((element) => element.className)"""


@pytest.fixture
def wide(complete):
    """A report with a table of fourteen columns, each with a sentence."""
    instrument = complete.round.instrument
    instrument.definition["sections"][1]["questions"].append(
        factories.question("wide", "group", columns=COLUMNS, min_rows=0, max_rows=3)
    )
    instrument.save()
    row = {column["code"]: "Agreement on the recruitment of personnel" for column in COLUMNS}
    Answer.objects.create(submission=complete, question="wide", value=[row], at=complete.started_at)
    return complete


def test_tables_are_whole_and_nothing_lies_over_them(page, live_server, wide, focal_point):
    force_login(page, live_server, focal_point)
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    for address in ("draft/", "sections/sA/", "certify/"):
        page.goto(f"/filing/6/PHL/{address}")
        edges = page.evaluate(EDGES)

        assert edges, address
        assert {tuple(edge) for edge in edges} == {(True, "visible")}, address
        assert page.evaluate(STUCK) == [], address


@pytest.fixture
def reporting_country(philippines):
    """A country with four reports of twenty answers that changed, and as much beside them as one may have."""
    rounds = [make_round(number) for number in range(1, 7)]
    instrument, codes = rounds[0].instrument, [f"r{n}" for n in range(20)]
    for code in codes:
        name = f"Keeps statistics on personnel who come from abroad, {code}"
        factories.IndicatorFactory(key=code, name=name)
    asked = [factories.question(code, "yesno", indicator=code) for code in codes]
    instrument.definition["sections"][1]["questions"] += asked
    instrument.save()
    agreement = {
        "title": "Agreement on the recruitment and recognition of health personnel",
        "partners": ["IRL"],
    }
    for one in rounds[:4]:
        one.instrument, one.title = instrument, f"Round {one.number} (2021–2022)"
        one.save()
        answers = dict.fromkeys(codes, "yes" if one.number % 2 else "no")
        publish_report(start_report(one), q4=[agreement] * 3, **answers)
    for year in range(2012, 2020):
        days = {"valid_from": date(year, 1, 1), "valid_to": date(year + 1, 1, 1)}
        factories.AuthorityFactory(institution=f"Department of International Cooperation {year}", **days)
        factories.RegisterFactory(code=f"r{year}", name=f"Register of agencies of the year {year}")
    return philippines


def test_a_country_is_printed_on_one_sheet(page, live_server, reporting_country):
    for language in ("", "/ar"):
        page.goto(f"{live_server.url}{language}/countries/{reporting_country.pk}/")
        printed = page.pdf(format="A4")

        assert page.locator(".profile-grid td.said").count() >= 80, language
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, language


def test_on_a_phone_what_a_country_lacks_and_all_its_answers_are_read_without_going_sideways(
    page, live_server, reporting_country
):
    page.set_viewport_size({"width": 390, "height": 844})
    for language in ("", "/ar"):
        page.goto(f"{live_server.url}{language}/countries/{reporting_country.pk}/")
        frames = page.locator("body, .profile .scroll")
        too_wide = frames.evaluate_all("all => all.some(one => one.scrollWidth > one.clientWidth)")
        missing, table, rest = (
            page.locator(place).bounding_box() for place in ("#missing", "#reports", "#authority")
        )
        answers = page.locator(".profile-grid td.said")

        assert not too_wide, language
        assert missing["y"] < table["y"] < rest["y"], language
        assert page.locator(".profile-grid td.said:visible").count() == answers.count() >= 80, language
        assert accessibility_problems(page, language) == []
        assert answers.last.get_attribute("data-round") == {"": "Round 4", "/ar": "الجولة 4"}[language]
