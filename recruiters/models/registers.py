"""Registers of authorised recruiters (Article 8.5), and who keeps them."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from authorities.languages.collation import sort_by_name
from authorities.models import (
    Annullable,
    AnnullableManager,
    AnnullableQuerySet,
    Interval,
    IntervalQuerySet,
    MemberState,
)


class RegisterQuerySet(AnnullableQuerySet, IntervalQuerySet):
    def kept_by(self, user):
        """Return the registers this person keeps."""
        mine = Q(pk__in=[])
        for state, code in user.registers_kept:
            mine |= Q(member_state=state, code=code)
        return self.filter(mine)

    def open_at_desk_to(self, user):
        """Return those a registrar keeps; all for administrators, who enter and correct but do not decide."""
        return self if user.may_administer else self.kept_by(user)

    def with_sizes(self):
        return self.annotate(size=models.Count("recruiters"))

    def with_concerns(self):
        """Annotate the number of reported concerns; `concern_count_band` says what of it is public."""
        return self.annotate(concerns_reported=models.Count("concerns"))

    def with_state(self):
        return self.select_related("member_state")

    def by_state(self):
        """Return a list in the order of the names of their states, as the active language sorts."""
        return sort_by_name(self.with_state().order_by("code"), "member_state.name")

    def next_version(self, pk):
        """Lock the register until the transaction ends, and return its new version."""
        before = self.select_for_update(of=("self",)).values_list("version", flat=True).get(pk=pk)
        self.filter(pk=pk).update(version=F("version") + 1)
        return before + 1


class Register(Annullable, Interval):
    """A Member State's record of authorised recruiters. A state may keep several, each with a short code."""

    is_dated_fact = True

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
    # Counts the changes of this register, a whole import as one: followers ask for those after a version.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    # The last version at which entries were removed: followers from before it read the whole list again.
    reread_from = models.PositiveIntegerField(_("read again from version"), default=0, editable=False)

    objects = AnnullableManager.from_queryset(RegisterQuerySet)()  # type: ignore[assignment]
    with_annulled = RegisterQuerySet.as_manager()

    class Meta(Interval.Meta):
        verbose_name = _("register of recruiters")
        verbose_name_plural = _("registers of recruiters")
        ordering = ["member_state", "code"]
        constraints = [
            *Interval.Meta.constraints,
            *Annullable.Meta.constraints,
            models.UniqueConstraint(
                fields=["member_state", "code"],
                condition=Q(annulled_at__isnull=True),
                name="register_code_unique_in_state",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.member_state_id})"

    @property
    def scope(self):
        """The register as imports and memberships name it."""
        return f"{self.member_state_id}/{self.code}"

    def refusals_of_annulment(self):
        """An entry, or a concern somebody has reported, keeps its register."""
        count = self.recruiters.count()
        if count:
            yield ngettext(
                "It has %(count)d entry. Only an empty register can be annulled; end this one instead.",
                "It has %(count)d entries. Only an empty register can be annulled; end this one instead.",
                count,
            ) % {"count": count}
        if self.concerns.exists():
            yield _("Somebody has reported a concern about it, so it cannot be annulled; end it instead.")

    def get_absolute_url(self):
        return reverse("register", args=[self.member_state_id, self.code])

    def local_day(self, moment=None):
        """Return the day it is, or was at a moment, in the country that keeps the register."""
        return self.member_state.local_day(moment)
