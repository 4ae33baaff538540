"""Consent to publication: every state x role x move, asking, and what publication needs of it."""

from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from authorities.models import Notice
from authorities.transitions import NotAllowed
from reporting.models import Answer, Consent, ConsentEvent, ConsentState, State
from reporting.publication.consent import consent_workflow, move_consent
from reporting.submissions.workflow import report_workflow
from tests.conftest import rolled_back

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}
NOT_ASKED, ASKED, GIVEN, OBJECTED = ConsentState
OFFICERS, REVIEWERS = {"focal_point", "deputy"}, {"reviewer", "manager"}
# The whole policy, written out: who may make which move of an accepted report, from which states, to which.
POLICY = {
    "ask": ({NOT_ASKED, ASKED, OBJECTED}, REVIEWERS, ASKED),
    "consent": ({NOT_ASKED, ASKED, OBJECTED}, OFFICERS, GIVEN),
    "object": ({NOT_ASKED, ASKED, GIVEN}, OFFICERS, OBJECTED),
    "revoke": ({GIVEN}, OFFICERS, ASKED),
}
CAST = [
    *("focal_point", "deputy", "contributor", "viewer", "registrar"),
    *("stranger", "reviewer", "reviewer_of_europe", "manager", "administrator"),
]


@pytest.fixture
def sent(complete, focal_point):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    return complete


@pytest.fixture
def accepted(sent, reviewer):
    report_workflow.move(sent, "accept", by=reviewer)
    return sent


def speak(report, name, by, note=""):
    return move_consent(report.latest_version, name, by=by, note=note)


@pytest.mark.parametrize("state", ConsentState)
def test_every_state_role_and_move(request, subtests, accepted, state):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    Consent.objects.update(state=state)
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            check_move(accepted, state, who, user, move)


def check_move(report, state, who, user, move):
    sources, people, target = POLICY[move]
    consent = Consent.objects.get()
    allowed = state in sources and who in people
    assert (move in [row.name for row in consent_workflow.available_transitions(user, consent)]) is allowed
    if allowed:
        event = speak(report, move, user, "Because.")
        assert (event.from_state, event.to_state, event.by) == (state, target, user)
    else:
        with pytest.raises(NotAllowed):
            speak(report, move, user, "Because.")
    consent.refresh_from_db()
    assert consent.state == (target if allowed else state)


def test_the_policy_names_every_move():
    assert {row.name for row in consent_workflow.transitions} == set(POLICY)


def test_acceptance_asks_those_who_certify(accepted, deputy, viewer, focal_point, contributor):
    consent = Consent.objects.get()

    assert (consent.state, consent.version) == (ASKED, accepted.latest_version)
    assert ConsentEvent.objects.get().move == "ask"
    asked = Notice.objects.filter(kind="consent_asked").values_list("recipient", flat=True)
    assert set(asked) == {focal_point.pk}  # the deputy came later


def test_consent_given_with_the_certification_is_not_asked_again(client, complete, focal_point, manager):
    client.force_login(focal_point)
    address = reverse("certify", args=[complete.round_id, complete.member_state_id])
    assert 'name="consents"' in client.get(address).content.decode()
    assert client.get(address).context["form"]["consents"].value() in (None, False)
    client.post(address, {**SIGNED, "agreed": "on", "consents": "on"})
    report_workflow.move(complete, "accept", by=manager)

    assert [event.move for event in ConsentEvent.objects.all()] == ["consent"]
    report_workflow.move(complete, "publish", by=manager)
    assert complete.state == State.PUBLISHED


def test_consent_in_advance_can_be_taken_back_before_acceptance(sent, focal_point, reviewer):
    speak(sent, "consent", focal_point)
    speak(sent, "revoke", focal_point)
    assert Consent.objects.get().state == NOT_ASKED

    report_workflow.move(sent, "accept", by=reviewer)
    assert Consent.objects.get().state == ASKED


def test_an_objection_needs_a_reason_and_managers_are_told(accepted, focal_point, manager):
    with pytest.raises(ValidationError, match="Say why"):
        speak(accepted, "object", focal_point)
    speak(accepted, "object", focal_point, "A ministry has not agreed.")

    assert Notice.objects.get(kind="consent_refused").recipient == manager


@pytest.mark.parametrize("moves", [[], ["object"], ["consent", "revoke"]])
def test_without_consent_a_publication_needs_a_reason(accepted, focal_point, manager, moves):
    for name in moves:
        speak(accepted, name, focal_point, "A reason.")
    with pytest.raises(ValidationError, match="has not consented"):
        report_workflow.move(accepted, "publish", by=manager)

    event = report_workflow.move(accepted, "publish", by=manager, note="By the terms of the round.")
    assert event.note == "By the terms of the round."


def test_an_objection_that_was_not_read_is_not_passed_over(accepted, focal_point, manager):
    speak(accepted, "object", focal_point, "A ministry has not agreed.")

    with pytest.raises(ValidationError, match="objected meanwhile"):
        report_workflow.move(accepted, "publish", by=manager, note="Silence.", consent_read=ASKED)
    report_workflow.move(accepted, "publish", by=manager, note="It was read.", consent_read=OBJECTED)


@pytest.mark.parametrize(
    ("life", "sentence"),
    [("published", "is public"), ("returned", "is being corrected"), ("resent", "newer version")],
)
def test_it_is_spoken_of_only_while_it_is_an_open_question(accepted, focal_point, manager, life, sentence):
    version = accepted.latest_version
    if life == "published":
        report_workflow.move(accepted, "publish", by=manager, note="Agreed by letter.")
    else:
        report_workflow.move(accepted, "return", by=manager, note="Correct it.")
    if life == "resent":
        Answer.objects.filter(submission=accepted, question="q3").update(value="Corrected.")
        report_workflow.move(accepted, "submit", by=focal_point, **SIGNED)

    with pytest.raises(ValidationError, match=sentence):
        move_consent(version, "object", by=focal_point, note="Too late.")


def test_the_page_takes_consent_for_the_version_that_was_read(client, accepted, focal_point, viewer):
    address = reverse("consent", args=[accepted.round_id, accepted.member_state_id])
    client.force_login(viewer)
    assert client.get(address).context["status"].consent_moves == []
    assert client.post(address, {"move": "consent", "version": 1}).status_code == 422
    client.force_login(focal_point)
    assert client.post(address, {"move": "consent", "version": 2}).status_code == 422
    assert Consent.objects.get().state == ASKED

    assert client.post(address, {"move": "consent", "version": 1}).status_code == 302
    assert Consent.objects.get().is_given


def test_the_desk_says_who_has_to_speak_and_links_to_what_the_world_will_see(
    client, accepted, focal_point, contributor, manager
):
    pages = {}
    for user in (focal_point, contributor, manager):
        client.force_login(user)
        pages[user] = client.get(reverse("desk")).content.decode()
    speak(accepted, "consent", focal_point)
    client.force_login(focal_point)

    asked = "Read what the world will see of it, then consent to its publication or object."
    assert [asked in page for page in pages.values()] == [True, False, False]
    assert "/filing/6/PHL/preview/" in pages[contributor]
    assert "/publication/" in pages[manager]
    assert asked not in client.get(reverse("desk")).content.decode()
