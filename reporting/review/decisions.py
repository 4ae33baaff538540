"""A decision on a report: the move, and word of it to whoever has the report in hand."""

from typing import Any

from django.db import transaction

from authorities.models import User
from authorities.models.roles import REVIEWS
from reporting.models import Submission, SubmissionEvent
from reporting.review.reviewer_notices import tell_holder
from reporting.submissions.workflow import report_workflow


@transaction.atomic
def make_move(submission: Submission, name: str, *, by: User, **details: Any) -> SubmissionEvent:
    """Make a move of a report; raise ValidationError with every reason why not."""
    event = report_workflow.move(submission, name, by=by, **details)
    if {*report_workflow.by_name[name].by} & {*REVIEWS}:
        tell_holder(event)
    return event
