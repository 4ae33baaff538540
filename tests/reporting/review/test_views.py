"""The review pages of the secretariat."""

import pytest
from django.urls import reverse

from reporting.models import State
from reporting.submissions.workflow import report_workflow

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


@pytest.fixture
def sent(complete, focal_point):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    return complete


def move(client, submission, name, **data):
    return client.post(
        reverse("move", args=[submission.round_id, submission.member_state_id, name]), data, follow=True
    )


def shown_messages(page):
    return [str(message) for message in page.context["messages"]]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("focal_point", 200),
        ("viewer", 200),
        ("stranger", 404),
        ("reviewer", 200),
        ("reviewer_of_europe", 404),
        ("manager", 200),
        ("administrator", 200),
    ],
)
def test_who_reads_what_was_sent(request, client, sent, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(sent.get_absolute_url()).status_code == status


def test_a_reviewer_reads_the_version_and_not_the_working_copy(client, sent, reviewer):
    sent.answers.filter(question="q3").update(value="Changed after sending.")
    client.force_login(reviewer)

    page = client.get(sent.get_absolute_url()).content.decode()

    assert "Kept by the labour ministry." in page
    assert "Changed after sending." not in page


def test_accept_and_publish(client, sent, reviewer, manager):
    client.force_login(reviewer)
    assert shown_messages(move(client, sent, "accept")) == ["The report is now “Accepted”."]
    client.force_login(manager)
    assert shown_messages(move(client, sent, "publish")) == ["The report is now “Published”."]

    sent.refresh_from_db()
    assert sent.state == State.PUBLISHED


def test_a_return_needs_a_note_and_the_country_reads_it(client, sent, reviewer, focal_point):
    client.force_login(reviewer)
    assert shown_messages(move(client, sent, "return")) == ["Say why, so that the others know what to do."]
    move(client, sent, "return", note="Question 3 names no keeper.")

    client.force_login(focal_point)
    assert "Question 3 names no keeper." in client.get(sent.get_absolute_url()).content.decode()


def test_a_move_that_was_made_meanwhile_is_explained(client, sent, reviewer):
    client.force_login(reviewer)
    move(client, sent, "accept")

    assert shown_messages(move(client, sent, "accept")) == [
        "The report is already “Accepted”, so it was not changed again."
    ]


@pytest.mark.parametrize("name", ["publish", "submit", "nonsense"])
def test_a_move_that_is_not_open_changes_nothing(client, sent, reviewer, name):
    client.force_login(reviewer)

    assert shown_messages(move(client, sent, name)) == ["You do not have access to this."]
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


def test_a_stranger_moves_nothing(client, sent, stranger):
    client.force_login(stranger)

    assert move(client, sent, "accept").status_code == 404
