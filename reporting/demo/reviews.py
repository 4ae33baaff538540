"""Who reads which of the invented reports."""

from datetime import timedelta

from reporting.models import Submission
from reporting.review.review_workflow import move_review


def load_reviews(people, round_number):
    """Let the reviewer take the report that waits longest, on the day after it came."""
    waiting = Submission.objects.filter(round=round_number).awaiting_review().with_last_event()
    longest = waiting.select_related("member_state", "round").first()
    if longest:
        move_review(longest, "take", by=people.reviewer, at=longest.moved_at + timedelta(days=1))
