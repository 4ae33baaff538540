"""The states of an invitation: the one table of its moves. That it expires follows from the time alone."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.known_facts.writing import save_fact
from authorities.models import Invitation, InvitationEvent, InvitationState, Membership, User
from authorities.models.invitations import LIFETIME
from authorities.models.roles import LETS_PEOPLE_IN, SECRETARIAT_ROLES
from authorities.people.emails import mail_invitation, send_acceptance
from authorities.people.endings import end_membership
from authorities.transitions import Transition, Workflow

WAITING, ACCEPTED, WITHDRAWN = InvitationState
INVITED = ("invited",)  # who reads the mail of the address
MOST_WAITING = 50  # in one part of the world, so that nobody mails the world from here
MOST_MAILS = 5  # for one invitation
# Mails of one person, also of invitations that were withdrawn again: of a state, and of the secretariat.
MOST_AN_HOUR, MOST_AN_HOUR_OF_SECRETARIAT = 50, 250


def may_move(user, roles, invitation):
    """Whoever lets people in there, or hands over an own role; accepting is for the person of the address."""
    if roles is INVITED:
        return user.email.lower() == invitation.email
    return user.lets_in(invitation) or hands_over(user, invitation)


def hands_over(user, invitation):
    """Return True if the invited takes the place of this person."""
    return any(role.pk == invitation.replaces_id for role in user.memberships_today)


def require_open_place(invitation, **details):
    """Yield why nobody can be invited there now."""
    if (
        Membership.objects.in_force_on(timezone.localdate())
        .of_reach(invitation)
        .filter(role=invitation.role, user__in=User.objects.with_address(invitation.email))
    ):
        yield _("This person has this role already.")
    same = Invitation.objects.waiting().of_reach(invitation).exclude(pk=invitation.pk)
    if same.filter(role=invitation.role).to_address(invitation.email):
        yield _("This address is invited already. Send that invitation again.")
    if same.count() >= MOST_WAITING:
        yield _("%(count)d invitations are waiting there. Withdraw some of them first.") % {
            "count": MOST_WAITING
        }


def require_few_mails(invitation, **details):
    if invitation.number >= MOST_MAILS:
        yield _("This invitation was sent %(count)d times. Write to the person yourself, or withdraw it.") % {
            "count": MOST_MAILS
        }


def require_working_link(invitation, *, number, **details):
    """Yield why the link of a mail no longer works."""
    if invitation.has_expired:
        yield _("This invitation is too old. Ask the person who invited you to send it again.")
    elif number != invitation.number:
        yield _("A newer e-mail was sent to you. Use the link in that one.")
    elif not is_still_backed(invitation):
        yield _(
            "The person who invited you can no longer do so. Ask your national authority, or the secretariat."
        )


def is_still_backed(invitation):
    """Return True if somebody who sent it may still give the role, or holds the one that it replaces."""
    senders = {event.by for event in invitation.events.select_related("by") if event.move != "accept"}
    return any(sender.is_active and may_move(sender, LETS_PEOPLE_IN, invitation) for sender in senders)


def refuse_too_many_mails(by, at):
    most = MOST_AN_HOUR_OF_SECRETARIAT if by.holds(*SECRETARIAT_ROLES) else MOST_AN_HOUR
    mailed = InvitationEvent.objects.filter(
        by=by, move__in=["invite", "renew"], at__gt=at - timedelta(hours=1)
    )
    if mailed.count() >= most:
        raise ValidationError(_("You have asked very often. Try again in an hour."))


def set_lifetime(invitation, *, by, at):
    refuse_too_many_mails(by, at)
    invitation.expires_at = at + LIFETIME
    return {}


def send_again(invitation, *, by, at):
    invitation.number += 1
    changed = set_lifetime(invitation, by=by, at=at)
    mail_invitation(invitation)
    return changed


def give_role(invitation, *, by, at, number):
    """Give the role from today, and end the one that it replaces. Return nothing more for the event."""
    today = timezone.localdate()
    given = Membership(
        user=by,
        role=invitation.role,
        member_state_id=invitation.member_state_id,
        region=invitation.region,
        register_code=invitation.register_code,
        valid_from=today,
    )
    given.full_clean()
    save_fact(given, by=by, at=at)
    if invitation.replaces and invitation.replaces.holds_on(today):
        end_membership(invitation.replaces, by=by, at=at)
    invitation.accepted_by = by
    send_acceptance(invitation, str(by))
    return {}


def explain_used_invitation(invitation, row):
    if invitation.state == ACCEPTED:
        return _("This invitation was accepted already.")
    return _("This invitation was withdrawn. Ask the person who invited you.")


invitation_workflow = Workflow(
    transitions=(
        Transition("invite", gettext_lazy("Invite"), frozenset({""}), WAITING, LETS_PEOPLE_IN,
            requires=require_open_place, then=set_lifetime, offered=False),
        Transition("renew", gettext_lazy("Send again"), frozenset({WAITING}), WAITING, LETS_PEOPLE_IN,
            requires=require_few_mails, then=send_again),
        Transition("withdraw", gettext_lazy("Withdraw the invitation"), frozenset({WAITING}), WITHDRAWN,
            LETS_PEOPLE_IN),
        Transition("accept", gettext_lazy("Accept"), frozenset({WAITING}), ACCEPTED, INVITED,
            requires=require_working_link, then=give_role, offered=False),
    ),
    event_model=lambda: InvitationEvent,
    record_name="invitation",
    may=may_move,
    columns=("number", "expires_at", "accepted_by"),
    wrong_state=explain_used_invitation,
)  # fmt: skip


def build_handover(membership):
    """Return an unsaved invitation to take over a role."""
    return Invitation(
        role=membership.role,
        member_state=membership.member_state,
        region=membership.region,
        register_code=membership.register_code,
        replaces=membership,
    )


@transaction.atomic
def invite_person(invitation, *, by):
    """Save an invitation and queue its mail. Raises ValidationError with every reason why not."""
    invitation_workflow.start(invitation, "invite", by=by)
    mail_invitation(invitation)


@transaction.atomic
def open_account(invitation, *, number, name, password):
    """Open the account of a person who was invited, and accept for them. Raises ValidationError with reasons.

    Whoever came first by the same link has the account: the second is told that it was used.
    """
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if User.objects.with_address(locked.email).exists():
        raise ValidationError(_("There is an account with this address by now. Sign in, then accept."))
    user = User.objects.create_user(locked.email, password, name=name)
    invitation_workflow.move(invitation, "accept", by=user, number=number)
    return user
