"""Who is let into the administrators' room, and that its pages keep to the content security policy."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.languages.addresses import path_in_language
from authorities.models import Job, SentMail
from authorities.notices.digests import send_digests
from config.administration_tasks import USUAL_TASKS
from tests.factories import UserFactory

ROOM = "/admin/"
# What the policy would block: scripts, styles and handlers written into the page.
WRITTEN_IN = re.compile(r"<style\b|\sstyle=|<[a-z][^>]*\son[a-z]+=|<script(?![^>]*\bsrc=)")
# Data for a script, which no browser executes.
DATA_ONLY = re.compile(r'<script[^>]*type="application/json"[^>]*>')

PAGES = [
    "index",
    "authorities_authority_changelist",
    "authorities_authority_add",
    "authorities_authority_import",
    "authorities_authority_export",
    "authorities_job_changelist",
    "authorities_user_add",
    "recruiters_recruiter_changelist",
    "recruiters_recruiter_export",
    "reporting_round_changelist",
]


def test_a_visitor_is_led_to_the_one_door_and_back(client, db):
    answer = client.get(ROOM, follow=True)

    assert answer.redirect_chain[-1] == ("/accounts/login/?next=/admin/", 302)


def test_an_administrator_comes_from_the_door_to_the_room(client, administrator):
    client.force_login(administrator)

    assert client.get("/accounts/login/?next=/admin/").url == ROOM
    assert client.get("/admin/login/").url == ROOM
    assert "<h1>Data and people</h1>" in client.get(ROOM).content.decode()


@pytest.mark.parametrize("address", [ROOM, "/admin/login/", "/admin/authorities/user/", "/admin/nothing/"])
def test_for_others_the_room_does_not_exist(client, focal_point, address):
    client.force_login(focal_point)

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("role", ["contributor", "viewer", "registrar", "reviewer", "manager"])
def test_no_other_role_opens_it(client, request, role):
    client.force_login(request.getfixturevalue(role))

    assert client.get(ROOM).status_code == 404


def test_somebody_without_any_role_finds_nothing(client, db):
    client.force_login(UserFactory())

    assert client.get(ROOM).status_code == 404


def test_an_administrator_who_is_deactivated_is_out_at_once(client, administrator):
    client.force_login(administrator)
    administrator.deactivated_on = "2013-01-01"
    administrator.save()

    assert client.get(ROOM).url == "/admin/login/?next=/admin/"


def test_passwords_and_signing_out_are_left_to_the_pages_of_the_site(client, administrator):
    client.force_login(administrator)

    led_to = [client.get(f"/admin/{page}/").url for page in ("password_change", "logout")]

    assert led_to == [reverse("account_change_password"), reverse("account_logout")]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_nothing_in_its_pages_is_what_the_policy_blocks(client, administrator, page, language, direction):
    client.force_login(administrator)

    html = client.get(path_in_language(reverse(f"admin:{page}"), language)).content.decode()

    assert WRITTEN_IN.findall(DATA_ONLY.sub("", html)) == []
    assert html.count(f'<html lang="{language}" dir="{direction}">') == 1


def test_the_first_page_says_what_needs_somebody_and_where(client, administrator, philippines):
    job = send_digests.enqueue()
    Job.objects.filter(pk=job.id).update(status="FAILED", finished_at=timezone.now())
    UserFactory(name="Nadia Never", last_login=None)
    mail = {"address": "a@b.example", "language": "en", "subject": "S", "text": "T", "state": "bounced"}
    SentMail.objects.create(**mail)
    client.force_login(administrator)
    page = client.get(ROOM).content.decode()
    waiting = ("1 job has failed.", "1 Member State has no authority.", "never signed in.", "1 mail of the")
    missing = [words for words in (*waiting, *(str(task.label) for task in USUAL_TASKS)) if words not in page]

    assert missing == []
    assert [task.label for task in USUAL_TASKS if client.get(task.address).status_code != 200] == []
    assert "Nothing. All is well." not in page


FILTERS = [
    *(f"authority/?holds={value}" for value in ("today", "ended")),
    *(f"user/?account={value}" for value in ("came", "never", "closed")),
    "membership/?holds=later",
    "whomembership/?announced=no",
]


def test_filters_and_headings_of_the_lists_are_words(client, administrator):
    client.force_login(administrator)
    pages = {path: client.get(f"/admin/authorities/{path}") for path in FILTERS}
    people = pages["user/?account=came"].content.decode()
    rounds = client.get("/admin/reporting/round/add/").content.decode()
    register = client.get("/admin/recruiters/register/add/").content.decode()

    assert {page.status_code for page in pages.values()} == {200}
    assert "Has never signed in" in people
    assert "Not empty" not in people
    assert "<h1>People</h1>" in people
    assert "or only 2026-03 or 2026" in rounds
    assert register.index("id_name") < register.index("id_valid_from") < register.index("id_valid_to")


def test_what_means_nothing_here_or_holds_secrets_is_not_offered(client, administrator):
    client.force_login(administrator)

    for path in ("auth/group", "mfa/authenticator", "usersessions/usersession"):
        assert client.get(f"/admin/{path}/").status_code == 404
