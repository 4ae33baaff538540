"""A report on paper: tables are whole, and nothing lies over the text."""

import pytest

from reporting.models import Answer
from tests import factories
from tests.journeys.accessibility import force_login

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
