"""The review pages of the secretariat."""

import pytest
from django.urls import reverse

from authorities.stashed_post import sign_typist
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
    """What the page says: its messages, or the reasons why the move was refused."""
    form = page.context.get("form")
    refused = [sentence for errors in form.errors.values() for sentence in errors] if form else []
    return [*(str(message) for message in page.context["messages"]), *refused]


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

    assert client.get(sent.get_absolute_url(), follow=True).status_code == status


def test_a_reviewer_reads_the_version_and_not_the_working_copy(client, sent, reviewer):
    sent.answers.filter(question="q3").update(value="Changed after sending.")
    client.force_login(reviewer)

    page = client.get(sent.get_absolute_url(), follow=True).content.decode()

    assert "Kept by the labour ministry." in page
    assert "Changed after sending." not in page


def test_accept_and_publish(client, sent, reviewer, manager):
    client.force_login(reviewer)
    assert shown_messages(move(client, sent, "accept")) == ["The report is now “Accepted”."]
    client.force_login(manager)
    address = reverse("publish_report", args=[sent.round_id, sent.member_state_id])
    sent_form = {"when": "now", "version": 1, "consent_read": "asked", "reason": "Agreed by letter."}
    assert shown_messages(client.post(address, sent_form, follow=True)) == ["The report is public."]

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


def test_a_move_that_is_not_open_changes_nothing(client, sent, reviewer):
    client.force_login(reviewer)

    assert shown_messages(move(client, sent, "withdraw")) == ["You do not have access to this."]
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


@pytest.mark.parametrize("name", ["submit", "publish", "take_back", "nonsense", "record"])
def test_what_is_no_move_of_this_page_is_not_found(client, sent, reviewer, name):
    client.force_login(reviewer)

    assert move(client, sent, name).status_code == 404
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


def test_a_refused_move_keeps_the_note(client, sent, reviewer):
    client.force_login(reviewer)
    move(client, sent, "accept")

    page = move(client, sent, "accept", note="A long note.")

    assert page.status_code == 422
    assert "A long note.</textarea>" in page.content.decode()


def test_a_note_outlives_the_session_and_the_page_says_that_nothing_was_sent(client, sent, reviewer):
    address = reverse("move", args=[sent.round_id, sent.member_state_id, "return"])
    sign_in = client.post(address, {"note": "Half an hour of reading.", "typed_by": sign_typist(reviewer)})
    client.force_login(reviewer)

    page = client.get(address)

    assert sign_in.url == f"{reverse('account_login')}?next={address}"
    assert page.status_code == 200
    assert "Half an hour of reading.</textarea>" in page.content.decode()
    assert "Your decision was not sent." in page.content.decode()
    sent.refresh_from_db()
    assert sent.state == State.SUBMITTED


@pytest.mark.parametrize(
    ("who", "state", "offered"),
    [
        ("focal_point", State.SUBMITTED, ["withdraw"]),
        ("viewer", State.SUBMITTED, []),
        ("manager", State.PUBLISHED, []),
        ("focal_point", State.PUBLISHED, ["correct"]),
        ("focal_point", State.RETURNED, []),
    ],
)
def test_a_button_is_there_only_where_the_move_is_possible(
    request, client, sent, manager, focal_point, who, state, offered
):
    if state != State.SUBMITTED:
        report_workflow.move(sent, "accept", by=manager)
        report_workflow.move(sent, "publish", by=manager, note="Agreed by letter.")
    if state == State.RETURNED:
        report_workflow.move(sent, "correct", by=focal_point, note="A number was wrong.")
    client.force_login(request.getfixturevalue(who))

    moves = client.get(sent.get_absolute_url(), follow=True).context["page"].moves

    assert [row.name for row in moves] == offered
    assert all(row.explanation for row in moves)


def test_a_stranger_moves_nothing(client, sent, stranger):
    client.force_login(stranger)

    assert move(client, sent, "accept").status_code == 404
