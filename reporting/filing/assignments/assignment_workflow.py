"""The states of an assignment: the one table of its moves. That a link expires follows from the time."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages.cldr import join_items
from authorities.languages.direction import isolate
from authorities.models import User
from authorities.models.roles import CERTIFIES
from authorities.transitions import Transition, Workflow
from reporting.filing.assignments.assignment_notices import announce_assignment
from reporting.filing.assignments.entry_links import signs_in_as_usual
from reporting.filing.assignments.reach import explain_closed_report
from reporting.models import AssignedQuestion, Assignment, AssignmentEvent, AssignmentState, Submission
from reporting.models.assignments import ANSWERING, DONE, HELD, LINK_LIFETIME, OPEN

ASKED = ("asked",)  # the person of the assignment
MOST_OPEN = 100  # of one report, so that nobody mails the world from here
MOST_MAILS = 20  # of one assignment
MOST_AN_HOUR = 50  # mails that one person causes
MAILING = ("assign", "readdress", "remind")


def may_move_assignment(user: User, roles: tuple[str, ...], assignment: Assignment) -> bool:
    """Return True for the person who was asked, or for those who certify the report."""
    if roles is ASKED:
        limited_to = getattr(user, "assignment_of_session", assignment.pk)
        is_theirs = assignment.user_id == user.pk or (
            assignment.user_id is None and assignment.email == user.email.lower()
        )
        return is_theirs and limited_to == assignment.pk
    return assignment.submission.member_state_id in user.states_as(*roles)


def require_open_report(assignment: Assignment, **details: Any) -> Iterator[str | Promise]:
    if sentence := explain_closed_report(assignment.submission):
        yield sentence


def require_place(
    assignment: Assignment, *, codes: Collection[str], is_shared: bool = False, **details: Any
) -> Iterator[str | Promise]:
    """Yield why these questions cannot be assigned: there are none, or others answer them already."""
    yield from require_open_report(assignment)
    if not codes:
        yield _("Choose at least one section or question.")
    others = assignment.submission.assignments.open()
    if others.count() >= MOST_OPEN:
        yield _("%(count)d parts of this report are assigned. Take some of them back first.") % {
            "count": MOST_OPEN
        }
    same = [] if is_shared else list(others.asking(codes).by_due()[:5])
    if same:
        yield _(
            "Some of these questions are assigned already: %(who)s. Tick “Others may answer the same "
            "questions” if that is what you want."
        ) % {"who": join_items([str(isolate(str(one))) for one in same])}


def require_few_assignment_mails(assignment: Assignment, **details: Any) -> Iterator[str | Promise]:
    yield from require_open_report(assignment)
    if assignment.number >= MOST_MAILS:
        yield _("This person was written to %(count)d times. Write to them yourself, or take it back.") % {
            "count": MOST_MAILS
        }


def require_working_entry_link(
    assignment: Assignment, *, number: int | None = None, **details: Any
) -> Iterator[str]:
    """Yield why the link of a mail no longer enters; people who sign in as usual need none."""
    if number is None:
        return
    if number != assignment.number:
        yield _("A newer e-mail was sent to you. Use the link in that one.")
    elif number == assignment.entered:
        yield _("This link was used already. A link works once.")
    elif assignment.has_expired:
        yield _("This link is too old: it could be used for seven days.")


def refuse_many_mails(by: User, at: datetime) -> None:
    caused = AssignmentEvent.objects.filter(by=by, move__in=MAILING, at__gt=at - timedelta(hours=1))
    if caused.count() >= MOST_AN_HOUR:
        raise ValidationError(_("You have asked very often. Try again in an hour."))


def prepare_link(assignment: Assignment, *, by: User, at: datetime, **details: Any) -> dict[str, Any]:
    refuse_many_mails(by, at)
    assignment.expires_at = at + LINK_LIFETIME
    return {}


def note_entry(
    assignment: Assignment, *, by: User, at: datetime, number: int | None = None
) -> dict[str, Any]:
    """Note who came; sessions that entered by an earlier link end."""
    assignment.user = by
    if number is not None:
        assignment.entered = number
    is_first = assignment.state == AssignmentState.ASSIGNED
    return {"to_state": AssignmentState.BEGUN} if is_first else {}


def note_person(assignment: Assignment, *, by: User, at: datetime) -> dict[str, Any]:
    assignment.user = by
    return {}


def find_usual_account(email: str) -> User | None:
    """Return the account with which the person of an address signs in as usual."""
    account = User.objects.with_address(email).first()
    return account if account and signs_in_as_usual(account) else None


def wait_for_saving(assignment: Assignment, **details: Any) -> dict[str, Any]:
    """Wait until whoever saves an answer just now has done so: nothing is written after this move."""
    Submission.objects.select_for_update().get(pk=assignment.submission_id)
    return {}


def set_due(assignment: Assignment, *, by: User, at: datetime, due: date) -> dict[str, Any]:
    """Set another last day; its reminders go anew."""
    assignment.due = due
    assignment.reminded_before = assignment.reminded_after = None
    return {"detail": due.isoformat()}


def set_address(assignment: Assignment, *, by: User, at: datetime, to: dict[str, str]) -> dict[str, Any]:
    """Ask at another address: the links and sessions of the one before end at once."""
    before = assignment.email
    wait_for_saving(assignment)
    assignment.email, assignment.name = to["email"].lower(), to["name"]
    assignment.institution = to["institution"]
    assignment.user, assignment.entered = find_usual_account(assignment.email), 0
    assignment.number += 1
    return {"detail": before, **prepare_link(assignment, by=by, at=at)}


def refuse_frequent_reminders(assignment: Assignment, *, by: User, at: datetime) -> dict[str, Any]:
    refuse_many_mails(by, at)
    if assignment.events.filter(move="remind", at__gt=at - timedelta(days=1)).exists():
        raise ValidationError(_("A reminder was sent within the last day. Wait a day, or write yourself."))
    return {}


def explain_wrong_state(assignment: Assignment, row: Transition) -> str:
    match assignment.state:
        case AssignmentState.TAKEN_BACK:
            return _("This assignment was taken back.")
        case AssignmentState.DECLINED:
            return _("This assignment was declined.")
    return _("This assignment is “%(state)s”, so this cannot be done now.") % {
        "state": assignment.get_state_display()
    }


S = AssignmentState
assignment_workflow = Workflow(
    transitions=(
        Transition("assign", gettext_lazy("Assign"), frozenset({""}), S.ASSIGNED, CERTIFIES,
            requires=require_place, then=lambda one, *, by, at, codes, is_shared=False: prepare_link(
                one, by=by, at=at), offered=False),
        Transition("enter", gettext_lazy("Came by the link"), frozenset(HELD), None, ASKED,
            requires=require_working_entry_link, then=note_entry, offered=False),
        Transition("begin", gettext_lazy("I will answer"), frozenset({S.ASSIGNED}), S.BEGUN, ASKED,
            requires=require_open_report, then=note_person),
        Transition("ready", gettext_lazy("My part is ready"), frozenset(ANSWERING), S.READY, ASKED,
            requires=require_open_report, then=wait_for_saving),
        Transition("go_on", gettext_lazy("Go on working"), frozenset({S.READY}), S.BEGUN, ASKED,
            requires=require_open_report),
        Transition("decline", gettext_lazy("Decline"), frozenset(ANSWERING), S.DECLINED, ASKED,
            needs_note=True, then=wait_for_saving),
        Transition("accept", gettext_lazy("Accept this part"), frozenset({S.READY}), S.ACCEPTED, CERTIFIES,
            then=wait_for_saving),
        Transition("send_back", gettext_lazy("Send back"), frozenset(DONE), S.SENT_BACK, CERTIFIES,
            requires=require_open_report, needs_note=True),
        Transition("reschedule", gettext_lazy("Change the last day"), frozenset(OPEN), None, CERTIFIES,
            requires=require_open_report, then=set_due, offered=False),
        Transition("readdress", gettext_lazy("Correct the address"), frozenset(ANSWERING), S.ASSIGNED,
            CERTIFIES, requires=require_few_assignment_mails, then=set_address, offered=False),
        Transition("remind", gettext_lazy("Remind"), frozenset(ANSWERING), None, CERTIFIES,
            requires=require_few_assignment_mails, then=refuse_frequent_reminders),
        Transition("take_back", gettext_lazy("Take back"), frozenset(HELD), S.TAKEN_BACK, CERTIFIES,
            then=wait_for_saving),
    ),
    event_model=lambda: AssignmentEvent,
    record_name="assignment",
    may=may_move_assignment,
    columns=("number", "entered", "expires_at", "user", "due", "email", "name", "institution",
        "reminded_before", "reminded_after"),
    wrong_state=explain_wrong_state,
    announce=announce_assignment,
)  # fmt: skip


@transaction.atomic
def assign_questions(
    assignment: Assignment, codes: Collection[str], *, by: User, is_shared: bool = False
) -> AssignmentEvent:
    """Save an assignment of these questions and write to its address. Raise ValidationError with reasons."""
    locked = Submission.objects.select_for_update(of=("self",)).for_desk().get(pk=assignment.submission_id)
    assignment.submission = locked
    assignment.email = assignment.email.lower()
    assignment.user = find_usual_account(assignment.email)
    known = [code for code in locked.round.instrument.questions if code in codes]
    event = assignment_workflow.start(assignment, "assign", by=by, codes=known, is_shared=is_shared)
    AssignedQuestion.objects.bulk_create(
        AssignedQuestion(assignment=assignment, question=code) for code in known
    )
    announce_assignment(event)
    return event
