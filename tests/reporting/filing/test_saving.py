"""Saving a page of answers: what was changed, by whom, and never over somebody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from reporting.filing.rows.question_forms import question_forms
from reporting.filing.rows.row_origins import RowOrigin, describe_origin, name_rows
from reporting.filing.saving import save_page
from reporting.models import Answer, Attachment
from reporting.submissions.plain_answers import working_answers
from tests import factories

COUNTRIES = [("DEU", "Germany"), ("PHL", "Philippines")]


def page(submission, typed=None, files=None, base=None):
    """The forms of section A as a browser would send them back: bases as on the page, then what was typed."""
    section = submission.round.instrument.section("sA")
    answers = base if base is not None else working_answers(submission)
    blank = question_forms(section, answers, COUNTRIES)
    data = {form.add_prefix("base"): form.initial["base"] for form in blank}
    for form in blank:
        value = form.answer["value"]
        if value is not None and form.question["type"] not in ("group", "table", "file"):
            data[form.add_prefix("value")] = value
    return question_forms(
        section,
        working_answers(submission),
        COUNTRIES,
        data=as_post({**data, **(typed or {})}),
        files=files or {},
    )


def as_post(values):
    data = QueryDict(mutable=True)
    for key, value in values.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


def values(submission):
    return {row.question: row.value for row in submission.answers.all()}


def test_only_what_was_typed_is_written(draft, focal_point):
    result = save_page(draft, page(draft, {"q1-value": "yes", "q2-value": ["record"]}), by=focal_point)

    assert result.changed == ["q1", "q2"]
    assert values(draft) == {"q1": "yes", "q2": ["record"]}
    assert draft.answers.get(question="q1").by == focal_point


def test_the_same_page_again_changes_nothing(complete, focal_point):
    assert save_page(complete, page(complete), by=focal_point).changed == []


def test_a_wrong_value_is_refused_and_the_rest_is_saved(draft, focal_point):
    forms = page(draft, {"q1-value": "no", "q6-value": "about 2010"})

    save_page(draft, forms, by=focal_point)

    assert values(draft) == {"q1": "no"}
    assert [form.question["code"] for form in forms if form.has_errors] == ["q6"]


def test_two_people_who_change_different_answers_both_win(complete, focal_point, contributor):
    before = working_answers(complete)
    save_page(complete, page(complete, {"q6-value": "2011"}, base=before), by=focal_point)

    save_page(complete, page(complete, {"q3-value": "At the regulator."}, base=before), by=contributor)

    assert (values(complete)["q6"], values(complete)["q3"]) == (2011, "At the regulator.")


def test_the_same_answer_changed_by_two_people_is_not_overwritten_silently(
    complete, focal_point, contributor
):
    before = working_answers(complete)
    save_page(complete, page(complete, {"q3-value": "At the ministry."}, base=before), by=focal_point)
    late = page(complete, {"q3-value": "At the regulator."}, base=before)

    save_page(complete, late, by=contributor)

    wrong = [form for form in late if form.has_errors]
    assert values(complete)["q3"] == "At the ministry."
    assert [form.question["code"] for form in wrong] == ["q3"]
    conflict = wrong[0].conflict
    assert (conflict.by, conflict.theirs.text, conflict.mine.text) == (
        focal_point,
        "At the ministry.",
        "At the regulator.",
    )


@pytest.mark.parametrize(
    ("choice", "stored"),
    [("", "At the ministry."), ("theirs", "At the ministry."), ("mine", "Mine."), ("edit", "Mine.")],
)
def test_a_conflict_is_settled_by_the_second_person(complete, focal_point, contributor, choice, stored):
    before = working_answers(complete)
    save_page(complete, page(complete, {"q3-value": "At the ministry."}, base=before), by=focal_point)
    late = page(complete, {"q3-value": "Mine."}, base=before)
    save_page(complete, late, by=contributor)
    seen = next(form.conflict.seen for form in late if form.conflict)

    again = page(complete, {"q3-value": "Mine.", "q3-settle": choice, "q3-seen": seen}, base=before)
    save_page(complete, again, by=contributor)

    assert values(complete)["q3"] == stored
    assert any(form.has_errors for form in again) is (choice == "")


def test_an_answer_that_changed_once_more_is_not_overwritten_unseen(complete, focal_point, contributor):
    before = working_answers(complete)
    save_page(complete, page(complete, {"q3-value": "Second."}, base=before), by=focal_point)

    again = page(complete, {"q3-value": "Mine.", "q3-settle": "mine", "q3-seen": "older"}, base=before)
    save_page(complete, again, by=contributor)

    assert values(complete)["q3"] == "Second."
    assert [form.conflict.theirs.text for form in again if form.conflict] == ["Second."]


def test_nobody_quarrels_with_himself_over_an_older_page(complete, focal_point):
    before = working_answers(complete)
    save_page(complete, page(complete, {"q3-value": "First."}, base=before), by=focal_point)

    again = page(complete, {"q3-value": "Second."}, base=before)
    save_page(complete, again, by=focal_point)

    assert values(complete)["q3"] == "Second."
    assert not any(form.has_errors for form in again)


ROWS = [{"title": "First", "partners": ["DEU"]}, {"title": "Second", "partners": ["PHL"]}]


def row_fields(rows, stored=()):
    """The fields of q4 for these rows, each built from the stored row at its place."""
    fields = {"q4-rows": str(len(rows))}
    columns = [factories.column("title", "text"), factories.column("partners", "countries")]
    for number, row in enumerate(rows):
        names = name_rows(columns, stored, [])
        origin = RowOrigin()
        if number < len(stored):
            origin = describe_origin(columns, names[number], stored[number])
        fields |= {f"q4-{number}-{code}": value for code, value in row.items()}
        fields[f"q4~{number}"] = str(origin)
    return fields


def save_rows(submission, base, rows, stored, by):
    forms = page(submission, row_fields(rows, stored), base=base)
    save_page(submission, forms, by=by)
    return next(form for form in forms if form.question["code"] == "q4")


def titles(submission):
    return [row["title"] for row in values(submission)["q4"]]


def test_rows_that_two_people_add_are_both_kept(draft, focal_point, contributor):
    save_rows(draft, {}, ROWS[:1], [], focal_point)

    form = save_rows(draft, {}, ROWS[1:], [], contributor)

    assert titles(draft) == ["First", "Second"]
    assert not form.has_errors


def test_different_rows_that_two_people_change_are_both_kept(draft, focal_point, contributor):
    save_rows(draft, {}, ROWS, [], focal_point)
    before = working_answers(draft)
    save_rows(draft, before, [{**ROWS[0], "title": "One"}, ROWS[1]], ROWS, focal_point)

    save_rows(draft, before, [ROWS[0], {**ROWS[1], "title": "Two"}], ROWS, contributor)

    assert titles(draft) == ["One", "Two"]


def test_one_row_that_two_people_change_is_a_conflict(draft, focal_point, contributor):
    save_rows(draft, {}, ROWS, [], focal_point)
    before = working_answers(draft)
    save_rows(draft, before, [{**ROWS[0], "title": "One"}, ROWS[1]], ROWS, focal_point)

    form = save_rows(draft, before, [{**ROWS[0], "title": "Uno"}, ROWS[1]], ROWS, contributor)

    assert titles(draft) == ["One", "Second"]
    assert [row[1][0] for row in form.conflict.mine.rows] == ["Uno", "Second"]


def test_a_row_that_is_removed_takes_no_other_with_it(draft, focal_point, contributor):
    save_rows(draft, {}, ROWS, [], focal_point)
    before = working_answers(draft)
    save_rows(draft, before, [*ROWS, {"title": "Third"}], ROWS, focal_point)

    forms = page(draft, {**row_fields(ROWS, ROWS), "q4-drop-0": "on"}, base=before)
    save_page(draft, forms, by=contributor)

    assert titles(draft) == ["Second", "Third"]


def test_a_bad_cell_loses_no_other_cell(draft, focal_point):
    forms = page(draft, {"q5-doctors-total": "many", "q5-doctors-source": "Census", "q5-nurses-total": "7"})

    save_page(draft, forms, by=focal_point)

    assert values(draft)["q5"] == {
        "doctors": {"total": None, "source": "Census"},
        "nurses": {"total": 7, "source": None},
    }
    assert [form.question["code"] for form in forms if form.has_errors] == ["q5"]


def test_a_bad_cell_leaves_what_was_stored_in_it(draft, focal_point):
    save_page(draft, page(draft, {"q5-doctors-total": "7"}), by=focal_point)

    save_page(draft, page(draft, {"q5-doctors-total": "many", "q5-nurses-total": "8"}), by=focal_point)

    assert [values(draft)["q5"][row]["total"] for row in ("doctors", "nurses")] == [7, 8]


def test_a_report_that_was_sent_meanwhile_is_not_changed(complete, focal_point):
    forms = page(complete, {"q6-value": "2011"})
    type(complete).objects.filter(pk=complete.pk).update(state="submitted")

    result = save_page(complete, forms, by=focal_point)

    assert result.refusal == "This report is “Submitted” and can no longer be changed."
    assert "q6" not in values(complete)


def test_a_reason_takes_the_place_of_the_value(complete, focal_point):
    save_page(complete, page(complete, {"q3-reason": "confidential"}), by=focal_point)

    row = complete.answers.get(question="q3")
    assert (row.value, row.reason) == (None, "confidential")


def test_a_new_value_takes_the_place_of_the_reason(complete, focal_point):
    Answer.objects.filter(submission=complete, question="q3").update(value=None, reason="not_collected")

    save_page(
        complete, page(complete, {"q3-reason": "not_collected", "q3-value": "Found it."}), by=focal_point
    )

    row = complete.answers.get(question="q3")
    assert (row.value, row.reason) == ("Found it.", "")


def test_rows_are_kept_in_order_and_empty_ones_dropped(draft, focal_point):
    typed = {
        "q4-rows": "3",
        "q4-0-title": "First",
        "q4-0-partners": ["DEU"],
        "q4-2-title": "Second",
        "q4-2-partners": ["PHL", "DEU"],
    }

    save_page(draft, page(draft, typed), by=focal_point)

    assert values(draft)["q4"] == [
        {"title": "First", "partners": ["DEU"]},
        {"title": "Second", "partners": ["PHL", "DEU"]},
    ]


def test_a_table_is_stored_by_row(draft, focal_point):
    save_page(draft, page(draft, {"q5-doctors-total": "12"}), by=focal_point)

    assert values(draft)["q5"]["doctors"] == {"total": 12, "source": None}


def test_a_file_is_stored_and_named_by_its_attachment(draft, focal_point, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    letter = SimpleUploadedFile("law.pdf", b"%PDF-1.7 text")

    save_page(draft, page(draft, files={"q7-value": letter}), by=focal_point)

    stored = Attachment.objects.get()
    assert values(draft)["q7"] == [{"id": str(stored.pk), "name": "law.pdf", "size": 13}]


@pytest.mark.parametrize(
    ("name", "content"),
    [("law.pdf", b"<html>"), ("law.html", b"<html>"), ("law.svg", b"<svg>"), ("law.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused(draft, focal_point, name, content):
    forms = page(draft, files={"q7-value": SimpleUploadedFile(name, content)})

    save_page(draft, forms, by=focal_point)

    assert [form.question["code"] for form in forms if form.has_errors] == ["q7"]
    assert Attachment.objects.count() == 0
