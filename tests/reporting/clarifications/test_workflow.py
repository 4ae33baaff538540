"""The life of a question about an answer: every state x role x move; replies and changes answer it."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from authorities.transitions import NotAllowed
from reporting.clarifications import clarification_notices
from reporting.clarifications.clarification_notices import remind_on
from reporting.clarifications.workflow import MOST_UNCLOSED, ask_about, clarification_workflow
from reporting.models import Answer, Clarification, State
from reporting.models.clarifications import ClarificationOutcome, ClarificationState
from reporting.submissions.workflow import report_workflow
from tests.conftest import rolled_back
from tests.reporting.clarifications.conftest import SIGNED

OPEN, ANSWERED, CLOSED = ClarificationState
COUNTRY, CERTIFIERS = {"focal_point", "deputy", "contributor"}, {"focal_point", "deputy"}
REVIEWERS = {"reviewer", "manager"}
# The whole policy: who may make which move, from which states, to which state (None: it stays).
POLICY = {
    "ask": (set(), REVIEWERS, OPEN),
    "reply": ({OPEN, ANSWERED}, COUNTRY, ANSWERED),
    "change_answer": ({OPEN, ANSWERED}, CERTIFIERS, ANSWERED),
    "ask_again": ({OPEN, ANSWERED}, REVIEWERS, OPEN),
    "close": ({OPEN, ANSWERED}, REVIEWERS, CLOSED),
    "reopen": ({CLOSED}, REVIEWERS, OPEN),
    "postpone": ({OPEN}, REVIEWERS, OPEN),
    "hand_over": ({OPEN, ANSWERED}, REVIEWERS, None),
}
MADE_BY_CODE = {"ask", "change_answer"}
CAST = (
    *("focal_point", "deputy", "contributor", "viewer", "registrar", "stranger"),
    *("reviewer", "reviewer_of_europe", "manager", "administrator"),
)


@pytest.fixture
def told(monkeypatch):
    """Collect [(names of who is told, key of the notice)]."""
    found = []
    monkeypatch.setattr(
        clarification_notices,
        "notify",
        lambda people, kind, **_more: found.append((sorted(str(one) for one in people), kind.key)),
    )
    return found


def move(clarification, name, by, **details):
    return clarification_workflow.move(clarification, name, by=by, **details)


def test_every_state_role_and_move(request, subtests, asked, focal_point, reviewer, manager, soon):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    details = {
        "ask": {"due": soon},
        "change_answer": {"version": asked.version},
        "ask_again": {"due": soon},
        "close": {"outcome": ClarificationOutcome.UNRESOLVED},
        "reopen": {"due": soon},
        "postpone": {"due": soon},
    }
    for state in ClarificationState:
        with rolled_back():
            bring_to(asked, state, focal_point, reviewer)
            for (who, user), name in product(cast.items(), POLICY):
                with subtests.test(state=state, who=who, move=name), rolled_back():
                    owner = manager if asked.owner_id == reviewer.pk else reviewer
                    more = {"given_to": owner} if name == "hand_over" else details.get(name, {})
                    check_move(asked.pk, state, who, user, name, more)


def bring_to(asked, state, focal_point, reviewer):
    asked.refresh_from_db()
    if state != OPEN:
        move(asked, "reply", focal_point, note="The ministry of labour.")
    if state == CLOSED:
        move(asked, "close", reviewer, outcome=ClarificationOutcome.EXPLAINED)


def check_move(pk, state, who, user, name, details):
    clarification = Clarification.objects.get(pk=pk)
    sources, people, target = POLICY[name]
    allowed = state in sources and who in people
    offered = [row.name for row in clarification_workflow.available_transitions(user, clarification)]

    assert (name in offered) is (allowed and name not in MADE_BY_CODE)
    if allowed:
        move(clarification, name, user, note="Because.", **details)
    else:
        with pytest.raises(NotAllowed):
            move(clarification, name, user, note="Because.", **details)
    clarification.refresh_from_db()
    assert clarification.state == ((target or state) if allowed else state)


def test_the_policy_names_every_move():
    assert {row.name for row in clarification_workflow.transitions} == set(POLICY)


def test_both_of_two_replies_stand_and_the_reviewer_is_told(asked, focal_point, contributor, told):
    stale = Clarification.objects.get(pk=asked.pk)
    move(asked, "reply", focal_point, note="The ministry of labour.")
    move(stale, "reply", contributor, note="No: the ministry of health.")

    assert [event.note for event in asked.events.all()][1:] == [
        "The ministry of labour.",
        "No: the ministry of health.",
    ]
    assert told == [(["Rita Reviewer"], "clarification_answered")] * 2


def test_a_reply_is_told_to_those_who_review_once_its_owner_does_not(
    asked, focal_point, reviewer, manager, reviewer_of_europe, told
):
    reviewer.memberships.update(valid_to=timezone.localdate())
    move(asked, "reply", focal_point, note="The ministry of labour.")

    assert told == [(["Mara Manager"], "clarification_answered")]


def test_what_is_asked_again_and_closed_is_told_to_those_who_fill_in(
    asked, focal_point, contributor, viewer, reviewer, manager, soon, told
):
    move(asked, "ask_again", reviewer, note="And since when?", due=soon)
    move(asked, "hand_over", reviewer, given_to=manager)
    move(asked, "close", manager, outcome=ClarificationOutcome.WITHDRAWN, note="Found it.")

    country = ["Conrad Contributor", "Fosca Focal"]
    assert told == [
        (country, "clarification_asked"),
        (["Mara Manager"], "clarification_handed_over"),
        (country, "clarification_closed"),
    ]


def refused(act):
    with pytest.raises(ValidationError) as refusal:
        act()
    return refusal.value.messages


def test_each_refusal_has_its_sentence(sent, asked, focal_point, reviewer, reviewer_of_europe, soon):
    version, seen = asked.version, asked.events.get().pk
    late = timezone.localdate() - timedelta(days=5)
    far = timezone.localdate() + timedelta(days=400)

    assert refused(lambda: ask_about(version, "q1", " ", by=reviewer, due=soon)) == [
        "Say why, so that the others know what to do."
    ]
    for day in (late, far):
        assert refused(lambda day=day: ask_about(version, "q1", "Why?", by=reviewer, due=day)) == [
            "Choose a day from today until a year from now."
        ]
    assert refused(lambda: move(asked, "close", reviewer, outcome="explained")) == [
        "The country has not replied yet. Choose another outcome."
    ]
    assert refused(lambda: move(asked, "close", reviewer, outcome="changed")) == [
        "No version with another answer was sent since you asked. Choose another outcome."
    ]
    assert refused(lambda: move(asked, "close", reviewer, outcome="unresolved")) == [
        "Say why, so that the others know what to do."
    ]
    assert refused(lambda: move(asked, "hand_over", reviewer, given_to=reviewer)) == [
        "Rita Reviewer looks after this already."
    ]
    assert refused(lambda: move(asked, "hand_over", reviewer, given_to=reviewer_of_europe)) == [
        "Egon European does not review the reports of this country."
    ]
    move(asked, "reply", focal_point, note="The ministry of labour.")
    assert refused(lambda: move(asked, "close", reviewer, outcome="explained", seen=seen)) == [
        "Somebody has written here meanwhile. Read it above, then decide."
    ]
    move(asked, "close", reviewer, outcome="explained")
    assert refused(lambda: move(asked, "reply", focal_point, note="Late.")) == [
        "This question was closed meanwhile (Explained), so nothing was added."
    ]


def test_a_country_is_not_asked_without_end(sent, asked, reviewer, soon):
    facts = {"submission": sent, "version": asked.version, "owner": reviewer, "due": soon, "state": OPEN}
    Clarification.objects.bulk_create(
        Clarification(question="q1", **facts) for _number in range(MOST_UNCLOSED - 1)
    )

    (sentence,) = refused(lambda: ask_about(asked.version, "q1", "Why?", by=reviewer, due=soon))
    assert sentence.startswith("100 questions to this country are not closed yet.")


def test_a_changed_answer_answers_once_the_report_is_sent_again(asked, sent, focal_point, reviewer, soon):
    other = ask_about(asked.version, "q1", "Really?", by=reviewer, due=soon)
    report_workflow.move(sent, "return", by=reviewer, note="Please.")
    Answer.objects.filter(submission=sent, question="q3").update(value="Kept by the ministry of health.")
    report_workflow.move(sent, "submit", by=focal_point, **SIGNED)

    asked.refresh_from_db()
    other.refresh_from_db()
    event = asked.events.last()
    assert (asked.state, event.move, event.version.number) == (ANSWERED, "change_answer", 2)
    assert other.state == OPEN
    move(asked, "close", reviewer, outcome=ClarificationOutcome.CHANGED)
    assert asked.outcome == ClarificationOutcome.CHANGED


def test_a_reply_to_every_question_is_something_new_in_a_returned_report(
    asked, sent, focal_point, reviewer, soon
):
    other = ask_about(asked.version, "q1", "Really?", by=reviewer, due=soon)
    report_workflow.move(sent, "return", by=reviewer, note="Please reply.")
    move(asked, "reply", focal_point, note="The ministry of labour.")

    (sentence,) = refused(lambda: report_workflow.move(sent, "submit", by=focal_point, **SIGNED))
    assert sentence.startswith("Nothing has changed since")
    move(other, "reply", focal_point, note="Yes.")
    report_workflow.move(sent, "submit", by=focal_point, **SIGNED)
    assert sent.state == State.SUBMITTED


def test_a_report_is_accepted_once_every_question_is_closed(asked, sent, reviewer):
    (sentence,) = refused(lambda: report_workflow.move(sent, "accept", by=reviewer))
    assert sentence == "Questions to the country are not closed: 1. Close them first, each with its outcome."

    move(asked, "close", reviewer, outcome=ClarificationOutcome.WITHDRAWN, note="Found it.")
    report_workflow.move(sent, "accept", by=reviewer)
    assert sent.state == State.ACCEPTED


def test_both_sides_are_reminded_once_of_each_last_day(asked, focal_point, reviewer, soon, told):
    for days in (-4, -3, -1, 0, 1, 2):
        remind_on(soon + timedelta(days=days))

    assert told == [
        (["Fosca Focal"], "clarification_due_soon"),
        (["Fosca Focal", "Rita Reviewer"], "clarification_overdue"),
    ]
