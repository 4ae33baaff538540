"""Recruiters on a register: who they are, what their licence covers, and its present terms."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from recruiters import licence_numbers, names
from recruiters.licence_numbers import licence_keys
from recruiters.models.licences import LicenceState, Terms, terms_after
from recruiters.models.registers import Register
from recruiters.models.validators import PartOfAddress, Shown, validate_past, validate_year


class FoldedField(models.TextField):
    """Stores other fields of its record as they are compared; written whenever the record is, in bulk too.

    `how` names a function of `recruiters.names` or `licence_numbers` that takes the values of the fields
    `of`, in that order. `or_how` names a second one: a record that was stored with its value keeps it.
    """

    # Changing them changes no table.
    non_db_attrs = (*models.TextField.non_db_attrs, "of", "how", "or_how")

    def __init__(self, *args, of=(), how="searchable", or_how="", **kwargs):
        self.of, self.how, self.or_how = tuple(of), how, or_how
        super().__init__(*args, **{**kwargs, "editable": False, "default": ""})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        more = {"or_how": self.or_how} if self.or_how else {}
        return name, path, args, {**kwargs, "of": self.of, "how": self.how, **more}

    @property
    def fold(self):
        return find_fold(self.how)

    def pre_save(self, model_instance, add):
        texts = [getattr(model_instance, name) or "" for name in self.of]
        value = getattr(model_instance, self.attname)
        if not self.or_how or not value or value != find_fold(self.or_how)(*texts):
            value = self.fold(*texts)
        setattr(model_instance, self.attname, value)
        return value


def find_fold(name):
    """Return the function of this name by which a field is folded."""
    return getattr(names, name, None) or getattr(licence_numbers, name)


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


class Sector(models.TextChoices):
    PUBLIC = "public", _("Public employers")
    PRIVATE = "private", _("Private employers")
    BOTH = "both", _("Public and private employers")


class Direction(models.TextChoices):
    INTO = "into", _("Into the country")
    OUT_OF = "out_of", _("Out of the country")
    BOTH = "both", _("Into and out of the country")


class FeePolicy(models.TextChoices):
    EMPLOYER_PAYS = "employer_pays", _("The employer pays; workers pay nothing")
    SHARED = "shared", _("Workers pay a part that the law allows")
    WORKER_PAYS = "worker_pays", _("Workers pay")


NAMES_AND_NUMBER = ["legal_name", "trading_names", "former_names", "licence_number", "earlier_names"]
# The kind of relation that says: somebody has compared the two, and it is another firm.
DIFFERENT_FIRM = "told_apart"


class RecruiterQuerySet(models.QuerySet["Recruiter"]):
    def in_state(self, member_state):
        return self.filter(register__member_state=member_state)

    def kept_by(self, user):
        """Return entries on the registers this person keeps."""
        return self.filter(register__in=Register.objects.kept_by(user))

    def matching(self, words):
        """Return entries with every word in a name or in the licence number; accents and case are ignored."""
        recruiters = self
        for word in names.split_words(words):
            recruiters = recruiters.filter(search_text__contains=word)
        return recruiters

    def by_name(self):
        return self.select_related("register__member_state").order_by("legal_name", "licence_number", "pk")

    def by_licence(self):
        """Order by register and licence number, for which there is an index."""
        return self.select_related("register__member_state").order_by("register", "licence_key")

    def find_by_licence(self, number):
        """Return the entry with this number, today or in the past, however it is typed; None without one."""
        keys = licence_keys(number)
        found = {}
        for entry in self.filter(licence_key__in=keys):
            found.setdefault(entry.licence_key, entry)
        if not found:
            return self.filter(former_numbers__licence_key__in=keys).first()
        return next(found[key] for key in keys if key in found)


class Recruiter(models.Model):
    """A recruiter on a register, with its licence.

    `state` and its dates are those of the last event and hold from `state_from` on. The workflow and imports
    write them together with the event; for the days before, ask the events.
    """

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="recruiters", verbose_name=_("register")
    )
    licence_number = models.CharField(
        _("licence number"), max_length=60, validators=[Shown(), PartOfAddress()]
    )
    legal_name = models.CharField(_("legal name"), max_length=250, validators=[Shown()])
    trading_names = models.CharField(
        _("trading names"), max_length=500, blank=True, help_text=_("Separated by semicolons.")
    )
    former_names = models.CharField(
        _("former names"), max_length=500, blank=True, help_text=_("Separated by semicolons.")
    )
    earlier_names = models.JSONField(
        _("earlier legal names"),
        default=list,
        editable=False,
        help_text=_("Each with the last day on which it was its name here."),
    )
    company_number = models.CharField(_("company registration number"), max_length=60, blank=True)
    address = models.TextField(_("address"), blank=True)
    website = models.URLField(_("web page"), blank=True)
    professions = models.JSONField(_("professions"), default=list, blank=True)
    source_states = models.JSONField(_("source countries"), default=list, blank=True)
    destination_states = models.JSONField(_("destination countries"), default=list, blank=True)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices, blank=True)

    state = models.CharField(_("status"), max_length=12, choices=LicenceState.choices, editable=False)
    state_from = models.DateField(_("status since"), editable=False, validators=[validate_year])
    valid_from = models.DateField(_("valid from"), null=True, editable=False, validators=[validate_year])
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        editable=False,
        validators=[validate_year],
        help_text=_("First day on which the licence is no longer valid."),
    )
    suspended_until = models.DateField(
        _("suspended until"), null=True, editable=False, validators=[validate_year]
    )

    fee_policy = models.CharField(
        _("who pays the fees"), max_length=20, choices=FeePolicy.choices, blank=True
    )
    committed_to_code_on = models.DateField(
        _("committed itself to the Code on"), null=True, blank=True, validators=[validate_year, validate_past]
    )
    last_inspected_on = models.DateField(
        _("last inspected on"), null=True, blank=True, validators=[validate_year, validate_past]
    )
    complaints = models.PositiveIntegerField(
        _("complaints on file"), default=0, help_text=_("Not public. Those the keeper received elsewhere.")
    )
    last_verified_on = models.DateField(
        _("last verified on"), null=True, blank=True, validators=[validate_year, validate_past]
    )
    next_check_on = models.DateField(_("next check due"), null=True, blank=True, validators=[validate_year])
    missing_since = models.DateField(_("missing from the list since"), null=True, editable=False)

    search_text = FoldedField(of=NAMES_AND_NUMBER)
    licence_key = FoldedField(of=["licence_number"], how="licence_key", or_how="exact_licence_key")
    name_key = FoldedField(of=["legal_name"], how="name_key")
    other_keys = FoldedField(of=["trading_names", "former_names", "earlier_names"], how="other_keys")
    company_key = FoldedField(of=["company_number"], how="company_key")

    objects = RecruiterQuerySet.as_manager()

    class Meta:
        verbose_name = _("recruiter")
        verbose_name_plural = _("recruiters")
        ordering = ["register", "licence_number"]
        indexes = [
            models.Index(fields=["name_key"], name="recruiter_name_key"),
            models.Index(fields=["licence_key"], name="recruiter_licence_key"),
            models.Index(fields=["company_key"], name="recruiter_company_key"),
            models.Index(
                fields=["register", "last_verified_on"],
                name="recruiter_verified",
                condition=Q(last_verified_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "licence_key"],
                name="recruiter_licence_unique_in_register",
                violation_error_message=_("This licence number is already on the register."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_from__lt=F("valid_until")),
                name="recruiter_licence_ends_after_it_begins",
                violation_error_message=_("“Valid until” must be after “valid from”."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=LicenceState.values), name="recruiter_standing_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=False)
                | ~Q(state__in=[LicenceState.AUTHORISED, LicenceState.SUSPENDED]),
                name="recruiter_licence_has_a_first_day",
            ),
            models.CheckConstraint(
                condition=Q(suspended_until__isnull=True) | Q(state=LicenceState.SUSPENDED),
                name="recruiter_only_suspensions_last_until",
            ),
        ]

    def __str__(self):
        return f"{self.legal_name} ({self.licence_number})"

    def get_absolute_url(self):
        return reverse(
            "recruiter", args=[self.register.member_state_id, self.register.code, self.licence_number]
        )

    def local_day(self, moment=None):
        """Return the day it is, or was at a moment, in the country that keeps the register."""
        return self.register.local_day(moment)

    def keep_earlier_name(self, name, until):
        """Remember a legal name that this entry had until a day; to be saved with its new one."""
        self.earlier_names = [*self.earlier_names, {"name": name, "until": until.isoformat()}]

    @property
    def former_legal_names(self):
        """The legal names that this entry had before, as (name, last day), the latest first."""
        had = [(kept["name"], date.fromisoformat(kept["until"])) for kept in reversed(self.earlier_names)]
        return [(name, until) for name, until in had if name != self.legal_name]

    def has_number(self, number):
        """True if this is its number of today, however it is typed."""
        return self.licence_key in licence_keys(number)

    @property
    def terms(self):
        return Terms(self.state, self.valid_from, self.valid_until, self.suspended_until)

    def terms_on(self, day):
        """Return the terms that hold on a day: of the record from its last event on, else by its events.

        Reads `self.events` only for days before; prefetch `events__annulled_by` for lists.
        """
        if self.state_from <= day:
            return self.terms
        standing = [e for e in self.events.all() if not e.annuls_id and not e.is_annulled]
        return terms_after(standing, day)

    def status_on(self, day):
        """Return the status on a day; a revoked or withdrawn licence stays so, else the dates decide."""
        return self.terms_on(day).status_on(day)


def entry_at(state, code, licence):
    """Return the entry with a number, present or former, and its register; None without one.

    Both are read by one query, so that the entry is as of the version of its register.
    """
    return Recruiter.objects.by_name().in_state(state).filter(register__code=code).find_by_licence(licence)
