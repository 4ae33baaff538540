"""Every answer that is written leaves a record of its change: who, when, from, to, by which way."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from reporting.filing.history.parts import apply_part, describe_content
from reporting.filing.saving import save_page
from reporting.models import AnswerChange
from reporting.models.answer_changes import Way
from reporting.submissions.plain_answers import NOTHING, plain_answer, working_answers
from tests.reporting.filing.history.steps import changes_of, save
from tests.reporting.filing.test_saving import ROWS, page, row_fields


def described(submission, code):
    return [
        (change.row, change.column, change.before, change.after, change.way)
        for change in changes_of(submission, code)
    ]


def assert_replays(submission, question):
    """The changes of a question, one after the other, lead to the answer that is stored."""
    row = submission.answers.filter(question=question["code"]).first()
    content = describe_content(question, NOTHING, [])
    for change in changes_of(submission, question["code"]):
        content = apply_part(content, change.after)
    assert content == describe_content(question, plain_answer(row), row.row_names)


def test_each_change_tells_what_stood_before_and_after(draft, focal_point, contributor):
    save(draft, focal_point, {"q3-value": "First.", "q1-value": "yes"})
    save(draft, contributor, {"q3-value": "Second."})
    save(draft, contributor, {"q3-reason": "confidential"})

    contents = [{**NOTHING, "language": ""}] + [
        {**NOTHING, "language": "en", **given}
        for given in ({"value": "First."}, {"value": "Second."}, {"reason": "confidential"})
    ]
    assert described(draft, "q3") == [("", "", *pair, "typed") for pair in pairwise(contents)]
    assert [change.by for change in changes_of(draft, "q3")] == [focal_point, contributor, contributor]
    assert_replays(draft, draft.round.instrument.questions["q3"])


def test_a_page_that_changes_nothing_leaves_no_record(complete, focal_point):
    save(complete, focal_point, {})

    assert not AnswerChange.objects.exists()


def test_a_change_of_one_cell_names_it(draft, focal_point):
    save(draft, focal_point, {"q5-doctors-total": "12"})
    save(draft, focal_point, {"q5-doctors-total": "13"})
    save(draft, focal_point, {"q5-doctors-total": "14", "q5-doctors-source": "Census"})
    save(draft, focal_point, {"q5-doctors-total": "14", "q5-nurses-total": "1"})

    assert [place[:2] for place in described(draft, "q5")] == [
        ("doctors", "total"), ("doctors", "total"), ("doctors", ""), ("", ""),
    ]  # fmt: skip
    assert described(draft, "q5")[1][2:4] == (
        {"cells": {"doctors": {"total": 12}}}, {"cells": {"doctors": {"total": 13}}},
    )  # fmt: skip
    assert_replays(draft, draft.round.instrument.questions["q5"])


def test_rows_are_added_changed_and_removed_by_name(draft, focal_point):
    save(draft, focal_point, row_fields(ROWS))
    stored = working_answers(draft)["q4"]["value"]
    save(draft, focal_point, row_fields([{**ROWS[0], "title": "One"}, ROWS[1]], stored))
    names = draft.answers.get(question="q4").row_names
    save(draft, focal_point, {**row_fields([{**ROWS[0], "title": "One"}, ROWS[1]]), "q4-drop-0": "on"})

    added, changed, *_others = changes_of(draft, "q4")
    assert (added.row, added.before["cells"]) == ("", dict.fromkeys(names))
    assert (changed.row, changed.column) == (names[0], "title")
    assert (changed.before, changed.after) == (
        {"cells": {names[0]: {"title": "First"}}}, {"cells": {names[0]: {"title": "One"}}},
    )  # fmt: skip
    assert_replays(draft, draft.round.instrument.questions["q4"])


def type_on(draft, by, text, seconds=0, way=Way.AUTOSAVED):
    """Save a text as it is typed, after a pause."""
    if seconds:
        newest = draft.answer_changes.order_by("-pk").first()
        AnswerChange.objects.filter(pk=newest.pk).update(at=newest.at - timedelta(seconds=seconds))
    save(draft, by, {"q3-value": text}, way)


def test_what_one_person_types_without_a_pause_is_one_change(draft, focal_point, contributor):
    for text in ("A", "At", "At the"):
        type_on(draft, focal_point, text)
    type_on(draft, focal_point, "At the regulator", seconds=59)
    type_on(draft, focal_point, "At the ministry", seconds=61)
    type_on(draft, contributor, "At the office")
    type_on(draft, contributor, "At the desk", way=Way.TYPED)

    pairs = [(one.before["value"], one.after["value"]) for one in changes_of(draft, "q3")]
    assert pairs == [
        (None, "At the regulator"),
        ("At the regulator", "At the ministry"),
        ("At the ministry", "At the office"),
        ("At the office", "At the desk"),
    ]


@pytest.mark.parametrize("typed", [["1", "12", ""], ["1", "", "2", ""], ["1", "12", "1"]])
def test_a_cell_that_is_filled_and_emptied_again_keeps_its_history(draft, focal_point, typed):
    for text in typed:
        save(draft, focal_point, {"q5-doctors-total": text}, way=Way.AUTOSAVED)

    assert_replays(draft, draft.round.instrument.questions["q5"])


def test_what_stood_when_a_report_was_sent_is_never_typed_over(draft, focal_point):
    type_on(draft, focal_point, "Sent")
    draft.events.create(
        move="submit", from_state="draft", to_state="submitted", by=focal_point, at=timezone.now()
    )

    type_on(draft, focal_point, "Sent again")

    assert [one.after["value"] for one in changes_of(draft, "q3")] == ["Sent", "Sent again"]


@pytest.mark.parametrize(
    "rewritten", [{"after": {"value": "Never."}}, {"before": {}}, {"question": "q1"}, {"way": "autosaved"}]
)
def test_the_database_refuses_to_rewrite_a_change(draft, focal_point, rewritten):
    save(draft, focal_point, {"q3-value": "First."})

    with pytest.raises(DatabaseError, match="What was changed stays"), transaction.atomic():
        AnswerChange.objects.update(**rewritten)


def test_a_save_of_many_answers_takes_as_many_queries_as_of_one(
    draft, focal_point, django_assert_num_queries
):
    one, many = page(draft, {"q1-value": "no"}), page(draft, {"q1-value": "yes", "q3-value": "Where."})
    assert focal_point.states  # a page has asked for the roles before
    with django_assert_num_queries(7):
        save_page(draft, one, by=focal_point)
    with django_assert_num_queries(7):
        save_page(draft, many, by=focal_point)
