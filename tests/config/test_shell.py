"""What stands around every page."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from config import shell
from tests.factories import UserFactory

NOWHERE = "/no/such/page/"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("address", ["/", NOWHERE, "/healthz", "/accounts/login/", "/admin/"])
def test_every_answer_carries_the_content_security_policy(client, db, address):
    assert client.get(address).headers["Content-Security-Policy"] == POLICY


@pytest.mark.parametrize(
    ("name", "current"),
    [("compliance", 'aria-current="page">Compliance'), ("recruiters", 'aria-current="page">Recruiters')],
)
def test_the_navigation_says_where_one_is(client, db, name, current):
    nav = client.get(reverse(name)).content.decode().partition("<nav")[2].partition("</nav>")[0]

    assert (nav.count("aria-current="), nav.count(current)) == (1, 1)


@pytest.mark.parametrize(("demo", "banners"), [(True, 1), (False, 0)])
def test_the_demonstration_says_so_on_every_page(client, db, settings, demo, banners):
    settings.DEMO = demo

    assert client.get(reverse("home")).content.decode().count("Demonstration data.") == banners


def test_the_way_to_the_administration_is_shown_to_administrators(client, administrator, focal_point):
    shown = []
    for person in (administrator, focal_point):
        client.force_login(person)
        shown.append(client.get(reverse("compliance")).content.decode().count(">Administration</a>"))

    assert shown == [1, 0]


def test_there_is_a_sign_of_life(client, db):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer.headers["Cache-Control"]


def test_without_its_database_it_says_so(client, monkeypatch):
    def no_cursor():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", no_cursor)

    assert client.get("/healthz").status_code == 503


def test_a_page_that_does_not_exist_offers_ways_on(client, db):
    answer = client.get(NOWHERE)

    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "heading"),
    [
        (shell.bad_request, 400, "This request was not understood"),
        (shell.permission_denied, 403, "You do not have access to this"),
        (shell.page_not_found, 404, "Page not found"),
    ],
)
def test_every_refusal_is_explained(rf, db, view, status, heading):
    answer = view(rf.get("/"), Exception())

    assert answer.status_code == status
    assert f"<h1>{heading}</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("administrator", "Administrators correct data"),
        ("manager", "ask an administrator"),
        ("reviewer_of_europe", "your region should include this page"),
        ("focal_point", "the reports of their own country"),
        ("contributor", "its focal point certifies and submits it"),
        ("viewer", "To change something, ask its focal point"),
        ("registrar", "the registers that they keep"),
    ],
)
def test_a_refusal_fits_who_reads_it(request, rf, who, words):
    asked = rf.get("/")
    asked.user = request.getfixturevalue(who)
    answers = [view(asked, Exception()) for view in (shell.permission_denied, shell.page_not_found)]

    assert [answer.status_code for answer in answers] == [403, 404]
    assert all(
        words in answer.content.decode() and "My desk" in answer.content.decode() for answer in answers
    )


def test_somebody_without_a_role_is_told_whom_to_ask(client, db):
    client.force_login(UserFactory())

    assert "You have no role here today. Ask the secretariat" in client.get(NOWHERE).content.decode()


def test_a_form_without_its_token_loses_nothing(db):
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "a@b.example"})

    assert answer.status_code == 403
    assert "<h1>This was not saved yet</h1>" in answer.content.decode()


def test_a_page_that_breaks_is_drawn_without_database_or_session(rf):
    answer = shell.server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


def test_a_page_that_breaks_still_has_its_headers(db, monkeypatch):
    monkeypatch.setattr(shell, "name_section", lambda path: 1 / 0)

    answer = Client(raise_request_exception=False).get(reverse("home"))

    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY
