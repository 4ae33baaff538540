"""Before what is grave the password is asked again, and nothing that was typed is lost by it."""

import re
import time

import pytest
from django.core.cache import cache
from django.urls import reverse

from authorities.access import LATELY, SIGNED_IN
from authorities.models import Invitation
from authorities.people.forms import OfferForm
from reporting.submissions.workflow import report_workflow
from tests.authorities.accounts.test_second_factor import enrol
from tests.test_architecture import views

PASSWORD = "a long enough passphrase"
GRAVE_VIEWS = {"audit_export", "end_role", "hand_over", "import_undo"}
GRAVE_VIEWS |= {"publish_report", "publish_batch", "publication_plan", "take_back_report"}
TYPED = "zz Typed words zz"
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture(autouse=True)
def _no_failures_yet():
    cache.clear()


def make_old(client):
    """Let the sign-in of a client be just too long ago."""
    session = client.session
    session[SIGNED_IN] = time.time() - LATELY - 1
    session.save()


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_these_views_ask_for_the_password_again():
    assert {view.__name__ for view in views() if hasattr(view, "asks_password_again")} == GRAVE_VIEWS


def test_a_form_that_was_sent_is_kept_while_the_password_is_asked(client, focal_point):
    address = reverse("hand_over", args=[focal_point.memberships.get().pk])
    sent = {"email": "successor@ministry.example", "language": "fr", "message": TYPED}
    client.force_login(focal_point)
    make_old(client)
    asked = client.post(address, sent)
    page = client.get(asked.url)
    wrong = client.post(AGAIN, {"password": "a guess", "next": address})
    shown = client.get(client.post(AGAIN, {"password": PASSWORD, "next": address}).url)

    assert asked.url == f"{AGAIN}?next={address.replace('/', '%2F')}"
    assert "What you have sent is kept" in text_of(page)
    assert wrong.status_code == 200
    assert isinstance(shown.context["form"], OfferForm)
    assert shown.context["form"]["message"].value() == TYPED
    assert "This is not done yet" in text_of(shown)
    assert not Invitation.objects.exists()
    assert client.post(address, sent).url == reverse("people")
    assert Invitation.objects.get().message == TYPED


def test_who_has_just_signed_in_is_not_asked(client, focal_point, viewer):
    client.force_login(focal_point)

    assert client.get(reverse("end_role", args=[viewer.memberships.get().pk])).status_code == 200


def test_strangers_learn_nothing_by_being_asked(client, viewer):
    client.force_login(viewer)
    make_old(client)

    assert client.get(reverse("end_role", args=[viewer.memberships.get().pk])).status_code == 404


def test_only_the_grave_moves_of_a_report_ask(client, manager, complete, focal_point):
    grave = {row.name for row in report_workflow.transitions if row.is_grave}
    facts = {"signatory_name": "A", "signatory_position": "B"}
    report_workflow.move(complete, "submit", by=focal_point, **facts)
    client.force_login(manager)
    make_old(client)
    answers = {
        name: client.get(reverse("move", args=[complete.round_id, "PHL", name])).status_code
        for name in ("accept", "return")
    }
    answers |= {
        name: client.get(reverse(f"{name}_report", args=[complete.round_id, "PHL"])).status_code
        for name in grave
    }

    assert answers == {"accept": 200, "return": 200, "publish": 302, "take_back": 302}


def test_the_audit_trail_and_people_in_the_administration_ask_too(client, administrator, viewer):
    client.force_login(administrator)
    make_old(client)
    addresses = [
        reverse("audit_export"),
        reverse("admin:authorities_user_change", args=[viewer.pk]),
        reverse("admin:authorities_membership_add"),
        reverse("mfa_activate_totp"),
    ]

    assert [client.get(address).url.partition("?")[0] for address in addresses] == [AGAIN] * 4
    assert client.get(reverse("admin:authorities_user_changelist")).status_code == 200
    assert client.post(reverse("admin:authorities_user_changelist")).url.partition("?")[0] == AGAIN


def test_a_code_of_the_app_confirms_as_the_password_does(client, focal_point):
    """Also for people without a password, who sign in by a passkey or their ministry."""
    client.force_login(focal_point)
    focal_point.set_unusable_password()
    focal_point.save()
    client.force_login(focal_point)
    enrol(client)
    make_old(client)
    address = reverse("hand_over", args=[focal_point.memberships.get().pk])
    asked = client.get(address, follow=True)

    assert asked.redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))
    assert "Type the code that your app shows" in text_of(asked)
