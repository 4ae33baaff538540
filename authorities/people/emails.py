"""The mails about invitations, from workers: the link is made when its mail is sent."""

from django.utils.translation import gettext_lazy, override
from django_tasks import task

from authorities.accounts.emails import write_account_mail
from authorities.jobs.labels import label_task
from authorities.jobs.mail import send_or_log
from authorities.jobs.queue import TryAgain
from authorities.models import Invitation
from authorities.people.links import invitation_link


def inviter_of(invitation):
    """Return who sent the invitation first."""
    return invitation.events.select_related("by").get(move="invite").by


@task(queue_name="mail")
def send_invitation(pk, number):
    """Send the link, unless the invitation has been sent again, withdrawn or accepted since."""
    invitation = Invitation.objects.select_related("member_state").filter(pk=pk, number=number).first()
    if invitation is None or not invitation.is_open:
        return
    with override(invitation.language):
        context = {
            "inviter": inviter_of(invitation),
            "role": invitation.in_words,
            "link": invitation_link(invitation),
            "words": invitation.message,
            "expires_at": invitation.expires_at,
        }
    mail = write_account_mail("invitation", invitation.email, invitation.language, **context)
    if not send_or_log(mail, f"invitation {pk}"):
        raise TryAgain


@task(queue_name="mail")
def send_acceptance(pk):
    """Tell who invited that the invitation was accepted, and by which address."""
    invitation = Invitation.objects.select_related("member_state", "accepted_by").get(pk=pk)
    inviter = inviter_of(invitation)
    with override(invitation.language):
        context = {
            "role": invitation.in_words,
            "name": str(invitation.accepted_by),
            "address": invitation.email,
        }
    mail = write_account_mail("invitation_accepted", inviter.email, invitation.language, **context)
    if not send_or_log(mail, f"user {inviter.pk}"):
        raise TryAgain


label_task(send_invitation, gettext_lazy("Mail with an invitation"))
label_task(send_acceptance, gettext_lazy("Mail that an invitation was accepted"))
