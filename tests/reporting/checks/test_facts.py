"""The facts beside the answers, read in a number of queries that does not grow."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reporting.checks.facts import read_facts
from reporting.models import Instrument, State, SubmissionEvent
from reporting.submissions.questionnaire import evaluate_submission
from reporting.submissions.versions import build_indicator_values, evaluate_version
from tests import factories
from tests.reporting.checks.forms import agreements, asked, record

MOST_QUERIES = 5


@pytest.fixture
def earlier_rounds(indicators):
    """Rounds 3 and 4 with agreements and the step of a record, round 6 that runs."""
    factories.IndicatorFactory(key="agreements")
    asks = [asked("any", "yesno", indicator="agreements"), agreements(), record()]
    definition = {"sections": [{"code": "A", "title": "A", "questions": asks}]}
    instrument = Instrument.objects.create(form_id="form", version="1", title="F", definition=definition)
    return [factories.RoundFactory(number=number, instrument=instrument) for number in (3, 4, 6)]


def publish(round_, iso3, answers, *, by, at=datetime(2021, 6, 1, tzinfo=UTC), move="publish"):
    state = factories.MemberStateFactory(iso3=iso3)
    report = factories.SubmissionFactory(round=round_, member_state=state, state=State.PUBLISHED)
    plain = {code: {"value": value, "reason": "", "reason_detail": ""} for code, value in answers.items()}
    version = factories.version_of(report, by=by, at=at, answers=plain)
    for row in build_indicator_values(version, evaluate_version(version)):
        row.save()
    to_state = State.PUBLISHED if move == "publish" else State.ACCEPTED
    SubmissionEvent.objects.create(
        submission=report, move=move, to_state=to_state, at=at, by=by, version=version
    )
    return version


def facts_of(report):
    return read_facts(report, evaluate_submission(report))


def draft_with(round_, philippines, focal_point, **answers):
    report = factories.SubmissionFactory(round=round_, member_state=philippines)
    for code, value in answers.items():
        report.answers.create(question=code, value=value, by=focal_point, at=datetime(2022, 1, 1, tzinfo=UTC))
    return report


def test_the_last_report_is_the_newest_published_one_of_an_earlier_round(
    earlier_rounds, philippines, focal_point
):
    third, fourth, sixth = earlier_rounds
    publish(third, "PHL", {"steps": ["record"]}, by=focal_point)
    publish(fourth, "PHL", {"steps": ["none"]}, by=focal_point, move="accept")

    last = facts_of(draft_with(sixth, philippines, focal_point)).last

    assert (last.round_number, last.form.settled["steps"]) == (3, ["record"])


def test_a_register_counts_while_it_is_kept_and_has_entries(earlier_rounds, philippines, focal_point):
    report = draft_with(earlier_rounds[2], philippines, focal_point)
    register = factories.RegisterFactory(member_state=philippines)
    factories.RegisterFactory(member_state=factories.MemberStateFactory(iso3="IDN"), code="other")

    empty = facts_of(report)
    factories.RecruiterFactory(register=register)
    with_entry = facts_of(report)

    assert (empty.registers, empty.has_entries) == (("Register of recruiters",), False)
    assert with_entry.has_entries


def test_a_partner_speaks_by_its_newest_published_report(earlier_rounds, philippines, focal_point):
    third, fourth, sixth = earlier_rounds
    publish(third, "IDN", {"any": "no"}, by=focal_point)
    publish(fourth, "IDN", {"any": "yes", "deals": [{"countries": ["PHL", "KEN"]}]}, by=focal_point)
    publish(third, "IRL", {"any": "no"}, by=focal_point)
    publish(third, "KEN", {}, by=focal_point)
    rows = [{"countries": ["IDN", "IRL", "KEN"]}]

    partners = facts_of(draft_with(sixth, philippines, focal_point, any="yes", deals=rows)).partners

    assert {iso3: (one.round_number, one.has_agreements, one.partners) for iso3, one in partners.items()} == {
        "IDN": (4, True, {"PHL", "KEN"}),
        "IRL": (3, False, frozenset()),
    }


@pytest.mark.parametrize("private", ["any", "deals"])
def test_a_partner_says_to_others_no_more_than_to_everybody(
    earlier_rounds, philippines, focal_point, private
):
    third, _fourth, sixth = earlier_rounds
    instrument = third.instrument
    for question in instrument.definition["sections"][0]["questions"]:
        question["public"] = question["code"] != private
    instrument.save()
    third.refresh_from_db()
    publish(third, "IDN", {"any": "yes", "deals": [{"countries": ["PHL", "KEN"]}]}, by=focal_point)
    sixth.refresh_from_db()

    report = draft_with(sixth, philippines, focal_point, any="yes", deals=[{"countries": ["IDN"]}])

    assert facts_of(report).partners == {}


def test_facts_take_as_many_queries_for_a_large_report_as_for_a_small_one(
    earlier_rounds, philippines, focal_point
):
    third, _fourth, sixth = earlier_rounds
    for iso3 in ("IDN", "IRL", "KEN", "NAM", "DEU", "PHL"):
        publish(third, iso3, {"any": "no", "steps": ["none"]}, by=focal_point)
    counts = []
    # The first time in a process the questionnaire of the last report is read too.
    for rows in (1, 1, 60):
        deals = [{"countries": ["IDN", "IRL", "KEN", "NAM", "DEU"][: 1 + rows // 10]}] * rows
        report = draft_with(sixth, philippines, focal_point, any="yes", deals=deals)
        form = evaluate_submission(report)
        with CaptureQueriesContext(connection) as queries:
            read_facts(report, form)
        counts.append(len(queries))
        report.answers.all().delete()
        report.delete()

    assert counts[1] == counts[2] <= MOST_QUERIES
