"""What a mail about an error tells the administrators, whatever page it was, and how many they get."""

import logging
import sys

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.views.debug import get_exception_reporter_class

from authorities.models import Job
from config import error_mails, shell
from tests.authorities.jobs.worker_process import work_off

# A report quotes the lines of the program, so the secrets do not stand near the line that breaks.
SECRETS = {name: f"zzSecret{name}zz" for name in ["question", "answer", "file", "session", "variable"]}


def error_report(rf):
    """Return the report, as HTML and as text, of an error in a request that carries secrets."""
    sent = {"answer": SECRETS["answer"], "file": SimpleUploadedFile(SECRETS["file"], b"%PDF-")}
    request = rf.post(f"/reports/?q={SECRETS['question']}", sent, REMOTE_ADDR="198.51.100.7")
    request.COOKIES["sessionid"] = SECRETS["session"]
    local = SECRETS["variable"]
    try:
        raise RuntimeError(len(local))
    except RuntimeError:
        reporter = get_exception_reporter_class(request)(request, *sys.exc_info(), is_email=True)
        return reporter.get_traceback_html() + reporter.get_traceback_text()


def test_it_tells_where_it_happened_and_nothing_that_was_sent(rf, settings):
    settings.DEBUG = False
    report = error_report(rf)

    assert "RuntimeError" in report
    assert "POST" in report
    assert "/reports/" in report
    assert "198.51.100.7" not in report
    assert [name for name, secret in SECRETS.items() if secret in report] == []


@pytest.mark.parametrize("secret", ["answer", "file", "question", "variable"])
def test_a_developer_sees_everything(rf, settings, secret):
    settings.DEBUG = True

    assert SECRETS[secret] in error_report(rf)


@pytest.fixture
def clock(settings, monkeypatch):
    """The time of day, which a test may set."""
    cache.clear()
    settings.ADMINS = [("Operator", "operator@host.example")]
    now = [3600.0]
    monkeypatch.setattr(error_mails.time, "time", lambda: now[0])
    return now


def fail(times):
    for turn in range(times):
        logging.getLogger("django.request").error("It broke %s", turn)


def test_a_page_that_breaks_mails_from_the_queue(db, clock, monkeypatch, mailoutbox):
    monkeypatch.setattr(shell, "connection", None)
    Client(raise_request_exception=False).get("/healthz")
    waiting = (len(mailoutbox), Job.objects.count())
    work_off()

    assert waiting == (0, 1)
    assert [mail.to for mail in mailoutbox] == [["operator@host.example"]]


def test_ten_errors_an_hour_are_mailed_and_the_next_hour_says_how_many_were_not(db, clock, mailoutbox):
    fail(25)
    first = Job.objects.count()
    clock[0] += error_mails.HOUR
    fail(1)
    work_off()

    assert (first, len(mailoutbox)) == (10, 11)
    assert "15 more errors in the hour before were not mailed." in mailoutbox[-1].body


def test_a_wrong_host_mails_nobody(db, clock):
    answer = Client(headers={"host": "evil.example"}).get("/")

    assert (answer.status_code, Job.objects.count()) == (400, 0)


def test_where_no_mail_can_be_queued_the_page_is_answered_all_the_same(db, clock, monkeypatch, capsys):
    monkeypatch.setattr(error_mails, "POST", "authorities.jobs.mail.nothing")
    fail(1)

    assert "ImportError" in capsys.readouterr().err
