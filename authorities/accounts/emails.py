"""The mails about an account: a link to choose a password, a link to confirm an address, notices.

All of them come from workers. A page answers alike, and as fast, whether an address is known or not.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy, override
from django_tasks import task

from authorities.accounts.address_change import confirmation_token, is_taken
from authorities.jobs.labels import label_task
from authorities.jobs.mail import deliver, send_or_log
from authorities.jobs.queue import TryAgain
from authorities.models import User
from authorities.site_address import site_address

# Stands for an account that is not there, so that nothing differs where an address is not known.
NOBODY = 0


def write_account_mail(kind, to, language, **context):
    """Return a mail about an account, in this language."""
    with override(language):
        site = site_address()
        context |= {"site": site}
        subject = render_to_string(f"account/email/{kind}_subject.txt", context)
        body = render_to_string(f"account/email/{kind}_message.txt", context)
    return EmailMessage(
        " ".join(subject.split()), body.strip() + "\n", to=[to], headers={"Auto-Submitted": "auto-generated"}
    )


def send_or_try_again(mail, user):
    if not send_or_log(mail, f"user {user.pk}"):
        raise TryAgain


@task(queue_name="mail")
def send_password_link(pk, language):
    """A link to choose a password, made when it is sent: nobody finds one in the queue."""
    user = User.objects.filter(pk=pk).first()
    if user is None or not user.is_active:
        return
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    link = site_address() + reverse("account_reset_password_from_key", args=key)
    send_or_try_again(
        write_account_mail("password_reset_key", user.email, language, password_reset_url=link), user
    )


@task(queue_name="mail")
def send_address_confirmation(pk, address, language):
    """A link to the new address, unless it belongs to somebody else; and word of it to the present one."""
    user = User.objects.filter(pk=pk).first()
    if user is None or not user.is_active or is_taken(address, user):
        return
    link = site_address() + reverse("account_confirm_email", args=[confirmation_token(user, address)])
    send_or_try_again(
        write_account_mail("address_confirmation", address, language, confirm_address=link), user
    )


def enqueue_notice(kind, to, language):
    mail = write_account_mail(kind, to, language)
    deliver.enqueue(mail.subject, mail.body, mail.to, mail.extra_headers)


label_task(send_password_link, gettext_lazy("Mail with a link to choose a password"))
label_task(send_address_confirmation, gettext_lazy("Mail with a link to confirm an address"))
