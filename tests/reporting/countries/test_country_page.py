"""The page of a country: every round, every answer, what changed, what is missing; for any day."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.known_facts.writing import save_fact
from authorities.models import IncomeClassification
from reporting.countries.answer_grid import MOST_GRIDS, recall_grid
from reporting.countries.card_lines import list_changes
from reporting.countries.grid_table import write_answer_rows
from reporting.models import Indicator, ReportReceipt, Round
from tests import factories
from tests.reporting.public.report_steps import make_round, publish_report, start_report, submit_report

FILE_COLUMNS = (
    "report_round",
    "standing",
    "received_on",
    "published",
    "indicator",
    "answer",
    "series_breaks",
)


@pytest.fixture
def first(db):
    return make_round()


def country(client, iso3="PHL", **asked):
    return client.get(f"/countries/{iso3}/", asked).context["country"]


def words_of(client, iso3="PHL", **asked):
    return " ".join(client.get(f"/countries/{iso3}/", asked).content.decode().split())


def standings_of(client, **asked):
    return {one.round.number: str(one.standing) for one in country(client, **asked).standings}


def test_it_says_of_each_round_how_it_was_reported(client, first, ireland):
    Round.objects.filter(pk=1).update(opens="2024-01-01", due="2024-03-15", closes="2024-12-31")
    second = make_round(2, opens="2025-01-01", due="2025-02-28", closes="2025-12-31")
    make_round(3, opens="2026-01-01", due="2026-02-28", closes="")
    submit_report(start_report(first))
    submit_report(start_report(second, "IRL"), day=400)

    assert standings_of(client) == {1: "in_time", 2: "none", 3: "overdue"}
    assert standings_of(client, as_of="2024-02-10") == {1: "due"}
    assert standings_of(client, as_of="2026-01-10") == {1: "in_time", 2: "none", 3: "due"}
    for dates, standing in [({"due": "2024-02-15"}, "late"), ({"closes": "2024-02-20"}, "after_closure")]:
        Round.objects.filter(pk=1).update(**dates)
        assert standings_of(client, as_of="2026-01-10")[1] == standing


def test_what_is_missing_stands_in_words(client, first, philippines):
    Round.objects.filter(pk=1).update(due="2024-03-10", closes="2024-12-31")
    make_round(2, opens="2026-01-01", due="2026-10-31", closes="")
    publish_report(start_report(first))
    never = words_of(client, as_of="2026-11-10")
    factories.AuthorityFactory(member_state=philippines, valid_to=date(2025, 1, 1), mailbox="")
    ended, before = words_of(client, as_of="2026-11-10"), words_of(client, as_of="2024-12-01")
    factories.RegisterFactory(member_state=philippines)

    assert "No authority has been designated, as far as this system knows." in never
    assert "The report to Round 2 is 10 days overdue: it was due on 31 October 2026." in never
    assert "It says that it keeps a record of authorised recruiters; no register of it is held here." in never
    assert "No authority has been designated since 1 January 2025." in ended
    assert "The authority has no mailbox on record." in before
    assert "overdue" not in before
    assert "no register of it is held here" not in words_of(client)


def test_all_answers_stand_in_one_grid_and_changes_are_told_with_breaks(client, first):
    second = make_round(2, opens="2025-01", due="", closes="")
    publish_report(start_report(first), q11="no")
    publish_report(start_report(second), day=400, q1="no", q2=None, q3=None, q11="yes")
    definition = {**second.instrument.definition, "id": "reworded"}
    asked = next(one for one in definition["sections"][1]["questions"] if one["code"] == "q11")
    asked["lineage"] = "reworded"
    second.instrument = factories.InstrumentFactory(form_id="reworded", definition=definition)
    second.save()
    page = country(client)
    grid = {row.key: [str(cell.label) for cell in row.cells] for row in page.grid.rows}
    changes = {
        change.key: (change.before.kind.key, change.after.kind.key, change.breaks)
        for change in page.grid.changes
    }

    assert grid == {
        "steps_taken": ["Yes", "No"],
        "recruiter_record": ["Yes", "Not asked"],
        "equal_rights": ["No", "Yes"],
    }
    assert changes == {"steps_taken": ("yes", "no", False), "equal_rights": ("no", "yes", True)}
    assert "private_matter" not in words_of(client)
    assert "the change may lie in the question" in words_of(client)
    assert 'href="/reports/2/PHL/#q11"' in words_of(client)
    assert [row.cells[0].label for row in country(client, as_of="2024-03-01").grid.rows] == [
        "Reported, not published"
    ] * 3


def test_it_answers_for_the_day_that_is_asked(client, philippines):
    philippines.region_memberships.update(valid_to=date(2013, 5, 27))
    philippines.region_memberships.create(region="AFR", valid_from=date(2013, 5, 27))
    for year, group in ((2014, "L"), (2027, "LM")):
        IncomeClassification.objects.create(member_state=philippines, fiscal_year=year, income_group=group)
    make_round(opens="2010-06")
    factories.AuthorityFactory(member_state=philippines, institution="Old", valid_to=date(2014, 1, 1))
    factories.AuthorityFactory(member_state=philippines, institution="New", valid_from=date(2014, 1, 1))
    then, now = country(client, as_of="2013-01-01"), country(client)

    assert [page.facts.region.region for page in (then, now)] == ["WPR", "AFR"]
    assert [page.facts.income.income_group for page in (then, now)] == ["L", "LM"]
    assert [page.facts.authority.institution for page in (then, now)] == ["Old", "New"]
    assert [one.institution for one in now.facts.earlier_authorities] == ["Old"]
    assert then.facts.earlier_authorities == []
    assert "These figures are for 1 January 2013" in words_of(client, as_of="2013-01-01")
    for prefix in ("", "/ar"):  # the choice of a language keeps both days
        page = client.get(f"{prefix}/countries/PHL/?as_of=2013-01-01&known_on=2014-01-01").content.decode()
        assert 'href="/fr/countries/PHL/?as_of=2013-01-01&amp;known_on=2014-01-01"' in page


def test_a_later_correction_is_not_known_before_it_and_the_page_says_that_more_is_known_now(
    client, philippines
):
    authority = factories.AuthorityFactory(member_state=philippines, institution="As first written")
    authority.institution = "As corrected"
    save_fact(authority, by=factories.UserFactory(), at=datetime(2024, 6, 1, 12, tzinfo=UTC))
    before = words_of(client, as_of="2020-01-01", known_on="2024-05-31")
    after = words_of(client, as_of="2020-01-01", known_on="2024-06-01")
    now = words_of(client, as_of="2020-01-01")

    assert ("As first written" in before, "As corrected" in before) == (True, False)
    assert "Corrected on 1 June 2024: Philippines – designated national authority" in before
    assert '<a href="?as_of=2020-01-01">The same question with all that is known now</a>' in before
    for page in (after, now):
        assert ("As first written" in page, "As corrected" in page) == (False, True)
        assert "What was learned since" not in page


@pytest.mark.parametrize(
    "asked", [{"as_of": "no day"}, {"as_of": "2999-01-01"}, {"as_of": "2024-01-02", "known_on": "2024-01-01"}]
)
def test_a_day_that_is_none_gets_a_sentence(client, first, philippines, asked):
    page, file = (client.get(f"/countries/PHL{end}", asked) for end in ("/", ".csv"))

    assert (page.status_code, file.status_code) == (400, 400)
    assert "The question could not be answered" in page.content.decode()
    assert file["Content-Type"].startswith("text/plain")


def test_files_say_the_same_as_the_page_in_every_language(client, first):
    make_round(2, opens="2025-01", due="2026-01-31", closes="")
    publish_report(start_report(first))
    text = client.get("/countries/PHL.csv").content.decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    data = json.loads(client.get("/countries/PHL.json").content)

    assert client.get("/fr/countries/PHL.csv").content.decode() == text
    assert [tuple(row[name] for name in FILE_COLUMNS) for row in rows if row["report_round"] == "1"] == [
        ("1", "in_time", "2024-03-01", "yes", key, answer, "no")
        for key, answer in [
            ("steps_taken", "yes"),
            ("recruiter_record", "yes"),
            ("equal_rights", "unanswered"),
        ]
    ]
    assert {(row["standing"], row["answer"]) for row in rows if row["report_round"] == "2"} == {
        ("overdue", "no_report")
    }
    assert [row["answer"] for row in data] == [row["answer"] for row in rows]
    assert client.get("/countries/PHL.xlsx").content.startswith(b"PK")
    assert client.get("/countries/PHL.pdf").status_code == 404


def test_agreements_of_the_newest_report_name_their_partners(client, first, ireland):
    publish_report(start_report(first), q4=[{"title": "Accord of Dublin", "partners": ["IRL"]}])

    assert [(row.title, partners) for row, partners in country(client).agreement_lines] == [
        ("Accord of Dublin", ["Ireland"])
    ]
    assert "<li>Accord of Dublin: <bdi>Ireland</bdi></li>" in words_of(client)
    assert "No public report of this country names an agreement." in words_of(client, "IRL")


def test_long_lists_are_folded_away_and_what_people_wrote_is_escaped(client, philippines):
    for number in range(8):
        factories.RegisterFactory(code=f"r{number}", name=f"Register <b>{number}</b>")
    page = words_of(client)
    seen, folded = page.split("<details><summary>Show 3 more</summary>")

    assert [place.count("Register &lt;b&gt;") for place in (seen, folded)] == [5, 3]
    assert "Register <b>" not in page


AGREEMENTS = [{"title": "Accord of Dublin", "partners": ["IRL"]}]
DAYS = ({}, {"as_of": "2025-01-31"}, {"as_of": "2025-01-31", "known_on": "2026-01-31"})


def test_it_takes_as_few_queries_for_four_rounds_as_for_one(client, db, ireland):
    """Every page and file of a country stays far below the fifteen queries that a page may take."""
    taken = []
    for numbers in ([1], [2, 3, 4]):
        for number in numbers:
            publish_report(start_report(make_round(number)), q4=AGREEMENTS)
            factories.RegisterFactory(code=f"r{number}")
        client.get("/countries/PHL/")  # a process reads a questionnaire once
        for address in ("/countries/PHL/", "/countries/PHL.csv"):
            for days in DAYS:
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(address, days).status_code == 200
                taken.append(len(queries))

    assert taken[:6] == taken[6:]
    assert max(taken) <= 10


def test_it_shows_the_six_newest_rounds_that_had_opened_as_that_was_known(client, philippines):
    rounds = [make_round(n, opens=f"{2012 + n}-02", due="", closes="") for n in range(1, 9)]
    for one in (rounds[0], rounds[7]):
        ReportReceipt.objects.create(round=one, member_state=philippines, received_on="2021", source="List")
    newest = rounds[7]
    newest.opens = "2019-12"
    save_fact(newest, by=factories.UserFactory(), at=datetime(2024, 6, 1, 12, tzinfo=UTC))

    assert list(standings_of(client)) == [3, 4, 5, 6, 7, 8]
    assert standings_of(client)[8] == "received"
    assert list(standings_of(client, as_of="2019-12-31")) == [3, 4, 5, 6, 7, 8]
    assert list(standings_of(client, as_of="2019-12-31", known_on="2024-05-31")) == [2, 3, 4, 5, 6, 7]
    assert standings_of(client, as_of="2012-12-31") == {}
    assert client.get("/countries/PHL.json?as_of=2012-12-31").json() == []


def test_what_is_left_blank_is_counted_of_public_questions_alone(client, first):
    publish_report(start_report(first))

    assert "1 question that can be compared was left blank" in words_of(client)


def test_answers_are_written_once_for_the_same_content_and_language_alone(client, first, ireland):
    publish_report(start_report(first))
    publish_report(start_report(first, "IRL"), q1="no")
    grid = country(client).grid

    assert country(client).grid is grid
    in_french = client.get("/fr/countries/PHL/").context["country"].grid
    assert (in_french is grid, in_french.changes) == (False, [])
    Indicator.objects.filter(pk="steps_taken").update(name="Has taken steps, by its new name")
    assert country(client).grid is not grid
    assert "Has taken steps, by its new name" in words_of(client)
    assert ["said no" in words_of(client, iso3) for iso3 in ("PHL", "IRL")] == [False, True]
    remembered = (recall_grid, write_answer_rows, list_changes)
    assert [one.cache_parameters()["maxsize"] for one in remembered] == [MOST_GRIDS] * 3
