"""The events of a licence. Its status on a day follows from them and from the dates alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities.models import Import
from authorities.models.intervals import last_day_before
from authorities.transitions import Event
from recruiters.models.registers import Register


class LicenceState(models.TextChoices):
    """What the keeper decided. That a licence has expired is never stored: it follows from the date."""

    APPLIED = "applied", _("Applied for")
    AUTHORISED = "authorised", _("Authorised")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REFUSED = "refused", _("Refused")


class Move(models.TextChoices):
    """What may happen to a licence, in the words of its history."""

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
    VERIFY = "verify", _("Entry verified")
    ANNUL = "annul", _("Earlier decision annulled")


# These repeat the terms that held when they were made.
DECIDES_NOTHING = frozenset({Move.CORRECT, Move.VERIFY})
EXPIRED = "expired"
NOT_YET_VALID = "not_yet_valid"
STATUS_LABELS = {
    **dict(LicenceState.choices),
    EXPIRED: _("Expired"),
    NOT_YET_VALID: _("Not yet valid"),
}
# No licence comes back from these; another one may be granted under another number.
FINAL = frozenset({LicenceState.REVOKED, LicenceState.WITHDRAWN})


@dataclass(frozen=True)
class Terms:
    """A state with its dates: a record has those of today, its events those of any day."""

    state: str
    valid_from: date | None = None
    valid_until: date | None = None
    suspended_until: date | None = None

    def status_on(self, day):
        """Return the status on a day: the dates decide first, but what was ended stays ended."""
        if self.state not in (LicenceState.AUTHORISED, LicenceState.SUSPENDED):
            return self.state
        if self.valid_until and self.valid_until <= day:
            return EXPIRED
        if self.valid_from is None or day < self.valid_from:
            return NOT_YET_VALID
        if self.state == LicenceState.SUSPENDED and self.suspended_until and self.suspended_until <= day:
            return LicenceState.AUTHORISED
        return self.state

    @property
    def last_day(self):
        """The last day of the licence; the record stores the day after."""
        return last_day_before(self.valid_until)

    @property
    def last_day_suspended(self):
        """The last day of the suspension; the record stores the day after."""
        return last_day_before(self.suspended_until)


NOTHING_YET = Terms(NOT_YET_VALID)


def terms_after(events, day):
    """Return the terms that hold on a day after these events. What was revoked or withdrawn stays so.

    Corrections and verifications of the entry decide nothing.
    """
    terms = NOTHING_YET
    decisions = [event for event in events if event.decides]
    for event in sorted(decisions, key=lambda event: (event.effective_on, event.pk)):
        if event.effective_on <= day and terms.state not in FINAL:
            terms = event.terms
    return terms


class LicenceEventQuerySet(models.QuerySet):
    def not_annulled(self):
        """Exclude events that were annulled, and the annulments."""
        return self.filter(annulled_by=None, annuls=None)

    def public(self):
        """Return decisions in order of effect, the annulled ones too, which pages mark as such."""
        decided = self.exclude(move__in=[*DECIDES_NOTHING, Move.ANNUL])
        return decided.select_related("annulled_by").order_by("effective_on", "pk")

    def newest_first(self):
        """Order by the newest, with what the log of a register shows."""
        return self.select_related("recruiter", "by", "batch").order_by("-pk")

    def news(self):
        """Exclude verifications, of which followers of an entry are not told."""
        return self.exclude(move=Move.VERIFY)

    def changing_licence(self):
        """Exclude events that do not change the licence."""
        return self.exclude(move__in=DECIDES_NOTHING)

    def decisions(self):
        """Return the events that decide the state of a licence, in order of effect."""
        return self.not_annulled().changing_licence().order_by("effective_on", "pk")


class LicenceEvent(Event):
    """One event of a licence, with the terms after it. `note` is internal, `public_note` is public."""

    # Imports write a hundred thousand of these under the lock of a register: no key is checked for each row.
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

    # Later decisions that this one ended for good; set only on the event that was just made.
    set_aside: Sequence = ()

    class Meta:
        verbose_name = _("licence event")
        verbose_name_plural = _("licence events")
        ordering = ["effective_on", "pk"]
        indexes = [
            models.Index(fields=["register", "id"], name="licenceevent_of_register"),
            models.Index(
                fields=["register", "effective_on"],
                name="licenceevent_verified",
                condition=Q(move=Move.VERIFY),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(to_state=LicenceState.SUSPENDED),
                name="licenceevent_only_suspensions_last_until",
            ),
        ]

    def __str__(self):
        return f"{self.move} {self.effective_on}"

    @property
    def terms(self):
        """All terms after this event, not only those it changed."""
        return Terms(self.to_state, self.valid_from, self.valid_until, self.suspended_until)

    @property
    def decides(self):
        """True if it decides the state of the licence from a day on."""
        return self.move not in DECIDES_NOTHING

    def counts_on(self, day, version):
        """True if it was in effect on a day when the register was at this version."""
        annulled = self.is_annulled and self.annulled_by.version <= version
        return self.effective_on <= day and self.version <= version and not annulled

    @property
    def word(self):
        """What happened, in a word."""
        return Move(self.move).label

    @property
    def is_annulled(self):
        return hasattr(self, "annulled_by")
