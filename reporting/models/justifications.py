"""Why an answer is right although a check pointed at it, in the words of those who fill in the report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from authorities.languages.direction import TextInLanguage
from authorities.models import User
from reporting.models.submissions import Submission


class JustificationQuerySet(models.QuerySet):
    def in_order(self):
        """Each with its author, the newest last."""
        return self.select_related("by").order_by("pk")


class Justification(models.Model):
    """One explanation of one finding. A later one takes its place; rows are added, never changed or deleted.

    `check_key`, `place` and `basis` name the finding: `basis` stands for the values that it rests on, so an
    explanation falls when they change. A blank text takes the explanation back.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="justifications", verbose_name=_("report")
    )
    check_key = models.CharField(_("check"), max_length=60)
    place = models.CharField(_("place"), max_length=250)
    basis = models.CharField(_("values that it rests on"), max_length=40)
    finding = models.TextField(_("what the check said"))
    text = models.TextField(_("explanation"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = JustificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("explanation of a warning")
        verbose_name_plural = _("explanations of warnings")

    def __str__(self):
        return f"{self.submission_id} {self.check_key} {self.place}"

    @property
    def words(self):
        """The text, which knows in which language it was written."""
        return TextInLanguage.of(self.text, self.language)
