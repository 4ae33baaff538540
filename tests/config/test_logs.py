"""The log tells where a request went: no link that lets its reader do something, nobody who reports."""

import io
import json
import logging
import logging.config
import re
from datetime import datetime

import pytest
import structlog
from django.core import mail
from django.http import StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from config import logs, middleware, shell
from recruiters.subscriptions import subscriptions
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RecruiterFactory, RegisterFactory

AGENT = "zzSecretBrowserzz"
SECRET = "zzSecretTokenzz"
PATHS = {
    "confirm_following": [SECRET],
    "stop_following": [SECRET],
    "account_reset_password_from_key": ["1", SECRET],
    "account_confirm_email": [SECRET],
}


@pytest.fixture
def log(caplog):
    caplog.set_level(logging.INFO)
    return caplog


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_links_that_let_somebody_do_something_are_not_in_the_log(db, log, name, method):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    getattr(client, method)(reverse(name, args=PATHS[name]))

    assert "request_finished" in log.text
    assert f"{method.upper()} /" in log.text
    assert SECRET not in log.text


def test_when_such_a_page_breaks_neither_log_nor_mail_tells_the_link(db, log, settings, monkeypatch):
    settings.ADMINS = [("Operator", "operator@host.example")]
    monkeypatch.setattr(subscriptions, "watch_from_token", lambda *args: 1 / 0)
    Client(raise_request_exception=False).post(reverse("stop_following", args=[SECRET]))
    work_off()

    (message,) = mail.outbox
    mail_text = message.subject + message.body
    assert "/recruiters/follow/stop/…" in message.subject
    assert "ZeroDivisionError" in mail_text
    assert SECRET not in mail_text + log.text


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.mark.parametrize("name", ["report_concern", "follow_concern"])
def test_of_those_who_report_the_log_knows_neither_browser_nor_account(register, registrar, log, name):
    client = Client(headers={"user-agent": AGENT})
    client.force_login(registrar)
    client.get(reverse(name))
    client.post(reverse(name), {"kind": "fee"})

    assert log.text.count(f"POST {reverse(name)}") == 2
    assert AGENT not in log.text
    assert "user_id" not in log.text


def test_of_others_it_knows_both(register, registrar, log):
    client = Client(headers={"user-agent": AGENT})
    client.force_login(registrar)
    client.get(RecruiterFactory(register=register).get_absolute_url())

    assert AGENT in log.text
    assert f"'user_id': {registrar.pk}" in log.text


@pytest.fixture
def written():
    """Writes one line as an installation would, by a logger of the standard library, and returns it."""

    def write(deed, *, as_json=True):
        configured_now = logs.logging_config(as_json=as_json, level="INFO")
        formatter = logging.config.DictConfigurator(configured_now).configure_formatter(
            configured_now["formatters"]["lines"]
        )
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.setFormatter(formatter)
        logger = logging.getLogger("authorities.jobs.tried")
        logger.addHandler(handler)
        try:
            deed(logger)
        finally:
            logger.removeHandler(handler)
        return stream.getvalue()

    return write


def break_down(logger):
    try:
        raise RuntimeError(f"/accounts/password/reset/key/{SECRET}/")
    except RuntimeError:
        logger.exception("It broke")


def test_every_line_has_time_level_logger_and_traceback_whoever_wrote_it(written):
    line = json.loads(written(break_down))

    assert (line["event"], line["level"], line["logger"]) == ("It broke", "error", "authorities.jobs.tried")
    assert datetime.fromisoformat(line["timestamp"]).tzinfo
    assert "RuntimeError" in line["exception"]
    assert "break_down" in line["exception"]
    assert SECRET not in line["exception"]


def test_readable_lines_have_them_too(written):
    line = written(break_down, as_json=False)

    assert re.match(r"\d{4}-\d\d-\d\dT\S+Z \[error", line)
    assert "Traceback (most recent call last)" in line
    assert SECRET not in line


ANSWERED = {"request_id": "a", "code": 200}


@pytest.mark.parametrize("as_json", [True, False])
def test_a_line_that_is_handed_over_whole_looks_like_any_other(written, as_json):
    def write_whole(logger):
        logger.warning({"event": "request_finished", **ANSWERED})

    def write_usually(_logger):
        structlog.get_logger("authorities.jobs.tried").warning("request_finished", **ANSWERED)

    whole, usual = (
        re.sub(r"T\S+Z", "", written(write, as_json=as_json)) for write in (write_whole, write_usually)
    )
    assert "request_finished" in whole
    assert (json.loads(whole) == json.loads(usual)) if as_json else (whole == usual)


def test_a_request_and_its_answer_have_a_line_each_with_the_same_id(register, registrar, log):
    client = Client(headers={"user-agent": AGENT, "x-request-id": "abc", "x-correlation-id": "def"})
    client.force_login(registrar)
    client.get("/rounds/", {"q": SECRET})
    client.get("/invitation/zzSecretTokenzz/")

    lines = [record.msg for record in log.records if record.name == middleware.request_logger.name]
    ids = {"request_id": "abc", "correlation_id": "def", "user_id": registrar.pk}
    first = {**ids, "request": "GET /rounds/"}
    assert lines[:2] == [
        {**first, "event": "request_started", "user_agent": AGENT},
        {**first, "event": "request_finished", "code": 200},
    ]
    assert [line["request"] for line in lines[2:]] == ["GET /invitation/…/"] * 2
    assert structlog.contextvars.get_contextvars() == {}


def test_who_signs_in_or_out_is_known_to_the_line_of_the_answer(registrar, log):
    client = Client()
    client.force_login(registrar)
    client.post(reverse("account_logout"))

    lines = [record.msg for record in log.records if record.name == middleware.request_logger.name]
    assert [line["user_id"] for line in lines] == [registrar.pk, None]


def test_what_streams_and_what_breaks_have_their_lines_too(db, log, monkeypatch):
    def stream(request):
        return StreamingHttpResponse(iter([b"a", b"b"]))

    monkeypatch.setattr(shell, "name_section", lambda path: 1 / 0)
    Client(raise_request_exception=False).get("/rounds/")
    request = RequestFactory().get("/rounds/")
    b"".join(middleware.RequestLogMiddleware(stream)(request).streaming_content)

    events = re.findall(r"'event': '((?:request|streaming)_\w+)'", log.text)
    assert events == [
        *("request_started", "request_failed"),
        *("request_started", "request_finished", "streaming_started", "streaming_finished"),
    ]
