"""The report as a list of tasks, and the desk: what each person meets, and which button is filled."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.models import Role
from reporting.filing.due_dates import time_left
from reporting.models import Presence, Round, State, Submission
from reporting.submissions.questionnaire import SectionProgress
from tests import factories

FILLED = re.compile(r'<(?:a class="button"|button(?! class))[^>]*>(.*?)</(?:a|button)>', re.DOTALL)


def filled_buttons(html):
    """Return the words on the filled buttons of the content of a page."""
    return [re.sub(r"<[^>]+>", "", words).strip() for words in FILLED.findall(html.split("<main")[1])]


def open_report(client, user):
    client.force_login(user)
    return client.get(reverse("submission", args=[6, "PHL"])).content.decode()


@pytest.mark.parametrize(
    ("due", "day", "sentence", "tone"),
    [
        ("2027-08-31", date(2026, 11, 30), "274 days left", "none"),
        ("2027-08-31", date(2027, 8, 30), "1 day left", "warn"),
        ("2027-08", date(2027, 8, 31), "due today", "warn"),
        ("2027-08", date(2027, 9, 1), "1 day late", "stop"),
    ],
)
def test_the_days_left_are_counted_to_the_end_of_what_is_known(due, day, sentence, tone):
    left = time_left(Round(due=due).due_day, day)

    assert (left.sentence, left.tone) == (sentence, tone)
    assert time_left(Round(due="").due_day, day) is None


@pytest.mark.parametrize(
    ("relevant", "answered", "still_open", "label", "tone"),
    [
        (5, 0, 5, "Not started", "none"),
        (5, 0, 0, "Not started", "none"),
        (5, 3, 2, "3 of 5 answered", "warn"),
        (5, 5, 1, "1 to correct", "warn"),
        (5, 4, 0, "Ready", "ok"),
        (0, 0, 0, "Ready", "ok"),
    ],
)
def test_a_section_says_how_far_it_is(relevant, answered, still_open, label, tone):
    step = SectionProgress("A", "Section", relevant, answered, still_open)

    assert (step.label, step.tone) == (label, tone)


def test_an_untouched_report_opens_with_one_way_to_start(client, draft, focal_point):
    html = open_report(client, focal_point)

    assert filled_buttons(html) == ["Start: Contact"]
    assert "Before you start" in html
    assert html.count("Not started") == 2
    assert "thing is missing" not in html


def test_a_begun_report_says_where_to_go_on_and_who_worked_there(client, complete, focal_point, contributor):
    complete.answers.filter(question="q2").delete()
    complete.answers.exclude(question="q0").update(by=contributor)

    Presence.objects.create(submission=complete, section="sA", user=contributor, seen_at=timezone.now())

    html = open_report(client, focal_point)

    assert filled_buttons(html) == ["Go on: Steps"]
    assert html.count("Open now: Conrad Contributor") == 1
    assert "1 thing is missing" in html
    assert 'sections/sA/#q2">' in html
    assert "Fosca Focal" in html.split("Contact</a>")[1].split("</li>")[0]
    assert "Conrad Contributor" in html


def test_a_complete_report_is_certified_next_by_who_may(client, complete, focal_point, contributor, viewer):
    assert filled_buttons(open_report(client, focal_point)) == ["Read it back and certify"]

    for reader, links in ((contributor, True), (viewer, False)):
        html = open_report(client, reader)
        assert filled_buttons(html) == []
        assert (reverse("section", args=[6, "PHL", "sA"]) in html) is links
        assert reverse("certify", args=[6, "PHL"]) not in html
    assert "The focal point of your country can certify" in open_report(client, contributor)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.SUBMITTED, "Then it accepts it, or returns it with a note on what to correct."),
        (State.ACCEPTED, "The secretariat publishes the report"),
        (State.PUBLISHED, "Everybody can read the report on its public page"),
    ],
)
def test_after_submission_it_is_said_what_happens_next(client, complete, viewer, state, sentence):
    Submission.objects.update(state=state)
    html = open_report(client, viewer)

    assert sentence in html
    assert "task-list" not in html


@pytest.fixture
def many_reports(complete, focal_point):
    """Reports of three rounds: the one that runs, one that was never sent, one that is public."""
    for number, state in ((3, State.DRAFT), (2, State.PUBLISHED)):
        round_ = factories.RoundFactory(number=number, due="2018-08-15", instrument=complete.round.instrument)
        factories.SubmissionFactory(round=round_, member_state=complete.member_state, state=state)
    return complete


def test_the_desk_fills_the_most_urgent_button_only(client, many_reports, focal_point, viewer):
    client.force_login(focal_point)
    html = client.get(reverse("desk")).content.decode()

    assert [words.split()[0:2] for words in filled_buttons(html)] == [["Go", "on"]]
    assert html.index("4 of 8 questions answered") < html.index("days late")
    client.force_login(viewer)
    assert filled_buttons(client.get(reverse("desk")).content.decode()) == []


def test_the_desk_asks_as_many_queries_for_two_countries_as_for_one(
    client, many_reports, focal_point, indonesia, django_assert_num_queries
):
    client.force_login(focal_point)
    client.get(reverse("desk"))
    with django_assert_num_queries(9):
        client.get(reverse("desk"))

    factories.MembershipFactory(user=focal_point, role=Role.FOCAL_POINT, member_state=indonesia)
    factories.SubmissionFactory(
        round=many_reports.round, member_state=indonesia, started_at=timezone.now(), state=State.RETURNED
    )
    with django_assert_num_queries(9):
        client.get(reverse("desk"))
