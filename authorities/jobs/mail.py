"""Mail goes out from the queue: no page waits for a mail server, and what fails is tried again for a day."""

import logging
from email.errors import MessageError
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.queue import TryAgain

logger = logging.getLogger(__name__)


def send_or_log(mail, whose):
    """Whether a mail went out. The log says `whose` it was and names no address."""
    try:
        mail.send()
    except (SMTPException, MessageError, OSError, ValueError) as problem:
        logger.warning("Mail to %s could not be sent: %s", whose, type(problem).__name__)
        return False
    return True


@task(queue_name="mail")
def deliver(subject, body, to, headers):
    if not send_or_log(EmailMessage(subject, body, to=to, headers=headers), "somebody"):
        raise TryAgain


def post(subject, body, to, **headers):
    """Puts a mail into the queue, within the transaction of what it tells. `to` is a list of addresses."""
    deliver.enqueue(" ".join(subject.split()), body, to, {"Auto-Submitted": "auto-generated", **headers})


label_task(deliver, gettext_lazy("Mail"))
