"""What versions say, as narrow rows for figures and lists: indicators, agreements, constraints, personnel.

Derived from the content of a version alone, and there from its public answers.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reporting.models.instruments import Indicator
from reporting.models.submissions import Version


class IndicatorValue(models.Model):
    """The value of an indicator in a version, derived from its content, so that figures need not read it."""

    UNANSWERED = "unanswered"
    SKIPPED = "skipped"

    version = models.ForeignKey(Version, models.CASCADE, related_name="indicator_values")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    value = models.CharField(
        _("value"),
        max_length=60,
        help_text=_("An answer, a reason, “unanswered”, or “skipped” by the form's logic."),
    )

    class Meta:
        verbose_name = _("indicator value")
        verbose_name_plural = _("indicator values")
        constraints = [models.UniqueConstraint(fields=["version", "indicator"], name="indicatorvalue_unique")]
        indexes = [models.Index(fields=["indicator", "value"], name="indicatorvalue_lookup")]

    def __str__(self):
        return f"{self.version_id} {self.indicator_id} = {self.value}"


class Topic(models.TextChoices):
    """What a row of a group, or one answer, is about."""

    AGREEMENT = "agreement", _("Agreements")
    CONSTRAINT = "constraint", _("Constraints")
    SUPPORT = "support", _("Support needed")
    HELP_GIVEN = "help_given", _("Help given")
    HELP_RECEIVED = "help_received", _("Help received")
    RECRUITER_RECORD = "recruiter_record", _("Record of recruiters")


class NumberKind(models.TextChoices):
    """What a number of personnel counts."""

    STOCK = "stock", _("Personnel in the country")
    INFLOW = "inflow", _("Came from abroad")
    OUTFLOW = "outflow", _("Left for abroad")
    INTENDED = "intended", _("Meant to leave")


class ReadableQuerySet(models.QuerySet):
    def still_public(self):
        """Return those of versions that have not been taken back since: past figures stay, answers go."""
        return self.exclude(version__in=Version.objects.taken_back().order_by().values("pk"))


class ReportedItemQuerySet(ReadableQuerySet):
    def about(self, *topics):
        return self.filter(topic__in=topics)

    def matching(self, words):
        """Return those with every one of these words, which are folded as the rows are."""
        rows = self
        for word in words:
            rows = rows.filter(search_text__contains=word)
        return rows


class ReportedItem(models.Model):
    """One row of a group, or one answer, of a version: its public cells by column, as they were written."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="reported_items")
    topic = models.CharField(_("about"), max_length=20, choices=Topic.choices)
    question = models.CharField(_("question"), max_length=60)
    # The number of the row in its group; 1 of an answer without rows, whose one cell has the question's code.
    row = models.PositiveSmallIntegerField(_("row"))
    cells = models.JSONField(_("cells"))
    # The words of all texts, folded.
    search_text = models.TextField(_("searched words"), blank=True)
    # Of the page on which it was typed; blank if it is not known.
    language = models.CharField(_("language"), max_length=10, blank=True)

    objects = ReportedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported item")
        verbose_name_plural = _("reported items")
        constraints = [
            models.UniqueConstraint(fields=["version", "question", "row"], name="reporteditem_unique"),
        ]
        indexes = [models.Index(fields=["version", "topic"], name="reporteditem_lookup")]

    def __str__(self):
        return f"{self.version_id} {self.question} {self.row}"


class ReportedNumberQuerySet(ReadableQuerySet):
    def of_kinds(self, *kinds):
        return self.filter(kind__in=kinds)

    def of_countries(self):
        """Return those that name the other country: where people trained, came from, or went to."""
        return self.exclude(country="")

    def of_all_countries(self):
        return self.filter(country="")


class ReportedNumber(models.Model):
    """A number of personnel of a version, or the reason why there is none. A blank cell has no row."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="reported_numbers")
    kind = models.CharField(_("counts"), max_length=10, choices=NumberKind.choices)
    question = models.CharField(_("question"), max_length=60)
    row = models.CharField(_("row"), max_length=60)
    column = models.CharField(_("column"), max_length=60)
    occupation = models.CharField(_("occupation"), max_length=60)
    # The other country; blank if all are counted together.
    country = models.CharField(_("country"), max_length=3, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=4, null=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    # What the row says of its numbers, by column: coverage, basis, kind of source, source.
    about = models.JSONField(_("about"), default=dict)

    objects = ReportedNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("reported number")
        verbose_name_plural = _("reported numbers")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "question", "row", "column"], name="reportednumber_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(reason="") ^ models.Q(number__isnull=True),
                name="reportednumber_number_or_reason",
            ),
        ]
        indexes = [models.Index(fields=["version", "kind"], name="reportednumber_lookup")]

    def __str__(self):
        return f"{self.version_id} {self.question} {self.row} {self.column}"
