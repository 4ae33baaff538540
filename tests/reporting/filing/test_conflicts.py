"""What two people have changed in one answer: both are shown by name and time, and can be joined."""

import pytest

from reporting.filing.saving import save_page
from reporting.submissions.plain_answers import working_answers
from tests.reporting.filing.history.steps import changes_of
from tests.reporting.filing.test_saving import ROWS, page, row_fields, values


def save(submission, by, typed, base=None):
    """Save what somebody typed into a page as it was built; return the forms."""
    forms = page(submission, typed, base=base)
    result = save_page(submission, forms, by=by)
    return {form.question["code"]: form for form in forms}, result


@pytest.fixture
def settle(complete, focal_point, contributor):
    """Return a function: Fosca writes one thing, Conrad another, and then settles the conflict."""

    def settle(choice, code="q3", theirs="At the ministry.", mine="At the regulator."):
        before = working_answers(complete)
        name = f"{code}-value"
        save(complete, focal_point, {name: theirs}, base=before)
        forms, _result = save(complete, contributor, {name: mine}, base=before)
        conflict = forms[code].conflict
        settling = {name: mine, f"{code}-settle": choice, f"{code}-seen": conflict.seen}
        return conflict, *save(complete, contributor, settling, base=before)

    return settle


def test_both_answers_are_shown_with_names_and_times(settle, focal_point, complete):
    conflict, _forms, _result = settle("")

    answer = complete.answers.get(question="q3")
    assert (conflict.by, conflict.names) == (focal_point, ["Fosca Focal"])
    assert conflict.authors[0].at == answer.at <= conflict.typed_at


@pytest.mark.parametrize(
    ("theirs", "mine", "joined"),
    [
        ("At the ministry.", "At the regulator.", "At the ministry.\n\nAt the regulator."),
        ("At the ministry.", "At the ministry. Also there.", "At the ministry. Also there."),
        ("في الوزارة", "At the ministry.", "في الوزارة\n\nAt the ministry."),
    ],
)
def test_two_texts_are_joined_one_below_the_other(settle, complete, theirs, mine, joined):
    conflict, forms, result = settle("join", theirs=theirs, mine=mine)

    assert conflict.may_join
    assert values(complete)["q3"] == joined
    assert (result.joined, forms["q3"].has_errors) == (["q3"], False)
    assert [change.after["value"] for change in changes_of(complete, "q3")] == [theirs, joined]


def test_choices_are_joined_to_all_that_were_chosen(settle, complete):
    settle("join", code="q2", theirs=["stakeholders"], mine=["record", "stakeholders"])

    assert values(complete)["q2"] == ["stakeholders", "record"]


@pytest.mark.parametrize(("code", "theirs", "mine"), [("q1", "no", "yes"), ("q6", "2001", "2002")])
def test_what_cannot_stand_together_is_not_offered_to_be_joined(settle, complete, code, theirs, mine):
    complete.answers.filter(question="q1").delete()
    conflict, _forms, _result = settle("", code=code, theirs=theirs, mine=mine)

    assert not conflict.may_join


def test_texts_that_are_too_long_together_are_not_joined(settle, complete):
    conflict, _forms, _result = settle("", theirs="x" * 15_000, mine="y" * 15_000)

    assert not conflict.may_join


def test_a_join_counts_only_for_the_answer_that_was_shown(settle, complete, focal_point, contributor):
    conflict, _forms, _result = settle("")
    save(complete, focal_point, {"q3-value": "Once more."})

    forms, _result = save(
        complete,
        contributor,
        {"q3-value": "Mine.", "q3-settle": "join", "q3-seen": conflict.seen},
        base={"q3": {"value": "old", "reason": "", "reason_detail": ""}},
    )

    assert values(complete)["q3"] == "Once more."
    assert forms["q3"].conflict.theirs.text == "Once more."


def test_several_people_are_named_in_one_conflict(draft, focal_point, contributor, deputy):
    before = working_answers(draft)
    save(draft, focal_point, {"q5-doctors-total": "1"}, base=before)
    save(draft, deputy, {"q5-doctors-total": "1", "q5-nurses-total": "2"})
    late = {"q5-doctors-total": "8", "q5-nurses-total": "9", "q5~doctors": "doctors", "q5~nurses": "nurses"}

    forms, _result = save(draft, contributor, late, base=before)

    conflict = forms["q5"].conflict
    assert (conflict.by, conflict.names) == (None, ["Delia Deputy", "Fosca Focal"])
    assert all(author.at for author in conflict.authors)


def test_a_row_that_somebody_else_changed_is_not_removed_by_ones_own_older_page(
    draft, focal_point, contributor
):
    """Though oneself has changed another row last, in another window."""
    save(draft, focal_point, row_fields(ROWS))
    before = working_answers(draft)
    save(draft, contributor, row_fields([{**ROWS[0], "title": "One"}, ROWS[1]], ROWS), base=before)
    save(draft, focal_point, row_fields([ROWS[0], {**ROWS[1], "title": "Two"}], ROWS), base=before)

    forms, _result = save(draft, focal_point, {**row_fields(ROWS, ROWS), "q4-drop-0": "on"}, base=before)

    assert [row["title"] for row in values(draft)["q4"]] == ["One", "Two"]
    assert forms["q4"].conflict.by == contributor


def test_a_row_that_oneself_changed_is_removed_by_ones_own_older_page(draft, focal_point, contributor):
    save(draft, contributor, row_fields(ROWS))
    before = working_answers(draft)
    save(draft, focal_point, row_fields([{**ROWS[0], "title": "One"}, ROWS[1]], ROWS), base=before)

    save(draft, focal_point, {**row_fields(ROWS, ROWS), "q4-drop-0": "on"}, base=before)

    assert [row["title"] for row in values(draft)["q4"]] == ["Second"]


def test_a_row_that_somebody_else_removed_comes_back_only_if_one_chooses_that(
    draft, focal_point, contributor
):
    save(draft, focal_point, row_fields(ROWS))
    before = working_answers(draft)
    save(draft, contributor, {**row_fields(ROWS, ROWS), "q4-drop-0": "on"}, base=before)
    save(draft, focal_point, row_fields([ROWS[0], {**ROWS[1], "title": "Two"}], ROWS), base=before)

    changed = row_fields([{**ROWS[0], "title": "One"}, ROWS[1]], ROWS)
    forms, _result = save(draft, focal_point, changed, base=before)

    assert [row["title"] for row in values(draft)["q4"]] == ["Two"]
    assert forms["q4"].conflict.by == contributor


def test_a_reason_does_not_take_the_place_of_cells_that_somebody_else_has_filled(
    draft, focal_point, contributor
):
    before = working_answers(draft)
    origins = {"q5~doctors": "doctors", "q5~nurses": "nurses"}
    save(draft, contributor, {"q5-doctors-total": "1", **origins}, base=before)
    save(draft, focal_point, {"q5-nurses-total": "2", **origins}, base=before)

    forms, _result = save(draft, focal_point, {"q5-reason": "confidential", **origins}, base=before)

    assert values(draft)["q5"]["doctors"]["total"] == 1
    assert contributor in [author.person for author in forms["q5"].conflict.authors]
