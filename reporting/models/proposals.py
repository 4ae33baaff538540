"""A change of an instrument that is here already: it waits until somebody confirms it or throws it away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from reporting.models.instruments import Instrument


class InstrumentProposal(models.Model):
    """A definition that would take the place of another under the same form and version."""

    instrument = models.OneToOneField(
        Instrument, models.CASCADE, related_name="proposal", verbose_name=_("instrument")
    )
    definition = models.JSONField(_("definition"))
    replaces = models.CharField(_("SHA-256 of what it replaces"), max_length=64)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("proposed change of an instrument")
        verbose_name_plural = _("proposed changes of instruments")

    def __str__(self):
        return f"{self.instrument} {self.at:%Y-%m-%d}"
