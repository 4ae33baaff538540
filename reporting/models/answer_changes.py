"""What became of the answers of a report: every change, with what stood before and after it."""

from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from reporting.models.submissions import Submission, Version


class Way(models.TextChoices):
    """How an answer came to be changed."""

    TYPED = "typed", _("typed on a page")
    AUTOSAVED = "autosaved", _("saved while it was typed")
    OFFLINE = "offline", _("typed without a connection, sent later")
    BROUGHT_FORWARD = "forward", _("brought forward, to be confirmed")
    CONFIRMED = "confirmed", _("confirmed as it was brought forward")
    PUT_BACK = "put_back", _("an earlier answer put back")
    SHEET = "sheet", _("taken from a sheet")


class AnswerChangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A state's own people see every change; the secretariat those whose outcome was sent.

        Sent is what stood at a place when a version was submitted, not what was changed again before.
        """
        newer = AnswerChange.objects.filter(
            submission=OuterRef(OuterRef("submission")),
            question=OuterRef(OuterRef("question")),
            row=OuterRef(OuterRef("row")),
            column=OuterRef(OuterRef("column")),
            pk__gt=OuterRef(OuterRef("pk")),
            at__lte=OuterRef("submitted_at"),
        )
        sent = Version.objects.filter(
            ~Exists(newer), submission=OuterRef("submission"), submitted_at__gte=OuterRef("at")
        )
        return self.filter(
            Q(submission__member_state__in=user.states) | Exists(sent),
            submission__in=Submission.objects.visible_to(user),
        )

    def newest_first(self):
        return self.select_related("by").order_by("-pk")

    def of_question(self, code):
        return self.filter(question=code)

    def last_times_by_person(self):
        """Return {key of a person: the moment of their newest change}."""
        return dict(self.order_by().values_list("by").annotate(Max("at")))

    def after(self, moment):
        return self.filter(at__gt=moment)

    def chosen_by(self, question=None, person=None, way=None):
        """Those of a question, of a person (by key) and by a way; all for None."""
        wanted = {"question": question, "by": person, "way": way}
        return self.filter(**{name: value for name, value in wanted.items() if value is not None})


class AnswerChange(models.Model):
    """One change of an answer, or of a row or cell of it. Changes are added, and never deleted.

    `before` and `after` hold what was changed and nothing else: `reporting.filing.history.parts` says how.
    """

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answer_changes")
    question = models.CharField(_("question"), max_length=60)
    # The one row and the one cell that were changed; blank if it was the answer as a whole, or several.
    row = models.CharField(_("row"), max_length=250, blank=True)
    column = models.CharField(_("column"), max_length=60, blank=True)
    before = models.JSONField(_("from"))
    after = models.JSONField(_("to"))
    way = models.CharField(_("way"), max_length=10, choices=Way.choices)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = AnswerChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of an answer")
        verbose_name_plural = _("changes of answers")
        constraints = [
            models.CheckConstraint(condition=Q(way__in=Way.values), name="answerchange_way_known"),
            models.CheckConstraint(condition=Q(column="") | ~Q(row=""), name="answerchange_cell_in_row"),
        ]
        indexes = [models.Index(fields=["submission", "question", "id"], name="answerchange_of_question")]

    def __str__(self):
        return f"{self.submission_id} {self.question} {self.at:%Y-%m-%d %H:%M}"
