"""People are told by mail what became of a report: those of its state, and reviewers who have to decide."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.models import Notice, SentMail
from authorities.notices.digests import send_digests
from authorities.notices.overview import sent_to
from reporting.models import SubmissionEvent
from reporting.submissions.announcements import find_recipients
from reporting.submissions.workflow import report_workflow
from tests.authorities.jobs.worker_process import work_off
from tests.reporting.filing.assignments.parts import assign_to

NOTE = {"note": "The stocks of nurses are missing."}
SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}
STATE, REVIEWERS = {"Fosca", "Conrad", "Vera"}, {"Rita", "Mara"}
WHO_IS_TOLD = {
    "submit": ("focal_point", {"Conrad", "Vera"} | REVIEWERS),
    "withdraw": ("focal_point", {"Conrad", "Vera"} | REVIEWERS),
    "correct": ("focal_point", {"Conrad", "Vera"} | REVIEWERS),
    "return": ("reviewer", STATE),
    "accept": ("reviewer", STATE),
    "publish": ("manager", STATE),
    "take_back": ("manager", STATE),
}


def test_who_is_told_of_each_move(
    request,
    complete,
    focal_point,
    contributor,
    viewer,
    reviewer,
    manager,
    stranger,
    reviewer_of_europe,
    registrar,
):
    for move, (by, expected) in WHO_IS_TOLD.items():
        event = SubmissionEvent(submission=complete, move=move, by=request.getfixturevalue(by))

        assert {person.name.split()[0] for person in find_recipients(event)} == expected, move


def test_who_answered_for_a_ministry_learns_that_the_report_is_public(
    complete, assignee, manager, focal_point
):
    assign_to(assignee, complete, ["q1"], by=focal_point)

    def told_of(move):
        return find_recipients(SubmissionEvent(submission=complete, move=move, by=manager))

    assert (assignee in told_of("publish"), assignee in told_of("return")) == (True, False)


def test_a_move_is_told_by_mail_without_its_note(
    client, complete, focal_point, contributor, viewer, reviewer, mailoutbox
):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    report_workflow.move(complete, "return", by=reviewer, **NOTE)
    work_off()
    at_once = [mail.to[0] for mail in mailoutbox]
    Notice.objects.waiting().update(due_at=timezone.now())
    send_digests.call()
    work_off()
    in_the_morning = [mail.to[0] for mail in mailoutbox[len(at_once) :]]

    assert sorted(at_once) == sorted([focal_point.email, contributor.email, viewer.email])
    assert sorted(in_the_morning) == sorted([contributor.email, viewer.email, reviewer.email])
    assert {(row.label, row.outcome) for row in sent_to(complete)} == {
        ("Submitted", "Sent"),
        ("Returned for correction", "Sent"),
    }
    client.force_login(viewer)
    page = client.get(reverse("submission", args=[6, "PHL"])).content.decode()
    assert "6 notices were sent about this" in page
    assert ("Conrad Contributor" in page, "Rita Reviewer</bdi></td>" in page) == (True, False)
    assert [address for address in (contributor.email, reviewer.email) if address in page] == []
    assert all("http://127.0.0.1:8000/filing/6/PHL/" in mail.body for mail in mailoutbox)
    assert all(NOTE["note"] not in mail.body for mail in mailoutbox)


def test_each_reads_in_their_own_language(complete, focal_point, contributor, reviewer):
    contributor.remember_language("fr")
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    report_workflow.move(complete, "return", by=reviewer, **NOTE)
    subjects = dict(SentMail.objects.values_list("language", "subject"))

    assert subjects["en"].endswith("Returned for correction")
    assert subjects["fr"] != subjects["en"]


@pytest.mark.parametrize("days", [1, 400])
def test_a_move_of_the_past_is_no_news(complete, focal_point, contributor, mailoutbox, days):
    at = timezone.now() - timedelta(days=days)
    report_workflow.move(complete, "submit", by=focal_point, at=at, **SIGNED)
    work_off()

    assert mailoutbox == []
