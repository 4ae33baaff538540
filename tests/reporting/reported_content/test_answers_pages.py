"""The public pages on what the answers say: their numbers, the countries behind them, and their files."""

import csv
import io
import json
import re
from html import unescape

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from recruiters.models import LicenceEvent
from reporting import index_upkeep
from reporting.index_upkeep import fill_missing_index
from reporting.models import ReportedItem, ReportedNumber, State
from reporting.models.submissions import TAKE_BACK
from reporting.reported_content.views import PAGES
from tests import factories
from tests.conftest import rolled_back
from tests.reporting.compliance.records import get_official, make_report, make_state, noon
from tests.reporting.reported_content.told_answers import agreement, make_national_round, tell

pytestmark = pytest.mark.django_db
DAY = "as_of=2013-06-30&round=4"
FIGURE = re.compile(r'<a href="([^"]+)" data-figure="(\d+)"')
NURSES = {"title": "Placement of nurses", "begins": "2012-03-01", "content": ["recruitment", "training"]}
REGIONS = {"PHL": "WPR", "DEU": "EUR", "KEN": "AFR", "GBR": "EUR", "NZL": "WPR"}
SECRET = "never to be read"  # noqa: S105 - a word to look for


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """Three countries that report, one whose report is not public, and one that is only named."""
    with django_db_blocker.unblock(), rolled_back():
        round_ = make_national_round()
        states = {
            iso3: make_state(iso3, region)
            for iso3, region in (
                ("PHL", "WPR"),
                ("DEU", "EUR"),
                ("KEN", "AFR"),
                ("GBR", "EUR"),
                ("NZL", "WPR"),
            )
        }
        tell(
            states["PHL"],
            round_,
            {
                "q6": "yes",
                "q6_1": [
                    agreement("DEU", **NURSES),
                    agreement("GBR", title="Health workers", begins="2011"),
                    agreement("DEU", "Bavaria", title="Carers <b>", begins="2010-01"),
                ],
                "q13": "yes",
                "q13_1": {"nurses": {"last_year": 2012, "y1": 10, "y2": 20, "y3": 30}},
                "q13_to": [
                    {"occupation": "nurses", "country": "DEU", "number": 40, "year": 2012},
                    {"occupation": "nurses", "country": "DEU", "number": 35, "year": 2011},
                ],
                "q15": ["recruiter_record"],
                "q15_1": "The list stands at https://dmw.example/list. Call us.",
                "q16": ["data", "dialogue"],
                "q18": [
                    {"rank": 1, "constraint": "Éloignement des régions", "solution": "100 % de postes_aidés"}
                ],
            },
            language="fr",
        )
        tell(
            states["DEU"],
            round_,
            {
                "q6": "yes",
                "q6_1": [agreement("PHL", **{**NURSES, "title": "Vermittlung"})],
                "q12": "yes",
                "q12_from": [{"occupation": "nurses", "country": "PHL", "number": 60, "year": 2012}],
                "q8": "yes",
                "q8_1": [
                    {"country": "Philippines (PHL)", "kind": ["technical"], "detail": "A workshop."},
                    {"country": "A partner in the region", "purpose": ["code"]},
                ],
                "q14": {
                    "nurses": {
                        "total": 900,
                        "foreign": 100,
                        "year": 2012,
                        "coverage": "public",
                        "source": "Register",
                    },
                    "doctors": {"total": {"reason": "not_collected"}, "year": 2012},
                },
                "q16": ["data"],
            },
        )
        tell(
            states["KEN"],
            round_,
            {
                "q6": "no",
                "q12": "yes",
                "q12_from": [{"occupation": "nurses", "country": "PHL", "number": 0, "year": 2012}],
                "q14": {"nurses": {"total": 0, "year": 2011}, "doctors": {"total": 50}},
                "q16": ["none"],
            },
        )
        tell(
            states["GBR"], round_, {"q6": "yes", "q6_1": [agreement("PHL", title=SECRET)]}, published_on=None
        )
        make_report(states["NZL"], round_)
        keep_registers(states)
        yield states


def keep_registers(states):
    """Two registers, one of which has an entry that was verified on a day of 2013."""
    for iso3, verified in (("PHL", None), ("KEN", "2013-04-01")):
        register = factories.RegisterFactory(member_state=states[iso3], valid_from="2012-01-01")
        entry = factories.RecruiterFactory(register=register, events=False)
        if verified:
            event = {"register": register, "recruiter": entry, "effective_on": verified, "version": 1}
            LicenceEvent.objects.create(
                move="verify", to_state="authorised", at=noon(verified), by=factories.UserFactory(), **event
            )


def read(client, part, more=""):
    return client.get(f"/answers{'/' if part else ''}{part}/?{DAY}{more}")


def rows_of(client, part, more=""):
    answer = client.get(f"/answers{'/' if part else ''}{part}.csv?{DAY}{more}")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def text_of(response):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def test_agreements_are_counted_apart_from_countries(told, client):
    text = text_of(read(client, "agreements"))
    rows = rows_of(client, "agreements")

    assert "3 distinct agreements" in text
    assert "2 countries name at least one of them" in text
    assert SECRET not in text
    assert "Carers <b>" in text
    assert "Bavaria as written; no Member State" in text
    assert "no report that counts: Land GBR" in text
    assert [(row["agreement"], row["iso3"], row["confirmed"]) for row in rows] == [
        ("1", "PHL", "no"),
        ("2", "DEU", "yes"),
        ("2", "PHL", "yes"),
        ("3", "PHL", "no"),
    ]
    assert [row["other_parties"] for row in rows] == ["Bavaria", "", "", ""]


@pytest.mark.parametrize(
    ("more", "titles"),
    [
        ("&named_by=confirmed", {"Placement of nurses", "Vermittlung"}),
        ("&country=GBR", {"Health workers"}),
        ("&subject=training", {"Placement of nurses", "Vermittlung"}),
        ("&q=H%C3%89ALTH", {"Health workers"}),
        ("&q=land+deu+vermittlung", {"Placement of nurses", "Vermittlung"}),
        ("&q=%25", {"Placement of nurses", "Vermittlung", "Health workers", "Carers <b>"}),
        ("&region=EUR", {"Placement of nurses", "Vermittlung"}),
        ("&kind=bilateral&q=nothing", set()),
    ],
)
def test_agreements_can_be_chosen_and_searched(told, client, more, titles):
    assert {row["title"] for row in rows_of(client, "agreements", more)} == titles


def test_who_with_whom_says_who_names_it(told, client):
    rows = rows_of(client, "agreements/matrix")

    assert [
        (r["iso3"], r["partner"], r["standing"], r["named_by_iso3"], r["named_by_partner"]) for r in rows
    ] == [
        ("DEU", "PHL", "both", "yes", "yes"),
        ("GBR", "PHL", "one", "no", "yes"),
    ]
    assert "Land GBR – Land PHL" in text_of(read(client, "agreements/matrix"))


def test_totals_are_over_those_that_give_a_number_and_a_blank_is_no_zero(told, client):
    text = text_of(read(client, "workforce"))
    rows = rows_of(client, "workforce")

    assert "Personnel in the country: 2 countries give numbers" in text
    assert "50 1 countries 900 2012" not in text
    assert re.search(
        r"Total of those that give a number 50 1 countries 900 2 countries 2011 to 2012 – 0", text
    )
    assert [
        (r["iso3"], r["occupation"], r["measure"], r["number"], r["reason"], r["year"]) for r in rows
    ] == [
        ("DEU", "doctors", "total", "", "not_collected", "2012"),
        ("DEU", "nurses", "foreign", "100", "", "2012"),
        ("DEU", "nurses", "total", "900", "", "2012"),
        ("KEN", "doctors", "total", "50", "", ""),
        ("KEN", "nurses", "total", "0", "", "2011"),
    ]
    one = text_of(read(client, "workforce", "&occupation=nurses"))
    assert "Public sector only" in one
    assert "Register" in one


def test_a_flow_shows_its_newest_year(told, client):
    text = text_of(read(client, "workforce", "&kind=outflow&occupation=nurses"))

    assert "Land PHL 30 2012" in text
    assert len(rows_of(client, "workforce", "&kind=outflow")) == 3


def test_constraints_stand_in_their_own_language_and_can_be_searched(told, client):
    page = read(client, "constraints").content.decode()

    assert '<bdi lang="fr" dir="ltr">Éloignement des régions</bdi>' in page
    searched = {"eloignement REGIONS": 1, "100%": 1, "postes_aides": 1, "_": 1, "nothing": 0, "%": 1}
    for words, number in searched.items():
        rows = rows_of(client, "constraints", f"&q={words.replace('%', '%25').replace(' ', '+')}")
        assert sum(row["about"] == "constraint" for row in rows) == number, words
    support = [(row["iso3"], row["option"]) for row in rows_of(client, "constraints") if row["option"]]
    assert support == [("DEU", "data"), ("KEN", "none"), ("PHL", "data"), ("PHL", "dialogue")]


def test_partners_of_help_stand_as_written_beside_what_they_are_read_as(told, client):
    text = text_of(read(client, "help"))

    assert "Philippines (PHL)" in text
    rows = rows_of(client, "help")
    assert [(row["partner_as_written"], row["partner_understood"]) for row in rows] == [
        ("Philippines (PHL)", ""),
        ("A partner in the region", ""),
    ] or rows[0]["partner_understood"] == "PHL"


def test_evidence_of_a_record_is_four_counts(told, client):
    rows = rows_of(client, "recruiter-evidence")

    assert [(r["iso3"], r["says"], r["links"], r["held"], r["verified"], r["link"]) for r in rows] == [
        ("KEN", "no", "no", "yes", "yes", ""),
        ("PHL", "yes", "yes", "yes", "no", "https://dmw.example/list"),
    ]
    year_before = client.get("/answers/recruiter-evidence.csv?as_of=2012-12-31&round=4").content.decode()
    assert "PHL" in year_before
    assert ",yes,yes," not in year_before.split("KEN")[1]


@pytest.mark.parametrize("part", PAGES)
def test_every_number_opens_as_many_countries_and_files_agree(told, client, part):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = read(client, part)
    found = FIGURE.findall(page.content.decode())

    assert page.status_code == 200
    assert len(queries) <= 14, "\n".join(query["sql"] for query in queries)
    assert found
    for url, number in {*found}:
        countries = client.get(unescape(url)).content.decode()
        assert f'data-countries="{number}"' in countries, url
        assert len(re.findall(r'<li><a href="/countries/[A-Z]{3}/"', countries)) == int(number)
    as_json = json.loads(client.get(f"/answers{'/' if part else ''}{part}.json?{DAY}").content)
    assert len(as_json) == len(rows_of(client, part))
    assert all(row["as_of"] == "2013-06-30" and row["basis"] == "published" for row in as_json)


def test_bad_choices_get_a_sentence_and_old_days_no_numbers(told, client):
    for address in (
        "agreements/?kind=nonsense", "agreements/?country=XXX", "workforce/?occupation=wizards",
        "workforce/mirror/?told=%00", f"constraints/?q={'a+' * 60}", "constraints/?q=%00",
        "help/?direction=up",
        "?round=99", "agreements.csv?subject=none", "?q=1&as_of=never",
    ):  # fmt: skip
        answer = client.get(
            f"/answers/{address}".replace("/answers/agreements.csv", "/answers/agreements.csv")
        )
        assert answer.status_code == 400, address
        assert len(text_of(answer)) > 20
    assert client.get(f"/answers/agreements/countries/?{DAY}&figure=none").status_code == 404
    assert client.get(f"/answers/agreements.pdf?{DAY}").status_code == 404
    early = text_of(client.get("/answers/agreements/?as_of=2013-01-20&round=4"))
    assert "it is not counted as zero" in early


def test_the_form_leads_to_the_plain_address(told, client):
    answer = client.get(f"/answers/agreements/?{DAY}&shown_round=4&shown_as_of=2013-06-30&kind=&q=care")

    assert answer.status_code == 302
    assert answer.url == "/answers/agreements/?as_of=2013-06-30&round=4&q=care"


def test_versions_that_are_older_than_their_index_are_indexed_when_the_database_is_migrated(
    told, monkeypatch
):
    """A release before this one stored versions without these rows; with rows nothing is done again."""
    counts = [ReportedItem.objects.count(), ReportedNumber.objects.count()]
    monkeypatch.setattr(index_upkeep, "has_migrated_fully", lambda using: True)
    fill_missing_index(using="default", apps=apps)
    with transaction.atomic():
        ReportedItem.objects.all().delete()
        ReportedNumber.objects.all().delete()
        fill_missing_index(using="other", apps=apps)
        assert not ReportedItem.objects.exists()
        fill_missing_index(using="default", apps=apps)

    assert [ReportedItem.objects.count(), ReportedNumber.objects.count()] == counts
    assert min(counts) > 0


def test_both_sides_of_a_movement_stand_beside_each_other_as_a_range(told, client):
    rows = rows_of(client, "workforce/mirror")
    text = text_of(read(client, "workforce/mirror"))

    columns = ("source", "destination", "year", "destination_says_came", "source_says_left")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("PHL", "DEU", "2012", "60", "40"),
        ("PHL", "DEU", "2011", "", "35"),
        ("PHL", "KEN", "2012", "0", ""),
    ]
    assert "1 movement that both sides count" in text
    assert "between 40 and 60" in text
    assert [row["lowest"] for row in rows_of(client, "workforce/mirror", "&told=one&country=KEN")] == ["0"]
    for chart in ("agreements-matrix", "workforce-mirror"):
        drawn = client.get(f"/charts/{chart}.svg?{DAY}")
        assert (drawn.status_code, b"Land PHL" in drawn.content) == (200, True)


TOLD_BY_PHL = {
    "/answers/constraints/": "postes_aidés",
    "/answers/constraints.csv": "postes_aidés",
    "/answers/agreements/": "Carers &lt;b&gt;",
    "/answers/agreements.json": "Carers",
    "/answers/agreements/matrix.csv": "Carers",
    "/answers/recruiter-evidence.csv": "dmw.example",
    "/answers/workforce/mirror.csv": ",60,40,",
    "/countries/PHL/": "Carers &lt;b&gt;",
}


def test_what_a_report_says_is_gone_from_past_days_once_it_is_taken_back(client, told):
    def read():
        pages = {address: client.get(f"{address}?{DAY}").content.decode() for address in TOLD_BY_PHL}
        return {address for address, words in TOLD_BY_PHL.items() if words in pages[address]}

    assert read() == {*TOLD_BY_PHL}
    figures = client.get(f"/compliance.json?{DAY}").json()
    report = told["PHL"].submissions.get()
    report.events.create(
        move=TAKE_BACK,
        from_state=State.PUBLISHED,
        to_state=State.ACCEPTED,
        at=noon("2014-01-01"),
        by=get_official(),
        public_reason="A person is named.",
        public_language="en",
    )

    assert read() == set()
    assert client.get(f"/compliance.json?{DAY}").json() == figures


def test_no_cache_keeps_for_ever_what_a_report_says_or_a_page_that_names_its_styles(client, told):
    past = f"{DAY}&known_on=2013-07-31"
    for address in (
        "/answers/constraints.csv",
        "/charts/agreements-matrix/",
        "/charts/agreements-matrix.csv",
    ):
        assert client.get(f"{address}?{past}")["Cache-Control"] == "public, max-age=60", address
