"""What the tests of the history of answers do again and again."""

from django.urls import reverse

from reporting.filing.saving import save_page
from reporting.models.answer_changes import Way
from tests.reporting.filing.test_saving import page


def save(submission, by, typed, way=Way.TYPED, base=None):
    save_page(submission, page(submission, typed, base=base), by=by, way=way)


def changes_of(submission, code):
    """The changes of an answer, oldest first."""
    return list(submission.answer_changes.of_question(code).order_by("pk"))


def address(name, submission, *more):
    return reverse(name, args=[submission.round_id, submission.member_state_id, *more])
