"""The content of a report: the working answer to each question, and the files given as answers."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from authorities.files import private_path, private_storage, validate_document
from authorities.models import User
from reporting.models.assignments import AssignedQuestion, Assignment
from reporting.models.submissions import Submission, Version


class Reason(models.TextChoices):
    """Why a question is not answered. A blank is not a no."""

    NOT_COLLECTED = "not_collected", _("The information is not collected")
    NOT_COMPILED = "not_compiled", _("Collected, but not compiled")
    HELD_ELSEWHERE = "held_elsewhere", _("Held by another body")
    NOT_APPLICABLE = "not_applicable", _("Does not apply to the country")
    CONFIDENTIAL = "confidential", _("Confidential")
    NOT_AUTHORISED = "not_authorised", _("Not authorised to publish")


class Origin(models.TextChoices):
    TYPED = "typed", _("typed")
    CARRIED = "carried", _("carried from an earlier round")
    RECORD = "record", _("from the authority's record")
    WORKBOOK = "workbook", _("from a workbook")
    IMPORTED = "imported", _("imported")
    PAPER = "paper", _("typed from a paper report")


# What was put there without a person who has answered: somebody has to confirm it.
PUT_THERE = (Origin.CARRIED, Origin.RECORD)


class Answer(models.Model):
    """The working answer to one question: a value, or a reason why there is none, and where it came from."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="answers")
    question = models.CharField(_("question"), max_length=60)
    value = models.JSONField(_("value"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    reason_detail = models.CharField(_("which body"), max_length=250, blank=True)
    # Of the page on which words were typed; blank if there are none, in several languages, or it is unknown.
    language = models.CharField(_("language"), max_length=10, blank=True, editable=False)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin.choices, default=Origin.TYPED)
    # The version of an earlier report that the answer was brought forward from, and when it was confirmed.
    carried_from = models.ForeignKey(
        Version, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brought from")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    # So that two people who change different cells both win: the names of the rows of a group, in order,
    # and {name of a row: {column: key of who wrote that cell last}}.
    row_names = models.JSONField(default=list, blank=True, editable=False)
    cell_authors = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["submission", "question"], name="answer_one_a_question"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(value__isnull=True),
                name="answer_value_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(origin__in=PUT_THERE),
                name="answer_confirmed_if_put_there",
            ),
            models.CheckConstraint(
                condition=Q(carried_from__isnull=True) | Q(origin=Origin.CARRIED),
                name="answer_carried_from_a_version",
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.question}"

    @property
    def needs_confirmation(self):
        """True of an answer that was put there and that nobody has confirmed yet."""
        return self.origin in PUT_THERE and self.confirmed_at is None and self.is_given

    @property
    def is_given(self):
        return bool(self.reason) or self.value is not None


class UnsavedTextQuerySet(models.QuerySet):
    def by(self, user):
        return self.filter(by=user)


class UnsavedText(models.Model):
    """What one person typed as an answer and what could not be saved; for their eyes only."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="unsaved_texts")
    question = models.CharField(_("question"), max_length=60)
    by = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("by"))
    fields = models.JSONField()
    at = models.DateTimeField(_("at"))

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = [
            models.UniqueConstraint(fields=["submission", "question", "by"], name="unsavedtext_one_a_person"),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.question}"


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A state's own people see every file; the secretariat those there when a version was sent.

        Others see the files of the questions that are assigned to them, or of all if they may read the rest.
        """
        held = Assignment.objects.held_by(user)
        own = AssignedQuestion.objects.filter(
            assignment__in=held, assignment__submission=OuterRef("submission"), question=OuterRef("question")
        )
        is_assigned = Q(submission__in=held.filter(may_read_rest=True).values("submission")) | Exists(own)
        sent = Exists(
            Version.objects.filter(submission=OuterRef("submission"), submitted_at__gte=OuterRef("at"))
        )
        by_role = (Q(submission__member_state__in=user.states) | sent) & Q(
            submission__in=Submission.objects.visible_to(user)
        )
        return self.filter(by_role | is_assigned)


class Attachment(models.Model):
    """A file given as an answer. Handed out by a view, never by its address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="attachments")
    question = models.CharField(_("question"), max_length=60)
    file = models.FileField(upload_to=private_path, storage=private_storage, validators=[validate_document])
    name = models.CharField(_("name"), max_length=200)
    size = models.PositiveIntegerField(_("size in bytes"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self):
        return self.name
