"""The tasks of a person, for the first page after signing in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, prefetch_related_objects
from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState, User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE, REVIEWS
from reporting.filing.due_dates import TimeLeft, time_left
from reporting.filing.next_steps import describe_next_step
from reporting.models import Round, Submission
from reporting.models.assignments import DONE, HELD, count_assignments
from reporting.models.clarifications import count_open_clarifications
from reporting.models.comments import count_open_threads
from reporting.models.outreach import extended_due
from reporting.models.publication import with_publication_state
from reporting.submissions.questionnaire import evaluate_submission
from reporting.submissions.workflow import report_workflow

SHOWN = 10  # of the reports that wait


@dataclass(frozen=True)
class Task:
    """A report of a Member State this person works for, started or not, and its next step."""

    round: Round
    member_state: MemberState
    submission: Submission | None
    next_step: str | Promise
    can_start: bool = False
    can_fill_in: bool = False
    is_most_urgent: bool = False

    @property
    def is_waiting(self) -> bool:
        """True if this person can do something now."""
        return self.can_start or self.can_fill_in

    @property
    def is_open(self) -> bool:
        """True if somebody still has to fill it in."""
        return self.submission is None or self.submission.editable

    @cached_property
    def progress(self) -> tuple[int, int] | None:
        """(questions answered, questions asked) of a report that is being filled in."""
        if self.submission is None or not self.submission.editable:
            return None
        steps = evaluate_submission(self.submission).progress
        return sum(step.answered for step in steps), sum(step.relevant for step in steps)

    @property
    def parts(self) -> tuple[int, int] | None:
        """(parts ready, parts assigned) of a report that is being filled in; None if none is assigned."""
        if self.submission is None or not self.submission.editable:
            return None
        assigned = getattr(self.submission, "parts_assigned", 0)
        return (getattr(self.submission, "parts_ready", 0), assigned) if assigned else None

    @property
    def time_left(self) -> TimeLeft | None:
        """The time left on the present day of its country, while it is not sent."""
        return time_left(self.due_day, self.member_state.local_day()) if self.is_open else None

    @property
    def due_day(self) -> date | None:
        """The last day for this state, of its extension if it was given one."""
        return self.extended_due or self.round.due_day

    @property
    def open_threads(self) -> int:
        """How many discussions of its answers are not settled."""
        return getattr(self.submission, "open_threads", 0)

    @property
    def extended_due(self) -> date | None:
        return getattr(self.submission or self.member_state, "extended_due", None)


def tasks_for(user: User, today: date) -> list[Task]:
    """Return the reports of this person's Member States, the newest round that waits for them first."""
    reports = Submission.objects.open_for(user, *READS_OWN_STATE).for_desk().with_due_day()
    counted = reports.with_last_move().annotate(
        open_clarifications=count_open_clarifications(),
        open_threads=count_open_threads(),
        parts_assigned=count_assignments(HELD),
        parts_ready=count_assignments(DONE),
    )
    submissions = list(with_publication_state(counted))
    prefetch_related_objects([submission for submission in submissions if submission.editable], "answers")
    found = {(s.round_id, s.member_state_id) for s in submissions}
    running = Round.objects.with_instrument().latest_on(today)
    is_open = running is not None and running.takes_reports_on(today)
    own = MemberState.objects.filter(pk__in=user.states_as(*READS_OWN_STATE))
    states = own.annotate(extended_due=extended_due(running, OuterRef("pk"))).by_name() if running else []
    fills_in = set(user.states_as(*FILLS_IN))
    to_start = [
        Task(running, state, None, _("Not started yet."), can_start=state.pk in fills_in)
        for state in states
        if is_open and (running.pk, state.pk) not in found
    ]
    begun = [
        Task(
            s.round,
            s.member_state,
            s,
            describe_next_step(user, s),
            can_fill_in=s.editable and s.member_state_id in fills_in,
        )
        for s in submissions
    ]
    return mark_most_urgent([*to_start, *begun])


def mark_most_urgent(tasks: Iterable[Task]) -> list[Task]:
    """Return the tasks with the first of those that wait for this person marked.

    The newest round comes first: the one that runs is more urgent than one that is over, however late.
    """
    ordered = sorted(tasks, key=lambda task: (not task.is_waiting, -task.round.number, not task.can_start))
    return [
        replace(task, is_most_urgent=place == 0 and task.is_waiting) for place, task in enumerate(ordered)
    ]


@dataclass(frozen=True)
class WaitingReports:
    """Reports that wait for one person: the first of them, how many there are, and where they all stand."""

    title: str | Promise
    reports: list[Submission]
    count: int
    address: str

    @property
    def is_published_from_there(self) -> bool:
        """True of those that wait for publication: their list is where they are published."""
        return self.address == reverse("publication_desk")


def queues_for(user: User) -> list[WaitingReports]:
    """Return what waits for a decision this person may take: first what they have in hand themselves."""
    if not user.holds(*REVIEWS):
        return []
    visible = Submission.objects.visible_to(user).select_related("round", "member_state").with_last_event()
    waiting = visible.awaiting_review()
    own, review = waiting.filter(review__holder=user), reverse("review")
    queues = [
        (_("In your hands"), own, f"{review}?reviewer=mine&state=submitted"),
        (_("To read and decide"), waiting.exclude(review__holder=user), f"{review}?state=submitted"),
    ]
    if any(row.name == "publish" and user.holds(*row.by) for row in report_workflow.transitions):
        queues.append((_("To publish"), visible.awaiting_publication(), reverse("publication_desk")))
    found = [(title, list(reports), address) for title, reports, address in queues]
    return [
        WaitingReports(title, reports[:SHOWN], len(reports), address)
        for title, reports, address in found
        if reports or title != queues[0][0]
    ]
