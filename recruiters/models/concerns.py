"""Concerns about recruiters: read by the registrar concerned and the secretariat, and by nobody else."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.models import MemberState, Role
from authorities.models.states import RegionMembership
from authorities.transitions import Event

from .recruiters import Recruiter
from .registers import Register


class ConcernKind(models.TextChoices):
    FEE = "fee", _("I was asked to pay, or had to pay")
    CONTRACT = "contract", _("The contract was changed, or the work is not what was promised")
    PASSPORT = "passport", _("My passport or papers were kept")
    UNLICENSED = "unlicensed", _("They recruit without a licence")
    OTHER = "other", _("Something else")


class ConcernState(models.TextChoices):
    RECEIVED = "received", _("Received")
    LOOKED_INTO = "looked_into", _("Being looked into")
    CLOSED = "closed", _("Closed")


class ConcernOutcome(models.TextChoices):
    ACTED = "acted", _("Action was taken")
    REFERRED = "referred", _("Passed on to another body")
    UNFOUNDED = "unfounded", _("Nothing was found")
    UNKNOWN = "unknown", _("There was too little to go by")


def fingerprint_of(reference):
    """What is kept of a reference: it opens the concern, so it is not kept itself."""
    return hashlib.sha256(reference.encode()).hexdigest()


class ConcernQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Registrars see those about their registers; the secretariat those of the world or of its region."""
        if user.holds(Role.MANAGER) or any(
            m.role == Role.REVIEWER and not m.region for m in user.memberships_today
        ):
            return self
        regions = [m.region for m in user.memberships_today if m.role == Role.REVIEWER]
        there = RegionMembership.objects.in_force_on(timezone.localdate()).filter(region__in=regions)
        mine = Q(register__in=Register.objects.kept_by(user)) | Q(
            member_state__in=there.values("member_state")
        )
        return self.filter(mine)

    def with_reference(self, reference):
        return self.filter(reference_hash=fingerprint_of(reference)).first()


class Concern(models.Model):
    """What somebody reported about a recruiter. Nothing of it reaches a public page, an export or a log."""

    reference_hash = models.CharField(max_length=64, unique=True, editable=False)
    member_state = models.ForeignKey(
        MemberState, models.PROTECT, related_name="+", verbose_name=_("country that keeps the register")
    )
    register = models.ForeignKey(
        Register, models.PROTECT, null=True, blank=True, related_name="concerns", verbose_name=_("register")
    )
    recruiter = models.ForeignKey(
        Recruiter,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="concerns",
        verbose_name=_("recruiter"),
    )
    named = models.CharField(_("recruiter as named"), max_length=250)
    kind = models.CharField(_("what it is about"), max_length=12, choices=ConcernKind.choices)
    contact = models.CharField(_("how to reach you"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(
        _("state"), max_length=12, choices=ConcernState.choices, default=ConcernState.RECEIVED, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=ConcernOutcome.choices, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        verbose_name_plural = _("concerns")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConcernState.CLOSED) ^ Q(outcome=""), name="concern_closed_with_an_outcome"
            ),
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class ConcernMessage(models.Model):
    """What was written about a concern: by the person who has the reference, or by staff for that person."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    by = models.ForeignKey(
        "authorities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("what happened"), max_length=10_000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.concern_id} {self.at:%Y-%m-%d}"


class ConcernFile(models.Model):
    """A document or picture sent with a message."""

    message = models.ForeignKey(ConcernMessage, models.CASCADE, related_name="files")
    file = models.FileField(
        _("file"), upload_to=private_path, storage=private_storage, validators=[validate_document]
    )

    def __str__(self):
        return str(self.pk)


class ConcernEvent(Event):
    """A move of a concern. `note` is for colleagues."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="events")

    def __str__(self):
        return f"{self.concern_id}: {self.move}"
