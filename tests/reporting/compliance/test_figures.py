"""What each figure counts, and on which day."""

from datetime import date, datetime

import pytest

from authorities.models import (
    IncomeClassification,
    InstitutionType,
    Region,
    RegionMembership,
    SafeguardsListing,
)
from recruiters.models import Register
from reporting.compliance.figures import percentage
from reporting.compliance.query import SummaryQuery
from reporting.compliance.state_filters import ALL_STATES, StateFilters
from reporting.compliance.summary import summarise
from reporting.models import Round, State
from tests.reporting.compliance.records import (
    add_version,
    make_authority,
    make_report,
    make_round,
    make_state,
)

pytestmark = pytest.mark.django_db

DAY = date(2013, 7, 31)


@pytest.fixture(autouse=True)
def round_one(db):
    return make_round()


def numbers(day=DAY, number=1, state_group=ALL_STATES):
    return summarise(SummaryQuery(day, Round.objects.get(number=number), state_group)).world.numbers


def compliance_status(day=DAY, number=1):
    """Return the status of the only Member State there is."""
    (only,) = summarise(SummaryQuery(day, Round.objects.get(number=number))).statuses
    return only


# What counts as reported


@pytest.mark.parametrize("state", State)
def test_a_sent_report_counts_whatever_became_of_it(state):
    make_report(make_state("AAA"), sent_on=["2013-07-31"], state=state)
    assert numbers()["reported"] == 1


def test_a_draft_is_begun_and_not_reported():
    make_report(make_state("AAA"))
    assert (numbers()["in_progress"], numbers()["reported"]) == (1, 0)


def test_a_draft_begun_later_is_not_begun_yet():
    make_report(make_state("AAA"), started_on="2013-08-01")
    assert numbers()["in_progress"] == 0


@pytest.mark.parametrize(
    ("day", "reported", "in_progress"), [("2013-03-09", 0, 1), ("2013-03-10", 1, 0), ("2013-03-11", 1, 0)]
)
def test_a_report_counts_from_the_day_it_was_sent(day, reported, in_progress):
    make_report(make_state("AAA"), sent_on=["2013-03-10"])
    found = numbers(date.fromisoformat(day))
    assert (found["reported"], found["in_progress"]) == (reported, in_progress)


@pytest.mark.parametrize(
    ("moment", "reported"), [("2013-07-31T23:59:59.999999+00:00", 1), ("2013-08-01T00:00:00+00:00", 0)]
)
def test_a_day_ends_at_midnight_utc(moment, reported):
    add_version(make_report(make_state("AAA")), datetime.fromisoformat(moment))
    assert numbers()["reported"] == reported


@pytest.mark.parametrize(("sent", "late"), [("2013-01-31", 0), ("2013-02-01", 1)])
def test_a_report_after_the_due_day_is_late_and_counts(sent, late):
    make_report(make_state("AAA"), sent_on=[sent])
    assert (numbers()["reported"], numbers()["reported_late"]) == (1, late)


@pytest.mark.parametrize(("sent", "reported", "outside"), [("2013-10-31", 1, 0), ("2013-11-01", 0, 1)])
def test_a_report_after_the_closure_is_kept_outside_the_figures(sent, reported, outside):
    make_report(make_state("AAA"), sent_on=[sent], published_on=[sent], answers=["yes"])
    found = numbers(date(2014, 1, 1))
    assert (found["reported"], found["received_after_closure"]) == (reported, outside)
    assert (found["published"], found["keeps_recruiter_record"]) == (reported, reported)


def test_a_round_without_dates_has_neither_late_nor_closed_out_reports():
    make_round(2, due="", closes="", opens="")
    make_report(make_state("AAA"), Round.objects.get(number=2), sent_on=["2020-01-01"])
    found = numbers(date(2020, 1, 1), number=2)
    assert (found["reported"], found["reported_late"], found["received_after_closure"]) == (1, 0, 0)


def test_the_first_version_decides_the_day():
    make_report(make_state("AAA"), sent_on=["2013-01-10", "2013-06-10"])
    assert (compliance_status().reported_on, compliance_status().late) == (date(2013, 1, 10), False)


def test_reports_of_other_rounds_do_not_count():
    make_report(make_state("AAA"), make_round(2), sent_on=["2013-04-01"])
    assert (numbers()["reported"], numbers(number=2)["reported"]) == (0, 1)


# What counts as an answer


@pytest.mark.parametrize(
    ("says", "figure"),
    [
        ("yes", "keeps_recruiter_record"),
        ("no", "recruiter_record_no"),
        ("unanswered", "recruiter_record_unanswered"),
        ("skipped", "recruiter_record_not_asked"),
        (None, "recruiter_record_not_asked"),
        ("not_collected", "recruiter_record_reason"),
        ("confidential", "recruiter_record_reason"),
    ],
)
def test_a_published_answer_is_counted_as_what_it_is(says, figure):
    make_report(make_state("AAA"), sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=[says])
    kinds = {
        "keeps_recruiter_record", "recruiter_record_no", "recruiter_record_unanswered",
        "recruiter_record_not_asked", "recruiter_record_reason",
    }  # fmt: skip
    assert {key for key in kinds if numbers()[key]} == {figure}


@pytest.mark.parametrize(("day", "record"), [("2013-01-31", 0), ("2013-02-01", 1)])
def test_an_answer_is_not_shown_before_its_report_is_published(day, record):
    make_report(make_state("AAA"), sent_on=["2013-01-10"], published_on=["2013-02-01"], answers=["yes"])
    found = numbers(date.fromisoformat(day))
    assert (found["reported"], found["published"], found["keeps_recruiter_record"]) == (1, record, record)
    assert found["recruiter_record_answered"] == record


@pytest.mark.parametrize(
    ("day", "word"),
    [("2013-02-28", "yes"), ("2013-03-31", "yes"), ("2013-04-01", "no"), ("2013-07-31", "no")],
)
def test_a_correction_counts_once_it_is_published(day, word):
    make_report(
        make_state("AAA"),
        sent_on=["2013-01-10", "2013-03-01"],
        published_on=["2013-02-01", "2013-04-01"],
        answers=["yes", "no"],
    )
    assert compliance_status(date.fromisoformat(day)).recruiter_record == word


def test_a_correction_that_no_longer_says_does_not_fall_back_on_the_old_answer():
    make_report(
        make_state("AAA"),
        sent_on=["2013-01-10", "2013-03-01"],
        published_on=["2013-02-01", "2013-04-01"],
        answers=["yes", None],
    )
    assert compliance_status().recruiter_record == ""


# Who is designated


@pytest.mark.parametrize(
    ("kind", "ministry", "agency"),
    [(k, k == "health_ministry", k == "health_agency") for k in InstitutionType.values],
)
def test_only_the_health_ministry_itself_is_the_health_ministry(kind, ministry, agency):
    make_authority(make_state("AAA"), institution_type=kind)
    found = numbers()
    assert found["designated"] == 1
    assert (found["designated_in_health_ministry"], found["designated_in_health_agency"]) == (
        ministry,
        agency,
    )


@pytest.mark.parametrize(
    ("day", "designated"), [("2012-12-31", 0), ("2013-01-01", 1), ("2013-06-30", 1), ("2013-07-01", 0)]
)
def test_a_designation_counts_while_in_force(day, designated):
    make_authority(make_state("AAA"), valid_from="2013-01-01", valid_to="2013-07-01")
    assert numbers(date.fromisoformat(day))["designated"] == designated


def test_a_new_authority_takes_over_without_counting_twice():
    state = make_state("AAA")
    make_authority(state, valid_to="2013-07-31", institution_type=InstitutionType.LABOUR)
    make_authority(state, valid_from="2013-07-31")
    assert (numbers()["designated"], compliance_status().institution_type) == (
        1,
        InstitutionType.HEALTH_MINISTRY,
    )


def test_a_register_held_here_is_not_an_answer():
    Register.objects.create(
        member_state=make_state("AAA"), code="dmw", name="R", keeper="K", valid_from="2013-01-01"
    )
    assert (numbers()["register_held"], numbers()["keeps_recruiter_record"]) == (1, 0)
    assert numbers(date(2012, 12, 31))["register_held"] == 0


# Which countries, in which region


def test_only_member_states_of_the_day_count():
    make_state("AAA")
    make_state("BBB", member_from="2013-08-01")
    assert (numbers()["member_states"], numbers(date(2013, 8, 1))["member_states"]) == (1, 2)


def test_a_state_counts_in_the_region_of_the_day():
    state = make_state("AAA", region="EMR")
    RegionMembership.objects.filter(member_state=state).update(valid_to="2013-05-27")
    RegionMembership.objects.create(member_state=state, region="AFR", valid_from="2013-05-27")
    regions = {day: compliance_status(date.fromisoformat(day)).region for day in ("2013-05-26", "2013-05-27")}
    assert regions == {"2013-05-26": "EMR", "2013-05-27": "AFR"}


def test_a_region_with_no_report_shows_none_of_its_states(round_one):
    make_state("AAA", region="WPR")
    shown = {
        group.code: group.numbers["reported"] for group in summarise(SummaryQuery(DAY, round_one)).regions
    }
    assert shown == dict.fromkeys(Region.values, 0)


def test_a_group_narrows_the_states():
    for iso3, region in (("AAA", "EUR"), ("BBB", "AFR"), ("CCC", "AFR")):
        make_state(iso3, region)
    SafeguardsListing.objects.create(member_state_id="BBB", edition=2023)
    IncomeClassification.objects.create(member_state_id="CCC", fiscal_year=2027, income_group="LM")
    groups = [
        StateFilters(region="AFR"),
        StateFilters(safeguards="2023"),
        StateFilters(safeguards="2020"),
        StateFilters(income="LM"),
    ]
    assert [numbers(state_group=group)["member_states"] for group in groups] == [2, 1, 0, 1]


@pytest.mark.parametrize(
    ("day", "year"), [("2013-07-31", 2020), ("2019-06-30", 2020), ("2020-06-30", 2020), ("2020-07-01", 2021)]
)
def test_the_income_group_is_that_of_the_fiscal_year_or_the_nearest_known(round_one, day, year):
    make_state("AAA")
    for known, group in ((2020, "L"), (2021, "LM")):
        IncomeClassification.objects.create(member_state_id="AAA", fiscal_year=known, income_group=group)
    found = summarise(SummaryQuery(date.fromisoformat(day), round_one, StateFilters(income="L")))
    assert (found.income_year, found.world.numbers["member_states"]) == (year, int(year == 2020))


# Shares


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (54, 194, 27.8),
        (5, 5, 100.0),
        (4, 47, 8.5),
        (3, 11, 27.3),
        (2, 47, 4.3),
        (0, 21, 0.0),
        (4, 4, None),
        (0, 4, None),
        (0, 0, None),
    ],
)
def test_a_group_of_fewer_than_five_countries_has_no_percentage(part, whole, share):
    assert percentage(part, whole) == share
