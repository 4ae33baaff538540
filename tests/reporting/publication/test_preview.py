"""The preview of a public page: the page itself, marked, with what is left out; for insiders alone."""

import re

import pytest
from django.urls import reverse

from reporting.models import Submission
from reporting.submissions.workflow import report_workflow
from tests.conftest import person
from tests.factories import question
from tests.reporting.public.report_steps import (
    FIRST_DAY,
    make_round,
    reopen_report,
    save_answers,
    start_report,
    store_file,
    submit_report,
)

PREVIEW, PUBLIC = "/filing/1/PHL/preview/", "/reports/1/PHL/"
MARK = re.compile(r'<aside class="preview".*?</aside>|(?<=<title>)Preview: ', re.DOTALL)
MAIN = re.compile(r"<title>.*?</title>|<main.*</main>", re.DOTALL)


def page_without_mark(response):
    html = "".join(MAIN.findall(response.content.decode()))
    return " ".join(MARK.sub("", html).split())


def give_answers_of_every_kind(report):
    rows = [{"title": "Memorandum", "negotiator": "SECRET", "treaty": store_file(report, "q8", "treaty.pdf")}]
    doctors = {"total": {"reason": "confidential"}, "source": "Register"}
    return {
        "q8": rows,
        "q9": store_file(report, "q9", "SECRET.pdf"),
        "q11": ("confidential", "SECRET"),
        "q5": {"doctors": doctors},
        "q7": store_file(report, "q7", "law.pdf"),
    }


@pytest.fixture
def report(db):
    return start_report(make_round())


@pytest.fixture
def accepted(report, manager):
    submit_report(report, **give_answers_of_every_kind(report))
    report_workflow.move(report, "accept", by=manager)
    return report


def test_the_preview_is_the_public_page_but_for_its_mark(client, accepted, manager):
    client.force_login(manager)
    preview = client.get(PREVIEW)
    assert "not published yet" in client.get(PUBLIC).content.decode()
    report_workflow.move(accepted, "publish", by=manager, note="Agreed by letter.")
    public = client.get(PUBLIC)

    assert preview.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in preview.content.decode()
    assert "no-store" in preview.headers["Cache-Control"]
    assert "Preview: what the world will see" in preview.content.decode()
    assert len(page_without_mark(public)) > 5000
    assert page_without_mark(preview) == page_without_mark(public)


def test_beside_it_stands_what_is_left_out_and_why(client, accepted, manager):
    client.force_login(manager)
    preview = client.get(PREVIEW).context["preview"]

    assert [file["name"] for file in preview.files] == ["law.pdf", "treaty.pdf"]
    assert [
        (group.why, [(one.number, one.part, one.count) for one in group.omissions])
        for group in preview.omissions
    ] == [
        ("personal", [("", "", 1)]),
        ("not_public", [("0", "", 1), ("8", "Negotiator", 1)]),
        ("file", [("9", "SECRET.pdf", 1)]),
        ("confidential", [("5", "Total", 1), ("11", "", 1)]),
        ("remark", [("", "", 1)]),
        ("internal", [("", "", 1), ("", "", 1)]),
    ]


def test_the_country_previews_its_working_copy_and_the_secretariat_what_was_sent(client, report, manager):
    save_answers(report, q1="yes", q2=["record"], q3="Only typed so far.")
    own = person("Fosca", "focal_point", member_state=report.member_state)
    client.force_login(own)
    page = client.get(PREVIEW)
    client.force_login(manager)

    assert "Only typed so far." in page.content.decode()
    assert "as it is filled in now" in page.content.decode()
    assert client.get(PREVIEW).status_code == 404
    assert not report.versions.exists()


def test_a_correction_is_previewed_as_the_next_version(client, accepted, manager):
    report_workflow.move(accepted, "publish", by=manager, note="Agreed by letter.")
    reopen_report(accepted)
    save_answers(accepted, q3="Corrected words")
    client.force_login(person("Fosca", "focal_point", member_state=accepted.member_state))

    own = client.get(PREVIEW).context["report"]
    client.force_login(manager)
    sent = client.get(PREVIEW).context["preview"]

    assert [version.number for version in own.versions] == [2, 1]
    assert (sent.report.version.number, sent.is_draft) == (1, False)
    assert "Corrected words" not in client.get(PUBLIC).content.decode()


def test_a_text_that_repeats_a_private_answer_shows_dots_to_the_world(client, report):
    instrument = report.round.instrument
    section = instrument.definition["sections"][1]
    section["questions"].append(question("q13", "text", text="Is ${q0} right, in ${q6}?"))
    instrument.definition["repeats_answers"] = True
    instrument.save()
    submit_report(report, q6=2020, q13="Yes.")
    manager = person("SECRET-MANAGER", "manager")
    report_workflow.move(report, "accept", by=manager, at=FIRST_DAY)
    report_workflow.move(report, "publish", by=manager, note="Agreed by letter.")
    html = client.get(PUBLIC).content.decode()

    assert "right, in" in html
    assert "2020" in html
    assert "SECRET" not in html


def test_reading_the_preview_of_an_empty_report_changes_nothing(client, report):
    client.force_login(person("Vera", "viewer", member_state=report.member_state))

    assert client.get(reverse("preview_report", args=[1, "PHL"])).status_code == 200
    assert Submission.objects.get().state == "draft"
