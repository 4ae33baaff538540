"""Saving a page of answers: what was changed, by whom, and never over somebody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from reporting.filing.forms import question_forms
from reporting.filing.saving import save_page
from reporting.models import Answer, Attachment
from reporting.submissions.questionnaire import working_answers

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
    assert wrong[0].non_field_errors() == [
        "Fosca Focal changed this answer in the meantime. Your answer is below and not saved yet: "
        "save again to replace theirs."
    ]


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
    assert values(draft)["q7"] == {"id": str(stored.pk), "name": "law.pdf", "size": 13}


@pytest.mark.parametrize(
    ("name", "content"),
    [("law.pdf", b"<html>"), ("law.html", b"<html>"), ("law.svg", b"<svg>"), ("law.pdf", b"")],
)
def test_a_file_that_is_not_what_it_says_is_refused(draft, focal_point, name, content):
    forms = page(draft, files={"q7-value": SimpleUploadedFile(name, content)})

    save_page(draft, forms, by=focal_point)

    assert [form.question["code"] for form in forms if form.has_errors] == ["q7"]
    assert Attachment.objects.count() == 0
