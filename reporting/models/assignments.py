"""Parts of a report that a person, often of another ministry, is asked to answer; and what became of them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.transitions import Event
from reporting.models.answer_changes import AnswerChange
from reporting.models.submissions import Submission

# How long a link can be used to enter.
LINK_LIFETIME = timedelta(days=7)


class AssignmentState(models.TextChoices):
    ASSIGNED = "assigned", _("Asked")
    BEGUN = "begun", _("Being answered")
    READY = "ready", _("Ready")
    SENT_BACK = "sent_back", _("Sent back")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    TAKEN_BACK = "taken_back", _("Taken back")


ASSIGNMENT_TONES: dict[str, str] = {
    AssignmentState.ASSIGNED: "none",
    AssignmentState.BEGUN: "none",
    AssignmentState.READY: "warn",
    AssignmentState.SENT_BACK: "stop",
    AssignmentState.ACCEPTED: "ok",
    AssignmentState.DECLINED: "stop",
    AssignmentState.TAKEN_BACK: "none",
}
# The person still answers …
ANSWERING = (AssignmentState.ASSIGNED, AssignmentState.BEGUN, AssignmentState.SENT_BACK)
# … or waits for the focal point to read it.
OPEN = (*ANSWERING, AssignmentState.READY)
DONE = (AssignmentState.READY, AssignmentState.ACCEPTED)
# The questions are still shown to the person.
HELD = (*OPEN, AssignmentState.ACCEPTED)


class AssignmentQuerySet(models.QuerySet):
    def for_pages(self):
        return self.select_related("submission__round__instrument", "submission__member_state", "user")

    def of_report(self, round_number, iso3):
        return self.filter(submission__round=round_number, submission__member_state=iso3)

    def of_person(self, user):
        """Those of a person: of the account that came, or of the address while nobody has come.

        A session that came by a link is of one assignment alone.
        """
        limited_to = getattr(user, "assignment_of_session", None)
        if limited_to is not None:
            return self.filter(pk=limited_to, user=user)
        return self.filter(Q(user=user) | Q(user=None, email=user.email.lower()))

    def held_by(self, user):
        """Those whose questions this person may read."""
        return self.of_person(user).filter(state__in=HELD)

    def held(self):
        return self.filter(state__in=HELD).by_due()

    def open(self):
        return self.filter(state__in=OPEN)

    def answering(self):
        return self.filter(state__in=ANSWERING)

    def asking(self, codes):
        """Those that ask one of these questions."""
        return self.filter(
            Exists(AssignedQuestion.objects.filter(assignment=OuterRef("pk"), question__in=codes))
        )

    def by_due(self):
        return self.order_by("due", "pk")

    def with_last_activity(self):
        """Annotate `last_activity`, the moment of the newest move or answer of the person."""
        changes = AnswerChange.objects.filter(
            submission=OuterRef("submission"), by=OuterRef("user"), question__in=Subquery(own_questions())
        )
        newest = changes.order_by().values("submission").annotate(at=Max("at")).values("at")
        return self.annotate(answered_at=Subquery(newest), moved_at=Max("events__at"))


def own_questions():
    return AssignedQuestion.objects.filter(assignment=OuterRef(OuterRef("pk"))).values("question")


class Assignment(models.Model):
    """Some questions of a report, asked of whoever reads the mail of an address.

    Its link names the `number` of the mail, so each new mail ends the link of the one before; a link enters
    once. `entered` is the number of the link by which somebody came last: sessions of earlier ones end.
    """

    submission = models.ForeignKey(
        Submission, models.CASCADE, related_name="assignments", verbose_name=_("report")
    )
    institution = models.CharField(_("institution"), max_length=200)
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language of the mail"), max_length=10, choices=settings.LANGUAGES)
    due = models.DateField(_("last day"))
    message = models.TextField(_("message"), max_length=1000, blank=True)
    may_read_rest = models.BooleanField(_("may read the rest of the report"), default=False)
    state = models.CharField(max_length=12, choices=AssignmentState.choices, editable=False)
    # The account that answers; none before somebody has come.
    user = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="assignments", editable=False, verbose_name=_("person")
    )
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    entered = models.PositiveSmallIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(_("works until"), editable=False)
    # The reminders that go by themselves: each once for a last day.
    reminded_before = models.DateTimeField(null=True, editable=False)
    reminded_after = models.DateTimeField(null=True, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="assignment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(entered__lte=models.F("number")), name="assignment_entered_by_a_link_sent"
            ),
            models.CheckConstraint(
                condition=Q(entered=0) | Q(user__isnull=False), name="assignment_entered_by_somebody"
            ),
        ]

    def __str__(self):
        return f"{self.institution} ({self.name or self.email})"

    def get_absolute_url(self):
        place = self.submission.round_id, self.submission.member_state_id
        return reverse("assignment", args=[*place, self.pk])

    @property
    def person(self):
        """Who holds it, as the country reads it: the name, or the address while no name is known."""
        return str(self.user) if self.user else self.name or self.email

    @property
    def tone(self):
        return ASSIGNMENT_TONES[self.state]

    @property
    def is_open(self):
        return self.state in OPEN

    @property
    def is_held(self):
        return self.state in HELD

    @property
    def is_answering(self):
        return self.state in ANSWERING

    @property
    def has_expired(self):
        return self.expires_at <= timezone.now()

    @property
    def codes(self):
        """The codes of its questions."""
        return frozenset(row.question for row in self.questions.all())

    def days_left(self):
        """The days to the last one, counted in the country; negative once it is past."""
        return (self.due - self.submission.member_state.local_day()).days


class AssignedQuestion(models.Model):
    """A question of an assignment; a section is assigned by all of its questions."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="questions")
    question = models.CharField(_("question"), max_length=60)

    class Meta:
        verbose_name = _("assigned question")
        verbose_name_plural = _("assigned questions")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "question"], name="assignedquestion_once"),
        ]
        indexes = [models.Index(fields=["question", "assignment"], name="assignedquestion_lookup")]

    def __str__(self):
        return f"{self.assignment_id} {self.question}"


class AssignmentEvent(Event):
    """A move of an assignment. `detail` is what a correction has put in place: an address, a day."""

    from_state = models.CharField(_("from"), max_length=30, choices=AssignmentState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=30, choices=AssignmentState.choices)
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="events")
    detail = models.CharField(_("detail"), max_length=254, blank=True)

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("move of an assignment")
        verbose_name_plural = _("moves of assignments")

    def __str__(self):
        return f"{self.assignment_id} {self.move} {self.at:%Y-%m-%d}"


def count_assignments(states):
    """Return the subquery that counts the assignments of a report in these states."""
    found = Assignment.objects.filter(submission=OuterRef("pk"), state__in=states).order_by()
    return Coalesce(Subquery(found.values("submission").annotate(n=Count("pk")).values("n")), 0)
