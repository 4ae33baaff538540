"""The pages of questions about answers: for the country and its reviewers, never for others."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.clarifications.workflow import ask_about, clarification_workflow
from reporting.filing.saving import start_submission
from reporting.models import Answer, Clarification
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.reporting.clarifications.conftest import SIGNED
from tests.reporting.filing.assignments.parts import assign_to


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def read(client, name, *args):
    return client.get(reverse(name, args=args)).content.decode()


def report_of(clarification):
    return [clarification.submission.round_id, clarification.submission.member_state_id]


def thread_of(clarification):
    return reverse("clarification", args=[*report_of(clarification), clarification.pk])


def test_a_question_is_asked_read_answered_and_closed(sent, reviewer, focal_point, soon):
    rita, fosca = signed_in(reviewer), signed_in(focal_point)
    ask_at = reverse("ask_clarification", args=[sent.round_id, "PHL", "q5"])
    assert ask_at in rita.get(sent.get_absolute_url(), follow=True).content.decode()
    assert "Nurses" in rita.get(ask_at).content.decode()
    question = {"version": 1, "row": "nurses", "note": "Only three?", "due": soon.isoformat()}
    page = rita.post(ask_at, question, follow=True).content.decode()
    asked = Clarification.objects.get()
    assert "Only three?" in page
    assert "Nurses" in page

    assert "The secretariat asks you about 1 answer" in fosca.get(sent.get_absolute_url()).content.decode()
    assert "The secretariat asks you about 1 answer" in fosca.get(reverse("desk")).content.decode()
    section = read(fosca, "section", sent.round_id, "PHL", "sA")
    assert section.count("Only three?") == 1
    assert thread_of(asked) in section
    assert "Only three?" in read(fosca, "clarifications", sent.round_id, "PHL")
    fosca.post(thread_of(asked), {"move": "reply", "reply-note": "Yes, three."})

    assert "1 answered, 0 waiting" in rita.get(reverse("desk")).content.decode()
    closed = {"move": "close", "close-outcome": "explained", "close-seen": asked.events.last().pk}
    assert "The question is closed." in rita.post(thread_of(asked), closed, follow=True).content.decode()
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == ("closed", "explained")


def test_what_was_typed_for_a_closed_question_is_shown_again_with_the_reason(asked, reviewer, focal_point):
    why = {"note": "Found it.", "outcome": "withdrawn"}
    clarification_workflow.move(asked, "close", by=reviewer, **why)

    answer = signed_in(focal_point).post(thread_of(asked), {"move": "reply", "reply-note": "LONG REPLY"})

    assert answer.status_code == 422
    assert "was closed meanwhile (Withdrawn by the secretariat)" in answer.content.decode()
    assert "LONG REPLY" in answer.content.decode()


def test_the_reviewer_sees_before_and_after_only_once_it_is_sent(asked, sent, reviewer, focal_point):
    report_workflow.move(sent, "return", by=reviewer, note="Please.")
    Answer.objects.filter(submission=sent, question="q3").update(value="Kept by HEALTH.")
    rita, fosca = signed_in(reviewer), signed_in(focal_point)

    own, theirs = (client.get(thread_of(asked)).content.decode() for client in (fosca, rita))
    assert "Kept by HEALTH." in own
    assert "Your country has changed the answer." in own
    assert "Kept by HEALTH." not in theirs
    assert "Kept by the labour ministry." in theirs
    report_workflow.move(sent, "submit", by=focal_point, **SIGNED)
    theirs = rita.get(thread_of(asked)).content.decode()
    assert "Kept by HEALTH." in theirs
    assert "Kept by the labour ministry." in theirs
    assert "sent version 2, in which the answer is another one" in theirs


@pytest.mark.parametrize("who", ["stranger", "reviewer_of_europe", "registrar"])
def test_others_do_not_learn_that_there_is_a_question(request, asked, who):
    client = signed_in(request.getfixturevalue(who))
    report = report_of(asked)
    addresses = [thread_of(asked), reverse("clarifications", args=report)]

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    listed = client.get(reverse("all_clarifications"))
    assert listed.status_code == 404 or "Who keeps" not in listed.content.decode()


def test_a_viewer_reads_and_replies_to_nothing(asked, viewer):
    client = signed_in(viewer)

    assert "<textarea" not in client.get(thread_of(asked)).content.decode()
    assert client.post(thread_of(asked), {"move": "reply", "reply-note": "Hm."}).status_code == 422


def test_an_answer_that_was_not_asked_takes_no_question(sent, reviewer):
    client = signed_in(reviewer)
    statuses = [
        client.get(reverse("ask_clarification", args=[sent.round_id, "PHL", code])).status_code
        for code in ("q5", "nothing")
    ]

    assert statuses == [200, 404]


FILTERS = {
    "": ["PHL open", "PHL answered"],
    "?state=closed": ["PHL closed"],
    "?state=all&region=WPR": ["PHL open", "PHL answered", "PHL closed"],
    "?region=EUR": [],
    "?overdue=on": [],
    "?owner=nobody&state=never": ["PHL open", "PHL answered"],
}


def test_the_list_of_the_secretariat_filters_and_asks_few_queries_at_any_size(
    asked, sent, focal_point, reviewer, soon, django_assert_num_queries
):
    client = signed_in(reviewer)
    for words in ("answered", "closed"):
        other = ask_about(sent.latest_version, "q1", words, by=reviewer, due=soon)
        clarification_workflow.move(other, "reply", by=focal_point, note="Yes.")
    clarification_workflow.move(other, "close", by=reviewer, outcome="explained")
    for query, expected in FILTERS.items():
        listed = client.get(reverse("all_clarifications") + query).context["page"].listed
        found = [one.clarification for one in listed]
        assert [f"{one.submission.member_state_id} {one.state}" for one in found] == expected

    with django_assert_num_queries(7):
        client.get(reverse("all_clarifications"))
    for iso3 in ("IDN", "KEN", "NAM"):
        report = start_submission(sent.round, factories.MemberStateFactory(iso3=iso3))
        version = factories.version_of(report, by=focal_point)
        Clarification.objects.create(
            submission=report, version=version, question="q1", owner=reviewer, due=soon, state="open"
        )
    with django_assert_num_queries(7):
        client.get(reverse("all_clarifications"))


def test_who_was_given_the_question_reads_what_is_asked_beside_it_and_nothing_else(
    asked, sent, reviewer, focal_point, soon
):
    ask_about(asked.version, "q1", "A question to others.", by=reviewer, due=soon)
    report_workflow.move(sent, "return", by=reviewer, note="Please.")
    lena = factories.UserFactory(name="Lena Labour")
    assign_to(lena, sent, ["q3"], by=focal_point)

    page = read(signed_in(lena), "section", sent.round_id, "PHL", "sA")
    assert "Who keeps the record?" in page
    assert "A question to others." not in page
    assert thread_of(asked) not in page
    assert signed_in(lena).get(thread_of(asked)).status_code == 404
