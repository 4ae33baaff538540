"""Branches of a recruiter, and firms related to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState
from recruiters.models.recruiters import DIFFERENT_FIRM, Recruiter


class Branch(models.Model):
    """An office of a recruiter with an address of its own."""

    recruiter = models.ForeignKey(Recruiter, models.CASCADE, related_name="branches")
    name = models.CharField(_("name"), max_length=200)
    address = models.TextField(_("address"))
    member_state = models.ForeignKey(
        MemberState, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )

    class Meta:
        verbose_name = _("branch")
        verbose_name_plural = _("branches")
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class RelationKind(models.TextChoices):
    PREDECESSOR = "predecessor", _("Predecessor")
    PARENT = "parent", _("Parent firm")
    SAME_PEOPLE = "same_people", _("Same owner or manager")
    SAME_FIRM = "same_firm", _("The same firm on another register")
    DIFFERENT_FIRM = DIFFERENT_FIRM, _("Another firm, after comparison")


class RelationQuerySet(models.QuerySet):
    def public(self):
        """Exclude what only says that a registrar has compared two firms and found them different."""
        return self.exclude(kind=RelationKind.DIFFERENT_FIRM)

    def with_both(self):
        return self.select_related(
            "recruiter__register__member_state", "other__register__member_state"
        ).order_by("kind", "pk")


class Relation(models.Model):
    """A firm related to a recruiter: what is closed under one name may open under another."""

    recruiter = models.ForeignKey(Recruiter, models.CASCADE, related_name="relations")
    other = models.ForeignKey(
        Recruiter, models.CASCADE, related_name="related_from", verbose_name=_("related recruiter")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=RelationKind.choices)
    note = models.CharField(_("note"), max_length=300, blank=True, help_text=_("Not public."))

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("related firm")
        verbose_name_plural = _("related firms")
        constraints = [
            models.UniqueConstraint(fields=["recruiter", "other", "kind"], name="relation_once"),
            models.CheckConstraint(condition=~Q(recruiter=F("other")), name="relation_not_to_itself"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.other_id}"
