"""What followers are told without any decision, of corrections, and when their entry goes."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone

from authorities.jobs import queue
from authorities.jobs.queue import TryAgain
from authorities.models import Job
from recruiters.desk.forms import BranchFormSet
from recruiters.licences.decisions import amend, decide
from recruiters.models import Branch, Farewell, Move, Recruiter, Register, Watch
from recruiters.subscriptions import subscriptions
from tests.authorities.imports.import_steps import applied, row, undone
from tests.factories import RecruiterFactory

SITE = "https://tracker.example"
DAY = date(2030, 5, 1)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_ADDRESS = SITE


@pytest.fixture
def care(register):
    return RecruiterFactory(register=register, licence_number="DMW-0417", legal_name="Care")


@pytest.fixture
def on_day(monkeypatch):
    """Makes it another day, and does what a worker does soon after its midnight; returns the new mails."""

    def on_day(day):
        now = datetime.combine(day, datetime.min.time(), UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        mail.outbox.clear()
        subscriptions.send_daily_news.call()
        return [message.body for message in mail.outbox]

    return on_day


def days_after(days):
    return DAY + timedelta(days=days)


def test_what_the_calendar_does_is_told_on_its_day_and_once(on_day, watcher, care, registrar, run):
    Recruiter.objects.update(valid_until=days_after(5))
    on_day(DAY)
    watcher()
    with run():
        decide(
            care,
            Move.SUSPEND,
            by=registrar,
            effective_on=days_after(2),
            suspended_until=days_after(4),
            decision="1",
        )
    assert "Suspended with effect from 3 May 2030, until and including 4 May 2030" in mail.outbox[0].body
    told = [on_day(days_after(days)) for days in [1, 2, 2, 3, 4, 4, 5, 5, 6]]

    assert [len(mails) for mails in told] == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    assert "has taken effect: “Authorised” has become “Suspended”." in told[1][0]
    assert "The suspension has ended: 4 May 2030 was its last day." in told[4][0]
    assert "The licence has expired: 5 May 2030 was its last day." in told[6][0]


def test_the_first_day_of_a_licence_is_told(on_day, watcher, register):
    entry = RecruiterFactory(register=register, valid_from=days_after(1))
    on_day(DAY)
    watcher(recruiter=entry)
    (body,) = on_day(days_after(1))

    assert "The licence has begun: 2 May 2030 is its first day." in body
    assert "Status on 2 May 2030, 00:00:00 UTC: Authorised" in body


def test_a_register_that_is_kept_no_more_and_again_is_told(on_day, watcher, care):
    on_day(DAY)
    watcher()
    Register.objects.update(valid_to=days_after(1))
    assert "The register is no longer kept" in on_day(days_after(1))[0]
    Register.objects.update(valid_to=None)
    assert "The register is kept again" in on_day(days_after(2))[0]


def test_what_a_mail_of_a_decision_said_is_not_said_again_by_the_day(on_day, watcher, care, registrar, run):
    on_day(DAY)
    watcher()
    with run():
        decide(care, Move.REVOKE, by=registrar, effective_on=DAY, decision="1")

    assert (len(mail.outbox), on_day(DAY), on_day(days_after(1))) == (1, [], [])


def test_of_who_was_never_told_a_status_it_is_noted_and_nothing_said(on_day, watcher, care):
    watcher()
    Watch.objects.update(told_status="")
    assert on_day(DAY) == []
    Recruiter.objects.update(valid_until=days_after(1))

    assert len(on_day(days_after(1))) == 1


class Down(EmailBackend):
    def send_messages(self, messages):
        raise OSError


def test_what_could_not_be_told_is_told_the_next_day(on_day, watcher, care, registrar, run, settings):
    on_day(DAY)
    watcher()
    settings.EMAIL_BACKEND = "tests.recruiters.subscriptions.test_emails.Down"
    with pytest.raises(TryAgain), run():
        decide(care, Move.SET_CONDITIONS, by=registrar, effective_on=DAY, public_note="Only nurses.")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    (body,) = on_day(days_after(1))

    assert body.count("Only nurses.") == 2
    assert "Only under these conditions:" in body


def test_every_worker_puts_it_up_each_day(db):
    queue.enqueue_periodic_tasks()

    assert subscriptions.send_daily_news.module_path in Job.objects.values_list("task_path", flat=True)


@pytest.mark.parametrize("count", [1, 3])
def test_looking_through_many_takes_the_same_queries(watcher, register, count, django_assert_num_queries):
    for entry in RecruiterFactory.create_batch(count, register=register, state_from=date(2099, 1, 1)):
        watcher(recruiter=entry)
    Watch.objects.update(told_status="expired")

    with django_assert_num_queries(2):  # with their entries, and decisions of a later day
        assert len(subscriptions.watches_with_changed_status(timezone.localdate())) == count


# Corrections


def news_after_amending(care, registrar, run, formsets=(), **changes):
    for name, value in changes.items():
        setattr(care, name, value)
    with run():
        amend(care, by=registrar, formsets=formsets)
    return mail.outbox[-1].body


def test_a_correction_says_which_public_field_was_what(watcher, care, registrar, run):
    watcher()
    body = news_after_amending(
        care, registrar, run, legal_name="Care Reborn", address="1 Street", complaints=731,
        next_check_on=date(2098, 7, 31), professions=["2221"],
    )  # fmt: skip

    assert f"- Entry corrected on {timezone.localdate():%-d %B %Y}\n" in body
    assert "  Legal name: “Care Reborn” instead of “Care”\n" in body
    assert "  Address: now “1 Street”\n" in body
    assert "  Professions: now “Nursing professionals”\n" in body
    words = re.sub(r"https?://\S+", "", body)  # the key in a link may hold any digits
    assert [secret for secret in ("731", "2098", "omplaints", "Next check") if secret in words] == []
    assert "  Address: no longer “1 Street”\n" in news_after_amending(care, registrar, run, address="")


def test_another_number_is_told_with_the_one_before(watcher, care, registrar, run):
    watcher()

    assert "Licence number: “DMW-9” instead of “DMW-0417”" in news_after_amending(
        care, registrar, run, licence_number="DMW-9"
    )


def test_a_branch_that_is_gone_is_told(watcher, care, registrar, run):
    branch = Branch.objects.create(recruiter=care, name="North", address="1 Street")
    rows = {"branches-TOTAL_FORMS": 1, "branches-INITIAL_FORMS": 1, "branches-0-id": branch.pk}
    rows |= {"branches-0-name": "North", "branches-0-address": "1 Street", "branches-0-DELETE": "on"}
    about = {"form_kwargs": {"countries": [], "registers": []}}
    formset = BranchFormSet(rows, prefix="branches", instance=care, **about)
    watcher()

    assert "Branch: no longer “North”" in news_after_amending(care, registrar, run, [formset])


def test_what_an_import_corrects_is_told_like_a_correction(watcher, care, registrar, run):
    watcher()
    with run():
        applied(registrar, row("DMW-0417", legal_name="Care Reborn", valid_until="2100-01-01"))

    assert "Legal name: “Care Reborn” instead of “Care”" in mail.outbox[0].body


# What goes


def test_an_import_that_is_undone_is_told_once_to_each(watcher, care, registrar, run):
    with run():
        batch = applied(
            registrar, row("DMW-0417", legal_name="Care", valid_until="2100-01-01", standing="revoked")
        )
    watcher()
    with run():
        undone(batch)

    assert len(mail.outbox) == 1
    assert "has undone a change that we told you about" in mail.outbox[0].body


def delete_entries(entries):
    with transaction.atomic():
        subscriptions.enqueue_farewells(entries)
        entries.delete()


def test_when_an_entry_goes_who_followed_it_gets_a_last_mail(watcher, care, run):
    watcher("nurse@home.example")
    watcher("other@home.example", recruiter=RecruiterFactory(register=care.register))
    Watch.objects.ask(care, "unconfirmed@home.example", "en")
    with run():
        delete_entries(Recruiter.objects.filter(pk=care.pk))
    (message,) = mail.outbox

    assert (message.to, message.subject) == (["nurse@home.example"], "Licence DMW-0417: Care")
    assert "The keeper of the register removed this entry" in message.body
    assert f"{SITE}/recruiters/PHL/dmw/\n" in message.body
    assert (Farewell.objects.count(), Watch.objects.get().email) == (0, "other@home.example")


def test_an_entry_that_stays_after_all_is_not_said_to_be_gone(watcher, care, run):
    watcher()
    with run(), transaction.atomic():
        subscriptions.enqueue_farewells(Recruiter.objects.all())
        transaction.set_rollback(True)

    assert (mail.outbox, Farewell.objects.count(), Watch.objects.count()) == ([], 0, 1)


def test_a_last_mail_that_fails_is_tried_again_for_a_week(on_day, watcher, care, run, settings):
    on_day(DAY)
    watcher()
    settings.EMAIL_BACKEND = "tests.recruiters.subscriptions.test_emails.Down"
    with pytest.raises(TryAgain), run():
        delete_entries(Recruiter.objects.all())
    on_day(days_after(1))
    assert Job.objects.filter(task_path=subscriptions.send_farewells.module_path).exists()
    on_day(days_after(8))

    assert not Farewell.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_taking_many_off_takes_the_same_queries(watcher, care, count, django_assert_num_queries):
    for number in range(count):
        watcher(f"n{number}@home.example")

    with django_assert_num_queries(3):
        subscriptions.enqueue_farewells(Recruiter.objects.all())


def test_where_nobody_follows_nothing_is_kept(care, django_assert_num_queries):
    with django_assert_num_queries(2):
        subscriptions.enqueue_farewells(Recruiter.objects.all())
