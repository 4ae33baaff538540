"""Who has a page of a report open."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from reporting.models.submissions import Submission

# A page that is open says so more often than this.
LASTS = timedelta(seconds=60)


class PresenceQuerySet(models.QuerySet):
    def of_report(self, submission):
        return self.filter(submission=submission).select_related("user").order_by("user__name", "pk")

    def ended_at(self, moment):
        return self.filter(seen_at__lte=moment - LASTS)


class Presence(models.Model):
    """One person on the page of one section: one row, renewed while the page is open."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="presences")
    section = models.CharField(_("section"), max_length=60)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    seen_at = models.DateTimeField(_("seen"))

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["submission", "section", "user"], name="presence_one_a_person"),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.section} {self.seen_at:%Y-%m-%d %H:%M}"
