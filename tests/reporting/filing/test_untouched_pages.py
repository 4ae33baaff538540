"""A page that nobody has touched saves nothing; a file stays until somebody asks to remove it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from authorities.languages.addresses import path_in_language
from reporting.models import Answer, Attachment
from tests import factories
from tests.reporting.filing.page_fields import read_fields

LANGUAGES = ["en", "fr", "es", "ar", "ru", "zh-hans"]
COLUMNS = [
    factories.column("title", "text"),
    factories.column("partners", "countries"),
    factories.column("total", "integer"),
    factories.column("copy", "file"),
]
QUESTIONS = [
    factories.question("text", "text"),
    factories.question("letter", "longtext"),
    factories.question("page", "url"),
    factories.question("total", "integer"),
    factories.question("share", "decimal"),
    factories.question("day", "date"),
    factories.question("asked", "yesno"),
    factories.question("partners", "countries"),
    factories.question("law", "file"),
    factories.question("rows", "group", columns=COLUMNS, min_rows=0, max_rows=9),
    factories.question(
        "cells",
        "table",
        columns=[factories.column("year", "integer"), *COLUMNS[2:]],
        rows=[{"value": "a", "label": "A"}],
    ),
]


@pytest.fixture
def report(draft, focal_point, indonesia, settings, tmp_path):
    """A draft with one question of each type, answered in the writing of a spreadsheet."""
    settings.MEDIA_ROOT = tmp_path
    instrument = draft.round.instrument
    instrument.definition["sections"][1]["questions"] = QUESTIONS
    instrument.save()
    copy = store_file(draft, focal_point)
    values = {
        "text": " Two  spaces ",
        "letter": "One line.\nAnother.\n",
        "page": "example.org",
        "total": 12000,
        "share": "12345.670",
        "day": "2026-03-31",
        "asked": "yes",
        "partners": ["PHL", "IDN"],
        "law": store_file(draft, focal_point),
        "rows": [{"title": "First"}, {"partners": ["PHL", "IDN"], "total": 1234567, "copy": copy}],
        "cells": {"a": {"total": 4321, "year": {"reason": "not_compiled"}}},
    }
    Answer.objects.bulk_create(
        Answer(submission=draft, question=code, value=value, at=timezone.now())
        for code, value in values.items()
    )
    return draft


def store_file(draft, by):
    content = SimpleUploadedFile("law.pdf", b"%PDF-1.7 text")
    row = Attachment.objects.create(
        submission=draft, question="law", file=content, name="law.pdf", size=13, by=by
    )
    return {"id": str(row.pk), "name": "law.pdf", "size": 13}


def address(report):
    return reverse("section", args=[report.round_id, report.member_state_id, "sA"])


def stored_answers(report):
    return {row.question: (row.value, row.by) for row in report.answers.all()}


def open_page(client, report):
    return read_fields(client.get(address(report)).content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_untouched_page_saves_nothing_in_any_language(client, report, contributor, language):
    client.force_login(contributor)
    before, page = stored_answers(report), path_in_language(address(report), language)

    answer = client.post(page, read_fields(client.get(page).content.decode()))

    assert answer.status_code == 302
    assert stored_answers(report) == before


def test_a_file_is_shown_with_its_name_size_and_link(client, report, focal_point):
    client.force_login(focal_point)

    html = client.get(address(report)).content.decode()

    for value in (
        report.answers.get(question="law").value,
        report.answers.get(question="rows").value[1]["copy"],
    ):
        assert f'<a href="{reverse("attachment", args=[value["id"]])}"><bdi>law.pdf</bdi></a>' in html
    assert html.count("(<bdi>PDF</bdi>, 13\xa0bytes)") == 2


def test_a_file_is_removed_by_its_box_alone(client, report, focal_point):
    client.force_login(focal_point)
    fields = open_page(client, report)

    client.post(address(report), {**fields, "law-value-remove": "on"})

    assert "law" not in {code for code, (value, _by) in stored_answers(report).items() if value}
    assert report.answers.get(question="rows").value[1]["copy"]["name"] == "law.pdf"


def test_files_are_added_to_those_that_are_stored_and_each_is_removed_by_its_own_box(
    client, report, focal_point
):
    """The one of an older answer stands by itself; what is saved now is a list."""
    client.force_login(focal_point)
    new = [SimpleUploadedFile(f"new{number}.pdf", b"%PDF-1.7 new") for number in (1, 2)]

    client.post(address(report), {**open_page(client, report), "law-value": new})
    added = report.answers.get(question="law").value
    page = client.get(address(report)).content.decode()
    client.post(
        address(report), {**open_page(client, report), "law-value-remove": [added[0]["id"], added[2]["id"]]}
    )

    assert [file["name"] for file in added] == ["law.pdf", "new1.pdf", "new2.pdf"]
    assert page.count("(<bdi>PDF</bdi>, 12\xa0bytes)") == 2
    assert report.answers.get(question="law").value == [added[1]]


def test_two_people_who_add_files_both_win(client, report, focal_point, contributor):
    pages = {}
    for person in (focal_point, contributor):
        client.force_login(person)
        pages[person] = open_page(client, report)
    for person, fields in pages.items():
        client.force_login(person)
        new = SimpleUploadedFile(f"{person.pk}.pdf", b"%PDF-1.7 new")
        client.post(address(report), {**fields, "law-value": new})

    names = [file["name"] for file in report.answers.get(question="law").value]
    assert names == ["law.pdf", f"{focal_point.pk}.pdf", f"{contributor.pk}.pdf"]


def test_a_cell_takes_several_files_too(client, report, focal_point):
    client.force_login(focal_point)
    new = [SimpleUploadedFile(f"new{number}.pdf", b"%PDF-1.7 new") for number in (1, 2)]

    client.post(address(report), {**open_page(client, report), "rows-1-copy": new})

    names = [file["name"] for file in report.answers.get(question="rows").value[1]["copy"]]
    assert names == ["law.pdf", "new1.pdf", "new2.pdf"]


def test_more_files_than_ten_are_refused(client, report, focal_point):
    client.force_login(focal_point)
    new = [SimpleUploadedFile(f"new{number}.pdf", b"%PDF-1.7 new") for number in range(10)]

    page = client.post(address(report), {**open_page(client, report), "law-value": new})

    assert "At most 10 files are taken here." in page.content.decode()
    assert report.answers.get(question="law").value["name"] == "law.pdf"


def test_a_refused_file_leaves_the_one_that_is_stored(client, report, focal_point):
    client.force_login(focal_point)
    wrong = SimpleUploadedFile("new.pdf", b"<html>")

    page = client.post(address(report), {**open_page(client, report), "law-value": wrong})

    assert page.status_code == 422
    assert "<bdi>law.pdf</bdi>" in page.content.decode()
    assert report.answers.get(question="law").value["name"] == "law.pdf"


def test_what_is_typed_beside_a_file_leaves_it_there(client, report, focal_point):
    client.force_login(focal_point)

    client.post(address(report), {**open_page(client, report), "rows-1-title": "Second"})

    row = report.answers.get(question="rows").value[1]
    assert (row["title"], row["copy"]["name"]) == ("Second", "law.pdf")
