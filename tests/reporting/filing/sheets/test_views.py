"""Conrad fills in a table from his ministry's own sheet: nothing is saved before he has confirmed it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.spreadsheets.reader import read_grid
from reporting.models import AnswerChange
from reporting.models.answers import Origin

BLOCK = "Cadre\tTotal\tSource\nNurses\t120\tCouncil\nDoctors\tmany\tCouncil\n"
PLACE = ["PHL", "q5"]


def sheet_page(question="q5", name="table_sheet"):
    return reverse(name, args=[6, "PHL", question])


def confirm(client, page, **changed):
    context = page.context["page"]
    mode = "replace" if context.replaces else "add"
    sent = {"confirmed": context.confirmed, "seen": context.fingerprint, "mode": mode}
    return client.post(page.request["PATH_INFO"], {**sent, **changed}, follow=True)


def test_a_pasted_block_is_shown_then_saved(client, contributor, draft, django_assert_num_queries):
    client.force_login(contributor)
    client.post(sheet_page(), {"pasted": BLOCK})  # the first page writes the session
    with django_assert_num_queries(6):
        page = client.post(sheet_page(), {"pasted": BLOCK})
    html = page.content.decode()

    assert not draft.answers.exists()
    assert "<strong>B3</strong> · Total" in html
    assert [(line.place, line.now) for line in page.context["page"].changes] == [
        *(("Doctors, Source", "Council"), ("Nurses, Total", "120"), ("Nurses, Source", "Council")),
    ]
    confirm(client, page)
    answer = draft.answers.get()
    assert answer.value["nurses"] == {"total": 120, "source": "Council"}
    assert (answer.origin, answer.by) == (Origin.WORKBOOK, contributor)
    assert AnswerChange.objects.get().way == "sheet"


def test_blank_cells_leave_what_stands_there(client, contributor, draft):
    stored = {"doctors": {"total": 5, "source": "Census"}, "nurses": {"total": 1, "source": "Census"}}
    draft.answers.create(question="q5", value=stored, by=contributor, at=draft.started_at)
    client.force_login(contributor)

    confirm(client, client.post(sheet_page(), {"pasted": "Cadre\tTotal\tSource\nNurses\t2\t\n"}))

    assert draft.answers.get().value == {**stored, "nurses": {"total": 2, "source": "Census"}}


def test_rows_are_added_or_replace_those_there(client, contributor, draft):
    client.force_login(contributor)
    first = "Title\tPartners\nWith Kenya\tPHL\n"
    confirm(client, client.post(sheet_page("q4"), {"pasted": first}))
    confirm(client, client.post(sheet_page("q4"), {"pasted": first + "Another\tPHL\n"}))
    names = draft.answers.get().row_names

    assert [row["title"] for row in draft.answers.get().value] == ["With Kenya", "Another"]
    assert len(set(names)) == 2
    confirm(client, client.post(sheet_page("q4"), {"pasted": "Title\nOnly one\n", "mode": "replace"}))
    assert [row["title"] for row in draft.answers.get().value] == ["Only one"]


def test_more_rows_than_the_question_takes_are_refused(client, contributor, draft):
    client.force_login(contributor)

    page = client.post(sheet_page("q4"), {"pasted": "Title\n" + "".join(f"Number {n}\n" for n in range(4))})

    assert page.status_code == 422
    assert "This question takes 3 rows at most." in page.content.decode()


def test_what_somebody_changed_meanwhile_is_shown_again(client, contributor, focal_point, draft):
    client.force_login(contributor)
    page = client.post(sheet_page(), {"pasted": BLOCK})
    theirs = {"doctors": {"total": None, "source": None}, "nurses": {"total": 99, "source": None}}
    draft.answers.create(question="q5", value=theirs, by=focal_point, at=draft.started_at)

    again = confirm(client, page)

    assert draft.answers.get().value == theirs
    assert [(line.now, line.then) for line in again.context["page"].changes][1] == ("120", "99")
    confirm(client, again)
    assert draft.answers.get().value["nurses"]["total"] == 120


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or paste a block of cells."),
        ({"pasted": "  "}, "Choose a file, or paste a block of cells."),
        ({"file": SimpleUploadedFile("a.xlsx", b"no workbook")}, "The file is damaged"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * (2 * 1024 * 1024 + 1))}, "larger than 2 MB"),
        ({"confirmed": '"', "seen": "x"}, "This preview cannot be read again."),
    ],
)
def test_what_cannot_be_read_says_why(client, contributor, draft, sent, words):
    client.force_login(contributor)

    page = client.post(sheet_page(), sent)

    assert (page.status_code, words in page.content.decode()) == (422, True)


def test_the_template_can_be_filled_in_and_sent_back(client, contributor, draft):
    value = {"doctors": {"total": 5, "source": "Census"}, "nurses": {"total": None, "source": None}}
    draft.answers.create(question="q5", value=value, by=contributor, at=draft.started_at)
    client.force_login(contributor)

    template = client.get(sheet_page(name="table_template")).content
    grid, _delimiter = read_grid(io.BytesIO(template), "t.xlsx", most_rows=9)

    assert [row[:3] for row in grid[:3]] == [
        *(["#", "Total", "Source"], ["Doctors", 5, "Census"], ["Nurses", "", ""]),
    ]
    page = client.post(sheet_page(), {"file": SimpleUploadedFile("t.xlsx", template)})
    assert "The sheet changes nothing." in page.content.decode()


@pytest.mark.parametrize(
    ("who", "question", "status"),
    [
        ("focal_point", "q5", 200),
        ("focal_point", "q1", 404),
        ("focal_point", "none", 404),
        ("viewer", "q5", 404),
        ("stranger", "q5", 404),
        ("reviewer", "q5", 404),
    ],
)
def test_who_opens_it_and_for_what(request, client, draft, who, question, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(sheet_page(question)).status_code == status


def test_a_report_that_was_sent_takes_no_sheet(client, contributor, draft):
    client.force_login(contributor)
    page = client.post(sheet_page(), {"pasted": BLOCK})
    draft.state = "submitted"
    draft.save()

    answer = confirm(client, page)

    assert not draft.answers.exists()
    assert "can no longer be changed" in answer.content.decode()
