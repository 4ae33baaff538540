"""No page of figures asks more than 15 queries, whatever its address asks for."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.models import SafeguardsListing
from reporting.charts.registry import CHARTS
from reporting.compliance.clocks import today_utc
from reporting.models import IndicatorValue, Round, Version
from tests import factories
from tests.reporting.compliance.test_two_clocks import CODES, DEEDS, World

MOST = 15
EARLIER = "&as_of=2019-07-31&known_on={yesterday}&first_time=no"
QUESTIONS = ("", EARLIER, f"{EARLIER}&region=AFR&income=H&safeguards=2023&role=source")
PAGES = [
    *("/compliance/?", "/compliance/countries/?figure=reported&", "/compliance.csv?", "/compliance.json?"),
    *("/indicators/?", "/indicators.csv?", "/comparisons/?", "/comparisons.csv?", "/comparisons/reporters/?"),
    *("/answers/?", "/answers/agreements/?", "/answers/agreements/matrix/?", "/answers/workforce/?"),
    *("/answers/workforce/mirror/?", "/answers/constraints/?", "/answers/help/?"),
    *("/answers/recruiter-evidence/?", "/answers.csv?", "/comparisons/side-by-side/?"),
    *(
        "/comparisons/answers/?",
        "/rounds/2/indicators/steps_taken/?",
        "/rounds/2/indicators/steps_taken.csv?",
    ),
]
SIDES = [
    f"{page}?{other}&other_as_of=2019-06-30&other_known_on={{before}}&"
    for page in ("/comparisons/side-by-side/", "/comparisons/side-by-side.csv", "/comparisons/answers/")
    for other in ("other_round=1", "")
]
OTHERS = [
    *(
        "/",
        "/countries/ABW/?known_on={yesterday}",
        "/countries/ABW.csv?as_of=2019-07-31&known_on={yesterday}",
    ),
    *("/countries/", "/rounds/", "/rounds/2/", "/authorities/", "/published-figures/"),
]


@pytest.fixture
def late_world(administrator):
    """A world in which everything was entered late, so that what was known differs from what is known."""
    world = World(administrator)
    SafeguardsListing.objects.create(member_state_id="CUB", edition=2023)
    factories.IndicatorFactory(key="country_position")
    for deed in range(len(DEEDS)):
        world.act(deed, deed % len(CODES), 3)
    round_ = Round.objects.get(number=2)
    Round.objects.filter(number=1).update(instrument=round_.instrument)
    for version in Version.objects.all():
        for key in ("country_position", "steps_taken"):
            IndicatorValue.objects.get_or_create(
                version=version, indicator_id=key, defaults={"value": "source"}
            )


def test_no_question_takes_more_than_fifteen(client, late_world):
    today = today_utc()
    days = {"yesterday": today - timedelta(days=1), "before": today - timedelta(days=2)}
    charts = [f"/charts/{key}.csv?indicator=steps_taken&division=region&" for key in CHARTS]
    pages = product([*PAGES, *SIDES, *charts], QUESTIONS)
    asked = [*OTHERS, *(f"{page}round=2{question}" for page, question in pages)]
    found = {}
    for address in (address.format(**days) for address in asked):
        with CaptureQueriesContext(connection) as queries:
            # There is no picture of what nobody has answered.
            expected = {200, 404} if address.startswith("/charts/") else {200}
            assert client.get(address).status_code in expected, address
        found[address] = len(queries)

    assert {address: number for address, number in found.items() if number > MOST} == {}
