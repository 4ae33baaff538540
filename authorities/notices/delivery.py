"""Delivery of mails by workers: once each, tried again for a day, then given up.

The row of a mail says "being sent" while it is handed over. A worker that finds it so was called after
another had died: whether that one had handed it over nobody knows, so it is not sent again, and says so.
"""

import logging

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.mail import MailHeldUp, MailRefused, connect_to_mail_server
from authorities.jobs.queue import call_on_failure
from authorities.models import SentMail
from authorities.models.notices import WAITING_MAIL, MailState
from authorities.notices.choices import stop_headers
from authorities.notices.composing import NotWanted, write_mail
from authorities.notices.enclosures import read_enclosures
from authorities.notices.refusals import record_refusal

logger = logging.getLogger(__name__)


@task(queue_name="mail")
def deliver_mail(pk):
    """Send a mail, unless it was sent, given up or begun before."""
    mail = SentMail.objects.select_related("recipient").get(pk=pk)
    if mail.state == MailState.SENDING:
        SentMail.objects.still_in(pk, MailState.SENDING).update(state=MailState.DOUBTFUL)
    elif mail.state in WAITING_MAIL and has_left(mail.recipient):
        SentMail.objects.still_in(pk, *WAITING_MAIL).update(state=MailState.GIVEN_UP)
    elif mail.state in WAITING_MAIL:
        try_to_deliver(mail)


def has_left(person):
    """Return True for somebody with an account that was closed since the mail was written."""
    return person is not None and not person.is_active


def try_to_deliver(mail):
    """Send a mail that waits, and record what became of it. Raises MailHeldUp if it is to be tried again."""
    mail.address = mail.recipient.email if mail.recipient else mail.address
    SentMail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1, address=mail.address)
    try:
        message = build_message(mail)
        with connect_to_mail_server() as connection:
            submit_to_server(mail, message, connection)
    except NotWanted:
        SentMail.objects.still_in(mail.pk, *WAITING_MAIL).update(state=MailState.GIVEN_UP)
    except MailRefused as refusal:
        logger.warning("Mail %s was refused", mail.pk)
        record_refusal(mail, refusal)
    except MailHeldUp as problem:
        logger.warning("Mail %s could not be sent", mail.pk)
        SentMail.objects.filter(pk=mail.pk).update(state=MailState.RETRIED, problem=str(problem))
        raise


def submit_to_server(mail, message, connection):
    """Claim the mail, so that no other worker sends it, and give it to the mail server."""
    if not SentMail.objects.still_in(mail.pk, *WAITING_MAIL).update(state=MailState.SENDING):
        return
    connection.send_messages([message])
    SentMail.objects.filter(pk=mail.pk).update(state=MailState.SENT, sent_at=timezone.now(), problem="")


def build_message(mail):
    """Return the message, with the links that are made for it alone."""
    notices = list(mail.notices.select_related("recipient").order_by("created_at", "pk"))
    written = write_mail(notices, mail.language, with_link=True)
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,
        "Auto-Submitted": "auto-generated",
        "Message-ID": mail.message_id,
        **stop_headers(notices),
    }
    message = EmailMultiAlternatives(
        written.subject, written.text, settings.BOUNCE_ADDRESS, [mail.address], headers=headers
    )
    message.attach_alternative(written.html, "text/html")
    for name, content in read_enclosures(notices):
        message.attach(name, content)
    return message


def give_up_mail(pk):
    """Record that the attempts of a day were in vain."""
    SentMail.objects.still_in(pk, *WAITING_MAIL).update(state=MailState.GIVEN_UP)
    SentMail.objects.still_in(pk, MailState.SENDING).update(state=MailState.DOUBTFUL)


label_task(deliver_mail, gettext_lazy("Mail"))
call_on_failure(deliver_mail, give_up_mail)
