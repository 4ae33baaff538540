"""The log tells what happens to accounts, without passwords, links or addresses."""

import re

import pytest
import structlog
from django.core.cache import cache
from django.urls import reverse

from authorities.accounts.security_log import digest_of
from tests.authorities.jobs.worker_process import work_off

PASSWORD, NEW_PASSWORD = "a long enough passphrase", "quite another passphrase"


@pytest.fixture
def lines():
    cache.clear()
    with structlog.testing.capture_logs() as found:
        yield found


def told(lines):
    return [(line["event"], line.get("account")) for line in lines if line["event"] in EVENTS]


EVENTS = {
    "signed_in", "signed_out", "sign_in_failed", "sign_in_held_up", "password_changed",
    "address_change_asked", "address_changed",
}  # fmt: skip


def sign_in(client, address, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": address, "password": password})


def test_sign_ins_and_failures(client, manager, lines):
    sign_in(client, manager.email)
    client.post(reverse("account_logout"))
    for _turn in range(6):
        sign_in(client, manager.email, "zzGuesszz")

    assert told(lines) == [
        ("signed_in", manager.pk),
        ("signed_out", manager.pk),
        *[("sign_in_failed", None)] * 5,
        ("sign_in_held_up", None),
    ]
    assert {line["address_digest"] for line in lines if "address_digest" in line} == {
        digest_of(manager.email)
    }
    assert not re.search(f"zzGuesszz|{PASSWORD}|{manager.email}", str(lines))


def test_changes_of_password_and_of_address(client, manager, lines, mailoutbox):
    client.force_login(manager)
    client.post(reverse("account_email"), {"email": "new@ministry.example", "password": PASSWORD})
    work_off()
    mail = next(mail for mail in mailoutbox if mail.to == ["new@ministry.example"])
    client.post(re.search(r"8000(/\S+)", mail.body)[1])
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post(reverse("account_change_password"), form)

    events = [event for event, account in told(lines) if account == manager.pk]
    assert events[-4:] == ["address_change_asked", "address_changed", "signed_out", "password_changed"]
    assert not re.search(f"{PASSWORD}|{NEW_PASSWORD}|new@ministry.example", str(lines))
