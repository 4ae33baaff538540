"""Registers of authorised recruiters (Article 8.5): who keeps them, who is on them, with what standing."""

import unicodedata

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models import Interval, IntervalQuerySet, MemberState
from authorities.models.states import active_un_language


def folded(text):
    """Text as it is compared in a search: no accents, no case, single spaces.

    >>> folded("  Énfermería  PLUS ")
    'enfermeria plus'
    """
    letters = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


class FoldedField(models.TextField):
    """Holds other fields of its record as one folded text; written with the record, in bulk too."""

    def __init__(self, *args, of=(), **kwargs):
        self.of = tuple(of)
        super().__init__(*args, **{**kwargs, "editable": False, "default": ""})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance, add):
        value = folded(" | ".join(getattr(model_instance, name) or "" for name in self.of))
        setattr(model_instance, self.attname, value)
        return value


class Profession(models.TextChoices):
    """Groups of health occupations as ISCO-08 codes them."""

    DOCTORS = "221", _("Medical doctors")
    NURSES = "2221", _("Nursing professionals")
    MIDWIVES = "2222", _("Midwifery professionals")
    ASSOCIATE_NURSES = "322", _("Nursing and midwifery associate professionals")
    DENTISTS = "2261", _("Dentists")
    PHARMACISTS = "2262", _("Pharmacists")
    PHYSIOTHERAPISTS = "2264", _("Physiotherapists")
    TECHNICIANS = "321", _("Medical and pharmaceutical technicians")
    CARERS = "532", _("Personal care workers in health services")


class RegisterQuerySet(IntervalQuerySet):
    def kept_by(self, user):
        """Registers this person keeps."""
        mine = Q(pk__in=[])
        for state, code in user.registers_kept:
            mine |= Q(member_state=state, code=code)
        return self.filter(mine)

    def with_sizes(self):
        return self.annotate(size=models.Count("recruiters"))

    def by_state(self):
        in_this_language = f"member_state__name_{active_un_language()}"
        return self.select_related("member_state").order_by(in_this_language, "code")


class Register(Interval):
    """A Member State's record of authorised recruiters. A state may keep several, each with a short code."""

    member_state = models.ForeignKey(
        MemberState, models.PROTECT, related_name="registers", verbose_name=_("Member State")
    )
    code = models.CharField(
        _("short code"),
        max_length=20,
        validators=[RegexValidator(r"\A[a-z0-9][a-z0-9-]*\Z", _("Small letters, digits and hyphens only."))],
        help_text=_("Part of the permanent address, for example “dmw”."),
    )
    name = models.CharField(_("name"), max_length=200)
    keeper = models.CharField(_("keeper"), max_length=200)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    public_address = models.URLField(_("public address"), blank=True)
    illustrative = models.BooleanField(_("illustrative (demonstration data)"), default=False, editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta(Interval.Meta):
        verbose_name = _("register of recruiters")
        verbose_name_plural = _("registers of recruiters")
        ordering = ["member_state", "code"]
        constraints = [
            *Interval.Meta.constraints,
            models.UniqueConstraint(fields=["member_state", "code"], name="register_code_unique_in_state"),
        ]

    def __str__(self):
        return f"{self.name} ({self.member_state_id})"

    def get_absolute_url(self):
        return reverse("register", args=[self.member_state_id, self.code])


class Standing(models.TextChoices):
    """What the keeper decided. That a licence has expired is never stored: it follows from the date."""

    AUTHORISED = "authorised", _("Authorised")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    WITHDRAWN = "withdrawn", _("Withdrawn")


EXPIRED = "expired"
NOT_YET_VALID = "not_yet_valid"
STATUS_WORDS = {
    **dict(Standing.choices),
    EXPIRED: _("Expired"),
    NOT_YET_VALID: _("Not yet valid"),
}


class RecruiterQuerySet(models.QuerySet):
    def of(self, member_state):
        return self.filter(register__member_state=member_state)

    def matching(self, words):
        """Every word stands somewhere in a name or in the licence number; accents and case do not matter."""
        recruiters = self
        for word in folded(words).split():
            recruiters = recruiters.filter(search_text__contains=word)
        return recruiters

    def listed(self):
        return self.select_related("register__member_state").order_by("legal_name", "licence_number", "pk")

    def with_licence(self, number):
        return self.filter(licence_number=number).first()

    def authorised_on(self, day):
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=day),
            standing=Standing.AUTHORISED,
            valid_from__lte=day,
        )


class Recruiter(models.Model):
    """A recruiter on a register, with its licence."""

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="recruiters", verbose_name=_("register")
    )
    licence_number = models.CharField(_("licence number"), max_length=60)
    legal_name = models.CharField(_("legal name"), max_length=250)
    trading_names = models.CharField(
        _("trading names"), max_length=500, blank=True, help_text=_("Separated by semicolons.")
    )
    address = models.TextField(_("address"), blank=True)
    website = models.URLField(_("web page"), blank=True)
    professions = models.JSONField(_("professions"), default=list, blank=True)
    source_states = models.JSONField(_("source countries"), default=list, blank=True)
    destination_states = models.JSONField(_("destination countries"), default=list, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text=_("First day on which the licence no longer holds."),
    )
    standing = models.CharField(
        _("standing"), max_length=12, choices=Standing.choices, default=Standing.AUTHORISED
    )
    search_text = FoldedField(of=["legal_name", "trading_names", "licence_number"])

    objects = RecruiterQuerySet.as_manager()

    class Meta:
        verbose_name = _("recruiter")
        verbose_name_plural = _("recruiters")
        ordering = ["register", "licence_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "licence_number"], name="recruiter_licence_unique_in_register"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__lt=F("valid_until")),
                name="recruiter_licence_ends_after_it_begins",
                violation_error_message=_("“Valid until” must lie after “valid from”."),
            ),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="recruiter_standing_known"
            ),
        ]

    def __str__(self):
        return f"{self.legal_name} ({self.licence_number})"

    def get_absolute_url(self):
        return reverse(
            "recruiter", args=[self.register.member_state_id, self.register.code, self.licence_number]
        )

    def status_on(self, day):
        """A revoked or withdrawn licence stays so; else the dates decide before the keeper's last word."""
        if self.standing in (Standing.REVOKED, Standing.WITHDRAWN):
            return self.standing
        if self.valid_until and self.valid_until <= day:
            return EXPIRED
        if day < self.valid_from:
            return NOT_YET_VALID
        return self.standing
