"""Nothing of a concern is found anywhere but with those concerned: pages, files, logs, mails about errors."""

import io
import logging
import tempfile
from pathlib import Path

import pytest
import structlog
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from import_export.resources import ModelResource

from recruiters.concerns import actions
from recruiters.models import Concern, ConcernMessage
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RecruiterFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import (
    FOLLOW,
    REPORT,
    browser_data,
    make_picture,
    send_report,
    words,
)

PLANTED = "zzSecret"


@pytest.fixture(autouse=True)
def fresh_rate_limits():
    cache.clear()


@pytest.fixture
def register(philippines):
    register = RegisterFactory(member_state=philippines)
    RecruiterFactory(register=register, licence_number="DMW-0417")
    return register


@pytest.fixture
def concern_with_secrets(philippines, register, manager):
    """Five concerns, so that they count, with secret words wherever somebody writes something."""
    for turn in range(5):
        token, files = f"{turn:032}", [make_picture()]
        concern, _reference = send_report(philippines, register, licence="DMW-0417", token=token, files=files)
    actions.add_message(concern, "zzSecretReplyzz", by=manager)
    actions.move_concern(concern, "look_into", by=manager, note="zzSecretNotezz")
    return concern


def addresses(resolver=None, before="/"):
    """Every address of the site that needs no more than this country, this register and this licence."""
    known = {"iso3": "PHL", "code": "dmw", "licence": "DMW-0417", "number": 6, "pk": 1}
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLPattern):
            if pattern.namespace != "admin":
                yield from addresses(pattern)
        elif pattern.name and set(pattern.pattern.converters) <= set(known):
            given = {name: known[name] for name in pattern.pattern.converters}
            try:
                yield reverse(pattern.name, kwargs=given)
            except NoReverseMatch:
                continue


def page_content(page):
    found = b"".join(page.streaming_content) if page.streaming else page.content
    page.close()
    return found.decode(errors="replace") + str(page.headers)


@pytest.mark.parametrize("who", ["", "focal_point", "viewer", "stranger", "administrator"])
def test_no_page_or_export_shows_anything_of_a_concern(request, concern_with_secrets, who):
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(request.getfixturevalue(who))
    visited = list(addresses())

    assert "/recruiters/PHL/dmw/DMW-0417/" in visited
    assert [address for address in visited if PLANTED in page_content(client.get(address))] == []


def test_the_visit_would_find_something_if_it_were_there(client, concern_with_secrets, manager):
    client.force_login(manager)

    assert PLANTED in page_content(client.get(concern_with_secrets.get_absolute_url()))


def test_the_room_of_administrators_does_not_list_concerns():
    ours = {model for model in apps.get_app_config("recruiters").get_models() if "oncern" in model.__name__}

    assert len(ours) == 4
    assert not ours & set(admin.site._registry)


def every_resource(kind=ModelResource):
    for made in kind.__subclasses__():
        yield made
        yield from every_resource(made)


def test_no_spreadsheet_is_made_of_concerns():
    exported = {getattr(resource._meta, "model", None) for resource in every_resource()}

    assert exported
    assert not [model for model in exported if model and "oncern" in model.__name__]


@pytest.fixture
def log_output():
    """All that is written to the log, whatever its level."""
    written, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(written)
    formatter = structlog.stdlib.ProcessorFormatter(processor=structlog.dev.ConsoleRenderer(colors=False))
    handler.setFormatter(formatter)
    root.addHandler(handler)
    level, root.level = root.level, logging.INFO
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def report_and_follow_up(client):
    """Do everything that a person who reports does, mistakes included. Returns the reference."""
    client.get(REPORT, {"register": "PHL/dmw", "licence": "DMW-0417"})
    client.post(
        REPORT, browser_data(where="zzSecretNowherezz", documents=[make_picture("zzSecretNamezz.exe")])
    )
    page = client.post(REPORT, browser_data(documents=[make_picture()]))
    reference = page.context["reference"]
    client.post(FOLLOW, {"reference": "zzSecretWrongzz"})
    client.post(FOLLOW, {"reference": reference})
    client.post(FOLLOW, {"reference": reference, "text": "zzSecretMorezz", "documents": [make_picture()]})
    return reference


def test_logs_hold_neither_words_nor_references_nor_addresses_of_visitors(client, register, log_output):
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    reference = report_and_follow_up(client)

    written = log_output.getvalue()
    assert f"POST {FOLLOW}" in written
    assert PLANTED not in written
    assert reference not in written
    assert "198.51.100.7" not in written


@pytest.fixture(params=[True, False], ids=["html", "text"])
def error_mails(request, settings, monkeypatch):
    """What the mail about an error says, whichever form the report of it has."""
    cache.clear()
    settings.ADMINS = [("Operator", "operator@host.example")]
    handler = next(h for h in logging.getLogger("django").handlers if "Admin" in type(h).__name__)
    monkeypatch.setattr(handler, "include_html", request.param)

    def read():
        work_off()
        return "".join(message.subject + message.body for message in mail.outbox)

    return read


def raise_on_save(problem):
    def save(*args, **kwargs):
        raise problem

    return save


# What a database says of a row that it refuses, and what anything else may say.
BROKEN = {
    "ConcernNotSaved": DatabaseError("Failing row contains (zzSecretRowzz)."),
    "OSError": OSError("disk full"),
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("model", [Concern, ConcernMessage])
def test_when_it_breaks_neither_page_nor_log_nor_mail_tells_anything(
    monkeypatch, register, log_output, error_mails, model, name
):
    monkeypatch.setattr(model, "save", raise_on_save(BROKEN[name]))
    client = Client(raise_request_exception=False, REMOTE_ADDR="198.51.100.7", HTTP_REFERER="zzSecretPagezz")
    page = client.post(REPORT, browser_data(documents=[make_picture()]))

    assert page.status_code == 500
    assert name in error_mails()
    assert name in log_output.getvalue()
    assert PLANTED not in error_mails() + log_output.getvalue() + words(page)
    assert "198.51.100.7" not in error_mails()


def test_uploads_lie_under_names_that_say_nothing(client, register, settings):
    settings.MEDIA_ROOT = tempfile.mkdtemp()
    report_and_follow_up(client)

    kept = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert PLANTED not in "".join(kept)
