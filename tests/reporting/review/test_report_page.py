"""A report beside the last one: what differs first, with what helps to judge it, and the decision last."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from authorities.models import Notice
from reporting.models import State
from reporting.review.queue import find_next_report
from reporting.review.review_workflow import move_review
from reporting.submissions.workflow import report_workflow
from tests.reporting.public.report_steps import make_round, publish_report, save_answers, start_report
from tests.reporting.review.test_queue import send

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}


@pytest.fixture
def sent(complete, focal_point):
    """A report that differs from the last one in the answer to q3 alone."""
    publish_report(start_report(make_round(1)), q3="Kept by the health ministry.")
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    return complete


def read(client, report, number=1):
    address = reverse("review_version", args=[report.round_id, report.member_state_id, number])
    return client.get(address)


def split_codes(page):
    """Return (codes of answers that stand first, codes of those that are folded)."""
    sections = page.context["page"].sections
    return (
        [answer.reading.code for part in sections for answer in part.first],
        [answer.reading.code for part in sections for answer in part.unchanged],
    )


def test_differences_stand_first_and_the_decision_last(client, sent, reviewer):
    client.force_login(reviewer)

    page = read(client, sent)
    html = page.content.decode()

    first, folded = split_codes(page)
    assert "q3" in first
    assert "q1" in folded
    assert "Kept by the labour ministry." in html
    assert "Kept by the health ministry." in html
    assert html.index("Kept by the health ministry.") < html.index('id="decide"')
    assert '<input type="hidden" name="version" value="1">' in html
    assert "Submitted" in html


def test_without_an_earlier_report_everything_is_to_be_read(client, complete, focal_point, reviewer):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    client.force_login(reviewer)

    first, folded = split_codes(read(client, complete))

    assert len(first) > 3
    assert folded == []


def test_an_older_version_stays_as_it_was_and_takes_no_decision(client, sent, focal_point, reviewer):
    report_workflow.move(sent, "return", by=reviewer, note="Question 3 names no keeper.")
    save_answers(sent, q3="Kept by nobody.")
    report_workflow.move(sent, "submit", by=focal_point, **SIGNED)
    client.force_login(reviewer)

    old, new = read(client, sent, 1).content.decode(), read(client, sent, 2).content.decode()

    assert "Read the newest version" in old
    assert "Kept by nobody." not in old
    assert 'name="version"' not in old
    assert "other than in version 1" in new
    assert "Question 3 names no keeper." in new
    assert read(client, sent, 3).status_code == 404
    newest = client.get(reverse("review_report", args=[sent.round_id, sent.member_state_id]))
    assert newest.url.endswith("/v2/")


def test_what_was_taken_back_says_so(client, sent, focal_point, reviewer):
    report_workflow.move(sent, "withdraw", by=focal_point, note="A number is wrong.")
    client.force_login(reviewer)

    html = read(client, sent).content.decode()

    assert "The country has taken this report back." in html
    assert "There is nothing for you to decide on this version now." in html


def test_others_are_told_who_has_it_and_may_decide_all_the_same(client, sent, reviewer, manager):
    move_review(sent, "take", by=manager)
    client.force_login(reviewer)

    html = read(client, sent).content.decode()
    client.post(reverse("move", args=[sent.round_id, sent.member_state_id, "accept"]), {"version": "1"})

    assert "has this report in hand. You can decide all the same." in html
    sent.refresh_from_db()
    assert sent.state == State.ACCEPTED
    told = Notice.objects.get(kind="report_decided_by_other")
    assert told.recipient == manager


def test_the_next_report_is_the_one_that_waits_longest_and_nobody_has(complete, reviewer, manager):
    found = {iso3: send(iso3, manager, days=days) for iso3, days in [("IRL", 9), ("KEN", 5), ("DEU", 1)]}
    move_review(found["KEN"], "take", by=manager)

    assert find_next_report(reviewer, found["IRL"]) == found["DEU"]
    assert find_next_report(reviewer, found["DEU"]) == found["IRL"]
    assert find_next_report(manager, found["IRL"]) == found["KEN"]
    move_review(found["DEU"], "take", by=manager)
    assert find_next_report(reviewer, found["IRL"]) == found["KEN"]


def test_reading_asks_the_same_queries_however_much_waits(client, sent, reviewer, manager):
    client.force_login(reviewer)
    counts = []
    for waiting in ([], ["IRL", "KEN", "DEU"]):
        for iso3 in waiting:
            send(iso3, manager)
        with CaptureQueriesContext(connection) as captured:
            assert read(client, sent).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
