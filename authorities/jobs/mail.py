"""Mail goes out from the queue: no page waits for a mail server, and what fails is tried again for a day."""

import logging
import re
from contextlib import contextmanager, suppress
from email.errors import MessageError
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import TryAgain

logger = logging.getLogger(__name__)

FAILURES = (SMTPException, MessageError, OSError, ValueError)
# The status of RFC 3463 in an answer, as in "5.1.1": what it is about, and more closely.
STATUS = re.compile(rb"^\W*(\d\.(\d{1,3})\.\d{1,3})\b")
# Of the address, of its mailbox, or undefined. The others blame the network, a policy or the text.
SUBJECTS_OF_MAILBOX = (b"0", b"1", b"2")
LONGEST_REASON = 500


class MailHeldUp(TryAgain):
    """The mail did not go out now, and may do later. The argument is the reason."""


class MailRefused(Exception):  # noqa: N818
    """The mail will never go out. `is_of_mailbox`: because of the address, which accepts no mail."""

    def __init__(self, reason, *, is_of_mailbox=False):
        super().__init__(reason)
        self.reason = reason
        self.is_of_mailbox = is_of_mailbox


def explain_failure(problem):
    """Return MailRefused or MailHeldUp for an exception raised while a mail was sent.

    Refusals that may be our own fault, as of the sender or of a password, are tried again: it may be mended.
    """
    code, answer = find_answer(problem)
    reason = clean_reason(f"{code} {answer.decode('utf-8', 'replace')}") if code else type(problem).__name__
    if isinstance(problem, MessageError | ValueError):
        return MailRefused(reason)
    if code >= 500:
        status = STATUS.match(answer)
        is_of_mailbox = status[2] in SUBJECTS_OF_MAILBOX if status else True
        if isinstance(problem, SMTPRecipientsRefused) and is_of_mailbox:
            return MailRefused(reason, is_of_mailbox=True)
        if isinstance(problem, SMTPDataError):
            return MailRefused(reason, is_of_mailbox=bool(status) and is_of_mailbox)
    return MailHeldUp(reason)


def find_answer(problem):
    """Return (code, text) that the server answered; (0, b"") if it did not answer."""
    if isinstance(problem, SMTPRecipientsRefused):
        return next(iter(problem.recipients.values()), (0, b""))
    if isinstance(problem, SMTPResponseException):
        answer = problem.smtp_error
        return problem.smtp_code, answer if isinstance(answer, bytes) else str(answer).encode()
    return 0, b""


def clean_reason(text):
    """Return what a mail server said, in one line of printable characters."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_REASON]


@contextmanager
def connect_to_mail_server():
    """Yield an open connection. Raises MailRefused or MailHeldUp for whatever goes wrong meanwhile."""
    connection = get_connection()
    try:
        connection.open()
        yield connection
    except FAILURES as problem:
        raise explain_failure(problem) from problem
    finally:
        with suppress(*FAILURES):
            connection.close()


def send_or_log(mail, whose):
    """Whether a mail went out. The log says `whose` it was and names no address."""
    try:
        mail.send()
    except FAILURES as problem:
        logger.warning("Mail to %s could not be sent: %s", whose, type(problem).__name__)
        return False
    return True


@task(queue_name="mail")
def deliver(subject, body, to, headers):
    if not send_or_log(EmailMessage(subject, body, to=to, headers=headers), "somebody"):
        raise TryAgain


def post(subject, body, to, **headers):
    """Puts a mail into the queue, within the transaction of what it tells. `to` is a list of addresses.

    For subscriptions of the public, which keep a record of their own, and for errors. What people are told of
    their work is a notice.
    """
    deliver.enqueue(" ".join(subject.split()), body, to, {"Auto-Submitted": "auto-generated", **headers})


label_task(deliver, gettext_lazy("Mail"))
