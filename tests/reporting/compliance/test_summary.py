"""The compliance summary as a whole: sums, the same answer later, few queries, files, the command."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authorities.models import Authority, IncomeClassification, MemberState, Region, SafeguardsListing
from recruiters.models import Register
from reporting.compliance.figures import FIGURES
from reporting.compliance.query import SummaryQuery
from reporting.compliance.state_filters import StateFilters
from reporting.compliance.summary import summarise
from reporting.compliance.summary_exports import summary_as_csv, summary_as_json, summary_data
from reporting.models import Round, State, Submission
from reporting.submissions.workflow import report_workflow
from tests.reporting.compliance.records import (
    add_version,
    make_authority,
    make_random_records,
    make_report,
    make_round,
    make_state,
    noon,
    publish_version,
)

pytestmark = pytest.mark.django_db

DAY = date(2013, 7, 31)
ANSWERS = ("yes", "no", "reason", "unanswered", "not_asked")


@pytest.fixture(autouse=True)
def round_one(db):
    return make_round()


@pytest.fixture
def world(round_one):
    make_random_records(40)
    return round_one


def printed(*arguments):
    output = io.StringIO()
    call_command("compliance", *arguments, stdout=output)
    return output.getvalue()


any_day = st.dates(date(2012, 1, 1), date(2014, 12, 31))
few_examples = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


# Sums


@few_examples
@given(day=any_day)
def test_regions_sum_to_the_world_on_any_day(day, world):
    found = summary_data(summarise(SummaryQuery(day, world)))
    sums = {key: sum(region[key] for region in found["by_region"]) for key in FIGURES}
    assert sums == {key: found[key] for key in FIGURES}


@few_examples
@given(day=any_day)
def test_every_published_report_says_one_thing_about_recruiters(day, world):
    numbers = summarise(SummaryQuery(day, world)).world.numbers
    said = [numbers["keeps_recruiter_record"], *(numbers[f"recruiter_record_{kind}"] for kind in ANSWERS[1:])]
    assert sum(said) == numbers["published"]


@few_examples
@given(day=any_day)
def test_every_number_has_its_countries(day, world):
    found = summary_data(summarise(SummaryQuery(day, world)))
    behind = {key: sum(key in state["figures"] for state in found["countries"]) for key in FIGURES}
    assert behind == {key: found[key] for key in FIGURES}


@few_examples
@given(day=any_day)
def test_reports_once_counted_stay_counted(day, world):
    reported = [
        summarise(SummaryQuery(d, world)).world.numbers["reported"] for d in (day, day + timedelta(days=30))
    ]
    assert reported == sorted(reported)


def test_a_state_of_no_known_region_still_counts(round_one):
    make_state("AAA").region_memberships.all().delete()
    found = summarise(SummaryQuery(DAY, round_one))
    assert [group.numbers["member_states"] for group in found.regions] == [0, 0, 0, 0, 0, 0, 1]


# The same day asked later


def test_the_same_day_asked_later_gives_the_same_bytes(world):
    before = [write(summarise(SummaryQuery(DAY, world))) for write in (summary_as_json, summary_as_csv)]
    for state in MemberState.objects.all():
        happen_later(state)
    assert [
        write(summarise(SummaryQuery(DAY, world))) for write in (summary_as_json, summary_as_csv)
    ] == before


def happen_later(state):
    """A designation, a report, a correction and a register, all on the day after."""
    later = DAY + timedelta(days=1)
    Authority.objects.filter(member_state=state).update(valid_to=later)
    make_authority(state, valid_from=later)
    submission = Submission.objects.filter(member_state=state).first() or make_report(
        state, started_on="2013-08-01"
    )
    version = add_version(submission, noon("2013-08-01"), "yes")
    publish_version(version, "2013-08-01")
    Submission.objects.filter(pk=submission.pk).update(state=State.RETURNED)
    Register.objects.create(member_state=state, code="new", name="R", keeper="K", valid_from=later)
    state.region_memberships.update(valid_to=later)
    state.region_memberships.create(region=Region.WPR, valid_from=later)


# Queries: as many for a large world as for a small one


@pytest.mark.parametrize("size", [3, 30])
@pytest.mark.parametrize(
    "filters",
    [StateFilters(), StateFilters(region="EUR"), StateFilters(income="L", safeguards="2023")],
)
def test_a_summary_takes_few_queries_whatever_the_size(round_one, size, filters, django_assert_num_queries):
    make_random_records(size)
    make_round(2)
    for state in MemberState.objects.all()[: size // 2]:
        make_report(state, Round.objects.get(number=2), sent_on=["2013-05-01"])
    with django_assert_num_queries(8):
        summary_data(summarise(SummaryQuery(DAY, round_one, filters)))


def test_no_document_is_read(world, django_assert_num_queries):
    with django_assert_num_queries(8) as queries:
        summarise(SummaryQuery(DAY, world))
    assert not [query for query in queries.captured_queries if '"content"' in query["sql"]]


@pytest.mark.parametrize("size", [3, 30])
def test_the_command_takes_few_queries_whatever_the_size(size, django_assert_num_queries):
    make_random_records(size)
    with django_assert_num_queries(9):
        printed("--as-of", "2013-07-31", "--format", "json")


# Illustrative records


@pytest.mark.parametrize(
    "make",
    [
        lambda state: make_authority(state, illustrative=True),
        lambda state: make_report(state, sent_on=["2013-01-01"], illustrative=True),
        lambda state: make_report(state, illustrative=True),
        lambda state: Register.objects.create(
            member_state=state, code="r", name="R", keeper="K", illustrative=True
        ),
        lambda state: Round.objects.update(illustrative=True),
    ],
    ids=["authority", "report", "draft", "register", "round"],
)
def test_one_illustrative_record_makes_the_figures_demonstration_data(make):
    make(make_state("AAA"))
    found = summarise(SummaryQuery(DAY, Round.objects.get()))
    assert (
        summary_data(found)["demo"],
        list(csv.DictReader(io.StringIO(summary_as_csv(found))))[0]["demo"],
    ) == (
        True,
        "yes",
    )


def test_an_illustrative_record_of_a_later_day_does_not():
    state = make_state("AAA")
    make_authority(state, valid_from="2013-08-01", illustrative=True)
    make_report(state, started_on="2013-08-01", illustrative=True)
    assert summary_data(summarise(SummaryQuery(DAY, Round.objects.get())))["demo"] is False


# Files and the command


def test_the_command_prints_one_object_with_integers(world):
    found = json.loads(printed("--as-of", "2013-07-31", "--round", "1", "--format", "json"))
    promised = ["member_states", "designated", "reported", "keeps_recruiter_record"]
    for group in (found, *found["by_region"]):
        assert [type(group[key]) for key in promised] == [int] * 4
    assert (found["as_of"], found["round"], found["demo"]) == ("2013-07-31", 1, False)
    assert [group["region"] for group in found["by_region"]] == Region.values
    assert type(found["designated_in_health_ministry"]) is int


def test_the_command_prints_the_same_bytes_twice(world):
    arguments = ("--as-of", "2013-07-31", "--format", "json")
    assert printed(*arguments) == printed(*arguments)


def test_csv_has_a_row_for_each_region_and_the_whole(world):
    rows = list(csv.DictReader(io.StringIO(printed("--as-of", "2013-07-31", "--format", "csv"))))
    assert [row["region"] for row in rows] == [*Region.values, "WORLD"]
    assert sum(int(row["reported"]) for row in rows[:-1]) == int(rows[-1]["reported"])


def test_the_table_names_the_question_and_the_whole(world):
    first, *_rest, last = printed("--as-of", "2013-07-31", "--region", "EUR").splitlines()
    assert first == "Round 1, as of 2013-07-31, European Region"
    assert last.split()[0] == "WORLD"


def test_the_latest_round_opened_by_the_day_is_the_default(world):
    make_round(2, opens="2013-08")
    rounds = [
        json.loads(printed("--as-of", day, "--format", "json"))["round"]
        for day in ("2013-07-31", "2013-08-01")
    ]
    assert rounds == [1, 2]


def test_the_command_takes_a_group_of_states(world):
    for state in MemberState.objects.all()[:7]:
        SafeguardsListing.objects.create(member_state=state, edition=2023)
        IncomeClassification.objects.create(member_state=state, fiscal_year=2027, income_group="LM")
    options = {"--safeguards": "2023", "--income": "LM"}
    found = [
        json.loads(printed("--as-of", "2013-07-31", "--format", "json", option, value))["member_states"]
        for option, value in options.items()
    ]
    assert found == [7, 7]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--as-of", "2013-02-31"], "“2013-02-31” is not a date. Write it like 2013-07-31."),
        (["--as-of", "20130731"], "“20130731” is not a date. Write it like 2013-07-31."),
        (["--as-of", ""], "Which day? Write it as --as-of 2013-07-31."),
        (["--as-of", "0001-01-01"], "The Code was adopted on 2010-05-21. Ask about that day or a later one."),
        (["--as-of", "2013-07-31", "--round", "99"], "There is no round “99”. The rounds are 1."),
        (
            ["--as-of", "2013-07-31", "--region", "XXX"],
            "“XXX” is not a group of countries known here. Choose from: AFR, AMR, SEAR, EUR, EMR, WPR.",
        ),
        (
            ["--as-of", "2013-07-31", "--known-on", "2013-07-30"],
            "Nobody could know on 2013-07-30 what was true on 2013-07-31. Choose 2013-07-31 or a later day.",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_sentence(arguments, sentence):
    with pytest.raises(CommandError) as refusal:
        printed(*arguments)
    assert str(refusal.value) == sentence


def test_a_day_to_come_is_refused():
    with pytest.raises(CommandError, match="9999-12-31 is in the future"):
        printed("--as-of", "9999-12-31")


def test_without_a_round_there_is_nothing_to_count():
    Round.objects.all().delete()
    with pytest.raises(CommandError, match="No round is known yet"):
        printed("--as-of", "2013-07-31")


def test_a_withdrawn_report_counts_until_it_was_withdrawn(complete, focal_point):
    send = {"signatory_name": "Dr Sign", "signatory_position": "Director"}
    sent, withdrawn = datetime(2021, 3, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC)
    report_workflow.move(complete, "submit", by=focal_point, at=sent, **send)
    report_workflow.move(complete, "withdraw", by=focal_point, at=withdrawn, note="To be checked.")
    report_workflow.move(complete, "submit", by=focal_point, at=datetime(2021, 5, 1, tzinfo=UTC), **send)

    days = [date(2021, 2, 28), date(2021, 3, 1), date(2021, 3, 31), date(2021, 4, 1), date(2021, 5, 1)]
    counted = [summarise(SummaryQuery(day, complete.round)).world.numbers["reported"] for day in days]
    assert counted == [0, 1, 1, 0, 1]
