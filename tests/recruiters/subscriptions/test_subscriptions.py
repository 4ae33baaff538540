"""Mails about one entry: only who confirmed gets them, each change is told once, and nobody is found out."""

import re
from datetime import date, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from authorities.jobs.queue import TryAgain
from authorities.models import Job
from recruiters.licences.decisions import decide, verify
from recruiters.models import LicenceEvent, Move, Recruiter, Watch
from recruiters.subscriptions import emails, subscriptions
from tests.factories import RecruiterFactory, RegisterFactory

SITE = "https://tracker.example"


@pytest.fixture(autouse=True)
def fresh_site(settings):
    cache.clear()
    settings.SITE_ADDRESS = SITE


@pytest.fixture
def care(philippines):
    register = RegisterFactory(member_state=philippines)
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Énfermería\nCare")


@pytest.fixture
def suspend(care, registrar, run):
    def suspend(**said):
        with run():
            decide(
                care, Move.SUSPEND, by=registrar, effective_on=timezone.localdate(), decision="1/26", **said
            )

    return suspend


def link(message, step):
    return re.search(rf"{SITE}(/recruiters/follow/{step}/\S+)", message.body)[1]


def request_news(client, care, email="nurse@home.example"):
    address = f"/recruiters/follow/PHL/dmw/{care.licence_number}/"
    return client.post(address, {"email": email}, REMOTE_ADDR="192.0.2.1")


def words(response):
    """The page without its token, which is another one each time."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return " ".join(page.split())


def test_the_link_of_the_invitation_asks_once_more_and_the_button_confirms(client, care, run):
    with run():
        request_news(client, care, "Nurse@Home.example")
    page = client.get(link(mail.outbox[0], "confirm"))

    assert Watch.objects.get().confirmed_at is None
    assert "Yes, inform me" in words(page)
    client.post(link(mail.outbox[0], "confirm"))
    assert (Watch.objects.get().email, Watch.objects.get().confirmed_at is None) == (
        "nurse@home.example",
        False,
    )


def test_a_change_is_told_once_in_words_with_the_status_and_the_live_answer(watcher, suspend):
    watcher()
    suspend(public_note="Fees were charged.", note="Internal.", suspended_until=date(2099, 1, 1))
    message = mail.outbox[0]

    assert message.subject == "Licence DMW-0417: Énfermería Care"
    assert "Suspended with effect from" in message.body
    assert "until and including 31 December 2098" in message.body
    assert "Fees were charged." in message.body
    assert "Internal." not in message.body
    assert "UTC: Suspended" in message.body
    assert f"{SITE}/recruiters/PHL/dmw/DMW-0417/" in message.body


def test_nothing_is_told_twice_nor_what_was_there_before(watcher, suspend, care):
    watch = watcher()
    subscriptions.send_news_of_register.call(care.register_id)
    assert mail.outbox == []
    suspend()
    subscriptions.send_news_of_register.call(care.register_id)

    assert len(mail.outbox) == 1
    watch.refresh_from_db()
    assert watch.told_up_to == LicenceEvent.objects.order_by("pk").last().pk


def test_a_mail_speaks_the_language_of_its_reader(watcher, suspend, monkeypatch):
    languages = []
    monkeypatch.setattr(emails, "describe_event", lambda event: languages.append(emails._("English")) or "")
    watcher("one@home.example", language="ar")
    watcher("two@home.example", language="en")
    suspend()

    assert len(set(languages)) == 2


def test_that_an_entry_was_verified_is_no_news(watcher, suspend, care, registrar, run):
    watcher()
    with run():
        verify(Recruiter.objects.all(), by=registrar, next_check_on=date(2099, 1, 1))
        subscriptions.notify_followers(care.register_id)
    assert mail.outbox == []
    suspend()

    assert (len(mail.outbox), "verified" in mail.outbox[0].body) == (1, False)


def test_who_did_not_confirm_is_told_nothing(care, suspend):
    Watch.objects.ask(care, "nurse@home.example", "en")
    suspend()

    assert mail.outbox == []


def test_other_entries_do_not_concern_them(care, watcher, suspend):
    watcher(recruiter=RecruiterFactory(register=care.register))
    suspend()

    assert mail.outbox == []


class Unreachable(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["lost@home.example"]:
            raise SMTPServerDisconnected("nobody there at lost@home.example")
        return super().send_messages(messages)


def test_a_mail_that_fails_holds_up_nobody_and_is_tried_again(watcher, suspend, care, settings, caplog):
    settings.EMAIL_BACKEND = "tests.recruiters.subscriptions.test_subscriptions.Unreachable"
    for email in ("lost@home.example", "nurse@home.example"):
        watcher(email)
    with pytest.raises(TryAgain):
        suspend()

    assert [message.to for message in mail.outbox] == [["nurse@home.example"]]
    assert "lost@home.example" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    subscriptions.send_news_of_register.call(care.register_id)
    assert [message.to for message in mail.outbox] == [["nurse@home.example"], ["lost@home.example"]]


def test_two_workers_do_not_tell_the_same_twice(watcher, suspend, care):
    watch = watcher()
    Watch.objects.claim(watch.pk)
    with pytest.raises(TryAgain):
        suspend()
    assert mail.outbox == []

    Watch.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    subscriptions.send_news_of_register.call(care.register_id)
    assert len(mail.outbox) == 1


def test_what_an_undone_import_takes_back_is_told(watcher, suspend, care, run):
    watcher()
    suspend()
    with run(), transaction.atomic():
        LicenceEvent.objects.filter(move=Move.SUSPEND).delete()
        care.state, care.suspended_until = "authorised", None
        care.save()
        subscriptions.notify_followers(care.register_id)

    assert "has undone a change that we told you about" in mail.outbox[1].body
    assert "UTC: Authorised" in mail.outbox[1].body


def test_every_mail_can_be_stopped_by_one_click(client, watcher, suspend):
    watcher()
    suspend()
    message = mail.outbox[0]
    stop = message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(SITE)

    assert link(message, "stop") == stop
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(stop)
    assert Watch.objects.count() == 1
    client.handler.enforce_csrf_checks = True
    page = client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert ("You will no longer receive these e-mails" in words(page), Watch.objects.count()) == (True, 0)
    assert words(client.post(stop)) == words(page)


def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client, care, watcher, run):
    watcher("known@home.example")
    with run():
        known, new = (words(request_news(client, care, f"{name}@home.example")) for name in ("known", "new"))

    assert known == new
    assert "known@home.example" not in known
    assert "You already receive these e-mails" in mail.outbox[0].body


def test_nobody_can_flood_the_mailbox_of_somebody_else(client, care, run):
    entries = [care, *RecruiterFactory.create_batch(5, register=care.register)]
    with run():
        pages = {request_news(client, entry).status_code for entry in entries}

    assert (pages, len(mail.outbox), Watch.objects.count()) == ({200}, 3, 3)


TAGGED = ["victim@home.example", "Victim+1@home.example", "vic.tim@home.example", "v.ictim+2+3@home.example"]


def test_nor_by_other_ways_to_write_its_address(client, care, run):
    with run():
        for email in [*TAGGED, "another@home.example", "victim@elsewhere.example"]:
            request_news(client, care, email)

    others = ["another@home.example", "victim@elsewhere.example"]
    assert {message.to[0] for message in mail.outbox} == {e.lower() for e in TAGGED[:3]} | set(others)


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a\x00@home.example", "x" * 300 + "@home.example", "a@b.c\nd@e.f"]
)
def test_what_is_no_address_is_explained(client, care, email):
    page = request_news(client, care, email)

    assert (page.status_code, "Please correct this" in words(page)) == (400, True)
    assert Watch.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "%00", "a" * 5000])
@pytest.mark.parametrize("step", ["confirm", "stop"])
def test_a_link_that_is_not_ours_works_not(client, care, token, step):
    response = client.post(f"/recruiters/follow/{step}/{token}/")

    assert response.status_code == {"confirm": 404, "stop": 200}[step]


def test_a_link_to_stop_confirms_nothing_and_an_old_one_neither(client, care, monkeypatch):
    watch = Watch.objects.ask(care, "nurse@home.example", "en")
    stop, confirm = (
        subscriptions.link_token(watch, salt)
        for salt in (subscriptions.STOP_SALT, subscriptions.CONFIRM_SALT)
    )

    assert client.post(f"/recruiters/follow/confirm/{stop}/").status_code == 404
    monkeypatch.setattr(subscriptions, "DAYS_TO_CONFIRM", -1)
    assert client.post(f"/recruiters/follow/confirm/{confirm}/").status_code == 404


def test_addresses_that_nobody_confirmed_are_forgotten(care, watcher):
    watcher("kept@home.example")
    old, new = (Watch.objects.ask(care, f"{name}@home.example", "en") for name in ("old", "new"))
    Watch.objects.exclude(pk=new.pk).update(asked_at=timezone.now() - timedelta(days=8))
    subscriptions.send_news_of_register.call(care.register_id)

    assert set(Watch.objects.values_list("email", flat=True)) == {"kept@home.example", "new@home.example"}


def test_without_watchers_nothing_is_enqueued(care, registrar, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        decide(care, Move.REVOKE, by=registrar, effective_on=timezone.localdate(), decision="1/26")

    assert not Job.objects.exists()


@pytest.mark.parametrize("watches", [1, 3])
def test_finding_watchers_takes_one_query(care, watcher, watches, django_assert_num_queries):
    for number in range(watches):
        watcher(f"n{number}@home.example")
    Watch.objects.update(told_up_to=0)

    with django_assert_num_queries(1):
        assert Watch.objects.of_register(care.register_id).to_be_told().count() == watches


def test_links_in_mails_of_former_versions_still_work(client, watcher):
    """Their salts are written out here: the links that were sent depend on them."""
    watch = watcher()
    confirm = signing.dumps(watch.pk, salt="recruiters.following.confirm")
    stop = signing.dumps(watch.pk, salt="recruiters.following.stop")

    assert client.get(reverse("confirm_following", args=[confirm])).status_code == 200
    client.post(reverse("stop_following", args=[stop]))
    assert not Watch.objects.exists()
