"""An earlier answer is put back in its own places, and never over what somebody else has just done."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from reporting.filing.history.putting_back import order_rows, put_back
from reporting.models import Submission
from reporting.submissions.plain_answers import working_answers
from tests.reporting.filing.history.steps import changes_of, save
from tests.reporting.filing.test_saving import ROWS, row_fields


def put_first_back(submission, code, by, number=0, seen=None):
    changes = changes_of(submission, code)
    newest = max(change.at for change in changes)
    return put_back(submission, changes[number], by=by, seen=(seen or newest).isoformat())


def test_what_stood_before_a_change_is_put_back_as_a_change_of_its_own(draft, focal_point, contributor):
    save(draft, focal_point, {"q3-value": "First."})
    save(draft, contributor, {"q3-value": "Second."})

    change = put_first_back(draft, "q3", focal_point, number=1)

    answer = draft.answers.get(question="q3")
    assert (answer.value, answer.by, answer.language) == ("First.", focal_point, "en")
    assert (change.way, change.by, len(changes_of(draft, "q3"))) == ("put_back", focal_point, 3)


ODD_MOMENTS = ["", "now", "\0", "2020-13-45T00:00:00Z", "0001-01-01T00:00:00+23:59", "2100-01-01T00:00:00"]


def test_a_moment_that_no_page_has_carried_is_before_every_change(draft, focal_point, contributor):
    save(draft, focal_point, {"q3-value": "First."})
    save(draft, contributor, {"q3-value": "Second."})
    [change, *_] = changes_of(draft, "q3")

    for odd in ODD_MOMENTS:
        with pytest.raises(ValidationError, match="Conrad Contributor"):
            put_back(draft, change, by=focal_point, seen=odd)


def test_a_reason_and_a_blank_are_put_back_too(draft, focal_point):
    save(draft, focal_point, {"q3-reason": "held_elsewhere", "q3-reason_detail": "Labour"})
    save(draft, focal_point, {"q3-value": "Known."})
    put_first_back(draft, "q3", focal_point, number=1)
    answer = draft.answers.get(question="q3")
    assert (answer.value, answer.reason, answer.reason_detail) == (None, "held_elsewhere", "Labour")

    put_first_back(draft, "q3", focal_point, number=0)
    answer.refresh_from_db()
    assert (answer.value, answer.reason) == (None, "")


def test_a_cell_is_put_back_and_its_neighbours_stay(draft, focal_point, contributor):
    save(draft, focal_point, {"q5-doctors-total": "12"})
    save(draft, focal_point, {"q5-doctors-total": "13"})
    save(draft, contributor, {"q5-doctors-total": "13", "q5-nurses-total": "5"})

    put_first_back(draft, "q5", focal_point, number=1)

    answer = draft.answers.get(question="q5")
    assert [answer.value[row]["total"] for row in ("doctors", "nurses")] == [12, 5]
    assert answer.cell_authors["doctors"]["total"] == focal_point.pk
    assert answer.cell_authors["nurses"]["total"] == contributor.pk


def test_a_removed_row_comes_back_to_its_place(draft, focal_point):
    save(draft, focal_point, row_fields(ROWS))
    names = draft.answers.get(question="q4").row_names
    save(draft, focal_point, {**row_fields(ROWS), "q4-drop-0": "on"})

    put_first_back(draft, "q4", focal_point, number=1)

    answer = draft.answers.get(question="q4")
    assert (answer.value, answer.row_names) == (ROWS, names)


def test_a_row_that_was_added_is_taken_out_by_putting_back_what_stood_before(draft, focal_point):
    save(draft, focal_point, row_fields(ROWS[:1]))
    stored = working_answers(draft)["q4"]["value"]
    save(draft, focal_point, {**row_fields(ROWS, stored)})

    put_first_back(draft, "q4", focal_point, number=1)

    assert draft.answers.get(question="q4").value == ROWS[:1]


def test_rows_take_the_place_of_a_reason(draft, focal_point):
    save(draft, focal_point, {"q5-doctors-total": "12"})
    save(draft, focal_point, {"q5-doctors-total": "13"})
    save(draft, focal_point, {"q5-reason": "confidential"})

    put_first_back(draft, "q5", focal_point, number=1)

    answer = draft.answers.get(question="q5")
    assert (answer.value["doctors"]["total"], answer.reason) == (12, "")


def refusal(submission, code, by, **choice):
    with pytest.raises(ValidationError) as refused:
        put_first_back(submission, code, by, **choice)
    return refused.value.messages[0]


def test_what_somebody_else_has_just_changed_is_not_replaced_unseen(draft, focal_point, contributor):
    save(draft, focal_point, {"q3-value": "First."})
    save(draft, focal_point, {"q3-value": "Second."})
    seen = changes_of(draft, "q3")[-1].at
    save(draft, contributor, {"q3-value": "Third."})

    sentence = refusal(draft, "q3", focal_point, number=1, seen=seen)

    assert "Conrad Contributor" in sentence
    assert draft.answers.get(question="q3").value == "Third."
    # What they changed themselves meanwhile, in another window, they know.
    put_first_back(draft, "q3", contributor, number=1, seen=seen)
    assert draft.answers.get(question="q3").value == "First."


def test_a_closed_report_is_not_changed(draft, focal_point):
    save(draft, focal_point, {"q3-value": "First."})
    Submission.objects.update(state="submitted")

    assert refusal(draft, "q3", focal_point) == ("This report is “Submitted” and can no longer be changed.")


def test_what_stands_there_is_not_put_back(draft, focal_point):
    save(draft, focal_point, {"q3-value": "First."})
    save(draft, focal_point, {"q3-value": "Second."})
    save(draft, focal_point, {"q3-value": "First."})

    assert refusal(draft, "q3", focal_point, number=1).startswith("This is what stands there now.")


def edit_question(submission, code, changed):
    """Change the instrument as nothing in the product does while a round is open."""
    instrument = submission.round.instrument
    for section in instrument.definition["sections"]:
        for question in section["questions"]:
            if question["code"] == code:
                question |= changed
    instrument.save()


OTHER = [{"value": "x", "label": "X"}]


@pytest.mark.parametrize(
    ("code", "typed", "changed", "sentence"),
    [
        ("q2", {"q2-value": ["record"]}, {"options": OTHER}, "The form no longer offers"),
        ("q3", {"q3-value": "First."}, {"code": "q33"}, "This question is no longer asked"),
        ("q3", {"q3-value": "First."}, {"read_only": True}, "This question is no longer asked"),
        ("q5", {"q5-doctors-total": "12"}, {"rows": OTHER}, "The form no longer offers"),
        ("q5", {"q5-doctors-total": "12"}, {"columns": []}, "The form no longer offers"),
    ],
)
def test_what_the_form_no_longer_has_is_not_put_back(draft, focal_point, code, typed, changed, sentence):
    save(draft, focal_point, typed)
    save(draft, focal_point, {f"{code}-reason": "confidential"})
    edit_question(draft, code, changed)

    assert refusal(draft, code, focal_point, number=1).startswith(sentence)


def test_without_a_moment_that_was_seen_nothing_of_others_is_replaced(draft, focal_point, contributor):
    save(draft, focal_point, {"q3-value": "First."})
    change = changes_of(draft, "q3")[0]

    for seen in ("", "yesterday", datetime(2000, 1, 1, tzinfo=UTC).isoformat()):
        with pytest.raises(ValidationError, match="Fosca Focal"):
            put_back(draft, change, by=contributor, seen=seen)


@pytest.mark.parametrize(
    ("then", "now", "remaining", "order"),
    [
        ("abc", "ac", "abc", "abc"),
        ("abc", "xc", "xbc", "bxc"),
        ("abc", "cax", "abcx", "cabx"),
        ("cba", "abc", "abc", "cba"),
        ("", "abc", "ab", "ab"),
    ],
)
def test_a_row_that_comes_back_stands_behind_its_neighbour(then, now, remaining, order):
    assert order_rows(list(then), list(now), dict.fromkeys(remaining)) == list(order)
