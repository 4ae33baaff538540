"""Published reports: what everyone may read, under addresses that stay, and nothing else."""

import csv
import io
import json
import re

import pytest
from django.urls import reverse

from authorities.models import ContactPerson
from tests import factories
from tests.reporting.public.report_steps import (
    make_round,
    publish_report,
    reopen_report,
    save_answers,
    start_report,
    store_file,
    submit_report,
)

PAGES = ["/reports/1/PHL/", "/reports/1/PHL.json", "/reports/1/PHL.csv"]
PERMANENT = ["/reports/1/PHL/v1/", "/reports/1/PHL/v1.json", "/reports/1/PHL/v1.csv"]


# Drawn anew for every page.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def body(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return TOKEN.sub(b"", content)


@pytest.fixture
def draft(db):
    return start_report(make_round())


@pytest.fixture
def published(draft):
    """Published with private answers of every kind; then corrected, sent again, and not published again."""
    authority = factories.AuthorityFactory(member_state=draft.member_state)
    ContactPerson.objects.create(authority=authority, name="SECRET-PERSON", email="SECRET@x.example")
    rows = [
        {
            "title": "Memorandum",
            "negotiator": "SECRET-NEGOTIATOR",
            "treaty": store_file(draft, "q8", "treaty.pdf"),
            "minutes": store_file(draft, "q8", "SECRET-MINUTES.pdf"),
        }
    ]
    private = {"q8": rows, "q9": store_file(draft, "q9", "SECRET-FILE.pdf"), "q10": "no"}
    publish_report(draft, q3="Kept by the labour ministry.", q7=store_file(draft, "q7", "law.pdf"), **private)
    reopen_report(draft)
    submit_report(draft, day=5, q3="SECRET-LATER-VERSION")
    return draft


@pytest.mark.parametrize("address", PAGES + PERMANENT)
def test_what_is_not_public_is_nowhere(client, published, address):
    text = body(client.get(address)).decode()

    assert "Kept by the labour ministry." in text
    assert "SECRET" not in text


@pytest.mark.parametrize("address", PAGES + PERMANENT)
@pytest.mark.parametrize("life", ["none", "draft", "submitted"])
def test_unpublished_reports_do_not_exist_for_anybody(client, manager, draft, address, life):
    if life == "none":
        draft.delete()
    if life == "submitted":
        submit_report(draft)
    if life == "submitted" and address == draft.get_public_url():
        return  # says only that it came: the next test
    stranger, nowhere = client.get(address), client.get(address.replace("PHL", "XXX"))
    client.force_login(manager)
    insider = client.get(address)

    assert [stranger.status_code, insider.status_code] == [404, 404]
    assert body(stranger).replace(b"PHL", b"XXX") == body(nowhere)


def test_a_report_that_came_says_so_and_nothing_of_what_it_answers(client, manager, draft):
    submit_report(draft, q3="SECRET-UNTIL-PUBLISHED")
    stranger = client.get(draft.get_public_url()).content.decode()
    client.force_login(manager)
    insider = client.get(draft.get_public_url()).content.decode()

    for text in (stranger, insider):
        assert "not published yet" in text
        assert "SECRET" not in text


def test_a_working_copy_being_corrected_leaves_the_published_report_as_it_was(client, draft):
    publish_report(draft, q3="As published")
    before = [body(client.get(address)) for address in PAGES]
    reopen_report(draft)
    save_answers(draft, q3="Being corrected")

    assert [body(client.get(address)) for address in PAGES] == before


def test_the_newest_published_version_stands_at_the_address_of_the_report(client, draft):
    publish_report(draft, q3="First words")
    reopen_report(draft)
    publish_report(draft, day=10, q3="Second words")
    newest, first = client.get("/reports/1/PHL/"), client.get("/reports/1/PHL/v1/")

    assert newest.context["report"].version.number == 2
    assert newest.context["report"].newer_version is None
    assert first.context["report"].newer_version.number == 2
    assert "A newer version was published on 12 March 2024." in first.content.decode()
    assert "First words" in first.content.decode()


def test_a_report_says_what_it_is(client, published):
    text = client.get("/reports/1/PHL/").content.decode()

    for words in ("Version 1, submitted 1 March 2024, published 2 March 2024", "Self-reported", "For tests."):
        assert words in text
    assert published.versions.get(number=1).sha256 in text
    assert "Invented for demonstration" not in text


def test_an_illustrative_report_says_so_on_the_page_and_in_every_download(client, db):
    publish_report(start_report(make_round(), illustrative=True))

    assert "Invented for demonstration" in client.get("/reports/1/PHL/").content.decode()
    assert client.get("/reports/1/PHL.json").json()["illustrative"] is True
    assert table(client.get("/reports/1/PHL.csv"))[0]["illustrative"] == "yes"


def test_the_json_holds_the_public_answers(client, published):
    document = client.get("/reports/1/PHL.json").json()
    answers = {answer["code"]: answer for answer in document["answers"]}

    assert list(answers) == ["q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8", "q11", "q12"]
    assert (answers["q1"]["value"], answers["q1"]["indicator"]) == ("yes", "steps_taken")
    assert answers["q6"]["value"] is None
    assert answers["q8"]["value"][0].keys() == {"title", "treaty"}
    assert answers["q7"]["value"]["name"] == "law.pdf"


def test_a_reason_is_told_with_its_body_and_a_blank_is_no_reason(client, draft):
    publish_report(draft, q11=("held_elsewhere", "Ministry of Justice"))
    rows = {row["code"]: row for row in table(client.get("/reports/1/PHL.csv"))}
    answers = {answer["code"]: answer for answer in client.get("/reports/1/PHL.json").json()["answers"]}

    assert (rows["q11"]["status"], rows["q12"]["status"], rows["q1"]["status"]) == (
        "reason",
        "unanswered",
        "answered",
    )
    assert rows["q11"]["reason"] == "Held by another body – Ministry of Justice"
    assert (answers["q11"]["reason"], answers["q11"]["reason_detail"]) == (
        "held_elsewhere",
        "Ministry of Justice",
    )


def table(response):
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def test_no_cell_of_the_csv_is_a_formula(client, draft):
    publish_report(
        draft, q3='=HYPERLINK("http://evil.example")', q4=[{"title": "@SUM(1)", "partners": ["PHL"]}]
    )
    rows = {row["code"]: row for row in table(client.get("/reports/1/PHL.csv"))}

    assert rows["q3"]["answer"] == '\'=HYPERLINK("http://evil.example")'
    assert rows["q4"]["answer"] == "1 – Title: @SUM(1); Partners: Philippines"


@pytest.mark.parametrize("address", PAGES[1:])
def test_downloads_are_the_same_bytes_in_every_language_and_at_both_addresses(client, draft, address):
    publish_report(draft)
    english, arabic = client.get(address), client.get(f"/ar{address}")
    kind = address.rpartition(".")[2]

    assert body(english) == body(arabic) == body(client.get(f"/reports/1/PHL/v1.{kind}"))


def test_a_download_asks_in_the_language_wanted_and_says_which(client, draft):
    definition = draft.round.instrument.definition
    definition["sections"][1]["questions"][0]["text"] = {"en": "Steps?", "fr": "Mesures ?"}
    draft.round.instrument.save()
    publish_report(draft)
    asked = {lang: client.get(f"/reports/1/PHL.json?lang={lang}").json() for lang in ("en", "fr", "ru")}
    row = table(client.get("/reports/1/PHL.csv?lang=fr"))[0]

    assert [(one["lang"], one["answers"][0]["question"]) for one in asked.values()] == [
        ("en", "Steps?"), ("fr", "Mesures ?"), ("ru", "Steps?"),
    ]  # fmt: skip
    assert (row["question"], row["answer"], row["lang"]) == ("Mesures ?", "Oui", "fr")
    assert client.get("/reports/1/PHL.csv?lang=de").status_code == 404


def test_a_later_version_changes_nothing_in_the_downloads_of_an_earlier_one(client, draft):
    publish_report(draft)
    before = [body(client.get(address)) for address in PERMANENT[1:]]
    reopen_report(draft)
    publish_report(draft, day=10, q3="Second words")

    assert [body(client.get(address)) for address in PERMANENT[1:]] == before


def test_unknown_formats_and_versions_do_not_exist(client, published):
    addresses = (
        "/reports/1/PHL.xml",
        "/reports/1/PHL/v2/",
        "/reports/1/PHL/v9.csv",
        f"/reports/{10**30}/PHL/",
    )

    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_public_files_of_published_versions_are_handed_out_and_no_others(client, published):
    status = {}
    for file in published.attachments.all():
        response = client.get(reverse("report_file", args=[file.pk]))
        status[file.name] = response.status_code, b"%PDF" in body(response)

    given, refused = (200, True), (404, False)
    assert status == {
        "law.pdf": given,
        "treaty.pdf": given,
        "SECRET-FILE.pdf": refused,
        "SECRET-MINUTES.pdf": refused,
    }


def test_a_file_of_an_unpublished_version_is_not_handed_out(client, draft):
    file = store_file(draft, "q7", "law.pdf")
    submit_report(draft, q7=file)

    assert client.get(reverse("report_file", args=[file["id"]])).status_code == 404


def test_a_file_comes_as_a_download_that_no_browser_runs(client, published):
    file = published.attachments.get(name="law.pdf")
    response = client.get(reverse("report_file", args=[file.pk]))

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="law.pdf"'
    assert body(response) == b"%PDF-1.7\n"


def test_the_page_links_public_files_in_answers_and_in_tables(client, published):
    text = client.get("/reports/1/PHL/").content.decode()
    links = [
        reverse("report_file", args=[file.pk]) in text for file in published.attachments.order_by("name")
    ]

    assert links == [False, False, True, True]


def test_a_script_in_an_address_is_no_link(client, draft):
    publish_report(draft, q12="javascript:alert(1)")

    assert 'href="javascript' not in client.get("/reports/1/PHL/").content.decode()


@pytest.mark.parametrize("versions", [1, 3])
def test_the_page_takes_as_many_queries_for_three_versions_as_for_one(
    client, draft, versions, django_assert_num_queries
):
    for number in range(versions):
        publish_report(draft, day=10 * number)
        if number < versions - 1:
            reopen_report(draft)

    with django_assert_num_queries(2):
        client.get("/reports/1/PHL/")


def test_the_json_is_text_a_person_can_read(client, draft):
    publish_report(draft, q3="Registre tenu à jour")
    text = body(client.get("/reports/1/PHL.json")).decode()

    assert "Registre tenu à jour" in text
    assert json.loads(text)["version"] == 1
