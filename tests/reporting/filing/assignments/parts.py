"""Assigned parts of a report, for tests."""

from datetime import timedelta

from reporting.filing.assignments.assignment_workflow import assign_questions, assignment_workflow
from reporting.models import Assignment

LABOUR = "lena@labour.example"


def ask_part(submission, codes, *, by, email=LABOUR, is_shared=False, **fields):
    """Assign questions to an address, as the form does; return the assignment."""
    given = {
        "institution": "Ministry of Labour",
        "name": "Lena Labour",
        "language": "en",
        "due": submission.member_state.local_day() + timedelta(days=10),
        **fields,
    }
    part = Assignment(submission=submission, email=email, **given)
    assign_questions(part, codes, by=by, is_shared=is_shared)
    return part


def assign_to(person, submission, codes, *, by, **fields):
    """Assign questions to somebody who has an account."""
    return ask_part(submission, codes, by=by, email=person.email, **fields)


def move_part(part, name, *, by, **details):
    """Move a fresh copy of an assignment and return it."""
    found = Assignment.objects.for_pages().get(pk=part.pk)
    assignment_workflow.move(found, name, by=by, **details)
    return found
