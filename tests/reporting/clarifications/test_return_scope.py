"""A return that opens only what is asked for: by whatever way somebody tries to change another answer."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.filing.history.putting_back import put_back
from reporting.filing.saving import save_page
from reporting.models import Answer, AnswerChange, UnsavedText
from reporting.models.answer_changes import Way
from reporting.submissions.workflow import report_workflow
from tests.conftest import rolled_back
from tests.reporting.clarifications.conftest import SIGNED
from tests.reporting.filing import test_saving
from tests.reporting.filing.test_saving import values

CLOSED = "The secretariat has opened other answers only. This one stays as it was sent."


def page(submission, typed):
    """The forms of a page with what was typed; of tables nothing is sent."""
    return [form for form in test_saving.page(submission, typed) if form.question["type"] != "table"]


def give_back(submission, reviewer, *codes):
    """Return the report for the answers to these questions, or for all."""
    opened = list(codes) or None
    report_workflow.move(submission, "return", by=reviewer, note="Please.", opened_questions=opened)
    return submission


@pytest.fixture
def given_back(sent, reviewer):
    return give_back(sent, reviewer, "q3")


@pytest.fixture
def fosca(focal_point):
    client = Client()
    client.force_login(focal_point)
    return client


def address_of(name, submission, *more):
    return reverse(name, args=[submission.round_id, submission.member_state_id, *more])


def autosave(client, submission, code, **fields):
    sent = {f"{code}-{name}": value for name, value in fields.items()}
    return client.post(address_of("save_answer", submission, code), sent).json()


def test_a_page_saves_what_is_open_and_keeps_what_is_not_for_who_typed_it(given_back, focal_point):
    forms = page(given_back, {"q3-value": "Corrected.", "q6-value": "2001"})

    assert save_page(given_back, forms, by=focal_point).changed == ["q3"]
    assert values(given_back)["q3"] == "Corrected."
    assert "q6" not in values(given_back)
    assert UnsavedText.objects.get().question == "q6"


def test_what_an_opened_answer_opens_can_be_answered_with_it(sent, reviewer, focal_point):
    Answer.objects.filter(submission=sent, question__in=["q2", "q3"]).delete()
    Answer.objects.filter(submission=sent, question="q1").update(value="no")
    report_workflow.move(sent, "withdraw", by=focal_point, note="Wrong.")
    report_workflow.move(sent, "submit", by=focal_point, **SIGNED)
    give_back(sent, reviewer, "q1")
    typed = {"q1-value": "yes", "q2-value": ["record"], "q3-value": "By us.", "q6-value": "2001"}

    assert save_page(sent, page(sent, typed), by=focal_point).changed == ["q1", "q2", "q3"]
    # An answer that is half typed stays open, and so does what its correction makes wrong.
    assert save_page(sent, page(sent, {"q3-value": "By us all."}), by=focal_point).changed == ["q3"]


def test_an_answer_is_autosaved_only_if_it_is_open(given_back, fosca):
    assert autosave(fosca, given_back, "q3", value="Corrected.", base="")["state"] != "closed"
    for more in ({}, {"offline": "1"}):
        reply = autosave(fosca, given_back, "q6", value="2001", **more)
        assert (reply["state"], reply["errors"][0]["sentences"]) == ("closed", [CLOSED])
    assert "q6" not in values(given_back)


def test_the_page_shows_the_others_to_read_and_posts_nothing_of_them(given_back, fosca, reviewer):
    text = fosca.get(address_of("section", given_back, "sA")).content.decode()
    assert text.count(CLOSED) == 6  # all but q3
    sent = {"q3-value": "Corrected.", "q3-base": ""}
    fosca.post(address_of("section", given_back, "sA"), sent)
    assert set(values(given_back)) == {"q0", "q1", "q2", "q3", "q5"}
    lead = fosca.get(given_back.get_absolute_url()).content.decode()
    assert "You can change these answers, and those that follow from them:" in lead


def test_no_other_way_leads_to_a_closed_answer(given_back, sent, focal_point, fosca):
    facts = {"before": {"value": "no"}, "after": {"value": "yes"}, "way": Way.TYPED, "at": timezone.now()}
    change = AnswerChange.objects.create(submission=sent, question="q1", by=focal_point, **facts)
    with pytest.raises(ValidationError, match="other answers only"):
        put_back(given_back, change, by=focal_point, seen="")
    sheet = {"pasted": "\ttotal\nDoctors\t99", "step": "preview"}
    fosca.post(address_of("table_sheet", given_back, "q5"), sheet)
    fosca.post(address_of("last_report", given_back), {"bring": "all"})

    assert values(given_back)["q5"]["doctors"]["total"] == 12
    assert values(given_back)["q1"] == "yes"


def test_a_full_return_opens_everything_again(given_back, focal_point, reviewer):
    save_page(given_back, page(given_back, {"q3-value": "Corrected."}), by=focal_point)
    report_workflow.move(given_back, "submit", by=focal_point, **SIGNED)
    with rolled_back():
        give_back(given_back, reviewer)
        assert save_page(given_back, page(given_back, {"q6-value": "2001"}), by=focal_point).changed == ["q6"]
    give_back(given_back, reviewer, "q6")
    assert save_page(given_back, page(given_back, {"q3-value": "Again."}), by=focal_point).changed == []


@pytest.mark.parametrize("codes", [[], ["nothing"]])
def test_a_return_names_at_least_one_answer_of_the_report(sent, reviewer, codes):
    with pytest.raises(ValidationError, match="Choose at least one answer"):
        report_workflow.move(sent, "return", by=reviewer, note="Please.", opened_questions=codes)


def test_a_corrected_answer_is_something_new_and_an_unchanged_report_is_not(given_back, focal_point):
    with pytest.raises(ValidationError, match="Nothing has changed"):
        report_workflow.move(given_back, "submit", by=focal_point, **SIGNED)
    save_page(given_back, page(given_back, {"q3-value": "Corrected."}), by=focal_point)
    report_workflow.move(given_back, "submit", by=focal_point, **SIGNED)


def test_the_reviewer_chooses_what_a_return_opens(sent, asked, reviewer):
    client = Client()
    client.force_login(reviewer)
    address = address_of("move", sent, "return")
    shown = client.get(address)
    assert shown.context["form"]["questions"].initial == ["q3"]  # asked about, and not closed

    nothing = client.post(address, {"note": "Please.", "opens": "chosen"})
    assert "Choose at least one answer that the country can change." in nothing.content.decode()
    client.post(address, {"note": "Please.", "opens": "chosen", "questions": ["q1", "q3"]})
    assert sent.events.last().opened_questions == ["q1", "q3"]


def test_a_return_without_a_choice_opens_the_whole_report(sent, asked, reviewer):
    client = Client()
    client.force_login(reviewer)
    client.post(address_of("move", sent, "return"), {"note": "Please.", "questions": ["q3"]})

    assert sent.events.last().opened_questions is None
