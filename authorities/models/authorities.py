"""Designated national authorities (Article 7.3): which institution speaks for a Member State, since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.languages.addresses import recall_address
from authorities.languages.collation import sort_by_name
from authorities.models.annulments import NOT_ANNULLED, Annullable, AnnullableManager, AnnullableQuerySet
from authorities.models.intervals import Interval, IntervalQuerySet, NoOverlap
from authorities.models.states import MemberState, Region, RegionMembership


class InstitutionType(models.TextChoices):
    HEALTH_MINISTRY = "health_ministry", _("Health ministry")
    HEALTH_AGENCY = "health_agency", _("Agency under the health ministry")
    LABOUR = "labour", _("Labour ministry")
    FOREIGN_AFFAIRS = "foreign_affairs", _("Ministry of foreign affairs")
    OTHER_MINISTRY = "other_ministry", _("Other ministry")
    REGULATOR = "regulator", _("Regulator or council")
    OTHER = "other", _("Other institution")


class AuthorityQuerySet(AnnullableQuerySet, IntervalQuerySet):
    def visible_to(self, user):
        """The secretariat sees every record whole; others those of their own states."""
        if user.sees_every_state:
            return self
        return self.filter(member_state__in=user.states)

    def with_region_on(self, day):
        """Each with `region_then`, the code of the region its state lies in on that day."""
        here = RegionMembership.objects.in_force_on(day).filter(member_state=models.OuterRef("member_state"))
        return self.annotate(region_then=models.Subquery(here.values("region")[:1]))

    def with_keys(self, keys):
        return self.filter(pk__in=keys)

    def by_state(self):
        """Return a list in the order of the names of their states, as the active language sorts."""
        return sort_by_name(self.select_related("member_state").order_by("pk"), "member_state.name")


class Authority(Annullable, Interval):
    """The institution a Member State has designated, from a day, until a day. At most one on any day."""

    is_dated_fact = True

    member_state = models.ForeignKey(
        MemberState, models.PROTECT, related_name="authorities", verbose_name=_("Member State")
    )
    institution = models.CharField(_("institution"), max_length=250)
    institution_type = models.CharField(
        _("type of institution"), max_length=20, choices=InstitutionType.choices
    )
    mailbox = models.EmailField(
        _("role mailbox"),
        blank=True,
        help_text=_("Public. A mailbox of the office, not of a person."),
    )
    website = models.URLField(_("web page"), blank=True)
    letter = models.FileField(
        _("letter of designation"),
        upload_to=private_path,
        storage=private_storage,
        validators=[validate_document],
        blank=True,
        help_text=_("Not public. PDF or picture, at most 10 MB."),
    )
    illustrative = models.BooleanField(_("illustrative (demonstration data)"), default=False, editable=False)

    region_then: str | None  # after `with_region_on`
    objects = AnnullableManager.from_queryset(AuthorityQuerySet)()  # type: ignore[assignment]
    with_annulled = AuthorityQuerySet.as_manager()

    class Meta(Interval.Meta):
        verbose_name = _("designated national authority")
        verbose_name_plural = _("designated national authorities")
        ordering = ["member_state", "-valid_from"]
        constraints = [
            *Interval.Meta.constraints,
            *Annullable.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=False), name="authority_has_a_first_day"
            ),
            NoOverlap(key="member_state", name="authority_one_in_force", condition=NOT_ANNULLED),
        ]

    def __str__(self):
        return f"{self.institution} ({self.member_state_id})"

    @property
    def region_name_then(self):
        return Region(self.region_then).label if self.region_then else ""

    def get_absolute_url(self):
        return recall_address("country", self.member_state_id)

    @property
    def type_in_words(self):
        """What Django's own method says: that one translates all types to find one."""
        return InstitutionType(self.institution_type).label


class ContactPersonQuerySet(AnnullableQuerySet):
    def not_annulled(self):
        """Exclude persons who were annulled, and those of authorities that were."""
        return super().not_annulled().filter(authority__annulled_at__isnull=True)


class ContactPerson(Annullable):
    """Someone to call at an authority. Personal data: never on a public page, export or log."""

    authority = models.ForeignKey(
        Authority, models.CASCADE, related_name="contact_persons", verbose_name=_("authority")
    )
    name = models.CharField(_("name"), max_length=200)
    post = models.CharField(_("position"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=50, blank=True)

    objects = AnnullableManager.from_queryset(ContactPersonQuerySet)()
    with_annulled = ContactPersonQuerySet.as_manager()

    class Meta(Annullable.Meta):
        abstract = False
        verbose_name = _("contact person")
        verbose_name_plural = _("contact persons")

    def __str__(self):
        return self.name
