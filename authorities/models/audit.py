"""The audit trail: what people did that no other record tells. Rows are added, and stay as they are."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditAction(models.TextChoices):
    """What was done. Moves, invitations, roles and changes are records already, and are not repeated here."""

    SIGNED_IN = "signed_in", _("Signed in")
    SIGNED_OUT = "signed_out", _("Signed out")
    SESSION_IDLE = "session_idle", _("Was signed out after an hour without a click")
    SIGN_IN_FAILED = "sign_in_failed", _("Failed to sign in")
    SIGN_IN_HELD_UP = "sign_in_held_up", _("Was held up after too many failed attempts")
    SECOND_FACTOR_FAILED = "second_factor_failed", _("Gave a wrong second factor")
    PROVIDER_REFUSED = "provider_refused", _("Was refused after signing in elsewhere")
    PAGE_REFUSED = "page_refused", _("Was refused a page")
    LINK_REFUSED = "link_refused", _("Opened a link that no longer works")
    PASSWORD_CHANGED = "password_changed", _("Changed the password")
    SECOND_FACTOR_ADDED = "second_factor_added", _("Added a second factor")
    SECOND_FACTOR_REMOVED = "second_factor_removed", _("Removed a second factor")
    SECOND_FACTOR_RESET = "second_factor_reset", _("Took away the second factor of somebody who lost it")
    ADDRESS_CHANGE_ASKED = "address_change_asked", _("Asked for another e-mail address")
    ADDRESS_CHANGED = "address_changed", _("Changed the e-mail address")
    DOWNLOADED = "downloaded", _("Downloaded")
    READ = "read", _("Read")


class AuditKind(models.TextChoices):
    """What one looks for in the list."""

    SIGN_IN = "sign_in", _("Signing in and out")
    REFUSAL = "refusal", _("Refusals")
    ACCOUNT = "account", _("Passwords, addresses, second factors")
    INVITATION = "invitation", _("Invitations")
    ROLE = "role", _("Roles given and ended")
    MOVE = "move", _("Moves of reports, licences, imports and others")
    CHANGE = "change", _("Changes of records")
    DOWNLOAD = "download", _("Downloads")
    READING = "reading", _("Reading of concerns")


# Of the actions that are rows here; the other kinds are lists of their own.
KIND_OF_ACTION: dict[str, str] = {
    **dict.fromkeys(
        (AuditAction.SIGNED_IN, AuditAction.SIGNED_OUT, AuditAction.SESSION_IDLE), AuditKind.SIGN_IN
    ),
    **dict.fromkeys(
        (
            AuditAction.SIGN_IN_FAILED,
            AuditAction.SIGN_IN_HELD_UP,
            AuditAction.SECOND_FACTOR_FAILED,
            AuditAction.PROVIDER_REFUSED,
            AuditAction.PAGE_REFUSED,
            AuditAction.LINK_REFUSED,
        ),
        AuditKind.REFUSAL,
    ),
    **dict.fromkeys(
        (
            AuditAction.PASSWORD_CHANGED,
            AuditAction.SECOND_FACTOR_ADDED,
            AuditAction.SECOND_FACTOR_REMOVED,
            AuditAction.SECOND_FACTOR_RESET,
            AuditAction.ADDRESS_CHANGE_ASKED,
            AuditAction.ADDRESS_CHANGED,
        ),
        AuditKind.ACCOUNT,
    ),
    AuditAction.DOWNLOADED: AuditKind.DOWNLOAD,
    AuditAction.READ: AuditKind.READING,
}
# Nobody fills the trail by asking for the same refusal again and again.
MOST_REFUSALS_AN_HOUR = 60


class AuditEventQuerySet(models.QuerySet):
    def of_kind(self, kind):
        return self.filter(action__in=[action for action, its in KIND_OF_ACTION.items() if its == kind])

    def is_flooded(self, *, by, person, action):
        """Return True if this person or account, or all who are not known, have enough rows of the hour."""
        recent = self.filter(by=by, person=person, action=action, at__gt=timezone.now() - timedelta(hours=1))
        return recent.count() >= MOST_REFUSALS_AN_HOUR


class AuditEvent(models.Model):
    """One deed: who, when, what, on what, of which state. No network address, no answer, no secret.

    `by` is blank for who is not known; `person` is whom it concerns, if it is somebody else. `subject` names
    what was opened or sent by the name of its page, `path` is its address here, without what follows a `?`.
    The database refuses to change or delete a row.
    """

    action = models.CharField(_("what was done"), max_length=24, choices=AuditAction.choices)
    by = models.ForeignKey(
        "authorities.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    person = models.ForeignKey("authorities.User", models.PROTECT, null=True, related_name="+")
    member_state = models.ForeignKey("authorities.MemberState", models.PROTECT, null=True, related_name="+")
    subject = models.CharField(max_length=60, blank=True)
    path = models.CharField(max_length=250, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="auditevent_newest"),
            models.Index(fields=["member_state", "-at"], name="auditevent_of_state"),
            models.Index(fields=["by", "action", "-at"], name="auditevent_of_person"),
        ]

    def __str__(self):
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"
