"""The life of a report: every state x role x move, and what a move leaves behind."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from authorities.models import Role
from authorities.models.roles import CERTIFIES, FILLS_IN, REVIEWS
from authorities.transitions import NotAllowed
from reporting.models import Answer, PaperReport, State, Submission, SubmissionEvent
from reporting.models.hashes import content_sha256
from reporting.models.submissions import RECORDING
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.conftest import rolled_back

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}

# The whole policy, written out: who may make which move, from which states, to which state.
POLICY = {
    "submit": ({State.DRAFT, State.RETURNED}, {"focal_point", "deputy"}, State.SUBMITTED),
    "withdraw": ({State.SUBMITTED, State.RETURNED}, {"focal_point", "deputy"}, State.DRAFT),
    "return": ({State.SUBMITTED, State.ACCEPTED}, {"reviewer", "manager"}, State.RETURNED),
    "accept": ({State.SUBMITTED}, {"reviewer", "manager"}, State.ACCEPTED),
    "publish": ({State.ACCEPTED}, {"manager"}, State.PUBLISHED),
    "take_back": ({State.PUBLISHED}, {"manager"}, State.ACCEPTED),
    "correct": ({State.PUBLISHED}, {"focal_point", "deputy"}, State.RETURNED),
    "record": ({State.DRAFT}, {"administrator"}, State.SUBMITTED),
    "record_paper": ({State.DRAFT}, {"manager"}, State.SUBMITTED),
    "record_publication": ({State.SUBMITTED}, {"administrator"}, State.PUBLISHED),
}
# What each move is told; a move of history only a spreadsheet makes, so it is no button.
GONE = {"public_reason": "It was sent by mistake."}
TOLD = {"submit": SIGNED, "take_back": GONE, **dict.fromkeys(RECORDING, {"is_history": True})}
MADE_BY_CODE = {*RECORDING, "record_paper"}
PAPER = {"received_on": date(2021, 5, 1), "way": "letter", "scan": "scan.pdf", "scan_name": "scan.pdf"}
CAST = [
    "focal_point",
    "deputy",
    "contributor",
    "viewer",
    "registrar",
    "stranger",
    "reviewer",
    "reviewer_of_europe",
    "manager",
    "administrator",
]


def brought_to(submission, state, focal_point, manager):
    """The submission after the moves that lead to a state."""
    way = {
        State.DRAFT: [],
        State.SUBMITTED: ["submit"],
        State.RETURNED: ["submit", "return"],
        State.ACCEPTED: ["submit", "accept"],
        State.PUBLISHED: ["submit", "accept", "publish"],
    }
    for name in way[state]:
        by = focal_point if name == "submit" else manager
        details = SIGNED if name == "submit" else {}
        report_workflow.move(submission, name, by=by, note="A note.", **details)
    if state == State.RETURNED:
        Answer.objects.filter(submission=submission, question="q3").update(value="Corrected.")
    return submission


@pytest.mark.parametrize("state", State)
def test_every_state_role_and_move(request, subtests, complete, focal_point, manager, state):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    brought_to(complete, state, focal_point, manager)
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            check_move(Submission.objects.get(pk=complete.pk), state, who, user, move)


def check_move(submission, state, who, user, move):
    sources, people, target = POLICY[move]
    details = TOLD.get(move, {})
    allowed = state in sources and who in people
    offered = [row.name for row in report_workflow.available_transitions(user, submission)]

    assert (move in offered) is (allowed and move not in MADE_BY_CODE)
    if allowed:
        if move == "record_paper":
            PaperReport.objects.create(submission=submission, state="waiting", **PAPER)
        report_workflow.move(submission, move, by=user, note="Because.", **details)
    else:
        with pytest.raises(NotAllowed):
            report_workflow.move(submission, move, by=user, note="Because.", **details)
    submission.refresh_from_db()
    assert submission.state == (target if allowed else state)


def test_the_policy_names_every_move():
    assert {row.name for row in report_workflow.transitions} == set(POLICY)


def test_a_regional_reviewer_decides_in_that_region_only(ireland, indicators, reviewer_of_europe, complete):
    report = factories.SubmissionFactory(member_state=ireland, round=complete.round, state=State.SUBMITTED)

    report_workflow.move(report, "accept", by=reviewer_of_europe)

    assert report.state == State.ACCEPTED


def test_an_incomplete_report_is_not_submitted_and_says_what_is_missing(draft, focal_point):
    with pytest.raises(ValidationError) as refusal:
        report_workflow.move(draft, "submit", by=focal_point, **SIGNED)

    assert refusal.value.messages == [
        "Question 0 has no answer yet. Answer it, or give a reason.",
        "Question 1 has no answer yet. Answer it, or give a reason.",
    ]
    assert draft.versions.count() == 0


def test_returning_without_a_note_is_refused(complete, focal_point, reviewer):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)

    with pytest.raises(ValidationError, match="Say why"):
        report_workflow.move(complete, "return", by=reviewer, note="  ")


def test_submission_freezes_a_numbered_hashed_version(complete, focal_point):
    event = report_workflow.move(complete, "submit", by=focal_point, **SIGNED)

    version = complete.versions.get()
    assert event.version == version
    assert version.number == 1
    assert version.sha256 == content_sha256(version.content)
    assert version.content["answers"]["q2"]["value"] == ["record"]
    assert {row.indicator_id: row.value for row in version.indicator_values.all()} == {
        "steps_taken": "yes",
        "recruiter_record": "yes",
    }


def test_every_move_leaves_an_event(complete, focal_point, manager):
    brought_to(complete, State.PUBLISHED, focal_point, manager)

    events = SubmissionEvent.objects.filter(submission=complete).values_list(
        "move", "from_state", "to_state", "by__name"
    )
    assert list(events) == [
        ("submit", "draft", "submitted", "Fosca Focal"),
        ("accept", "submitted", "accepted", "Mara Manager"),
        ("publish", "accepted", "published", "Mara Manager"),
    ]


def test_a_second_click_on_submit_changes_nothing(complete, focal_point):
    again = type(complete).objects.get(pk=complete.pk)
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)

    with pytest.raises(NotAllowed, match="Submitted"):
        report_workflow.move(again, "submit", by=focal_point, **SIGNED)
    assert complete.versions.count() == 1


def test_a_correction_becomes_the_next_version(complete, focal_point, manager):
    brought_to(complete, State.RETURNED, focal_point, manager)
    Answer.objects.filter(submission=complete, question="q1").update(value="no")

    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)

    first, second = complete.versions.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.content["answers"]["q1"]["value"] == "yes"
    assert sorted(second.content["answers"]) == ["q0", "q1"]


def test_a_returned_report_in_which_nothing_has_changed_is_not_submitted_again(
    client, complete, focal_point, reviewer
):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    report_workflow.move(complete, "return", by=reviewer, note="Question 3 names no keeper.")
    client.force_login(focal_point)
    page = client.get(reverse("certify", args=[complete.round_id, complete.member_state_id])).content.decode()

    assert "Nothing has changed since the secretariat returned this report." in page
    assert 'name="signatory_name"' not in page
    with pytest.raises(ValidationError) as refusal:
        report_workflow.move(complete, "submit", by=focal_point, **SIGNED)

    assert refusal.value.messages == [
        "Nothing has changed since the secretariat returned this report. "
        "Correct what its note asks for, then submit."
    ]
    assert complete.versions.count() == 1


def test_a_report_that_was_taken_back_is_not_public_until_it_is_published_again(
    complete, focal_point, manager
):
    brought_to(complete, State.PUBLISHED, focal_point, manager)

    event = report_workflow.move(complete, "take_back", by=manager, note="Wrong country.", **GONE)

    version = complete.versions.get()
    assert event.version == version
    assert not complete.versions.published().exists()
    assert complete.versions.published_before(event.at).get() == version
    assert not complete.versions.published_before(event.at + timedelta(seconds=1)).exists()
    again = report_workflow.move(complete, "publish", by=manager, note="Mended.")
    assert complete.versions.published().get() == version
    assert complete.versions.published_before(again.at + timedelta(seconds=1)).get() == version


def test_a_report_that_was_taken_back_is_not_withdrawn_by_its_country(complete, focal_point, manager):
    brought_to(complete, State.PUBLISHED, focal_point, manager)
    report_workflow.move(complete, "take_back", by=manager, note="Wrong country.", **GONE)
    report_workflow.move(complete, "return", by=manager, note="Correct it.")

    with pytest.raises(ValidationError, match="not withdrawn"):
        report_workflow.move(complete, "withdraw", by=focal_point, note="Never mind.")


def test_a_published_report_is_corrected_and_not_withdrawn(complete, focal_point, manager):
    brought_to(complete, State.PUBLISHED, focal_point, manager)
    report_workflow.move(complete, "correct", by=focal_point, note="A number was wrong.")

    with pytest.raises(ValidationError, match="can be corrected, but not withdrawn"):
        report_workflow.move(complete, "withdraw", by=focal_point, note="Never mind.")


def test_roles_used_by_moves_are_those_of_the_access_policy():
    used = {role for row in report_workflow.transitions for role in row.by}

    assert used == {*CERTIFIES, *REVIEWS, Role.ADMINISTRATOR}
    assert {*CERTIFIES} <= {*FILLS_IN}
