"""A report that comes on paper: every state x role x move; typed, marked, confirmed or recorded."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from authorities.transitions import NotAllowed
from reporting.models import Answer, PaperReport, State, Submission
from reporting.models.hashes import content_sha256
from reporting.models.paper_reports import PaperState
from reporting.paper_reports.workflow import paper_workflow
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.conftest import rolled_back
from tests.reporting.clarifications.conftest import SIGNED
from tests.reporting.filing.page_fields import read_fields
from tests.reporting.paper_reports.paper_steps import PDF, scan, take_in

ENTERING, WAITING, CONFIRMED, RECORDED = PaperState
REVIEWERS = {"reviewer", "manager"}
POLICY = {
    "receive": (set(), REVIEWERS, ENTERING),
    "ask_confirmation": ({ENTERING}, REVIEWERS, WAITING),
    "type_again": ({WAITING}, REVIEWERS, ENTERING),
    "confirm": ({ENTERING, WAITING}, {"focal_point", "deputy"}, CONFIRMED),
    "record": ({ENTERING, WAITING}, {"manager"}, RECORDED),
}
MADE_BY_CODE = {"receive", "confirm", "record"}
CAST = (
    *("focal_point", "deputy", "contributor", "viewer", "registrar", "stranger"),
    *("reviewer", "reviewer_of_europe", "manager", "administrator"),
)


@pytest.fixture
def paper(philippines, indicators, reviewer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return take_in(factories.RoundFactory(), philippines, reviewer)


@pytest.fixture
def typed(paper, reviewer):
    """The paper report with every required answer."""
    client = signed_in(reviewer)
    type_answers(client, section_of(paper, "s0"), **{"q0-value": "Ms Private Person"})
    answers = {"q1-value": "yes", "q2-value": ["record"], "q3-value": "Kept by the labour ministry."}
    type_answers(client, section_of(paper, "sA"), **answers)
    return paper


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def address_of(name, paper, *more):
    return reverse(name, args=[paper.submission.round_id, paper.submission.member_state_id, *more])


def type_answers(client, address, **answers):
    """Post the page of a section as a browser would, with these answers."""
    return client.post(address, {**read_fields(client.get(address).content.decode()), **answers})


def section_of(paper, code):
    return address_of("paper_section", paper, code)


def test_every_state_role_and_move(request, subtests, typed):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    for state, (who, user), name in product(PaperState, cast.items(), POLICY):
        with subtests.test(state=state, who=who, move=name), rolled_back():
            PaperReport.objects.filter(pk=typed.pk).update(state=state)
            check_move(PaperReport.objects.get(pk=typed.pk), state, who, user, name)


def check_move(paper, state, who, user, name):
    sources, people, target = POLICY[name]
    allowed = state in sources and who in people
    offered = [row.name for row in paper_workflow.available_transitions(user, paper)]

    assert (name in offered) is (allowed and name not in MADE_BY_CODE)
    if allowed:
        paper_workflow.move(paper, name, by=user, note="Because.")
    else:
        with pytest.raises(NotAllowed):
            paper_workflow.move(paper, name, by=user, note="Because.")
    paper.refresh_from_db()
    assert paper.state == (target if allowed else state)


def test_the_policy_names_every_move():
    assert {row.name for row in paper_workflow.transitions} == set(POLICY)


def test_a_reviewer_takes_in_the_scan_and_types_marked_answers(
    philippines, indicators, reviewer, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    round_, rita = factories.RoundFactory(), signed_in(reviewer)
    address = reverse("paper_report", args=[round_.pk, "PHL"])
    wrong = rita.post(address, {"received_on": "2011-01-01", "way": "letter", "scan": scan()})
    assert "Choose a day on which this round was open" in wrong.content.decode()
    assert not PaperReport.objects.exists()
    rita.post(address, {"received_on": "2026-11-02", "way": "mission", "scan": scan()})
    paper = PaperReport.objects.get()
    assert "0 of" in rita.get(address).content.decode()

    after = type_answers(rita, section_of(paper, "sA"), **{"q1-value": "no"})
    assert after.status_code == 302
    assert after.url == address
    answer = Answer.objects.get(question="q1")
    assert (answer.value, answer.origin, answer.by) == ("no", "paper", reviewer)
    page = rita.get(section_of(paper, "sA")).content.decode()
    assert "typed from a paper report" in page
    assert f'<a href="{address}">Overview of the report</a>' in page


def test_the_country_confirms_by_submitting_and_every_reader_learns_it(typed, reviewer, focal_point):
    paper_workflow.move(typed, "ask_confirmation", by=reviewer)
    fosca = signed_in(focal_point)
    page = fosca.get(typed.submission.get_absolute_url()).content.decode()
    assert "Compare it with your paper and correct what is wrong." in page
    report_workflow.move(typed.submission, "submit", by=focal_point, **SIGNED)

    typed.refresh_from_db()
    version = typed.submission.versions.get()
    assert typed.state == CONFIRMED
    assert version.content["paper"] == {
        "received_on": typed.received_on.isoformat(), "way": "letter", "confirmed": True,
    }  # fmt: skip
    assert version.sha256 == content_sha256(version.content)
    read = reverse("version", args=[version.submission.round_id, "PHL", 1])
    for client in (fosca, signed_in(reviewer)):
        assert "The country has confirmed it." in client.get(read).content.decode()


def test_a_manager_records_what_nobody_confirms_and_says_why(typed, manager):
    mara = signed_in(manager)
    data = {"move": "record", "record-signatory_name": "Dr Sign", "record-signatory_position": "Director"}
    refused = mara.post(address_of("paper_report", typed), data)
    assert "Say why" in refused.content.decode()
    mara.post(address_of("paper_report", typed), {**data, "record-note": "No focal point since May."})

    typed.refresh_from_db()
    report = Submission.objects.get(pk=typed.submission_id)
    version = report.versions.get()
    assert (typed.state, report.state) == (RECORDED, State.SUBMITTED)
    assert version.content["paper"]["confirmed"] is False
    # The version counts from the moment at which it was recorded; the day of the paper stands beside it.
    assert version.submitted_at - timezone.now() < timedelta(minutes=5)


def test_an_incomplete_paper_is_neither_confirmed_nor_recorded(paper, reviewer, manager):
    with pytest.raises(ValidationError, match="Question 0 has no answer yet"):
        paper_workflow.move(paper, "ask_confirmation", by=reviewer)
    with pytest.raises(ValidationError, match="Question 0 has no answer yet"):
        report_workflow.move(paper.submission, "record_paper", by=manager, note="Why.", **SIGNED)


def test_a_report_that_its_country_has_begun_is_not_typed_for_it(
    complete, reviewer, philippines, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(ValidationError, match="The country has begun to fill in its report"):
        take_in(complete.round, philippines, reviewer)


@pytest.mark.parametrize("day", [date(2011, 1, 1), timezone.localdate() + timedelta(days=1)])
def test_the_day_on_which_it_came_lies_in_the_round(
    philippines, indicators, reviewer, settings, tmp_path, day
):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(ValidationError, match="Choose a day on which this round was open"):
        take_in(factories.RoundFactory(), philippines, reviewer, received_on=day)


def test_the_scan_is_for_the_state_and_the_secretariat(paper, viewer, reviewer, stranger, reviewer_of_europe):
    address = address_of("paper_scan", paper)

    assert b"".join(signed_in(viewer).get(address).streaming_content) == PDF
    assert b"".join(signed_in(reviewer).get(address).streaming_content) == PDF
    statuses = [signed_in(who).get(address).status_code for who in (stranger, reviewer_of_europe)]
    assert statuses == [404, 404]
    assert Client().get(address).status_code == 302


def test_nobody_types_once_the_country_is_asked_to_confirm(typed, reviewer):
    paper_workflow.move(typed, "ask_confirmation", by=reviewer)

    assert signed_in(reviewer).get(section_of(typed, "sA")).status_code == 404
