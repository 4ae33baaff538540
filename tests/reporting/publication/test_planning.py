"""Publication at an hour: every state x role x move; once, late if need be, and not if something changed."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from authorities.models import Job, Notice, Role
from authorities.transitions import NotAllowed
from reporting.models import PlanState, PublicationPlan, State, Submission, SubmissionEvent
from reporting.publication.consent import move_consent
from reporting.publication.planning import (
    cancel_plan,
    change_plan,
    plan_publication,
    plan_workflow,
    publish_due_reports,
)
from reporting.submissions.workflow import report_workflow
from tests.authorities.jobs.worker_process import work_off
from tests.conftest import person, rolled_back

SIGNED = {"signatory_name": "Dr Sign", "signatory_position": "Director"}
WAITING, CANCELLED, CARRIED_OUT, STOPPED = PlanState
# The whole policy, written out: who may make which move, from which states, to which state. What is not
# offered only workers do, in the name of whoever planned it.
POLICY = {
    "change": ({WAITING}, {"manager"}, WAITING),
    "cancel": ({WAITING}, {"manager"}, CANCELLED),
}
BY_WORKERS = {"carry_out": CARRIED_OUT, "stop": STOPPED}
CAST = [
    *("focal_point", "deputy", "contributor", "viewer", "registrar"),
    *("stranger", "reviewer", "reviewer_of_europe", "manager", "administrator"),
]


@pytest.fixture
def accepted(complete, focal_point, reviewer):
    report_workflow.move(complete, "submit", by=focal_point, **SIGNED)
    report_workflow.move(complete, "accept", by=reviewer)
    move_consent(complete.latest_version, "consent", by=focal_point)
    return complete


def in_an_hour():
    return timezone.now() + timedelta(hours=1)


@pytest.fixture
def plan(accepted, manager):
    return plan_publication(accepted.latest_version, in_an_hour(), by=manager)


def let_its_hour_come(plan):
    late = timezone.now() - timedelta(minutes=5)
    PublicationPlan.objects.filter(pk=plan.pk).update(at=late)
    Job.objects.filter(task_path=publish_due_reports.module_path).update(run_after=late)


@pytest.mark.parametrize("state", PlanState)
def test_every_state_role_and_move(request, subtests, plan, state):
    cast = {who: request.getfixturevalue(who) for who in CAST}
    PublicationPlan.objects.update(state=state)
    for (who, user), move in product(cast.items(), POLICY):
        with subtests.test(who=who, move=move), rolled_back():
            check_move(PublicationPlan.objects.get(), state, who, user, move)
    for move, target in BY_WORKERS.items():
        with subtests.test(move=move), rolled_back():
            check_workers_move(PublicationPlan.objects.get(), state, move, target)


def check_move(plan, state, who, user, move):
    sources, people, target = POLICY[move]
    allowed = state in sources and who in people
    assert (move in [row.name for row in plan_workflow.available_transitions(user, plan)]) is allowed
    if allowed:
        event = plan_workflow.move(plan, move, by=user, planned_for=in_an_hour())
        assert (event.from_state, event.to_state) == (state, target)
    else:
        with pytest.raises(NotAllowed):
            plan_workflow.move(plan, move, by=user, planned_for=in_an_hour())
    assert PublicationPlan.objects.get().state == (target if allowed else state)


def check_workers_move(plan, state, move, target):
    assert move not in [row.name for row in plan_workflow.available_transitions(plan.by, plan)]
    if state == WAITING:
        plan_workflow.move(plan, move, by=plan.by, note="Why.")
        assert PublicationPlan.objects.get().state == target
    else:
        with pytest.raises(NotAllowed):
            plan_workflow.move(plan, move, by=plan.by, note="Why.")


def test_only_managers_plan(request, subtests, accepted):
    for who in CAST:
        user = request.getfixturevalue(who)
        with subtests.test(who=who), rolled_back():
            if who == "manager":
                plan_publication(accepted.latest_version, in_an_hour(), by=user)
            else:
                with pytest.raises(NotAllowed):
                    plan_publication(accepted.latest_version, in_an_hour(), by=user)


def test_the_tables_name_every_move():
    assert {row.name for row in plan_workflow.transitions} == {"plan", *POLICY, *BY_WORKERS}


def test_it_waits_for_its_hour_and_is_published_once(accepted, plan, client):
    work_off()
    publish_due_reports.call()
    assert "not published yet" in client.get("/reports/6/PHL/").content.decode()

    let_its_hour_come(plan)
    work_off()
    publish_due_reports.call()

    event = SubmissionEvent.objects.get(move="publish")
    plan.refresh_from_db()
    assert (plan.state, event.by) == (CARRIED_OUT, plan.by)
    # It was missed, and the event says when it really became public.
    assert event.at > plan.at + timedelta(minutes=4)
    assert client.get("/reports/6/PHL/").status_code == 200


def test_a_changed_hour_counts_and_a_cancelled_one_does_not(accepted, plan, manager):
    later = in_an_hour() + timedelta(days=1)
    change_plan(plan, later, by=manager)
    Job.objects.update(run_after=timezone.now())  # those of both hours
    work_off()
    plan.refresh_from_db()
    assert (plan.state, plan.at) == (WAITING, later)

    cancel_plan(plan, by=manager)
    let_its_hour_come(plan)
    work_off()
    assert Submission.objects.get().state == State.ACCEPTED
    assert [event.move for event in plan.events.all()] == ["plan", "change", "cancel"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("returned", "The report is “Returned for correction”"),
        ("objected", "The country has objected meanwhile."),
        ("revoked", "The country has not consented."),
        ("planner left", "You do not have access to this."),
    ],
)
def test_what_changed_meanwhile_stops_it_and_says_so(accepted, plan, focal_point, manager, change, sentence):
    version = accepted.latest_version
    if change == "returned":
        report_workflow.move(accepted, "return", by=manager, note="A number is wrong.")
    elif change in ("objected", "revoked"):
        name = {"objected": "object", "revoked": "revoke"}[change]
        move_consent(version, name, by=focal_point, note="A ministry disagrees.")
    else:
        manager.memberships.update(valid_to="2020-01-01")
        manager = person("Max Manager", Role.MANAGER)  # who planned it does not read of it any more
    let_its_hour_come(plan)
    work_off()
    plan.refresh_from_db()

    assert plan.state == STOPPED
    assert plan.events.last().note.startswith(sentence)
    told = Notice.objects.filter(kind="publication_plan_stopped")
    assert [notice.recipient for notice in told] == [manager]
    assert not SubmissionEvent.objects.filter(move="publish").exists()


@pytest.mark.parametrize(
    ("hours", "life", "sentence"),
    [
        (-1, "accepted", "has passed"),
        (24 * 400, "accepted", "within a year"),
        (1, "submitted", "Only an accepted report"),
        (1, "planned", "planned already"),
        (1, "not consented", "has not consented"),
    ],
)
def test_what_cannot_be_planned_is_explained(accepted, manager, focal_point, hours, life, sentence):
    version = accepted.latest_version
    if life == "planned":
        plan_publication(version, in_an_hour(), by=manager)
    if life == "not consented":
        move_consent(version, "revoke", by=focal_point)
    if life == "submitted":
        Submission.objects.update(state=State.SUBMITTED)

    with pytest.raises(ValidationError, match=sentence):
        plan_publication(version, timezone.now() + timedelta(hours=hours), by=manager)


def test_the_pages_plan_in_utc_and_show_the_clocks_of_the_country(client, accepted, manager, viewer):
    accepted.member_state.time_zone = "Asia/Manila"
    accepted.member_state.save()
    client.force_login(manager)
    day = timezone.now().date() + timedelta(days=2)
    address = reverse("publish_report", args=[6, "PHL"])
    told = {"when": "later", "version": 1, "consent_read": "given"}
    assert client.post(address, told).context["form"].errors["moment"] == ["Say from when it is public."]
    client.post(address, {**told, "moment": f"{day}T09:00"})

    plan = PublicationPlan.objects.get()
    assert plan.at == datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    page = client.get(reverse("publication_plan", args=[plan.pk])).content.decode()
    assert "09:00 UTC" in page
    assert "17:00 in" in page
    assert "Asia/Manila" in page
    notice = Notice.objects.get(kind="publication_planned", recipient=viewer)
    assert notice.path == "/filing/6/PHL/preview/"


def test_publishing_now_ends_the_plan(client, accepted, plan, manager):
    client.force_login(manager)
    address = reverse("publish_report", args=[6, "PHL"])
    client.post(address, {"when": "now", "version": 1, "consent_read": "given"})
    plan.refresh_from_db()

    assert (plan.state, Submission.objects.get().state) == (CANCELLED, State.PUBLISHED)
    assert not Notice.objects.filter(kind="publication_plan_cancelled").exists()
