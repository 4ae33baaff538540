"""The pages of assignments: who holds what, one assignment, and what somebody was asked to answer."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import cached_property

from authorities.models import User
from authorities.models.roles import CERTIFIES
from authorities.transitions import Transition
from reporting.filing.assignments.assigned_parts import Part, describe_parts, list_assignable
from reporting.filing.assignments.assignment_workflow import assignment_workflow
from reporting.filing.assignments.due_reminders import plan_reminder_days
from reporting.filing.assignments.reach import explain_closed_report, find_reach
from reporting.filing.due_dates import TimeLeft, time_left
from reporting.filing.pages import ReportPage
from reporting.models import Assignment, AssignmentEvent, Submission
from reporting.models.assignments import DONE, HELD
from reporting.submissions.questionnaire import SectionProgress
from reporting.submissions.read_back import RenderedAnswer

# The moves that the person of an assignment makes; the others are of those who asked.
OF_ASSIGNEE = {"begin", "ready", "go_on", "decline"}


@dataclass(frozen=True)
class HeldPart:
    """One assignment as the country sees it."""

    assignment: Assignment
    parts: list[Part]
    moves: list[Transition]
    time_left: TimeLeft | None
    planned_reminders: list[date]

    @property
    def last_activity(self) -> Any:
        """The newest move or answer."""
        moments = [self.assignment.moved_at, self.assignment.answered_at]  # type: ignore[attr-defined]
        return max((moment for moment in moments if moment), default=None)


def describe_held_part(assignment: Assignment, submission: Submission, user: User) -> HeldPart:
    assignment.submission = submission
    moves = assignment_workflow.available_transitions(user, assignment)
    today = submission.member_state.local_day()
    left = time_left(assignment.due, today) if assignment.is_open else None
    return HeldPart(
        assignment,
        describe_parts(submission.round.instrument, assignment.codes),
        moves,
        left,
        plan_reminder_days(assignment, today),
    )


class AssignmentsPage:
    """Who holds which part of a report, and which parts nobody does."""

    def __init__(self, submission: Submission, user: User) -> None:
        self.submission, self.user = submission, user

    @property
    def may_assign(self) -> bool:
        return self.submission.member_state_id in self.user.states_as(*CERTIFIES)

    @property
    def closed_sentence(self) -> str:
        """Why nothing can be assigned any more."""
        return explain_closed_report(self.submission)

    @cached_property
    def held_parts(self) -> list[HeldPart]:
        found = self.submission.assignments.select_related("user").prefetch_related("questions")
        return [
            describe_held_part(one, self.submission, self.user) for one in found.with_last_activity().by_due()
        ]

    @property
    def current(self) -> list[HeldPart]:
        return [one for one in self.held_parts if one.assignment.is_held]

    @property
    def former(self) -> list[HeldPart]:
        """What was declined or taken back."""
        return [one for one in self.held_parts if not one.assignment.is_held]

    @property
    def ready(self) -> int:
        return sum(one.assignment.state in DONE for one in self.current)

    @property
    def unassigned(self) -> list[Part]:
        """What nobody was asked, or nobody any longer."""
        instrument = self.submission.round.instrument
        asked = {q["code"] for section in instrument.sections for q in list_assignable(section)}
        held = Counter(code for one in self.current for code in one.assignment.codes)
        return describe_parts(instrument, asked - held.keys())


class AssignmentPage(ReportPage):
    """One assignment, with its answers in words, for those who asked and for the person who answers."""

    def __init__(self, assignment: Assignment, user: User) -> None:
        submission = assignment.submission
        super().__init__(submission, user, find_reach(user, submission))
        self.assignment = assignment

    @property
    def is_of_reader(self) -> bool:
        """True for the person who was asked, though they may hold a role as well."""
        return any(row.name in OF_ASSIGNEE for row in self.all_moves) or not self.is_of_country

    @property
    def is_of_country(self) -> bool:
        is_limited = hasattr(self.user, "assignment_of_session")
        return not is_limited and self.submission.member_state_id in self.user.states

    @property
    def may_assign(self) -> bool:
        return self.submission.member_state_id in self.user.states_as(*CERTIFIES)

    @cached_property
    def all_moves(self) -> list[Transition]:
        return assignment_workflow.available_transitions(self.user, self.assignment)

    @cached_property
    def held_part(self) -> HeldPart:
        return describe_held_part(self.assignment, self.submission, self.user)

    @property
    def offered_moves(self) -> list[Transition]:
        """The moves whose requirements can be met; when the report is closed what is left to do is little."""
        closed = self.closed_sentence
        return [row for row in self.all_moves if not closed or row.name in ("accept", "take_back", "decline")]

    @property
    def closed_sentence(self) -> str:
        return explain_closed_report(self.submission) if self.assignment.is_held else ""

    @property
    def answers_shown(self) -> list[tuple[dict, list[RenderedAnswer]]]:
        """The answers of this part in words; nothing once it has ended for the person who was asked."""
        if not (self.assignment.is_held or self.is_of_country):
            return []
        codes = self.assignment.codes
        found = [
            (section, [one for one in answers if one.code in codes]) for section, answers in self.sections
        ]
        return [(section, answers) for section, answers in found if answers]

    @property
    def steps_shown(self) -> list[tuple[str, SectionProgress]]:
        """The sections to answer, of this person's part."""
        own = {part.section for part in self.held_part.parts}
        return [(address, step) for address, step in self.steps if step.code in own]

    @property
    def moves_made(self) -> list[tuple[AssignmentEvent, Any]]:
        """[(move, in words the state to which it led, or what it was if the state stayed)]."""
        events = self.assignment.events.select_related("by").order_by("-at", "-pk")
        rows = assignment_workflow.by_name
        return [
            (one, one.get_to_state_display() if one.from_state != one.to_state else rows[one.move].label)
            for one in events
        ]

    @property
    def address(self) -> str:
        return self.assignment.get_absolute_url()


@dataclass(frozen=True)
class AskedPart:
    """An assignment as the person who was asked finds it in the list of theirs."""

    assignment: Assignment
    parts: list[Part]
    time_left: TimeLeft | None
    closed_sentence: str


def list_asked_parts(user: User) -> list[AskedPart]:
    """Return what was asked of a person, what waits for them first."""
    found = Assignment.objects.of_person(user).for_pages().prefetch_related("questions").by_due()
    asked = [describe_asked_part(one) for one in found]
    return sorted(asked, key=lambda one: (one.assignment.state not in HELD, bool(one.closed_sentence)))


def describe_asked_part(assignment: Assignment) -> AskedPart:
    submission = assignment.submission
    closed = explain_closed_report(submission) if assignment.is_held else ""
    left = time_left(assignment.due, submission.member_state.local_day())
    return AskedPart(
        assignment,
        describe_parts(submission.round.instrument, assignment.codes),
        left if assignment.is_answering and not closed else None,
        closed,
    )
