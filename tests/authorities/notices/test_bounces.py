"""Reports about mails that did not arrive: what is understood is a fact, what is broken or forged is left."""

import os
from email.message import EmailMessage
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from authorities.jobs.queue import HOURLY_TASKS
from authorities.models import RefusedAddress, SentMail
from authorities.models.notices import MailState
from authorities.notices.bounces import take_in_bounces
from authorities.notices.delivery_reports import MOST_BYTES, NotAReport, read_delivery_report

OURS = "<3f0e@tracker.example>"
UNKNOWN = "smtp; 550 5.1.1 <fosca@health.example>: Recipient address rejected"


def report(
    action="failed", status="5.1.1", diagnostic=UNKNOWN, message_id=OURS, returned="text/rfc822-headers"
):
    """Return a report as Postfix writes it."""
    fields = {"Final-Recipient": "rfc822; fosca@health.example", "Action": action, "Status": status}
    fields |= {"Diagnostic-Code": diagnostic} if diagnostic else {}
    block = "\n".join(f"{name}: {value}" for name, value in fields.items())
    headers = f"Subject: Accepted\nMessage-ID: {message_id}\n" if message_id else "Subject: Accepted\n"
    return (
        "From: MAILER-DAEMON@mx.example\nTo: tracker@tracker.example\nSubject: Undelivered\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        "--B\nContent-Type: text/plain\n\nI'm sorry.\n"
        f"--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{block}\n\n"
        f"--B\nContent-Type: {returned}\n\n{headers}\nText\n--B--\n"
    ).encode()


@pytest.mark.parametrize(
    ("changes", "reason", "is_of_mailbox"),
    [
        ({}, UNKNOWN[6:], True),
        ({"returned": "message/rfc822"}, UNKNOWN[6:], True),
        ({"diagnostic": "", "status": "5.0.0"}, "5.0.0", True),
        ({"diagnostic": "", "status": "4.2.2 (mailbox full)"}, "4.2.2", True),
        ({"status": "4.4.7", "diagnostic": "smtp; timed out"}, "timed out", False),
        ({"status": "5.7.1", "diagnostic": "smtp; 550 spam"}, "550 spam", False),
        ({"diagnostic": f"smtp; {'x' * 9000}"}, "x" * 500, True),
        ({"diagnostic": "smtp; bad\x07\n tail"}, "bad tail", True),
        ({"status": "nonsense"}, UNKNOWN[6:], True),
    ],
)
def test_a_report_says_which_mail_failed_and_why(changes, reason, is_of_mailbox):
    found = read_delivery_report(report(**changes))

    assert (found.message_id, found.reason, found.is_of_mailbox) == (OURS, reason, is_of_mailbox)


def vacation():
    mail = EmailMessage()
    mail["Subject"] = "Out of office"
    mail.set_content("I am back on Monday.")
    return mail.as_bytes()


HOSTILE = {
    "delayed": (report(action="delayed", status="4.4.1"), "does not say that a mail has failed"),
    "delivered": (report(action="delivered", status="2.0.0"), "does not say that a mail has failed"),
    "no mail named": (report(message_id=""), "which mail has failed"),
    "a person": (vacation(), "no report"),
    "nothing": (b"", "no report"),
    "not a text": (bytes(range(256)) * 50, "no report"),
    "cut off": (report()[:330], "no report"),
    "huge": (b"x" * (MOST_BYTES + 1), "too large"),
    "endless boundaries": (
        b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)),
        "",
    ),
    "no status inside": (report().replace(b"Action: failed", b"Acting: failed"), "no report"),
    "odd charset": (report().replace(b"text/plain", b'text/plain; charset="=?x?q?=00?="'), None),
    "status as text": (report().replace(b"message/delivery-status", b"text/plain"), "no report"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_report_is_refused_with_a_sentence(name):
    content, sentence = HOSTILE[name]
    if sentence is None:
        assert read_delivery_report(content).message_id == OURS
        return
    with pytest.raises(NotAReport) as refusal:
        read_delivery_report(content)

    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".") or "answer of a person" in str(refusal.value)


@pytest.fixture
def maildir(tmp_path, settings):
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    settings.BOUNCE_MAILDIR = str(tmp_path)
    return tmp_path


@pytest.mark.django_db
def test_reports_in_the_folder_become_facts_once(maildir):
    addresses = {OURS: "Fosca@health.example", "<policy@x>": "vera@health.example"}
    for message_id, address in addresses.items():
        SentMail.objects.create(address=address, message_id=message_id, subject="s", text="t", language="en")
    files = {
        "1": report(),
        "2": report(message_id="<policy@x>", status="5.7.1"),
        "3": report(message_id="<forged@x>"),
        "4": vacation(),
    }
    for name, content in files.items():
        (maildir / "new" / name).write_bytes(content)
    os.symlink("/etc/hostname", maildir / "new" / "5")
    output = StringIO()
    call_command("take_in_bounces", stdout=output)
    HOURLY_TASKS[take_in_bounces.module_path].call()

    assert sorted(path.name for path in (maildir / "cur").iterdir()) == [
        "1:2,S",
        "2:2,S",
        "3:2,",
        "4:2,",
        "5:2,",
    ]
    assert {mail.state for mail in SentMail.objects.all()} == {MailState.BOUNCED}
    refused = RefusedAddress.objects.get()
    assert (refused.address, refused.reason) == ("fosca@health.example", UNKNOWN[6:])
    assert "3: The report is about a mail that was not sent from here." in output.getvalue()
    assert "5: This is not a file." in output.getvalue()
    assert "2 mails have bounced." in output.getvalue()


def test_a_folder_that_is_none_is_explained(tmp_path, settings):
    for folder, sentence in (("", "Name the folder"), (str(tmp_path / "none"), "no maildir")):
        settings.BOUNCE_MAILDIR = folder
        with pytest.raises(CommandError, match=sentence):
            call_command("take_in_bounces")
