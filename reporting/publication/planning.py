"""Publication at an hour: the one table of its moves, and the task that carries it out.

Each plan has a job that waits for its hour. The job carries out every plan whose hour has come, under a row
lock and once: a plan that was changed or cancelled meanwhile is left alone, one that was missed is made up
for, and its event bears the moment at which the report really became public.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import run_daily
from authorities.models import User
from authorities.models.roles import LEADS_THE_SECRETARIAT
from authorities.transitions import Transition, Workflow
from reporting.models import PlanState, PublicationPlan, PublicationPlanEvent, State, Submission, Version
from reporting.publication.consent import read_consent, require_consent_or_reason
from reporting.publication.publication_notices import (
    PLAN_CANCELLED,
    PLANNED,
    announce_plan,
    announce_stopped_plan,
)
from reporting.submissions.duties import holds_role_for
from reporting.submissions.workflow import report_workflow, require_version_read

WAITING, CANCELLED, CARRIED_OUT, STOPPED = PlanState
FURTHEST = timedelta(days=366)
WORKERS = ("worker",)  # in the name of whoever planned it


def may_plan(user: User, roles: tuple[str, ...], plan: PublicationPlan) -> bool:
    return roles is WORKERS or holds_role_for(user, roles, plan.version.submission)


def require_coming_hour(
    plan: PublicationPlan, *, planned_for: datetime, **details: Any
) -> Iterator[str | Promise]:
    """Yield why a report cannot be planned for that hour."""
    now = timezone.now()
    if planned_for <= now:
        yield _("This moment has passed. Choose a later one, or publish now.")
    elif planned_for > now + FURTHEST:
        yield _("Choose a moment within a year.")


def require_publishable_later(plan: PublicationPlan, **details: Any) -> Iterator[str | Promise]:
    """Yield why the report could not be published now, nor at that hour."""
    submission = plan.version.submission
    yield from require_coming_hour(plan, **details)
    if submission.state != State.ACCEPTED:
        yield _("The report is “%(state)s”. Only an accepted report is published.") % {
            "state": submission.get_state_display()
        }
    yield from require_version_read(submission, version_read=plan.version.number)
    yield from require_consent_or_reason(submission, note=plan.reason, consent_read=plan.consent_read)
    if submission_plan(submission):
        yield _("Its publication is planned already. Change that plan.")


def set_hour(
    plan: PublicationPlan, *, by: User, at: datetime, planned_for: datetime, **details: Any
) -> dict[str, datetime]:
    """Set the hour and who answers for it, and let a job wait for it."""
    plan.at, plan.by = planned_for, by
    publish_due_reports.using(run_after=planned_for).enqueue()
    return {"planned_for": planned_for}


def keep_hour(plan: PublicationPlan, **details: Any) -> dict[str, datetime]:
    return {"planned_for": plan.at}


def publish_planned(plan: PublicationPlan, *, by: User, at: datetime, **details: Any) -> dict[str, datetime]:
    """Publish the version that was planned. Raises ValidationError if the report has changed meanwhile."""
    version = plan.version
    read = {"version_read": version.number, "consent_read": plan.consent_read}
    report_workflow.move(version.submission, "publish", by=by, at=at, note=plan.reason, **read)
    return {"planned_for": plan.at}


def describe_plan(plan: PublicationPlan, row: Transition) -> str:
    return _("This plan is “%(state)s” by now, so nothing was changed.") % {"state": plan.get_state_display()}


plan_workflow = Workflow(
    transitions=(
        Transition("plan", gettext_lazy("Plan the publication"), frozenset({""}), WAITING,
            LEADS_THE_SECRETARIAT, requires=require_publishable_later, then=set_hour, offered=False),
        Transition("change", gettext_lazy("Change the hour"), frozenset({WAITING}), WAITING,
            LEADS_THE_SECRETARIAT, requires=require_coming_hour, then=set_hour),
        Transition("cancel", gettext_lazy("Cancel the plan"), frozenset({WAITING}), CANCELLED,
            LEADS_THE_SECRETARIAT, then=keep_hour),
        Transition("carry_out", gettext_lazy("Published as planned"), frozenset({WAITING}), CARRIED_OUT,
            WORKERS, then=publish_planned, offered=False),
        Transition("stop", gettext_lazy("Not carried out"), frozenset({WAITING}), STOPPED, WORKERS,
            then=keep_hour, needs_note=True, offered=False),
    ),
    event_model=lambda: PublicationPlanEvent,
    record_name="plan",
    may=may_plan,
    columns=("at", "by"),
    wrong_state=describe_plan,
)  # fmt: skip


def submission_plan(submission: Submission) -> PublicationPlan | None:
    """Return the plan that waits for its hour; None if there is none."""
    plans = PublicationPlan.objects.waiting().filter(version__submission=submission)
    return (
        plans.select_related("version__submission__member_state", "by").order_by("-version__number").first()
    )


@transaction.atomic
def plan_publication(
    version: Version, moment: datetime, *, by: User, reason: str = "", consent_read: str = ""
) -> PublicationPlan:
    """Plan the publication of a version. Raises ValidationError with every reason why not.

    `consent_read` is what the page said of the consent, by default what is known now.
    """
    submission = Submission.objects.select_for_update().get(pk=version.submission_id)
    version.submission = submission
    plan = PublicationPlan(
        version=version,
        at=moment,
        reason=reason.strip(),
        consent_read=consent_read or read_consent(version).state,
        by=by,
        state="",
    )
    plan_workflow.start(plan, "plan", by=by, planned_for=moment)
    announce_plan(plan, PLANNED)
    return plan


@transaction.atomic
def change_plan(plan: PublicationPlan, moment: datetime, *, by: User) -> None:
    plan_workflow.move(plan, "change", by=by, planned_for=moment)
    announce_plan(plan, PLANNED)


@transaction.atomic
def cancel_plan(plan: PublicationPlan, *, by: User, is_announced: bool = True) -> None:
    plan_workflow.move(plan, "cancel", by=by)
    if is_announced:
        announce_plan(plan, PLAN_CANCELLED)


@transaction.atomic
def carry_out_plan(pk: int) -> None:
    """Publish what was planned, or say why not, if the plan still waits and its hour has come."""
    plan = (
        PublicationPlan.objects.due_at(timezone.now()).select_for_update(of=("self",)).filter(pk=pk).first()
    )
    if plan is None:
        return
    try:
        plan_workflow.move(plan, "carry_out", by=plan.by)
    except ValidationError as refusal:
        plan = PublicationPlan.objects.get(pk=pk)
        plan_workflow.move(plan, "stop", by=plan.by, note=" ".join(refusal.messages))
        announce_stopped_plan(plan)


@task()
def publish_due_reports() -> None:
    """Carry out every plan whose hour has come, each in a transaction of its own."""
    for pk in list(PublicationPlan.objects.due_at(timezone.now()).values_list("pk", flat=True)):
        carry_out_plan(pk)


label_task(publish_due_reports, gettext_lazy("Publication of reports at the hour that was planned"))
run_daily(publish_due_reports)
