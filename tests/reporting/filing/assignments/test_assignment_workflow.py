"""Every move of an assignment in every state by everybody, and what the moves require and bring about."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from authorities.models import Notice
from authorities.transitions import NotAllowed
from reporting.filing.assignments.assignment_workflow import MOST_MAILS, assignment_workflow
from reporting.models import Assignment, AssignmentEvent, AssignmentState, State, Submission
from tests.conftest import rolled_back
from tests.reporting.filing.assignments.parts import ask_part, assign_to, move_part

CAST = ("focal_point", "deputy", "contributor", "viewer", "stranger", "manager", "administrator", "assignee")
CERTIFIES, ASSIGNEE = {"focal_point", "deputy"}, {"assignee"}
A, B, R, S, OK, D, T = AssignmentState
ANSWERING = {A, B, S}
# {move: (states from which it goes, who makes it, state to which it leads; None: the same)}
TABLE = {
    "enter": ({A, B, R, S, OK}, ASSIGNEE, None),
    "begin": ({A}, ASSIGNEE, B),
    "ready": (ANSWERING, ASSIGNEE, R),
    "go_on": ({R}, ASSIGNEE, B),
    "decline": (ANSWERING, ASSIGNEE, D),
    "accept": ({R}, CERTIFIES, OK),
    "send_back": ({R, OK}, CERTIFIES, S),
    "reschedule": ({A, B, R, S}, CERTIFIES, None),
    "readdress": (ANSWERING, CERTIFIES, A),
    "remind": (ANSWERING, CERTIFIES, None),
    "take_back": ({A, B, R, S, OK}, CERTIFIES, T),
}
NEW_ADDRESS = {"to": {"email": "right@labour.example", "name": "", "institution": "Ministry of Labour"}}


def details_of(name):
    day = timezone.localdate() + timedelta(days=20)
    return {"note": "Because."} | {"reschedule": {"due": day}, "readdress": NEW_ADDRESS}.get(name, {})


@pytest.fixture
def part(draft, assignee, focal_point):
    return assign_to(assignee, draft, ["q1", "q3"], by=focal_point)


def try_move(part, state, name, person):
    """Return the state that a move leads to, or None if it is refused as not open."""
    with rolled_back():
        Assignment.objects.filter(pk=part.pk).update(state=state)
        try:
            return move_part(part, name, by=person, **details_of(name)).state
        except NotAllowed:
            return None


def test_every_move_in_every_state_by_everybody(part, request):
    people = {who: request.getfixturevalue(who) for who in CAST}
    assert set(assignment_workflow.by_name) == {"assign", *TABLE}
    wrong = {}
    for name, (sources, movers, target) in TABLE.items():
        for state in AssignmentState:
            for who, person in people.items():
                may = state in sources and who in movers
                led_to = B if (name, state) == ("enter", A) else target or state
                found = try_move(part, state, name, person)
                if found != (led_to if may else None):
                    wrong[name, str(state), who] = found

    assert wrong == {}


def test_every_move_leaves_an_event_and_the_constraint_knows_the_states(part, assignee):
    move_part(part, "begin", by=assignee)
    found = AssignmentEvent.objects.filter(assignment=part).values_list(
        "move", "from_state", "to_state", "by__name"
    )

    assert list(found) == [
        ("assign", "", "assigned", "Fosca Focal"),
        ("begin", "assigned", "begun", "Asha Assignee"),
    ]
    for wrong in ({"state": "gone"}, {"entered": 2, "number": 1}, {"entered": 1, "user": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.filter(pk=part.pk).update(**wrong)


def refusal_of(part, name, by, **details):
    with pytest.raises(ValidationError) as refused:
        move_part(part, name, by=by, **details)
    return " ".join(refused.value.messages)


def test_declining_and_sending_back_need_a_reason(part, assignee, focal_point):
    assert "Say why" in refusal_of(part, "decline", assignee)
    move_part(part, "ready", by=assignee)
    assert "Say why" in refusal_of(part, "send_back", focal_point)


def test_moves_of_a_report_that_was_sent_are_explained(part, assignee, focal_point):
    Submission.objects.filter(pk=part.submission_id).update(state=State.SUBMITTED)
    day = part.due + timedelta(days=1)

    assert "The report was sent: it is “Submitted”" in refusal_of(part, "ready", assignee)
    assert "The report was sent" in refusal_of(part, "reschedule", focal_point, due=day)
    assert move_part(part, "take_back", by=focal_point).state == T
    assert refusal_of(part, "ready", assignee) == "This assignment was taken back."


def test_two_assignments_of_a_question_are_allowed_only_if_it_is_said(draft, part, focal_point):
    with pytest.raises(ValidationError, match="Ministry of Labour .Lena Labour.*Others may answer the same"):
        ask_part(draft, ["q3", "q4"], by=focal_point)
    assert Assignment.objects.count() == 1
    ask_part(draft, ["q4"], by=focal_point)
    both = ask_part(draft, ["q3"], by=focal_point, is_shared=True)

    assert both.codes == {"q3"}
    move_part(part, "take_back", by=focal_point)
    move_part(both, "take_back", by=focal_point)
    ask_part(draft, ["q3"], by=focal_point)  # with nobody by now


def test_what_is_not_asked_cannot_be_assigned(draft, focal_point):
    with pytest.raises(ValidationError, match="Choose at least one section or question"):
        ask_part(draft, ["q99"], by=focal_point)
    Submission.objects.filter(pk=draft.pk).update(state=State.ACCEPTED)
    with pytest.raises(ValidationError, match="The report was sent"):
        ask_part(draft, ["q1"], by=focal_point)


def test_a_correct_address_ends_the_link_and_the_account_of_the_wrong_one(part, focal_point, assignee):
    found = move_part(part, "readdress", by=focal_point, **NEW_ADDRESS)

    assert (found.user, found.entered, found.number, found.email) == (None, 0, 2, "right@labour.example")
    assert found.events.get(move="readdress").detail == assignee.email
    assert not Assignment.objects.of_person(assignee).exists()
    assert Notice.objects.about(part).filter(address="right@labour.example").count() == 1


def test_an_hour_a_day_and_a_person_limit_the_mails(draft, focal_point):
    part = ask_part(draft, ["q1"], by=focal_point)
    move_part(part, "remind", by=focal_point)
    assert "A reminder was sent within the last day" in refusal_of(part, "remind", focal_point)

    Assignment.objects.filter(pk=part.pk).update(number=MOST_MAILS)
    assert "was written to 20 times" in refusal_of(part, "readdress", focal_point, **NEW_ADDRESS)

    AssignmentEvent.objects.bulk_create(
        AssignmentEvent(assignment=part, move="assign", to_state="assigned", by=focal_point)
        for _ in range(50)
    )
    with pytest.raises(ValidationError, match="You have asked very often"):
        ask_part(draft, ["q4"], by=focal_point)


def test_people_are_told_of_the_moves_that_concern_them(part, assignee, focal_point, deputy):
    move_part(part, "ready", by=assignee)
    move_part(part, "send_back", by=focal_point, note="The year is wrong.")
    move_part(part, "decline", by=assignee, note="Not ours.")
    told = Notice.objects.about(part).values_list("kind", "recipient__name")

    assert sorted(told) == [
        ("assignment_asked", "Asha Assignee"),
        ("assignment_declined", "Delia Deputy"),
        ("assignment_declined", "Fosca Focal"),
        ("assignment_ready", "Delia Deputy"),
        ("assignment_ready", "Fosca Focal"),
        ("assignment_sent_back", "Asha Assignee"),
    ]
