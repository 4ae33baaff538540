"""Records that were entered by mistake: annulled with a reason, kept for ever, and counted nowhere.

The default manager of a model knows the records that stand; `with_annulled` knows all. So no figure, page,
import or export can forget to leave an annulled record out, and rules of uniqueness leave it out too.
"""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# The condition of constraints among records that stand, for SQL that Django does not write.
NOT_ANNULLED = "annulled_at IS NULL"


class AnnullableQuerySet(models.QuerySet):
    def not_annulled(self):
        """Exclude the records that were annulled."""
        return self.filter(annulled_at__isnull=True)

    def annulled(self):
        return self.filter(annulled_at__isnull=False)


class AnnullableManager(models.Manager):
    def get_queryset(self):
        rows: Any = super().get_queryset()
        return rows.not_annulled()


class Annullable(models.Model):
    """A record that is never deleted: if it is wrong from the beginning, it is annulled.

    Each model declares both managers: `objects`, an AnnullableManager, first, then `with_annulled`.
    """

    annulled_at = models.DateTimeField(_("annulled"), null=True, blank=True, editable=False)
    annulled_by = models.ForeignKey(
        "authorities.User",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("annulled by"),
    )
    annulment_reason = models.TextField(_("reason of the annulment"), blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(annulled_at__isnull=True, annulled_by__isnull=True, annulment_reason="")
                | Q(annulled_at__isnull=False, annulled_by__isnull=False) & ~Q(annulment_reason=""),
                name="%(class)s_annulled_with_a_reason",
            )
        ]

    @property
    def is_annulled(self):
        return self.annulled_at is not None

    def refusals_of_annulment(self):
        """Yield a sentence for everything that stands on this record, so that it cannot be annulled."""
        yield from ()


def all_records(model: type[models.Model]) -> Any:
    """Return the manager of a model that knows every record, the annulled ones too."""
    return getattr(model, "with_annulled", model._default_manager)
