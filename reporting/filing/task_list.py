"""The tasks of a person, for the first page after signing in."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState, User
from authorities.models.roles import CERTIFIES, FILLS_IN, READS_OWN_STATE, REVIEWS
from reporting.models import Round, State, Submission
from reporting.submissions.workflow import report_workflow


@dataclass(frozen=True)
class Task:
    """A report of a Member State this person works for, started or not, and its next step."""

    round: Round
    member_state: MemberState
    submission: Submission | None
    next_step: str | Promise
    can_start: bool = False


NEXT_STEPS: dict[str, str | Promise] = {
    State.DRAFT: _("Fill in what is missing, then certify and submit."),
    State.RETURNED: _("The secretariat asks for a correction. Read its note, correct, and submit again."),
    State.SUBMITTED: _("Nothing to do now: the secretariat is reading it."),
    State.ACCEPTED: _("Nothing to do now: it is accepted and waits for publication."),
    State.PUBLISHED: _("It is public. If something has to be corrected, ask for it from the report's page."),
}
# Those who fill in, but do not certify.
NEXT_STEPS_OF_CONTRIBUTORS: dict[str, str | Promise] = {
    State.DRAFT: _("Fill in what is missing. The focal point of your country certifies and submits it."),
    State.RETURNED: _(
        "The secretariat asks for a correction. Read its note and correct; the focal point of your country "
        "submits it again."
    ),
    State.PUBLISHED: _("Nothing to do now: it is public."),
}
# Those who only read.
NEXT_STEPS_OF_VIEWERS: dict[str, str | Promise] = {
    State.DRAFT: _("Nothing for you to do: your colleagues are filling it in."),
    State.RETURNED: _("Nothing for you to do: your colleagues are correcting it."),
    State.PUBLISHED: _("Nothing to do now: it is public."),
}
OWN_CORRECTION = _(
    "Your country is correcting it. The published version stays public until the secretariat publishes the "
    "corrected one."
)


def describe_next_step(user: User, submission: Submission) -> str | Promise:
    """Return what this person can do next for a report of the Member State they work for."""
    state, iso3 = submission.state, submission.member_state_id
    if state == State.RETURNED and submission.last_move == "correct":  # type: ignore[attr-defined]
        return OWN_CORRECTION
    if iso3 in user.states_as(*CERTIFIES):
        return NEXT_STEPS[state]
    fills_in = iso3 in user.states_as(*FILLS_IN)
    return (NEXT_STEPS_OF_CONTRIBUTORS if fills_in else NEXT_STEPS_OF_VIEWERS).get(state, NEXT_STEPS[state])


def tasks_for(user: User, today: date) -> list[Task]:
    """Return the reports of this person's Member States: first what could be started, then what exists."""
    states = MemberState.objects.filter(pk__in=user.states_as(*READS_OWN_STATE)).by_name()
    submissions = list(Submission.objects.open_for(user, *READS_OWN_STATE).for_desk().with_last_move())
    found = {(s.round_id, s.member_state_id) for s in submissions}
    running = Round.objects.with_instrument().latest_on(today)
    fills_in = set(user.states_as(*FILLS_IN))
    to_start = [
        Task(running, state, None, _("Not started yet."), can_start=state.pk in fills_in)
        for state in states
        if running and running.takes_reports_on(today) and (running.pk, state.pk) not in found
    ]
    return to_start + [Task(s.round, s.member_state, s, describe_next_step(user, s)) for s in submissions]


def queues_for(user: User) -> list[tuple[str | Promise, list[Submission]]]:
    """Return [(title, submissions)] that wait for a decision this person may take."""
    if not user.holds(*REVIEWS):
        return []
    visible = Submission.objects.visible_to(user).for_desk().with_last_event()
    queues = [(_("To read and decide"), visible.awaiting_review())]
    if any(row.name == "publish" and user.holds(*row.by) for row in report_workflow.transitions):
        queues.append((_("To publish"), visible.awaiting_publication()))
    return [(title, list(submissions)) for title, submissions in queues]
