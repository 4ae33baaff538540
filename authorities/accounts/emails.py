"""The mails about an account, from workers: pages answer alike, and as fast, for addresses not known here."""

from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.accounts.account_notices import CONFIRMATION_LINK, PASSWORD_LINK
from authorities.accounts.address_change import is_taken
from authorities.jobs.labels import label_task
from authorities.models import User
from authorities.notices.notifying import mail_address

# Stands for an account that is not there, so that nothing differs where an address is not known.
NOBODY = 0


@task(queue_name="mail")
def send_password_link(pk, language):
    """A link to choose a password, made when it is sent: nobody finds one in the queue."""
    user = User.objects.filter(pk=pk).first()
    if user is not None and user.is_active:
        tell_user(PASSWORD_LINK, user, language)


@task(queue_name="mail")
def send_address_confirmation(pk, address, language):
    """A link to the new address, unless it belongs to somebody else."""
    user = User.objects.filter(pk=pk).first()
    if user is not None and user.is_active and not is_taken(address, user):
        tell_user(CONFIRMATION_LINK, user, language, address)


def tell_user(kind, user, language, address=""):
    """Queue a mail about an account in the language of the page, to another address if one is given."""
    mail_address(address or user.email, language, kind, about=user, facts={"record": ""})


label_task(send_password_link, gettext_lazy("Mail with a link to choose a password"))
label_task(send_address_confirmation, gettext_lazy("Mail with a link to confirm an address"))
