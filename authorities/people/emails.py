"""The mails about invitations. The link is made when its mail is sent, so no secret waits in the database."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from authorities.accounts.account_notices import PROTECTS_ACCOUNT
from authorities.models import Invitation
from authorities.notices.facts import say_in_each_language
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import mail_address, notify
from authorities.people.links import invitation_link


def make_invitation_link(notice):
    """Return the link, unless the invitation has been sent again, withdrawn or accepted since."""
    number = notice.facts["number"]
    invitation = Invitation.objects.filter(pk=notice.about_key, number=number).first()
    return invitation_link(invitation) if invitation and invitation.is_open else ""


INVITATION = register_notice(
    NoticeKind(
        "invitation",
        gettext_lazy("You are invited to the WHO Code reporting tracker"),
        format_lazy(
            "{}\n\n%(role)s",
            gettext_lazy(
                "%(name)s invites you to work on the reporting to the WHO Code of Practice on the "
                "International Recruitment of Health Personnel. Your role would be:"
            ),
        ),
        urgent=True,
        reason=PROTECTS_ACCOUNT,
        link=make_invitation_link,
        lead=gettext_lazy("To accept, please open this link:"),
        ending=gettext_lazy(
            "It works once, until %(moment)s UTC, and only for this address. If you did not expect this "
            "message, you do not need to do anything."
        ),
    )
)
INVITATION_ACCEPTED = register_notice(
    NoticeKind(
        "invitation_accepted",
        gettext_lazy("Your invitation was accepted"),
        format_lazy(
            "{}\n\n%(role)s",
            gettext_lazy("%(name)s (%(address)s) has accepted your invitation. The role:"),
        ),
        urgent=True,
        is_duty=False,
    )
)


def inviter_of(invitation):
    """Return who sent the invitation first."""
    return invitation.events.select_related("by").get(move="invite").by


def role_in_words(invitation):
    return say_in_each_language(lambda: invitation.description)


def mail_invitation(invitation):
    """Queue the mail with the link."""
    facts = {
        "record": "",
        "name": str(inviter_of(invitation)),
        "role": role_in_words(invitation),
        "moment": say_in_each_language(lambda: date_format(invitation.expires_at, "DATETIME_FORMAT")),
        "number": invitation.number,
    }
    mail_address(
        invitation.email,
        invitation.language,
        INVITATION,
        about=invitation,
        facts=facts,
        message=invitation.message,
    )


def send_acceptance(invitation, name):
    """Tell who invited that the invitation was accepted, and by which address."""
    facts = {
        "record": "",
        "role": role_in_words(invitation),
        "name": name,
        "address": invitation.email,
    }
    notify(
        [inviter_of(invitation)], INVITATION_ACCEPTED, about=invitation, facts=facts, path=reverse("people")
    )
