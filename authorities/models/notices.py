"""Notices and mails: what somebody is to be told, and what was sent to whom, with what became of it."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models.people import User
from authorities.models.states import MemberState
from authorities.site_address import site_address


class MailState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    RETRIED = "retried", _("Not sent yet, will be tried again")
    GIVEN_UP = "given_up", _("Not sent, given up")
    BOUNCED = "bounced", _("Not accepted by the mailbox")
    # A worker was lost, or the connection, after the text was handed over and before the answer came.
    DOUBTFUL = "doubtful", _("Perhaps sent, perhaps not")


WAITING_MAIL = (MailState.QUEUED, MailState.RETRIED)
FAILED_MAIL = (MailState.GIVEN_UP, MailState.BOUNCED, MailState.DOUBTFUL)


def make_message_id() -> str:
    """Return a new Message-ID. A mail that is tried again keeps it, so that a mailbox shows it once."""
    return f"<{uuid.uuid4()}@{urlsplit(site_address()).hostname or 'localhost'}>"


class SentMailQuerySet(models.QuerySet["SentMail"]):
    def newest_first(self):
        return self.order_by("-created_at", "-pk")

    def still_in(self, pk, *states):
        """Return the row of a mail, unless another worker has changed its state meanwhile."""
        return self.filter(pk=pk, state__in=states)

    def with_message_ids(self, message_ids):
        return self.filter(message_id__in=message_ids)


class SentMail(models.Model):
    """A mail to one person or address, from the moment it waits in the queue.

    `text` is what was written without the links that open an account: those exist in the mail alone.
    """

    recipient = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="mails", verbose_name=_("person")
    )
    address = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    message_id = models.CharField(max_length=200, unique=True, default=make_message_id, editable=False)
    # The morning of a digest in the person's own time zone; None for what goes out at once.
    digest_day = models.DateField(null=True, editable=False)

    objects = SentMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["state", "created_at"], name="sentmail_state"),
            models.Index(fields=["created_at"], name="sentmail_created"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "digest_day"], name="one_digest_a_person_and_day"),
            models.CheckConstraint(
                name="sentmail_sent_at_a_time",
                condition=~Q(state=MailState.SENT) | Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def has_failed(self):
        return self.state in FAILED_MAIL


class NoticeQuerySet(models.QuerySet["Notice"]):
    def about(self, record):
        """Return the notices about one record."""
        return self.about_any([record])

    def about_any(self, records):
        """Return the notices about several records of one model."""
        if not records:
            return self.none()
        keys = [str(record.pk) for record in records]
        return self.filter(about_label=records[0]._meta.label_lower, about_key__in=keys)

    def waiting(self):
        return self.filter(mail=None, due_at__isnull=False)

    def due_by(self, moment: datetime):
        return self.waiting().filter(due_at__lte=moment)

    def newest_first(self):
        return self.order_by("-created_at", "-pk")


class Notice(models.Model):
    """Something that a person, or an address without an account, is to be told about a record."""

    recipient = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="notices", verbose_name=_("person")
    )
    # Only of those who have no account: the address of a person is theirs on the day of the mail.
    address = models.EmailField(_("e-mail"), blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    about_label = models.CharField(max_length=80, editable=False)
    about_key = models.CharField(max_length=64, editable=False)
    # The state that the record belongs to, for the list of the secretariat.
    member_state = models.ForeignKey(
        MemberState, models.PROTECT, null=True, related_name="+", verbose_name=_("Member State")
    )
    # {name: text, number, day as ISO 8601, or {language: text}}; "record" is what it is about, in words.
    facts = models.JSONField(_("facts"), default=dict)
    # The address of a page on our site, without the host.
    path = models.CharField(_("page"), max_length=500, blank=True)
    message = models.TextField(_("message"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    # None: the person has stopped this kind, and reads it on the pages alone.
    due_at = models.DateTimeField(_("due"), null=True)
    mail = models.ForeignKey(
        SentMail, models.PROTECT, null=True, related_name="notices", verbose_name=_("mail")
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["about_label", "about_key"], name="notice_about"),
            models.Index(fields=["-created_at", "-id"], name="notice_newest_first"),
            models.Index(fields=["due_at"], name="notice_waiting", condition=Q(mail__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="notice_to_a_person_or_an_address",
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True) & ~Q(address="")),
            ),
        ]

    def __str__(self):
        return f"{self.kind} {self.about_label} {self.about_key}"


class StoppedNotice(models.Model):
    """A kind of notice that a person does not want by mail."""

    user = models.ForeignKey(User, models.CASCADE, related_name="stopped_notices")
    kind = models.CharField(max_length=60)
    stopped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_stopped_once")]

    def __str__(self):
        return self.kind


class RefusedAddressQuerySet(models.QuerySet["RefusedAddress"]):
    def of_addresses(self, addresses):
        return self.filter(address__in={address.lower() for address in addresses})

    def newest_first(self):
        return self.order_by("-since", "address")


class RefusedAddress(models.Model):
    """A mailbox that does not accept mail, since when, and what its server said."""

    address = models.EmailField(_("e-mail"), primary_key=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = RefusedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailbox that does not accept mail")
        verbose_name_plural = _("mailboxes that do not accept mail")
        ordering = ["address"]

    def __str__(self):
        return self.address
