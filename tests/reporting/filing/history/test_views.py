"""The history of an answer and of a report: who reads it, and what it shows."""

import pytest

from reporting.models import AnswerChange
from reporting.models.answer_changes import Way
from tests.reporting.filing.history.steps import address, changes_of, save
from tests.reporting.filing.test_saving import ROWS, row_fields


@pytest.fixture
def written(draft, focal_point, contributor):
    """A report in which two people have changed answers in several ways."""
    save(draft, focal_point, {"q3-value": "First.", "q1-value": "yes"})
    save(draft, contributor, {"q3-value": "Second."}, way=Way.AUTOSAVED)
    save(draft, focal_point, {"q5-doctors-total": "12"})
    save(draft, contributor, {**row_fields(ROWS), "q5-doctors-total": "12", "q3-reason": "confidential"})
    return draft


def read(client, user, name, submission, *more, **query):
    client.force_login(user)
    return client.get(address(name, submission, *more), query)


def test_the_history_of_an_answer_shows_from_and_to(client, written, viewer):
    page = read(client, viewer, "answer_history", written, "q3").content.decode()

    for words in (
        "Fosca Focal",
        "Conrad Contributor",
        "First.",
        "Second.",
        "Confidential",
        "typed on a page",
    ):
        assert words in page
    assert "saved while it was typed" in page
    assert "Put back" not in page, "a viewer changes nothing"


def test_changed_cells_are_shown_by_row_and_column(client, written, focal_point):
    page = read(client, focal_point, "answer_history", written, "q4").content.decode()

    assert ">Title<" in page
    assert "row 2: Second · Philippines" in page


def test_an_earlier_answer_is_put_back_by_a_button(client, written, focal_point):
    page = read(client, focal_point, "answer_history", written, "q3").context["page"]
    change = changes_of(written, "q3")[1]
    target = address("put_answer_back", written, "q3", change.pk)

    answer = client.post(target, {"seen": page.seen_at.isoformat()}, follow=True)

    assert "The earlier answer is put back." in answer.content.decode()
    assert written.answers.get(question="q3").value == "First."
    assert client.get(target).status_code == 302, "as after signing in"


def test_a_refusal_is_told_in_a_sentence(client, written, focal_point):
    client.force_login(focal_point)
    change = changes_of(written, "q3")[0]

    answer = client.post(address("put_answer_back", written, "q3", change.pk), follow=True)

    assert "Conrad Contributor has changed this answer" in answer.content.decode()


def test_only_those_who_fill_in_put_back_and_only_what_was_changed_there(
    client, written, viewer, focal_point
):
    change = changes_of(written, "q3")[0]
    client.force_login(viewer)
    assert client.post(address("put_answer_back", written, "q3", change.pk)).status_code == 404

    client.force_login(focal_point)
    assert client.post(address("put_answer_back", written, "q1", change.pk)).status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 6),
        ({"question": "q3"}, 3),
        ({"way": "autosaved"}, 1),
        ({"question": "nothing"}, 6),
        ({"question": "q1", "way": "autosaved"}, 0),
        ({"page": "999"}, 6),
    ],
)
def test_all_changes_of_a_report_can_be_narrowed(client, written, focal_point, query, count):
    page = read(client, focal_point, "report_history", written, **query).context["page"]

    assert len(page.described_changes) == count


def test_the_changes_of_one_person(client, written, focal_point, contributor):
    page = read(client, focal_point, "report_history", written, person=contributor.pk).context["page"]

    assert {change.by for change in page.page} == {contributor}
    assert [name for _key, name in page.people] == ["Conrad Contributor", "Fosca Focal"]


def test_a_question_that_is_no_longer_asked_keeps_its_history(client, written, focal_point):
    AnswerChange.objects.bulk_create(
        [
            AnswerChange(
                submission=written, question="gone", before={}, after={}, way="typed", at=written.started_at
            )
        ]
    )

    assert "no longer asked" in read(client, focal_point, "answer_history", written, "gone").content.decode()
    assert read(client, focal_point, "answer_history", written, "q404").status_code == 404
    assert "gone" in read(client, focal_point, "report_history", written).content.decode()


def test_strangers_and_the_secretariat_see_no_history_of_a_draft(client, written, reviewer, stranger):
    for person in (reviewer, stranger):
        for name, more in (("report_history", ()), ("answer_history", ("q3",))):
            assert read(client, person, name, written, *more).status_code == 404
        assert not AnswerChange.objects.visible_to(person).exists()


def test_the_secretariat_sees_who_gave_what_was_sent_and_nothing_of_before(
    client, written, reviewer, focal_point
):
    sent_at = changes_of(written, "q4")[-1].at
    written.versions.create(number=1, content={}, submitted_at=sent_at, submitted_by=focal_point)
    save(written, focal_point, {"q3-value": "Of the correction."})

    page = read(client, reviewer, "report_history", written)

    shown = {(change.question, change.row) for change in page.context["page"].page}
    assert shown == {("q1", ""), ("q3", ""), ("q4", ""), ("q5", "doctors")}
    words = page.content.decode()
    assert "Confidential" in words
    for hidden in ("First.", "Second.", "Of the correction."):
        assert f"{hidden}</p>" not in words


def test_a_long_history_takes_as_many_queries_as_a_short_one(
    client, written, focal_point, django_assert_num_queries
):
    client.force_login(focal_point)
    client.get(address("report_history", written))
    with django_assert_num_queries(10):
        client.get(address("report_history", written))
    for number in range(40):
        save(written, focal_point, {"q3-value": f"Number {number}", "q6-value": str(2000 + number % 20)})
    with django_assert_num_queries(10):
        client.get(address("report_history", written))
