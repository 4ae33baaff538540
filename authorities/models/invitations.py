"""Invitations: a role that is offered to an address, until it is taken, withdrawn or too old."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models.memberships import Membership, ScopedRole, ScopedRoleQuerySet
from authorities.models.people import User
from authorities.transitions import Event

LIFETIME = timedelta(days=7)


class InvitationState(models.TextChoices):
    WAITING = "waiting", _("Invited")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class InvitationQuerySet(ScopedRoleQuerySet):
    def waiting(self):
        return self.filter(state=InvitationState.WAITING)

    def newest_first(self):
        return self.select_related("member_state", "replaces__user").order_by("-expires_at", "-pk")

    def to_address(self, email):
        return self.filter(email=email.lower())


class Invitation(ScopedRole):
    """A role offered to whoever reads the mail of an address.

    Its link names the `number` of the mail, so each new mail ends the link of the one before.
    """

    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of the mail"), max_length=10, choices=settings.LANGUAGES)
    message = models.TextField(_("message"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=InvitationState.choices, editable=False)
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    expires_at = models.DateTimeField(_("works until"), editable=False)
    # The role of a predecessor, which ends when the successor accepts.
    replaces = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("takes over from")
    )
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            *ScopedRole.Meta.constraints,
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(state=InvitationState.ACCEPTED, accepted_by__isnull=False)
                | (~Q(state=InvitationState.ACCEPTED) & Q(accepted_by__isnull=True)),
            ),
            models.UniqueConstraint(
                "email",
                "role",
                Coalesce("member_state", Value("")),
                "region",
                "register_code",
                condition=Q(state=InvitationState.WAITING),
                name="invitation_waits_once",
                violation_error_message=_("This address is invited already. Send that invitation again."),
            ),
        ]

    @property
    def has_expired(self):
        return self.state == InvitationState.WAITING and self.expires_at <= timezone.now()

    @property
    def is_open(self):
        """True while its link works."""
        return self.state == InvitationState.WAITING and not self.has_expired

    @property
    def state_in_words(self):
        return _("Expired") if self.has_expired else self.get_state_display()


class InvitationEvent(Event):
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="events")
