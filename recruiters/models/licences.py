"""The life of a licence, as events. What holds on a day follows from them and from the dates alone."""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models import Import
from authorities.transitions import Event

from .registers import Register


class Standing(models.TextChoices):
    """What the keeper decided. That a licence has expired is never stored: it follows from the date."""

    APPLIED = "applied", _("Applied for")
    AUTHORISED = "authorised", _("Authorised")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")


class Move(models.TextChoices):
    """What may happen to a licence, as its timeline tells it."""

    APPLY = "apply", _("Applied for")
    GRANT = "grant", _("Granted")
    RENEW = "renew", _("Renewed")
    SET_CONDITIONS = "set_conditions", _("Conditions set")
    SUSPEND = "suspend", _("Suspended")
    REINSTATE = "reinstate", _("Reinstated")
    REVOKE = "revoke", _("Revoked")
    WITHDRAW = "withdraw", _("Withdrawn")
    REFUSE = "refuse", _("Refused")
    SET_TERMS = "set_terms", _("Dates changed by a new list")
    CORRECT = "correct", _("Entry corrected")
    ANNUL = "annul", _("Earlier decision annulled")


EXPIRED = "expired"
NOT_YET_VALID = "not_yet_valid"
STATUS_WORDS = {
    **dict(Standing.choices),
    EXPIRED: _("Expired"),
    NOT_YET_VALID: _("Not yet valid"),
}
# No licence comes back from these; another one may be granted under another number.
FINAL = frozenset({Standing.REVOKED, Standing.WITHDRAWN})


@dataclass(frozen=True)
class Terms:
    """A standing with the dates that belong to it: what a record says of today, and events of any day."""

    standing: str
    valid_from: date | None = None
    valid_until: date | None = None
    suspended_until: date | None = None

    def status_on(self, day):
        """The dates decide before the standing, save that what was ended stays ended."""
        if self.standing not in (Standing.AUTHORISED, Standing.SUSPENDED):
            return self.standing
        if self.valid_until and self.valid_until <= day:
            return EXPIRED
        if self.valid_from is None or day < self.valid_from:
            return NOT_YET_VALID
        if self.standing == Standing.SUSPENDED and self.suspended_until and self.suspended_until <= day:
            return Standing.AUTHORISED
        return self.standing


NOTHING_YET = Terms(NOT_YET_VALID)


def terms_after(events, day):
    """The terms that events leave behind on a day. What was revoked or withdrawn stays so.

    A correction of the entry decides nothing: it repeats what held when it was made.
    """
    terms = NOTHING_YET
    decisions = [event for event in events if event.move != Move.CORRECT]
    for event in sorted(decisions, key=lambda event: (event.effective_on, event.pk)):
        if event.effective_on <= day and terms.standing not in FINAL:
            terms = event.terms
    return terms


class LicenceEventQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were annulled, and without the annulments."""
        return self.filter(annulled_by=None, annuls=None)

    def public(self):
        """What the public reads of the life of a licence, in order; annulled decisions are marked as such."""
        decided = self.exclude(move__in=[Move.CORRECT, Move.ANNUL])
        return decided.select_related("annulled_by").order_by("effective_on", "pk")

    def decisions(self):
        """What decides how a licence stands, in order."""
        return self.standing().exclude(move=Move.CORRECT).order_by("effective_on", "pk")


class LicenceEvent(Event):
    """One deed on a licence, with the terms it leaves behind. `note` is internal, `public_note` is public."""

    # Written by the hundred thousand under the lock of the register: nothing here is looked up for each row.
    by = models.ForeignKey(
        "authorities.User", models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    register = models.ForeignKey(
        Register,
        models.CASCADE,
        related_name="events",
        editable=False,
        db_constraint=False,
        db_index=False,
    )
    recruiter = models.ForeignKey(
        "recruiters.Recruiter", models.CASCADE, related_name="events", db_constraint=False
    )
    effective_on = models.DateField(_("date of effect"))
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    decision = models.CharField(_("decision reference"), max_length=100, blank=True)
    legal_ground = models.CharField(_("legal ground"), max_length=200, blank=True)
    public_note = models.TextField(_("public note"), blank=True)
    annuls = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="annulled_by", verbose_name=_("annuls")
    )
    version = models.PositiveIntegerField(_("version of the register"))
    batch = models.ForeignKey(
        Import, models.PROTECT, null=True, blank=True, related_name="+", db_constraint=False
    )

    objects = LicenceEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("licence event")
        verbose_name_plural = _("licence events")
        ordering = ["effective_on", "pk"]
        indexes = [
            models.Index(fields=["register", "id"], name="licenceevent_of_register"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(to_state=Standing.SUSPENDED),
                name="licenceevent_only_suspensions_last_until",
            ),
        ]

    def __str__(self):
        return f"{self.move} {self.effective_on}"

    @property
    def terms(self):
        """Each event carries the whole of what it leaves behind, not only what it changed."""
        return Terms(self.to_state, self.valid_from, self.valid_until, self.suspended_until)

    @property
    def word(self):
        """What happened, as a timeline tells it."""
        return Move(self.move).label

    @property
    def is_annulled(self):
        return hasattr(self, "annulled_by")
