"""An account gets another address with its password, from the new mailbox; never that of somebody else."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from authorities.models import Job
from tests.authorities.jobs.worker_process import work_off

PASSWORD = "a long enough passphrase"
NEW = "vera.new@ministry.example"
CONFIRM = "Confirm your new address"


@pytest.fixture(autouse=True)
def _nothing_counted_yet():
    cache.clear()


@pytest.fixture
def room(client, viewer):
    client.force_login(viewer)
    return client


def ask(client, address=NEW, password=PASSWORD):
    answer = client.post(reverse("account_email"), {"email": address, "password": password})
    work_off()
    return answer


def confirmation_link(mailoutbox):
    (mail,) = [mail for mail in mailoutbox if mail.subject == CONFIRM]
    return re.search(r"http://127.0.0.1:8000(/\S+)", mail.body)[1]


def address_of(user):
    user.refresh_from_db()
    return user.email


def text_of(response):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


def test_it_changes_with_the_password_and_the_link_and_the_old_address_is_told(room, viewer, mailoutbox):
    old = viewer.email
    ask(room)
    before = address_of(viewer)
    link = confirmation_link(mailoutbox)
    room.get(link)
    opened_only = address_of(viewer)
    room.post(link)
    work_off()

    assert (before, opened_only, address_of(viewer)) == (old, old, NEW)
    told = [(mail.subject, mail.to) for mail in mailoutbox]
    assert told == [
        ("Somebody wants to change your address", [old]),
        (CONFIRM, [NEW]),
        ("Your address was changed", [old]),
    ]


def test_without_the_password_nothing_happens(room, viewer, mailoutbox):
    refused = ask(room, password="a guess")

    assert (refused.status_code, mailoutbox, Job.objects.count()) == (422, [], 0)
    assert "The password is not right." in refused.content.decode()


@pytest.mark.parametrize("write", [str, str.upper, str.title])
def test_an_address_of_somebody_else_is_answered_alike_and_gets_no_mail(room, manager, mailoutbox, write):
    taken, free = ask(room, write(manager.email)), ask(room)

    assert text_of(taken).replace(manager.email, NEW) == text_of(free)
    assert [mail.to for mail in mailoutbox if mail.subject == CONFIRM] == [[NEW]]


def test_nobody_is_locked_out_by_who_asks_for_their_address(room, client, manager, mailoutbox):
    """Nor by what is left of an address that was added in the list of the library."""
    ask(room, manager.email)
    room.post("/accounts/email/", {"email": manager.email, "action_add": ""})
    client.logout()

    answer = client.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
    assert answer.url == reverse("desk")
    assert not EmailAddress.objects.exists()


def test_the_first_to_confirm_has_the_address_and_the_second_is_refused(
    room, client, viewer, manager, mailoutbox
):
    ask(room)
    link = confirmation_link(mailoutbox)
    manager.email = NEW
    manager.save()

    refused = room.post(link)

    assert (refused.status_code, address_of(manager)) == (409, NEW)
    assert "This address cannot be used." in refused.content.decode()
    assert address_of(viewer) != NEW


def test_a_link_works_once_for_who_asked_and_no_longer_with_another_password(
    room, client, viewer, manager, mailoutbox
):
    ask(room)
    link = confirmation_link(mailoutbox)
    client.force_login(manager)
    client.post(link)
    by_another = address_of(manager)
    viewer.set_password("quite another passphrase")
    viewer.save()
    client.force_login(viewer)
    client.post(link)

    assert NEW not in (by_another, address_of(viewer))


def test_a_link_that_was_sent_for_a_password_ends_with_the_address(room, client, viewer, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": viewer.email})
    ask(room)
    reset = next(mail for mail in mailoutbox if mail.subject == "Choose your password")
    room.post(confirmation_link(mailoutbox))

    page = client.get(re.search(r"8000(/\S+)", reset.body)[1], follow=True)
    assert "<h1>This link no longer works</h1>" in page.content.decode()


def test_asking_ten_times_an_hour_is_enough(room, mailoutbox):
    answers = [ask(room, f"n{turn}@ministry.example").status_code for turn in range(11)]

    assert answers == [200] * 10 + [429]


def test_known_and_unknown_addresses_cost_a_page_the_same(client, manager):
    """The same number of questions to the database, and one job: nothing is sent while somebody waits."""
    counts = []
    for address in (manager.email, "nobody@ministry.example"):
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            client.post(reverse("account_reset_password"), {"email": address})
        counts.append((len(asked), Job.objects.count()))

    assert counts[0][0] == counts[1][0]
    assert [jobs for _asked, jobs in counts] == [1, 2]


def test_no_link_lies_in_the_queue(client, manager):
    client.post(reverse("account_reset_password"), {"email": manager.email})

    assert Job.objects.get().args_kwargs == {"args": [manager.pk, "en"], "kwargs": {}}


@pytest.mark.parametrize("host", ["evil.example", "tracker.example.evil.example"])
def test_links_lead_to_the_site_whatever_host_was_asked(client, manager, mailoutbox, settings, host):
    settings.ALLOWED_HOSTS, settings.SITE_ADDRESS = ["*"], "https://tracker.example"
    client.post(reverse("account_reset_password"), {"email": manager.email}, headers={"host": host})
    work_off()

    assert re.findall(r"https?://[^/\s]+", mailoutbox[0].body) == ["https://tracker.example"] * 2
