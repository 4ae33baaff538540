"""Closed by default: who may open what of the ground floor and of the registers."""

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from authorities.access import open_to
from authorities.models import Role
from authorities.models.roles import READS_EVERY_REPORT, READS_OWN_STATE, REVIEWS
from tests.conftest import person
from tests.factories import RecruiterFactory

CAST = ["focal_point", "contributor", "viewer", "registrar", "reviewer", "manager", "administrator"]
PUBLIC = ["authorities", "authorities_export", "recruiters"]
ADMINISTRATION = [
    "admin:authorities_authority_changelist",
    "admin:authorities_authority_import",
    "admin:authorities_authority_export",
    "admin:recruiters_recruiter_import",
    "admin:authorities_user_changelist",
]


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages_need_no_account(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_every_page_of_a_register_needs_no_account(client, db):
    recruiter = RecruiterFactory()
    register = recruiter.register
    pages = [recruiter, register]
    addresses = [page.get_absolute_url() for page in pages] + [reverse("register_state", args=["PHL"])]

    assert {client.get(address).status_code for address in addresses} == {200}


@pytest.mark.parametrize("name", [*PUBLIC, "authorities"])
def test_public_pages_only_answer_questions(client, db, name):
    assert client.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ADMINISTRATION)
def test_the_administration_asks_a_visitor_to_sign_in(client, db, name):
    response = client.get(reverse(name))

    assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", ADMINISTRATION)
@pytest.mark.parametrize("who", CAST)
def test_the_administration_exists_for_administrators_only(client, request, philippines, who, name):
    client.force_login(request.getfixturevalue(who))

    assert client.get(reverse(name)).status_code == (200 if who == "administrator" else 404)


@pytest.mark.parametrize("role", Role)
def test_a_view_is_open_to_the_roles_it_names(philippines, role):
    scope = {"member_state": philippines} if role in (*READS_OWN_STATE, Role.REGISTRAR) else {}
    scope |= {"register_code": "dmw"} if role == Role.REGISTRAR else {}
    request = RequestFactory().get("/")
    request.user = person("Somebody", role, **scope)
    view = open_to(Role.MANAGER, Role.REGISTRAR)(lambda request: HttpResponse("open"))

    if role in (Role.MANAGER, Role.REGISTRAR):
        assert view(request).content == b"open"
    else:
        with pytest.raises(Http404):
            view(request)


def test_a_role_that_has_ended_opens_nothing(client, administrator):
    administrator.memberships.update(valid_to="2013-01-01")
    client.force_login(administrator)

    assert client.get(reverse("admin:index")).status_code == 404


def test_somebody_deactivated_is_signed_out(client, administrator):
    client.force_login(administrator)
    administrator.deactivated_on = "2026-01-01"
    administrator.save()

    assert client.get(reverse(ADMINISTRATION[0])).url.partition("?")[0] == reverse("account_login")


def test_the_policy_gives_no_role_of_a_state_the_reports_of_others():
    assert set(READS_EVERY_REPORT) & set(READS_OWN_STATE) == set()
    assert set(REVIEWS) < set(READS_EVERY_REPORT)
