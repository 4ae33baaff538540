"""Concerns about recruiters: read by the registrar concerned and the secretariat, and by nobody else."""

import hashlib
import unicodedata
from pathlib import PurePath

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.models import MemberState
from authorities.models.roles import REVIEWS
from authorities.models.states import RegionMembership
from authorities.transitions import Event
from recruiters.models.recruiters import Recruiter
from recruiters.models.registers import Register


class ConcernKind(models.TextChoices):
    FEE = "fee", _("I was asked to pay, or had to pay")
    CONTRACT = "contract", _("The contract was changed, or the work is not what was promised")
    PASSPORT = "passport", _("My passport or papers were kept")
    UNLICENSED = "unlicensed", _("They recruit without a licence")
    OTHER = "other", _("Something else")


class ConcernState(models.TextChoices):
    RECEIVED = "received", _("Received")
    LOOKED_INTO = "looked_into", _("Being examined")
    CLOSED = "closed", _("Closed")


class ConcernOutcome(models.TextChoices):
    ACTED = "acted", _("Action was taken")
    REFERRED = "referred", _("Passed on to another body")
    UNFOUNDED = "unfounded", _("Nothing was found")
    UNKNOWN = "unknown", _("There was too little information")


# Letters and digits that cannot be mistaken for one another when read aloud or copied by hand.
REFERENCE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

# Languages of health workers who migrate, as they write them; the last stands for any other.
LANGUAGES = {
    "en": "English", "ar": "العربية", "fr": "Français", "es": "Español", "ru": "Русский", "zh": "中文",
    "am": "አማርኛ", "bn": "বাংলা", "fil": "Filipino", "hi": "हिन्दी", "id": "Bahasa Indonesia",
    "ml": "മലയാളം", "my": "မြန်မာ", "ne": "नेपाली", "pl": "Polski", "pt": "Português", "ro": "Română",
    "si": "සිංහල", "sw": "Kiswahili", "ta": "தமிழ்", "tr": "Türkçe", "uk": "Українська", "ur": "اردو",
    "vi": "Tiếng Việt", "und": _("Another language"),
}  # fmt: skip


def hash_reference(reference):
    """Return the hash of a reference, however typed. It opens the concern, so only its hash is stored."""
    typed = unicodedata.normalize("NFKC", reference).upper()
    letters = "".join(letter for letter in typed if letter in REFERENCE_LETTERS)
    return hashlib.sha256(letters.encode()).hexdigest()


class ConcernQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return those about the registers of a registrar; for the secretariat those of its region or all."""
        if any(m.role in REVIEWS and not m.region for m in user.memberships_today):
            return self
        regions = [m.region for m in user.memberships_today if m.role in REVIEWS]
        there = RegionMembership.objects.in_force_on(timezone.localdate()).filter(region__in=regions)
        mine = Q(register__in=Register.objects.kept_by(user)) | Q(
            member_state__in=there.values("member_state")
        )
        return self.filter(mine)

    def with_reference(self, reference):
        return self.filter(reference_hash=hash_reference(reference)).first()

    def open(self):
        """Return those not closed, and those to which the person has added something since."""
        last_event = ConcernEvent.objects.filter(concern=OuterRef("concern")).order_by("-at")
        added = ConcernMessage.objects.filter(
            concern=OuterRef("pk"), by=None, at__gt=Subquery(last_event.values("at")[:1])
        )
        return self.filter(~Q(state=ConcernState.CLOSED) | models.Exists(added))

    def in_state(self, state):
        """Return those in a state; all of them if it is no state."""
        return self.filter(state=state) if state in ConcernState.values else self

    def matching(self, words):
        """Return those about a recruiter of this name or licence number, as reported or as linked."""
        number = Q(licence__icontains=words) | Q(recruiter__licence_number__icontains=words)
        return self.filter(Q(named__icontains=words) | number) if words else self

    def listed(self):
        """Fetch what a list shows, and who wrote the last message."""
        last = ConcernMessage.objects.filter(concern=OuterRef("pk")).order_by("-at", "-pk")
        return self.select_related("register", "member_state", "recruiter__register").annotate(
            last_word_at=Subquery(last.values("at")[:1]), last_word_by=Subquery(last.values("by")[:1])
        )

    def counts_by_kind(self):
        """Return [(kind in words, number)], the most frequent first, without kinds that nobody reported."""
        counts = self.order_by().values_list("kind").annotate(number=models.Count("pk"))
        words = dict(ConcernKind.choices)
        return [(words[kind], number) for kind, number in sorted(counts, key=lambda row: (-row[1], row[0]))]


class Concern(models.Model):
    """A report about a recruiter. Nothing of it reaches a public page, an export or a log."""

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
    licence = models.CharField(_("licence number as given"), max_length=60, blank=True)
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

    def get_absolute_url(self):
        return reverse("concern", args=[self.pk])

    @property
    def language_name(self):
        return LANGUAGES.get(self.language, self.language)


class ConcernMessageQuerySet(models.QuerySet):
    def with_files(self):
        return self.select_related("by").prefetch_related("files")


class ConcernMessage(models.Model):
    """A message about a concern: by the person who has the reference, or by staff for that person."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="messages")
    by = models.ForeignKey(
        "authorities.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    text = models.TextField(_("what happened"), max_length=10_000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ConcernMessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.concern_id} {self.at:%Y-%m-%d}"


class ConcernFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(message__concern__in=Concern.objects.visible_to(user))


class ConcernFile(models.Model):
    """A document or picture sent with a message. The name its sender gave it is not stored."""

    message = models.ForeignKey(ConcernMessage, models.CASCADE, related_name="files")
    file = models.FileField(
        _("file"), upload_to=private_path, storage=private_storage, validators=[validate_document]
    )

    objects = ConcernFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return str(self.pk)

    @property
    def name(self):
        """The file name of its download."""
        return f"concern-{self.message.concern_id}-{self.pk}{PurePath(self.file.name).suffix}"


class ConcernEvent(Event):
    """A move of a concern. `note` is for colleagues; `licence` the number of the entry it was linked to."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="events")
    licence = models.CharField(max_length=60, blank=True)
    # A concern may be about those who would read it there.
    is_confidential = True

    def __str__(self):
        return f"{self.concern_id}: {self.move}"
