"""Delivery, with a real mail server that accepts, refuses, puts off, stalls, dies and comes back."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from authorities.files import private_storage
from authorities.jobs.smtp import PatientBackend
from authorities.models import Job, RefusedAddress, SentMail, User
from authorities.models.notices import MailState
from authorities.notices import enclosures
from authorities.notices.delivery import build_message, deliver_mail
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import mail_address, notify
from tests.authorities.jobs.worker_process import work_off
from tests.smtp_server import DIE, STALL, SmtpServer, use_server

pytestmark = pytest.mark.django_db
UNKNOWN = "550 5.1.1 <fosca> User\tunknown"


@pytest.fixture
def server(settings):
    with SmtpServer() as server:
        use_server(settings, server, timeout=0.3)
        yield server


@pytest.fixture
def write(kinds, philippines, focal_point):
    """Have a mail written."""

    def write():
        facts = {"who": "N", "number": 3, "day": "2026-11-30", "state": philippines}
        [notice] = notify([focal_point], kinds[0], about=philippines, facts=facts)
        return SentMail.objects.get(notices=notice)

    return write


def attempt(mail):
    """Have a worker do what waits, however long it was to wait."""
    Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    work_off()
    mail.refresh_from_db()
    return mail.state


def test_a_mail_is_handed_over_once_with_both_texts(server, write, focal_point):
    mail = write()
    assert (attempt(mail), attempt(mail), mail.attempts) == (MailState.SENT, MailState.SENT, 1)
    deliver_mail.call(mail.pk)

    [message] = server.messages
    assert (message.recipients, message["Message-ID"]) == ([focal_point.email], mail.message_id)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == mail.text
    assert mail.sent_at is not None


@pytest.mark.parametrize(
    ("command", "answer", "outcome", "problem", "is_marked"),
    [
        ("RCPT", UNKNOWN, MailState.BOUNCED, "550 5.1.1 <fosca> User unknown", True),
        ("RCPT", "550 No such user", MailState.BOUNCED, "550 No such user", True),
        ("RCPT", "552 5.2.2 Mailbox full", MailState.BOUNCED, "552 5.2.2 Mailbox full", True),
        # these may be our own fault, and somebody may mend it
        ("RCPT", "550 5.7.1 Relaying denied", MailState.RETRIED, "550 5.7.1 Relaying denied", False),
        ("MAIL", "550 5.1.8 Bad sender", MailState.RETRIED, "550 5.1.8 Bad sender", False),
        ("CONNECT", "554 5.7.1 Go away", MailState.RETRIED, "554 5.7.1 Go away", False),
        ("RCPT", "451 4.7.1 Greylisted", MailState.RETRIED, "451 4.7.1 Greylisted", False),
        ("DOT", "451 4.3.0 Later", MailState.RETRIED, "451 4.3.0 Later", False),
        ("DATA", "421 4.3.2 Closing", MailState.RETRIED, "421 4.3.2 Closing", False),
        ("DOT", "554 5.6.0 What a text", MailState.GIVEN_UP, "554 5.6.0 What a text", False),
        ("DOT", "554 5.1.1 Nobody", MailState.BOUNCED, "554 5.1.1 Nobody", True),
        ("CONNECT", STALL, MailState.RETRIED, "SMTPServerDisconnected", False),
        ("RCPT", STALL, MailState.RETRIED, "SMTPServerDisconnected", False),
        ("CONNECT", DIE, MailState.RETRIED, "SMTPServerDisconnected", False),
        ("TEXT", DIE, MailState.RETRIED, None, False),
        ("DOT", DIE, MailState.RETRIED, None, False),
    ],
)
def test_each_answer_has_its_outcome(
    server, write, command, answer, outcome, problem, is_marked, focal_point
):
    server.answers[command] = [answer]
    mail = write()
    state = attempt(mail)
    marked = [row.address for row in RefusedAddress.objects.all()]
    assert (state, mail.attempts, server.messages) == (outcome, 1, [])
    assert problem is None or mail.problem == problem
    assert marked == [focal_point.email] * is_marked

    # Only what may succeed is tried again, and then it goes out once.
    again = outcome == MailState.RETRIED
    assert attempt(mail) == (MailState.SENT if again else outcome)
    assert (len(server.messages), mail.problem != "") == (again, not again)


def test_of_two_workers_one_sends(server, write):
    mail = write()

    def be_slower(mail):
        message = build_message(mail)
        SentMail.objects.filter(pk=mail.pk).update(state=MailState.SENDING)
        return message

    with patch("authorities.notices.delivery.build_message", be_slower):
        attempt(mail)

    assert (mail.state, server.messages) == (MailState.SENDING, [])


def test_a_server_that_comes_back_gets_every_mail_once(server, write):
    server.stop()
    mails = [write(), write()]
    assert [attempt(mail) for mail in mails] == [MailState.RETRIED] * 2
    server.start()
    assert [attempt(mail) for mail in mails] == [MailState.SENT] * 2

    assert sorted(message["Message-ID"] for message in server.messages) == sorted(
        mail.message_id for mail in mails
    )


def test_after_a_day_a_mail_is_given_up_and_says_so(server, write):
    server.stop()
    mail = write()
    states = [attempt(mail) for _attempt in range(11)]

    assert states == [MailState.RETRIED] * 9 + [MailState.GIVEN_UP] * 2
    assert (mail.attempts, mail.problem) == (10, "ConnectionRefusedError")


def test_a_worker_that_dies_after_handing_over_leaves_a_doubt_and_no_second_mail(server, write):
    def hand_over_and_die(self, messages):
        send(self, messages)
        raise SystemExit

    send, mail = PatientBackend.send_messages, write()
    with patch.object(PatientBackend, "send_messages", hand_over_and_die):
        Job.objects.update(run_after=timezone.now() - timedelta(seconds=1))
        work_off()
    mail.refresh_from_db()
    states = [mail.state, attempt(mail), attempt(mail)]

    assert states[-2:] == [MailState.DOUBTFUL] * 2
    assert len(server.messages) == 1


def test_a_mail_follows_who_moves_and_not_who_has_left(server, write, focal_point):
    mails = [write(), write()]
    User.objects.filter(pk=focal_point.pk).update(email="new@health.example")
    attempt(mails[0])
    waiting = write()
    User.objects.filter(pk=focal_point.pk).update(deactivated_on="2020-01-01")

    assert (attempt(waiting), mails[0].address) == (MailState.GIVEN_UP, "new@health.example")
    assert {recipient for message in server.messages for recipient in message.recipients} == {
        "new@health.example"
    }


def test_what_cannot_be_written_as_a_mail_is_given_up_at_once(server, write):
    mail = write()
    User.objects.update(email="two\nlines@ministry.example")

    assert (attempt(mail), server.messages) == (MailState.GIVEN_UP, [])


def test_files_go_with_a_mail_as_far_as_it_stays_small(server, kinds, philippines, monkeypatch):
    monkeypatch.setattr(enclosures, "MOST_ENCLOSED_BYTES", 10)
    sizes = {"a.pdf": 6, "b.pdf": 5, "c.pdf": 4}
    stored = {name: private_storage().save(name, ContentFile(b"x" * size)) for name, size in sizes.items()}
    files = [*stored.items(), ("gone.pdf", "gone.pdf")]
    kind = register_notice(NoticeKind("test_files", "Files", "", urgent=True, enclose=lambda notice: files))
    mail_address("labour@ministry.example", "en", kind, about=philippines, facts={})
    work_off()
    [message] = server.messages

    assert [part.get_filename() for part in message.iter_attachments()] == ["a.pdf", "c.pdf"]
