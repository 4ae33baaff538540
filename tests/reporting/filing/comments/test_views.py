"""The pages of comments, and where open discussions are counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.filing.comments.commenting import add_comment, move_thread
from reporting.models import Comment, CommentThread, PaperReport
from reporting.models.comments import MOST_CHARACTERS
from reporting.models.paper_reports import PaperState
from tests.reporting.filing.assignments.parts import assign_to, move_part
from tests.reporting.public.report_steps import make_round, publish_report, start_report


def address(name="answer_comments", *more):
    return reverse(name, args=[6, "PHL", *(more or ["q1"])])


def text_of(response):
    return response.content.decode()


@pytest.fixture
def office(client, viewer):
    client.force_login(viewer)
    return client


def test_a_comment_is_written_read_changed_and_taken_back(office, draft, focal_point, deputy):
    ticked = {"text": "Is it “yes”, @delia deputy?\nhttps://who.int", "people": [focal_point.pk]}
    answer = office.post(address(), ticked)
    comment = Comment.objects.get()
    assert answer.url == f"{address()}#comment-{comment.pk}"
    assert set(comment.mentioned.all()) == {focal_point, deputy}

    page = text_of(office.get(address()))
    assert 'rel="nofollow noopener">https://who.int</a>' in page
    assert "To: Delia Deputy and Fosca Focal" in page
    assert "Nobody has written anything yet." not in page

    change = address("edit_comment", "q1", comment.pk)
    assert "Is it “yes”" in text_of(office.get(change))
    assert office.post(change, {"text": "It is “yes”."}).status_code == 302
    assert "edited" in text_of(office.get(address()))

    gone = text_of(office.post(address("take_back_comment", "q1", comment.pk), follow=True))
    assert "Taken back by Vera Viewer on " in gone
    assert "It is “yes”." not in gone
    assert office.post(change, {"text": "Again"}).status_code == 422


def test_what_is_wrong_is_said_beside_what_was_typed(office, draft, focal_point):
    long = "x" * (MOST_CHARACTERS + 1)
    for sent, sentence in [
        ({"text": "  "}, "Write a comment first."),
        ({"text": long}, "4000"),
        ({"text": "a\0b"}, "Null characters"),
        ({"text": "Hello", "people": ["999999"]}, "no longer reads this report"),
    ]:
        answer = office.post(address(), sent)
        assert answer.status_code == 422
        assert sentence in text_of(answer)
    assert long in text_of(office.post(address(), {"text": long}))
    assert not CommentThread.objects.exists()


def test_only_the_author_changes_a_comment(office, draft, viewer, focal_point):
    theirs = add_comment(draft, "q1", "Theirs", [], by=focal_point)

    for name in ("edit_comment", "take_back_comment"):
        assert office.post(address(name, "q1", theirs.pk), {"text": "Mine"}).status_code == 404
    page = text_of(office.get(address()))
    assert "Take back" not in page
    own = add_comment(draft, "q1", "Mine", [], by=viewer)
    assert office.post(address("edit_comment", "q3", own.pk), {"text": "x"}).status_code == 404
    link = f'<a href="{address("edit_comment", "q1", own.pk)}">'
    assert link in text_of(office.get(address()))
    Comment.objects.update(at=timezone.now() - timedelta(minutes=11))
    late = text_of(office.get(address()))
    assert link not in late
    assert "Take back" in late


def test_a_discussion_is_settled_and_opened_again_by_a_button(client, draft, focal_point, viewer):
    add_comment(draft, "q1", "Words", [], by=viewer)
    settle, reopen = (address("move_comment_thread", "q1", name) for name in ("settle", "reopen"))
    client.force_login(viewer)
    assert settle not in text_of(client.get(address()))
    assert "You do not have access to this." in text_of(client.post(settle, follow=True))

    client.force_login(focal_point)
    assert settle in text_of(client.get(address()))
    assert client.get(settle).url == address(), "as after signing in"
    settled = text_of(client.post(settle, follow=True))
    assert "Settled by Fosca Focal" in settled
    assert "Opened again by Fosca Focal" in text_of(client.post(reopen, follow=True))
    assert client.post(address("move_comment_thread", "q3", "settle")).status_code == 404
    client.post(settle)
    client.post(address(), {"text": "A last word"})
    entries = client.get(address()).context["entries"]
    assert [entry.event.move if entry.event else entry.comment.text for entry in entries][-3:] == [
        "settle",
        "reopen",
        "A last word",
    ]


def test_all_discussions_of_a_report_stand_on_one_page(office, draft, focal_point):
    add_comment(draft, "q1", "Open one", [], by=focal_point)
    move_thread(add_comment(draft, "q3", "Settled one", [], by=focal_point).thread, "settle", by=focal_point)

    page = text_of(office.get(reverse("report_comments", args=[6, "PHL"])))
    assert page.index("Open discussions") < page.index(address()) < page.index("Settled discussions")
    assert page.index("Settled discussions") < page.index(address("answer_comments", "q3"))
    chosen = office.get(reverse("report_comments", args=[6, "PHL"]), {"question": "q4"})
    assert chosen.url == address("answer_comments", "q4")
    assert office.get(address("answer_comments", "unknown")).status_code == 404


def test_who_has_left_is_still_named(office, draft, focal_point, viewer):
    add_comment(draft, "q1", "Words that stay", [focal_point], by=focal_point)
    focal_point.memberships.update(valid_to=timezone.localdate())

    page = office.get(address())
    assert "Fosca Focal" in text_of(page)
    assert "people" not in page.context["page"].form.fields, "nobody else reads them any more"


def test_who_answers_a_question_discusses_it_and_no_other(client, draft, focal_point, viewer, assignee):
    part = assign_to(assignee, draft, ["q1"], by=focal_point)
    add_comment(draft, "q1", "Is this so?", [], by=focal_point)
    add_comment(draft, "q3", "SECRET", [], by=focal_point)
    client.force_login(assignee)

    page = text_of(client.get(address()))
    assert "Is this so?" in page
    assert reverse("report_comments", args=[6, "PHL"]) not in page
    assert client.post(address(), {"text": "@Vera Viewer, yes."}).status_code == 302
    assert [person.name for person in Comment.objects.last().mentioned.all()] == ["Vera Viewer"]
    assert client.get(address("answer_comments", "q3")).status_code == 404
    section = text_of(client.get(reverse("section", args=[6, "PHL", "sA"])))
    assert address() in section
    assert address("answer_comments", "q3") not in section
    client.force_login(viewer)
    assert "Asha Assignee" in text_of(client.get(address()))
    assert "Asha Assignee" not in text_of(client.get(address("answer_comments", "q3")))

    move_part(part, "take_back", by=focal_point)
    client.force_login(assignee)
    assert client.get(address()).status_code == 404
    client.force_login(viewer)
    assert "Asha Assignee" in text_of(client.get(address())), "what she said stays under her name"


def test_who_types_a_paper_report_for_the_country_reads_no_comment_of_it(
    client, draft, focal_point, reviewer
):
    add_comment(draft, "q1", "SECRET", [], by=focal_point)
    PaperReport.objects.create(
        submission=draft, state=PaperState.ENTERING, received_on="2026-01-02", way="letter", scan_name="a.pdf"
    )
    client.force_login(reviewer)

    assert client.get(address()).status_code == 404
    assert client.post(address(), {"text": "What do they say?"}).status_code == 404
    section = client.get(reverse("section", args=[6, "PHL", "sA"]))
    assert section.status_code == 200
    assert "/comments/" not in text_of(section)


def read_counts(client, draft):
    section = text_of(client.get(reverse("section", args=[6, "PHL", "sA"])))
    report = text_of(client.get(draft.get_absolute_url()))
    return section, report, text_of(client.get(reverse("desk")))


def test_open_discussions_are_counted_at_the_desk_the_sections_and_the_questions(
    client, draft, focal_point, viewer
):
    client.force_login(focal_point)
    section, report, desk = read_counts(client, draft)
    assert address() in section
    assert "open discussion" not in report + desk

    add_comment(draft, "q1", "One", [], by=viewer)
    add_comment(draft, "q1", "Two", [], by=viewer)
    settled = add_comment(draft, "q3", "Three", [], by=viewer).thread
    section, report, desk = read_counts(client, draft)
    assert ">2 comments</a>" in section
    assert ">1 comment</a>" in section
    assert "2 open discussions" in report
    assert "2 open discussions" in desk

    move_thread(settled, "settle", by=focal_point)
    section, report, desk = read_counts(client, draft)
    assert "Settled" in section
    assert "1 open discussion<" in report
    assert "1 open discussion<" in desk


def test_pages_take_as_many_queries_for_many_discussions_as_for_one(
    client, draft, focal_point, viewer, django_assert_num_queries
):
    client.force_login(focal_point)
    pages = [reverse("section", args=[6, "PHL", "sA"]), draft.get_absolute_url(), reverse("desk")]
    pages += [reverse("report_comments", args=[6, "PHL"]), address()]
    add_comment(draft, "q1", "First", [focal_point], by=viewer)
    numbers = {}
    for path in pages:
        client.get(path)
        with django_assert_num_queries(30, exact=False) as asked:
            client.get(path)
        numbers[path] = len(asked)
    for code in ("q1", "q3", "q4", "q5"):
        add_comment(draft, code, f"More of {code}", [focal_point], by=viewer)
    for path in pages:
        with django_assert_num_queries(numbers[path]):
            client.get(path)


def test_nothing_of_them_is_public_or_sent(client, focal_point, reviewer, manager):
    report = start_report(make_round(6, opens="2020-01", due="2100-12-31", closes=""))
    add_comment(report, "q1", "SECRET-COMMENT", [], by=focal_point)
    version = publish_report(report, q11="yes")

    assert "SECRET-COMMENT" not in str(version.content)
    paths = [
        report.get_public_url(),
        f"{report.get_public_url()[:-1]}.csv",
        f"{report.get_public_url()[:-1]}.json",
    ]
    for user, own in [
        (None, []),
        (manager, [report.get_absolute_url(), reverse("version", args=[6, "PHL", 1])]),
    ]:
        if user:
            client.force_login(user)
        for path in [*paths, *own]:
            page = client.get(path)
            shown = b"".join(page) if page.streaming else page.content
            assert b"SECRET-COMMENT" not in shown, path
            assert b"/comments/" not in shown, path
