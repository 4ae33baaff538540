"""The discussions of answers: who moves them, what is said in them, and that nothing of it is lost."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from authorities.models import Notice
from reporting.filing.comments import commenting
from reporting.filing.comments.commenting import MOST_AN_HOUR, add_comment, edit_comment, take_back_comment
from reporting.filing.comments.thread_workflow import thread_workflow
from reporting.models import Comment, CommentThread, ThreadState
from tests.conftest import rolled_back
from tests.reporting.filing.assignments.parts import assign_to

COUNTRY = {"focal_point", "deputy", "contributor", "viewer"}
CAST = [
    *COUNTRY,
    "assignee",
    "registrar",
    "stranger",
    "reviewer",
    "reviewer_of_europe",
    "manager",
    "administrator",
]
MOVES = {
    ("", "open"): {*COUNTRY, "assignee"},
    (ThreadState.OPEN, "settle"): {*COUNTRY, "assignee"} - {"viewer"},
    (ThreadState.SETTLED, "reopen"): {*COUNTRY, "assignee"},
}


def test_every_state_role_and_move(request, draft, assignee, focal_point):
    """The assignee moves the discussion of her question, and no other."""
    assign_to(assignee, draft, ["q1"], by=focal_point)
    people = {name: request.getfixturevalue(name) for name in CAST}
    cases = product(["q1", "q3"], ["", *ThreadState.values], thread_workflow.transitions)
    for question, state, row in cases:
        thread = CommentThread(submission=draft, question=question, state=state)
        moved = {
            name
            for name, user in people.items()
            if state in row.sources and thread_workflow.may(user, row.by, thread)
        }
        others = set() if question == "q1" else {"assignee"}

        assert moved == MOVES.get((state, row.name), set()) - others, (question, state, row.name)


def test_the_first_comment_opens_a_discussion_and_a_later_one_opens_it_again(draft, focal_point, viewer):
    first = add_comment(draft, "q1", "Is this so?", [], by=viewer)
    thread = first.thread
    commenting.move_thread(thread, "settle", by=focal_point)
    assert thread.state == ThreadState.SETTLED

    later = add_comment(draft, "q1", "It is not.", [], by=viewer)

    assert (later.thread, later.thread.state) == (thread, ThreadState.OPEN)
    assert [(event.move, event.by) for event in thread.events.all()] == [
        ("open", viewer),
        ("settle", focal_point),
        ("reopen", viewer),
    ]
    with pytest.raises(ValidationError):
        commenting.move_thread(thread, "settle", by=viewer)
    with pytest.raises(ValidationError, match="This is already “Not settled”"):
        commenting.move_thread(thread, "reopen", by=viewer)


def test_the_same_click_says_a_thing_once(draft, viewer, focal_point):
    first = add_comment(draft, "q1", "Twice?", [focal_point], by=viewer)

    assert add_comment(draft, "q1", "Twice?", [focal_point], by=viewer) == first
    assert add_comment(draft, "q1", "Twice?", [], by=focal_point) != first
    assert Notice.objects.count() == 1


def test_who_is_mentioned_is_told_once_without_a_word_of_the_comment(draft, viewer, focal_point, deputy):
    comment = add_comment(draft, "q1", "SECRET words", [focal_point, viewer], by=viewer)
    edit_comment(comment, "SECRET words, mended", [focal_point, deputy])

    notices = Notice.objects.order_by("pk")
    assert [(notice.recipient, notice.kind) for notice in notices] == [
        (focal_point, "comment_mention"),
        (deputy, "comment_mention"),
    ]
    assert notices[0].facts["who"] == "Vera Viewer"
    assert notices[0].path == f"/filing/6/PHL/answers/q1/comments/#comment-{comment.pk}"
    assert "SECRET" not in str(list(notices.values()))
    assert "SECRET" not in str([comment, comment.thread])


def test_a_comment_is_changed_while_it_is_fresh_and_taken_back_at_any_time(draft, viewer):
    comment = add_comment(draft, "q1", "Frist words", [], by=viewer)
    edit_comment(comment, "First words", [])
    assert (comment.text, comment.edited_at is not None) == ("First words", True)

    Comment.objects.update(at=timezone.now() - timedelta(minutes=11))
    with pytest.raises(ValidationError, match="for ten minutes"):
        edit_comment(comment, "Other words", [])
    assert Comment.objects.get().text == "First words"

    take_back_comment(comment)
    moment = Comment.objects.get().taken_back_at
    take_back_comment(comment)
    stored = Comment.objects.get()
    assert moment
    assert (stored.text, stored.taken_back_at) == ("First words", moment)


def test_what_was_taken_back_is_not_changed(draft, viewer):
    comment = add_comment(draft, "q1", "Words", [], by=viewer)
    take_back_comment(comment)

    with pytest.raises(ValidationError):
        edit_comment(comment, "Other words", [])


def test_nobody_fills_the_desks_of_others(draft, viewer, focal_point):
    comment = add_comment(draft, "q1", "First", [], by=viewer)
    with rolled_back():
        many = [Comment(thread=comment.thread, text="x", by=viewer, at=timezone.now())] * (MOST_AN_HOUR - 1)
        Comment.objects.bulk_create(Comment(thread=c.thread, text="x", by=viewer, at=c.at) for c in many)
        with pytest.raises(ValidationError, match="Try again in an hour"):
            add_comment(draft, "q3", "One more", [], by=viewer)
        with pytest.raises(ValidationError, match="Try again in an hour"):
            commenting.move_thread(comment.thread, "settle", by=viewer)
        add_comment(draft, "q3", "Another person", [], by=focal_point)

        Comment.objects.update(at=timezone.now() - timedelta(hours=2))
        add_comment(draft, "q3", "An hour later", [], by=viewer)


def test_the_database_refuses_what_is_never_true(draft, viewer):
    add_comment(draft, "q1", "Words", [], by=viewer)
    before = timezone.now() - timedelta(days=1)
    for wrong in [{"text": ""}, {"edited_at": before}, {"taken_back_at": before}]:
        with pytest.raises(IntegrityError), transaction.atomic():
            Comment.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommentThread.objects.create(submission=draft, question="q1", state=ThreadState.OPEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        CommentThread.objects.update(state="gone")


def test_the_country_alone_sees_them(request, draft, viewer):
    thread = add_comment(draft, "q1", "Words", [], by=viewer).thread

    seen = {
        name for name in CAST if thread in CommentThread.objects.visible_to(request.getfixturevalue(name))
    }
    assert seen == COUNTRY
