"""A second factor is offered to all and demanded of who decides for others; unused sessions end."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.urls import reverse

from authorities.accounts.second_factor import SecondFactorAdapter, remove_second_factor
from authorities.models.roles import NEEDS_SECOND_FACTOR
from reporting.models import UnsavedText
from tests.authorities.jobs.worker_process import work_off

PASSWORD = "a long enough passphrase"
INDEX, DESK = reverse("mfa_index"), reverse("desk")


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def code_of(secret, ahead=0):
    counter = next(iter(yield_hotp_counters_from_time())) + ahead
    return format_hotp_value(hotp_value(secret, counter))


def enrol(client):
    """Take up an app; return its secret."""
    page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>(\w+)</code>", page.content.decode())[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


def test_who_decides_for_others_chooses_one_first(request, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sent = {}
    for name in ("focal_point", "contributor", "viewer", "registrar", "reviewer", "manager", "administrator"):
        user = request.getfixturevalue(name)
        client.force_login(user)
        answer = client.get(DESK)
        sent[user.memberships.get().role] = answer.status_code == 302 and answer.url == INDEX

    assert {role for role, is_sent in sent.items() if is_sent} == set(NEEDS_SECOND_FACTOR)
    assert client.get(INDEX).status_code == 200


def test_a_code_of_the_app_is_asked_for_and_a_recovery_code_works_once(client, manager, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client, manager)
    secret = enrol(client)
    recovery = re.findall(
        r"<code>(\d{8})</code>", client.get(reverse("mfa_view_recovery_codes")).content.decode()
    )
    desk = client.get(DESK).status_code
    client.post(reverse("account_logout"))
    asked = sign_in(client, manager)
    nowhere = client.get(DESK)
    wrong = client.post(asked.url, {"code": "000000"})
    right = client.post(asked.url, {"code": code_of(secret, ahead=1)})
    client.post(reverse("account_logout"))
    sign_in(client, manager)
    once = client.post(asked.url, {"code": recovery[0]})
    client.post(reverse("account_logout"))
    sign_in(client, manager)
    twice = client.post(asked.url, {"code": recovery[0]})

    assert len(recovery) == 10
    assert desk == 200
    assert asked.url == reverse("mfa_authenticate")
    assert nowhere.url.startswith(reverse("account_login"))
    assert "This code is not right" in wrong.content.decode()
    assert right.url == DESK
    assert once.url == DESK
    assert "This code is not right" in twice.content.decode()


def test_a_copy_of_the_database_makes_no_codes(client, viewer):
    sign_in(client, viewer)
    secret = enrol(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret


def test_a_passkey_is_offered_without_inline_script(client, viewer):
    sign_in(client, viewer)
    page = client.get(reverse("mfa_add_webauthn"))
    text = page.content.decode()

    assert page.status_code == 200
    assert "js/passkey.js" in text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert 'data-passkey="addForm"' in text


def test_a_lost_factor_is_removed_by_an_administrator_and_the_person_is_told(
    client, administrator, viewer, mailoutbox
):
    sign_in(client, viewer)
    enrol(client)
    client.post(reverse("account_logout"))
    client.force_login(administrator)
    action = {"action": "remove_second_factor", "_selected_action": [viewer.pk]}
    client.post(reverse("admin:authorities_user_changelist"), action)
    work_off()
    client.logout()
    again = sign_in(client, viewer)

    assert again.url == DESK
    assert [mail.to for mail in mailoutbox if "was removed" in mail.subject] == [[viewer.email]]
    assert not remove_second_factor(viewer, language="en", by=administrator)


def test_sessions_are_listed_and_the_others_can_be_ended(client, viewer):
    other = type(client)(HTTP_USER_AGENT="An old telephone")
    sign_in(other, viewer)
    sign_in(client, viewer)
    listed = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "An old telephone" in listed
    assert UserSession.objects.filter(user=viewer).count() == 1
    assert client.get(DESK).status_code == 200
    assert other.get(DESK).status_code == 302


def test_an_idle_session_ends_and_what_was_typed_is_kept(client, focal_point, draft, settings):
    client.force_login(focal_point)
    address = reverse("section", args=[draft.round_id, draft.member_state_id, "sA"])
    page = client.get(address)
    still = page.status_code
    session = client.session
    session["seen"] = time.time() - settings.IDLE_SESSION_SECONDS - 1
    session.save()
    answer = client.post(address, {"q1-value": "Half an hour of work"}, follow=True)

    assert still == 200
    assert "What you typed is kept" in answer.content.decode()
    assert not UnsavedText.objects.exists()


def test_use_is_recorded_now_and_then(client, viewer):
    client.force_login(viewer)
    session = client.session
    before = session["seen"] = time.time() - 400
    session.save()
    client.get(DESK)
    first = client.session["seen"]
    client.get(DESK)

    assert first > before
    assert client.session["seen"] == first
