"""Questions to an authority whether it is still the one: what it was asked, and what it answered."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models.authorities import Authority, InstitutionType
from authorities.models.people import User
from authorities.transitions import Event

LIFETIME = timedelta(days=30)


class ConfirmationState(models.TextChoices):
    ASKED = "asked", _("Asked, not answered")
    CONFIRMED = "confirmed", _("Confirmed")
    CHANGED = "changed", _("A change waits for a decision")
    LEFT = "left", _("Says that it is the authority no longer")
    TAKEN = "taken", _("Change taken over")
    VACANT = "vacant", _("Designation ended")
    DECLINED = "declined", _("Change declined")


OPEN_CONFIRMATIONS = (ConfirmationState.ASKED, ConfirmationState.CHANGED, ConfirmationState.LEFT)
WAITING_FOR_DECISION = (ConfirmationState.CHANGED, ConfirmationState.LEFT)


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(authority__in=Authority.objects.visible_to(user))

    def open(self):
        return self.filter(state__in=OPEN_CONFIRMATIONS)

    def unanswered(self):
        return self.filter(state=ConfirmationState.ASKED)

    def waiting_for_decision(self):
        return self.filter(state__in=WAITING_FOR_DECISION)

    def newest_first(self):
        return self.select_related("authority__member_state").order_by("-asked_at", "-pk")


class AuthorityConfirmation(models.Model):
    """An authority is asked by mail to confirm institution, mailbox and officer.

    `shown` is what the mail said: who answers by its link sees no more. The link names the `number` of the
    mail, so each new mail ends the link of the one before.
    """

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="confirmations", verbose_name=_("authority")
    )
    state = models.CharField(_("state"), max_length=10, choices=ConfirmationState.choices)
    number = models.PositiveSmallIntegerField(default=1)
    address = models.EmailField(_("asked at"))
    language = models.CharField(_("language of the mail"), max_length=10, choices=settings.LANGUAGES)
    shown = models.JSONField(default=dict)  # {"institution", "mailbox", "officer"}
    enclosures = models.JSONField(default=list)  # of letters that go with it
    # What it is asked for; an authority is asked once for each. Blank: by the button of somebody.
    occasion = models.SlugField(blank=True)
    asked_at = models.DateTimeField(_("asked"))
    expires_at = models.DateTimeField(_("link works until"))
    # The answer.
    institution = models.CharField(_("institution"), max_length=250, blank=True)
    institution_type = models.CharField(
        _("type of institution"), max_length=20, choices=InstitutionType.choices, blank=True
    )
    mailbox = models.EmailField(_("mailbox of the office"), blank=True)
    officer = models.CharField(_("name of the officer"), max_length=200, blank=True)
    officer_post = models.CharField(_("position of the officer"), max_length=200, blank=True)
    officer_email = models.EmailField(_("e-mail of the officer"), blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    words = models.TextField(_("in words"), max_length=2000, blank=True)

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation of an authority")
        verbose_name_plural = _("confirmations of authorities")
        constraints = [
            models.UniqueConstraint(
                fields=["authority"],
                condition=Q(state__in=OPEN_CONFIRMATIONS),
                name="authorityconfirmation_one_open",
                violation_error_message=_("This authority is asked already. Ask again there."),
            ),
            models.UniqueConstraint(
                fields=["authority", "occasion"],
                condition=~Q(occasion=""),
                name="authorityconfirmation_once_an_occasion",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ConfirmationState.values), name="authorityconfirmation_state_known"
            ),
        ]

    def __str__(self):
        return str(self.authority)

    @property
    def has_expired(self):
        return self.state == ConfirmationState.ASKED and self.expires_at <= timezone.now()

    @property
    def changes_institution(self):
        """True if another institution is named, or another kind of it: that is a designation of its own."""
        return bool(
            (self.institution and self.institution != self.authority.institution)
            or (self.institution_type and self.institution_type != self.authority.institution_type)
        )


class ConfirmationEvent(Event):
    """An event of a confirmation. `by` is nobody where the answer came by the link of the mail."""

    by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name=_("by"), related_name="+")
    confirmation = models.ForeignKey(AuthorityConfirmation, models.PROTECT, related_name="events")
