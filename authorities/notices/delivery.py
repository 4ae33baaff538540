"""Delivery of mails by workers: once each, tried again for a day, then given up.

The row of a mail says "being sent" while it is handed over. A worker that finds it so was called after
another had died: whether that one had handed it over nobody knows, so it is not sent again, and says so.
"""

from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.jobs.labels import label_task
from authorities.jobs.mail import send_or_log
from authorities.jobs.queue import TryAgain, call_on_failure
from authorities.models import SentMail
from authorities.models.notices import WAITING_MAIL, MailState
from authorities.notices.composing import NotWanted, write_mail


@task(queue_name="mail")
def deliver_mail(pk):
    """Send a mail, unless it was sent, given up or begun before."""
    mail = SentMail.objects.select_related("recipient").get(pk=pk)
    if mail.state == MailState.SENDING:
        set_outcome(mail, MailState.DOUBTFUL)
    elif mail.state in WAITING_MAIL:
        send_mail_row(mail)


def send_mail_row(mail):
    """Claim the mail, so that no other worker sends it, and send it. Raises TryAgain if it may do later."""
    try:
        message = build_message(mail)
    except NotWanted:
        set_outcome(mail, MailState.GIVEN_UP)
        return
    claimed = SentMail.objects.filter(pk=mail.pk, state__in=WAITING_MAIL)
    if not claimed.update(state=MailState.SENDING, attempts=F("attempts") + 1):
        return
    if not send_or_log(message, f"mail {mail.pk}"):
        set_outcome(mail, MailState.RETRIED)
        raise TryAgain
    set_outcome(mail, MailState.SENT, sent_at=timezone.now())


def set_outcome(mail, state, **columns):
    SentMail.objects.filter(pk=mail.pk).update(state=state, **columns)


def build_message(mail):
    """Return the message, with the links that are made for it alone."""
    notices = mail.notices.select_related("recipient").order_by("created_at", "pk")
    written = write_mail(list(notices), mail.language, with_link=True)
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": mail.message_id}
    message = EmailMultiAlternatives(written.subject, written.text, to=[mail.address], headers=headers)
    message.attach_alternative(written.html, "text/html")
    return message


def give_up_mail(pk):
    """Record that the attempts of a day were in vain."""
    SentMail.objects.filter(pk=pk, state__in=WAITING_MAIL).update(state=MailState.GIVEN_UP)
    SentMail.objects.filter(pk=pk, state=MailState.SENDING).update(state=MailState.DOUBTFUL)


label_task(deliver_mail, gettext_lazy("Mail"))
call_on_failure(deliver_mail, give_up_mail)
