"""What goes wrong with accounts: each has its sentence, and a way on."""

import os
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from authorities.models import AuditEvent, Invitation, Role
from authorities.people.endings import withdraw_role
from authorities.people.invitation_workflow import invite_person
from authorities.people.links import invitation_link
from tests.authorities.accounts.test_password_again import text_of
from tests.authorities.accounts.test_second_factor import DESK, PASSWORD, enrol, sign_in
from tests.authorities.jobs.worker_process import work_off

NEW_PASSWORD = "quite another passphrase"


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", "by__name", "person__name"))


def code_at(secret, moment):
    """Return the code that a telephone shows whose clock stands at a moment."""
    counter = int(moment // 30)
    return format_hotp_value(hotp_value(secret, counter))


def test_a_telephone_in_another_time_zone_shows_the_same_codes(client, viewer, monkeypatch):
    sign_in(client, viewer)
    secret = enrol(client)
    counter = next(iter(yield_hotp_counters_from_time()))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        abroad = next(iter(yield_hotp_counters_from_time()))
        with timezone.override("Pacific/Kiritimati"):
            client.post(reverse("account_logout"))
            asked = sign_in(client, viewer)
            slow = client.post(asked.url, {"code": code_at(secret, time.time() + 30)})
    finally:
        monkeypatch.undo()
        time.tzset()

    assert abroad - counter in (0, 1)
    assert slow.url == DESK
    assert os.environ.get("TZ") != "Pacific/Kiritimati"


def test_a_telephone_whose_clock_is_wrong_is_told_to_set_it(client, viewer):
    sign_in(client, viewer)
    secret = enrol(client)
    client.post(reverse("account_logout"))
    asked = sign_in(client, viewer)
    refused = client.post(asked.url, {"code": code_at(secret, time.time() - 2 * 60 * 60)})

    assert "let your telephone set its clock by itself" in text_of(refused)
    assert ("second_factor_failed", None, "Vera Viewer") in actions()


def test_an_administrator_takes_a_lost_second_factor_away_and_all_is_on_record(
    client, administrator, viewer, mailoutbox
):
    sign_in(client, viewer)
    enrol(client)
    elsewhere = Client()
    elsewhere.force_login(administrator)
    lost = {"action": "remove_second_factor", "_selected_action": [viewer.pk]}
    elsewhere.post(reverse("admin:authorities_user_changelist"), lost)
    work_off()

    assert client.get(DESK).status_code == 302  # their sessions ended
    assert actions()[-1] == ("second_factor_reset", "Adam Administrator", "Vera Viewer")
    assert [mail.to for mail in mailoutbox if "was removed" in mail.subject] == [[viewer.email]]
    assert sign_in(client, viewer).url == DESK


def test_a_role_that_ended_while_its_holder_is_signed_in_holds_no_longer(
    client, contributor, focal_point, draft
):
    address = reverse("section", args=[draft.round_id, "PHL", "sA"])
    client.force_login(contributor)
    before = client.get(address).status_code
    withdraw_role(contributor.memberships.get(), by=focal_point)
    refused = client.post(address, {"q1-value": "yes"})

    assert (before, refused.status_code) == (200, 404)
    assert not draft.answers.exists()
    assert "You have no role at present" in text_of(client.get(DESK))
    assert actions()[-1] == ("page_refused", "Conrad Contributor", None)


def test_a_password_changed_on_one_device_ends_the_sessions_on_the_others(client, focal_point, draft):
    address = reverse("section", args=[draft.round_id, "PHL", "sA"])
    other = Client()
    sign_in(other, focal_point)
    sign_in(client, focal_point)
    changed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_change_password"), changed)
    turned_away = other.post(address, {"q1-value": "yes"}, follow=True)

    assert "You are no longer signed in" in text_of(turned_away)
    assert not draft.answers.exists()
    assert ("password_changed", "Fosca Focal", None) in actions()


def test_a_link_of_an_invitation_that_is_used_again_or_by_another_says_so_and_is_on_record(
    client, focal_point, philippines, stranger
):
    facts = {"role": Role.CONTRIBUTOR, "language": "en", "member_state": philippines}
    used = Invitation(email="n@labour.example", **facts)
    old = Invitation(email="o@labour.example", **facts)
    for invitation in (used, old):
        invite_person(invitation, by=focal_point)
    path = invitation_link(used).removeprefix("http://127.0.0.1:8000")
    typed = {"name": "Nora New", "password": NEW_PASSWORD, "again": NEW_PASSWORD}
    Client().post(path, typed)
    client.force_login(stranger)
    again = client.get(path)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(days=1))
    late = client.get(invitation_link(old).removeprefix("http://127.0.0.1:8000"))

    assert "This invitation was accepted already." in text_of(again)
    assert "too old" in text_of(late)
    refused = AuditEvent.objects.filter(action="link_refused", by=stranger, member_state=philippines)
    assert refused.count() == 2
    assert stranger.memberships.count() == 1
