"""Three parts of the report of a country, with people of other ministries: begun, ready and accepted."""

from datetime import timedelta

from django.utils import timezone

from authorities.models import User
from reporting.demo.tables import parse_moment
from reporting.filing.assignments.assigned_parts import list_assignable
from reporting.filing.assignments.assignment_workflow import assignment_workflow
from reporting.models import AssignedQuestion, Assignment, AssignmentEvent, AssignmentState, Submission
from reporting.models.assignments import LINK_LIFETIME

STATE = "IDN"
ASSIGNED_AT = parse_moment("2026-11-10T02:00Z")
A_DAY = timedelta(days=1)
# (institution, name, mailbox, place of the section, days left, moves after "assign")
PARTS = (
    ("Ministry of Manpower (illustrative)", "Demo labour officer", "labour", 1, 9, ("begin",)),
    ("Statistics Office (illustrative)", "Demo statistician", "statistics", 2, 2, ("begin", "ready")),
    ("Ministry of Education (illustrative)", "Demo teacher", "teacher", 3, -1, ("begin", "ready", "accept")),
)
MOVED_BY_COUNTRY = {"assign", "accept"}


def load_assignments(people, round_number):
    """Store the parts of the draft of one country with their moves; nobody is written to."""
    drafts = Submission.objects.for_desk().filter(round=round_number, member_state=STATE)
    for submission in drafts:
        for part in PARTS:
            store_part(submission, part, people.focal_points[STATE])


def store_part(submission, part, focal_point):
    institution, name, mailbox, place, days, moves = part
    person = find_demo_person(mailbox, name)
    assignment = Assignment.objects.create(
        submission=submission,
        institution=institution,
        name=name,
        email=person.email,
        language="en",
        due=timezone.localdate() + timedelta(days=days),
        state=AssignmentState.ASSIGNED,
        user=person,
        expires_at=ASSIGNED_AT + LINK_LIFETIME,
        reminded_before=ASSIGNED_AT,
        reminded_after=ASSIGNED_AT,
    )
    sections = submission.round.instrument.sections
    asked = list_assignable(sections[min(place, len(sections) - 1)])
    AssignedQuestion.objects.bulk_create(
        AssignedQuestion(assignment=assignment, question=question["code"]) for question in asked
    )
    store_moves(assignment, ["assign", *moves], person, focal_point)


def find_demo_person(mailbox, name):
    """Return the account of somebody who answers; one without a role signs in nowhere."""
    email = f"{mailbox}@demo.example"
    found = User.objects.with_address(email).first()
    return found or User.objects.create_user(email, None, name=name, demo_login=True)


def store_moves(assignment, moves, person, focal_point):
    state, events = "", []
    for number, name in enumerate(moves):
        target = assignment_workflow.by_name[name].target
        by = focal_point if name in MOVED_BY_COUNTRY else person
        at = ASSIGNED_AT + number * A_DAY
        events.append(
            AssignmentEvent(assignment=assignment, move=name, from_state=state, to_state=target, at=at, by=by)
        )
        state = target
    AssignmentEvent.objects.bulk_create(events)
    assignment.state = state
    assignment.save(update_fields=["state"])
