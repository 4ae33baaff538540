"""Following one entry of a register by e-mail."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .licences import LicenceEvent
from .recruiters import Recruiter


class Watch(models.Model):
    """Somebody who asked to be told when an entry changes. Personal data: never public, never exported."""

    recruiter = models.ForeignKey(Recruiter, models.CASCADE, related_name="watches")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_up_to = models.ForeignKey(LicenceEvent, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recruiter", "email"], name="watch_once")]

    def __str__(self):
        return str(self.pk)
