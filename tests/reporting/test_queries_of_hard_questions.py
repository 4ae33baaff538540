"""No page of figures asks more than 15 queries, whatever its address asks for."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.models import SafeguardsListing
from authorities.shared_pages.pages import is_shareable
from reporting.charts.registry import CHARTS
from reporting.compliance.clocks import today_utc
from reporting.models import IndicatorValue, Round, State, Version
from tests import factories
from tests.reporting.compliance.records import make_move, make_report, make_state
from tests.reporting.compliance.test_two_clocks import CODES, DEEDS, World

MOST = 15
# Any page asks for the session, the person and the roles of who is signed in.
OF_SIGNED_IN = 3
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


def list_addresses(questions):
    today = today_utc()
    days = {"yesterday": today - timedelta(days=1), "before": today - timedelta(days=2)}
    charts = [f"/charts/{key}.csv?indicator=steps_taken&division=region&" for key in CHARTS]
    pages = product([*PAGES, *SIDES, *charts], questions)
    return [f"{page}round=2{question}".format(**days) for page, question in pages], days


def ask(client, address):
    """Return the answer, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    # There is no picture of what nobody has answered.
    assert answer.status_code in ({200, 404} if address.startswith("/charts/") else {200}), address
    return answer, len(queries)


def test_no_question_takes_more_than_fifteen(client, late_world):
    pages, days = list_addresses(QUESTIONS)
    others = [address.format(**days) for address in OTHERS]
    found = {address: ask(client, address)[1] for address in (*others, *pages)}

    assert {address: number for address, number in found.items() if number > MOST} == {}


def accept_report(iso3):
    """Let a country send a report that the secretariat has accepted, and that is not public."""
    report = make_report(
        make_state(iso3, "AFR"), Round.objects.get(number=2), sent_on=["2019-05-01"], answers=["yes"]
    )
    make_move(report, "accept", "2019-06-02", State.ACCEPTED)


def test_what_is_accepted_takes_no_more_queries_and_is_kept_by_nobody(client, late_world, reviewer):
    pages, _days = list_addresses(QUESTIONS[-1:])
    accepted = [f"{address}&basis=accepted" for address in pages]
    assert {client.get(address).status_code for address in accepted} == {404}

    client.force_login(reviewer)
    accept_report("AGO")
    ask(client, accepted[0])  # reads the questionnaire, as a process does once
    first = {address: ask(client, address)[1] for address in accepted}
    assert {address: number for address, number in first.items() if number > MOST + OF_SIGNED_IN} == {}
    for iso3 in ("BDI", "BEN", "BFA"):
        accept_report(iso3)
    for address in accepted:
        answer, number = ask(client, address)
        assert number == first[address], address
        assert answer.status_code == 404 or {"no-store", "private"} <= {*answer["Cache-Control"].split(", ")}
        assert not is_shareable(answer.wsgi_request, answer, "en"), address
