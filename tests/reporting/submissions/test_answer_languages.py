"""Words keep the language of the page on which they were typed."""

import pytest
from django.utils.translation import override

from reporting.filing.saving import save_page
from reporting.submissions.answer_languages import language_of_answer
from reporting.submissions.questionnaire import evaluate_submission
from reporting.submissions.read_back import render_answer
from tests import factories
from tests.reporting.filing.test_saving import page

TEXT = factories.question("q", "longtext")
GROUP = factories.question("q", "group", columns=[factories.column("a", "text")], min_rows=0, max_rows=3)
NUMBERS = factories.question("q", "group", columns=[factories.column("a", "integer")], min_rows=0, max_rows=3)
BLANK = {"value": None, "reason": "", "reason_detail": ""}
ARABIC = {"value": [{"a": "قانون"}], "reason": "", "reason_detail": "", "language": "ar"}


@pytest.mark.parametrize(
    ("question", "stored", "is_whole", "language"),
    [
        (TEXT, BLANK, True, "fr"),
        (TEXT, {**ARABIC, "value": "قانون"}, True, "fr"),
        (GROUP, BLANK, False, "fr"),
        (GROUP, {**ARABIC, "language": "fr"}, False, "fr"),
        (GROUP, ARABIC, False, ""),
        (NUMBERS, BLANK, False, ""),
        (factories.question("q", "yesno"), BLANK, True, ""),
    ],
)
def test_an_answer_has_the_language_of_the_page_unless_it_holds_several(question, stored, is_whole, language):
    with override("fr"):
        assert language_of_answer(question, stored, is_whole=is_whole) == language


@pytest.mark.parametrize(
    ("question", "value", "shown"),
    [
        (TEXT, "قانون", "قانون"),
        (GROUP, [{"a": "قانون"}], [("1", ["قانون"])]),
    ],
)
def test_an_answer_that_is_read_elsewhere_says_its_language(question, value, shown):
    with override("fr"):
        rendered = render_answer(question, {**ARABIC, "value": value}, {})
        unknown = render_answer(question, {**BLANK, "value": value}, {})

    words = rendered.rows[0][1][0] if rendered.rows else rendered.text
    assert (rendered.rows or rendered.text) == shown
    assert (words.language, rendered.other_language, unknown.other_language) == ("ar", "Arabe", "")


def test_the_language_is_stored_sent_and_no_reason_to_write_an_answer_again(draft, focal_point):
    with override("ar"):
        save_page(draft, page(draft, {"q1-value": "yes", "q3-value": "قانون"}), by=focal_point)
    with override("fr"):
        again = save_page(draft, page(draft, {"q3-value": " قانون "}), by=focal_point)
    answers = evaluate_submission(draft).given

    assert again.changed == []
    assert answers["q3"]["language"] == "ar"
    assert "language" not in answers["q1"]
