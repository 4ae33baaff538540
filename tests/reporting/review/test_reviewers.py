"""Taking a report, handing it over and giving it back: every state, person and move."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from authorities.models import Notice, Role
from authorities.transitions import NotAllowed
from reporting.models import Review, ReviewState, State
from reporting.review.review_workflow import find_review, move_review, offered_review_moves, review_workflow
from tests.conftest import person, rolled_back

FREE, TAKEN = ReviewState.FREE, ReviewState.TAKEN
CAST = ("focal_point", "viewer", "stranger", "reviewer", "reviewer_of_europe", "manager", "administrator")
# {move: (states, who, state after it)}; Rita is the one who has a report that is taken.
POLICY = {
    "take": ({FREE}, {"reviewer", "manager"}, TAKEN),
    "hand_over": ({TAKEN}, {"reviewer"}, TAKEN),
    "assign": ({FREE, TAKEN}, {"manager"}, TAKEN),
    "give_back": ({TAKEN}, {"reviewer", "manager"}, FREE),
}


@pytest.fixture
def report(complete):
    complete.state = State.SUBMITTED
    complete.save()
    return complete


@pytest.fixture
def other(db):
    """Oskar reviews the reports of the Western Pacific."""
    return person("Oskar Other", Role.REVIEWER, region="WPR")


@pytest.mark.parametrize("state", ReviewState)
def test_every_state_person_and_move(request, subtests, report, reviewer, other, state):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    if state == TAKEN:
        move_review(report, "take", by=reviewer)
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            sources, people, target = POLICY[move]
            allowed = state in sources and who in people
            offered = [row.name for row in offered_review_moves(user, find_review(report))]
            assert (move in offered) is allowed
            if allowed:
                move_review(report, move, by=user, to=other, note="Because.")
            else:
                with pytest.raises(ValidationError):
                    move_review(report, move, by=user, to=other, note="Because.")
            assert find_review(report).state == (target if allowed else state)


def test_the_policy_names_every_move():
    assert {row.name for row in review_workflow.transitions} == set(POLICY)


def test_whom_a_report_can_be_given_to(report, reviewer, reviewer_of_europe, manager, viewer):
    move_review(report, "take", by=reviewer)
    sentences = {
        reviewer_of_europe: "Choose somebody who reviews reports of this region.",
        viewer: "Choose somebody who reviews reports of this region.",
        None: "Choose somebody who reviews reports of this region.",
        reviewer: "Rita Reviewer has this report already.",
    }
    for to, sentence in sentences.items():
        with pytest.raises(ValidationError) as refusal:
            move_review(report, "assign", by=manager, to=to)
        assert refusal.value.messages == [sentence]
    with pytest.raises(ValidationError) as refusal:
        move_review(report, "hand_over", by=reviewer, to=manager, note=" ")
    assert refusal.value.messages == ["Say why, so that the others know what to do."]


def test_what_somebody_has_who_reviews_no_more_can_be_taken(report, reviewer, other):
    move_review(report, "take", by=reviewer)
    with pytest.raises(ValidationError, match="Rita Reviewer has this report already"):
        move_review(report, "take", by=other)
    reviewer.memberships.update(valid_to=timezone.localdate())

    move_review(report, "take", by=other)

    assert find_review(report).holder == other


@pytest.mark.parametrize("state", [State.DRAFT, State.PUBLISHED])
def test_what_is_not_in_review_is_not_taken(report, reviewer, state):
    report.state = state
    report.save()

    with pytest.raises(ValidationError, match="There is nothing to read now"):
        move_review(report, "take", by=reviewer)
    assert offered_review_moves(reviewer, find_review(report)) == []


def test_handing_over_tells_the_other_and_leaves_a_history(client, report, reviewer, other, manager):
    report.versions.create(
        number=1, content={"answers": {}}, submitted_at=timezone.now(), submitted_by=manager
    )
    client.force_login(reviewer)
    place = [report.round_id, report.member_state_id]
    client.post(reverse("move_reviewer", args=[*place, "take"]))
    form = reverse("move_reviewer", args=[*place, "hand_over"])

    assert "Oskar Other" in client.get(form).content.decode()
    refused = client.post(form, {"to": other.pk, "note": ""})
    assert refused.status_code == 422
    page = client.post(form, {"to": other.pk, "note": "I am on leave."}, follow=True).content.decode()

    assert "Oskar Other has this report in hand now, and is told." in page
    assert "I am on leave." in page
    assert [(one.recipient, one.kind) for one in Notice.objects.all()] == [(other, "report_handed_over")]
    move_review(report, "assign", by=manager, to=reviewer)
    assert set(Notice.objects.values_list("recipient__name", "kind")) >= {
        ("Rita Reviewer", "report_handed_over"),
        ("Oskar Other", "report_given_to_other"),
    }
    events = Review.objects.get().events.values_list("move", "holder__name")
    assert list(events) == [
        ("take", "Rita Reviewer"), ("hand_over", "Oskar Other"), ("assign", "Rita Reviewer"),
    ]  # fmt: skip


def test_a_stranger_to_the_region_takes_nothing(report, reviewer_of_europe):
    with pytest.raises(NotAllowed):
        move_review(report, "take", by=reviewer_of_europe)
