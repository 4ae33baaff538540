"""The pages of mails: what one gets, stopping by a link, and what the secretariat sees."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from authorities.models import Notice, RefusedAddress, SentMail
from authorities.models.notices import MailState
from authorities.notices.choices import chosen_kinds, stop_headers, stop_token
from authorities.notices.notifying import mail_address, notify
from tests.authorities.jobs.worker_process import work_off

FACTS = {"who": "N", "number": 3, "day": "2026-11-30", "state": "PHL"}


def test_what_is_no_duty_can_be_stopped_and_comes_again(client, kinds, viewer):
    _urgent, duty, news = kinds
    client.force_login(viewer)
    page = client.get(reverse("mail_choice")).content.decode()
    before = chosen_kinds(viewer)
    answers = [
        client.post(reverse("mail_choice"), {"kinds": chosen}) for chosen in ([], [duty.key], [news.key])
    ]

    assert "Mails that always come" in page
    assert page.index("They protect your account.") < page.index("Choose your password")
    assert "The report was submitted." in page
    assert re.search(rf'name="kinds" value="{news.key}"[^>]*checked', page)
    assert f'value="{duty.key}"' not in page
    assert news.key in before
    assert [answer.status_code for answer in answers] == [302, 422, 302]
    assert chosen_kinds(viewer) == [news.key]
    client.post(reverse("mail_choice"), {})
    assert chosen_kinds(viewer) == []


def test_a_mail_program_stops_mails_with_one_click(kinds, viewer, philippines):
    urgent, _duty, news = kinds
    notices = [notify([viewer], kind, about=philippines, facts=FACTS)[0] for kind in (urgent, news)]
    headers = stop_headers(notices)
    path = headers["List-Unsubscribe"].removeprefix("<http://127.0.0.1:8000").removesuffix(">")
    room = Client(enforce_csrf_checks=True)
    opened = room.get(path).content.decode()
    still = news.key in chosen_kinds(viewer)
    answer = room.post(path, {"List-Unsubscribe": "One-Click"})

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert ("News" in opened, "Accepted" in opened, still) == (True, False, True)
    assert answer.status_code == 200
    assert (news.key in chosen_kinds(viewer), stop_headers(notices[:1])) == (False, {})


def test_a_link_that_stops_nothing_says_so(client, kinds, viewer):
    whole = stop_token(viewer, ["test_news"])
    for token in (whole[:-2], "x", stop_token(viewer, ["test_duty", "unknown"])):
        answer = client.get(reverse("stop_mails", args=[token]))

        assert (answer.status_code, "This link does not work" in answer.content.decode()) == (410, True)


@pytest.fixture
def sent(kinds, philippines, indonesia, focal_point, mailoutbox):
    """A mail about each of two states, the first of them refused, and a notice that waits."""
    urgent, duty, _news = kinds
    notify([focal_point], urgent, about=philippines, facts=FACTS)
    mail_address("labour@ministry.example", "en", duty, about=indonesia, facts=FACTS)
    work_off()
    notify([focal_point], duty, about=philippines, facts=FACTS)
    mail = SentMail.objects.get(recipient=focal_point)
    SentMail.objects.filter(pk=mail.pk).update(state=MailState.BOUNCED, problem="550 5.1.1 Unknown")
    RefusedAddress.objects.create(address=focal_point.email, reason="550 5.1.1 Unknown")
    return mail


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({}, 3),
        ({"state": "IDN"}, 1),
        ({"kind": "test_duty"}, 2),
        ({"kind": "test_duty", "state": "PHL"}, 1),
        ({"outcome": "bounced"}, 1),
        ({"outcome": "morning"}, 1),
        ({"outcome": "stopped"}, 0),
        ({"outcome": "nonsense", "state": "XXX", "page": "x"}, 3),
    ],
)
def test_the_secretariat_finds_mails_by_state_kind_and_outcome(client, sent, manager, asked, rows):
    client.force_login(manager)
    page = client.get(reverse("mail_list"), asked).content.decode()

    assert page.count("<tr>") == (rows + 1 if rows else 0)
    assert ("Unknown" in page.partition("<tbody>")[2]) == (rows == 3 or asked == {"outcome": "bounced"})


def test_the_list_asks_as_much_of_the_database_at_any_length(
    client, sent, manager, focal_point, django_assert_max_num_queries
):
    client.force_login(manager)
    Notice.objects.bulk_create(
        Notice(recipient=focal_point, kind="test_duty", about_label="a", about_key="1", mail=sent)
        for _ in range(120)
    )
    with django_assert_max_num_queries(10):
        page = client.get(reverse("mail_list")).content.decode()

    assert "Page 1 of 3" in page


def test_a_mail_that_did_not_arrive_is_sent_again_and_its_mailbox_is_mended(
    client, sent, manager, mailoutbox
):
    client.force_login(manager)
    path = reverse("mail_page", args=[sent.pk])
    page = client.get(path).content.decode()
    before = len(mailoutbox)
    again = [client.post(path, follow=True).content.decode() for _press in range(2)]
    work_off()
    client.post(reverse("accept_address"), {"address": sent.address})

    assert ("550 5.1.1 Unknown" in page, "Send it again" in page) == (True, True)
    assert "The mail is on its way." in again[0]
    assert "so nothing was changed" in again[1]
    assert len(mailoutbox) == before + 1
    assert not RefusedAddress.objects.exists()
