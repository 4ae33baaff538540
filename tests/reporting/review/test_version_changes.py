"""What a reviewer reads cannot move: decisions carry the version read; what changed stands on one page."""

import pytest
from django.urls import reverse

from reporting.models import State
from reporting.submissions.workflow import report_workflow
from tests.reporting.public.report_steps import make_round, publish_report, save_answers, start_report

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


@pytest.fixture
def sent(complete, focal_point):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    return complete


def send_again(submission, focal_point, reviewer, **values):
    report_workflow.move(submission, "return", by=reviewer, note="Question 3 names no keeper.")
    save_answers(submission, **values)
    report_workflow.move(submission, "submit", by=focal_point, **SIGNED)


def decide(client, submission, name, **data):
    return client.post(
        reverse("move", args=[submission.round_id, submission.member_state_id, name]), data, follow=True
    )


def test_a_decision_on_a_version_that_was_replaced_is_refused_and_made_on_the_second_press(
    client, sent, focal_point, reviewer
):
    client.force_login(reviewer)
    send_again(sent, focal_point, reviewer, q3="Kept by nobody.")

    refused = decide(client, sent, "accept", version="1", note="All <well>.")
    html = refused.content.decode()

    assert refused.status_code == 422
    assert "You have read version 1. The country has sent version 2 meanwhile" in html
    assert "?from=1&amp;to=2" in html
    assert "All &lt;well&gt;.</textarea>" in html
    assert '<input type="hidden" name="version" value="2"' in html
    assert decide(client, sent, "accept", version="2").status_code == 200
    sent.refresh_from_db()
    assert sent.state == State.ACCEPTED


@pytest.mark.parametrize(
    ("before", "name", "sentence"),
    [
        (["withdraw"], "accept", "The country has taken the report back meanwhile, so nothing was decided."),
        (
            ["return"],
            "accept",
            "The report is “Returned for correction” by now, so “Accept” is not possible.",
        ),
        (["return"], "return", "The report is already “Returned for correction”"),
        (["accept", "publish"], "return", "The report is “Published” by now, so “Return for correction” is"),
    ],
)
def test_a_stale_tab_is_told_what_became_of_the_report(
    client, sent, focal_point, manager, before, name, sentence
):
    for move in before:
        by = focal_point if move == "withdraw" else manager
        report_workflow.move(sent, move, by=by, note="Because.")
    client.force_login(manager)

    assert sentence in decide(client, sent, name, version="1", note="A note.").content.decode()


def test_what_changed_between_two_versions_stands_on_one_page_with_why_it_was_asked(
    client, sent, focal_point, reviewer
):
    send_again(sent, focal_point, reviewer, q3="Kept by nobody.")
    place = [sent.round_id, sent.member_state_id]
    readers = {"review_changes": reviewer, "version_changes": focal_point}
    for name, reader in readers.items():
        client.force_login(reader)
        html = client.get(reverse(name, args=place), {"from": "1", "to": "2"}).content.decode()

        assert "What changed in version 2" in html
        assert "Kept by nobody." in html
        assert "Question 3 names no keeper." in html
        assert "Rita Reviewer" in html
        for wrong in ({"from": "2", "to": "1"}, {"from": "7"}, {"to": "x"}, {"from": "last"}):
            assert client.get(reverse(name, args=place), wrong).status_code == 404


def test_a_version_is_compared_with_the_last_report(client, complete, focal_point, reviewer):
    publish_report(start_report(make_round(1)), q3="Kept by the health ministry.")
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    client.force_login(reviewer)
    address = reverse("review_changes", args=[complete.round_id, complete.member_state_id])

    for asked in ({}, {"from": "last", "to": "1"}):
        html = client.get(address, asked).content.decode()

        assert "Since Round 1" in html.replace("\u2068", "").replace("\u2069", "")
        assert "Kept by the health ministry." in html
        assert "Between the two versions" not in html


def test_the_country_finds_what_changed_and_does_not_type_again_who_signs(
    client, sent, focal_point, reviewer
):
    send_again(sent, focal_point, reviewer, q3="Kept by nobody.")
    report_workflow.move(sent, "return", by=reviewer, note="Question 3 again.")
    client.force_login(focal_point)
    place = [sent.round_id, sent.member_state_id]

    assert reverse("version_changes", args=place) in client.get(sent.get_absolute_url()).content.decode()
    save_answers(sent, q3="Kept by the labour ministry.")
    html = client.get(reverse("certify", args=place)).content.decode()
    assert 'value="Dr Sign"' in html
    assert 'value="Director"' in html
