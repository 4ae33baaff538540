"""One Member State's report to one round: the working copy, and the versions that were sent."""

from django.db import models
from django.db.models import Case, Exists, F, Max, Min, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.languages.addresses import recall_address
from authorities.languages.collation import sort_by_name
from authorities.languages.direction import TextInLanguage
from authorities.models import MemberState, RegionMembership, User
from authorities.models.roles import READS_EVERY_REPORT
from authorities.transitions import Event
from reporting.models.outreach import extended_due
from reporting.models.receipts import PaperFact
from reporting.models.rounds import Round


class State(models.TextChoices):
    """Where a report stands. A state with no submission at all has not started."""

    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned for correction")
    ACCEPTED = "accepted", _("Accepted")
    PUBLISHED = "published", _("Published")


TONES: dict[str, str] = {
    State.DRAFT: "none",
    State.SUBMITTED: "warn",
    State.RETURNED: "stop",
    State.ACCEPTED: "ok",
    State.PUBLISHED: "ok",
}
EDITABLE = (State.DRAFT, State.RETURNED)
SETTLED = (State.ACCEPTED, State.PUBLISHED)
# The moves that a spreadsheet of an earlier round leaves behind, on the days of then.
RECORDING = ("record", "record_publication")
# The move by which the secretariat ends the publication of a report, with all its versions.
TAKE_BACK = "take_back"


class SubmissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The people of a state see its report from the start; the secretariat once it has been sent."""
        own = Q(member_state__in=user.states)
        if not user.holds(*READS_EVERY_REPORT):
            return self.filter(own)
        sent = Q(Exists(Version.objects.filter(submission=OuterRef("pk"))))
        if not user.sees_every_state:
            in_region = RegionMembership.objects.in_force_on(timezone.localdate()).filter(
                region__in=user.regions
            )
            sent &= Q(member_state__in=in_region.values("member_state"))
        return self.filter(own | sent)

    def open_for(self, user, *roles):
        """Reports of the states for which this person holds one of the roles."""
        return self.filter(member_state__in=user.states_as(*roles))

    def find_for(self, round_number, iso3):
        """Return the report of a state to a round; None if there is none among these."""
        return self.filter(round=round_number, member_state=iso3).first()

    def for_desk(self):
        return self.select_related("round__instrument", "member_state")

    def with_due_day(self):
        """Annotate `extended_due`, the later last day that the secretariat has given; None without one."""
        return self.annotate(extended_due=extended_due(OuterRef("round"), OuterRef("member_state")))

    def with_last_event(self):
        """Annotate `moved_at`, the moment of the last move; those that wait longest come first."""
        return self.annotate(moved_at=Max("events__at")).order_by("moved_at")

    def with_last_move(self):
        """Annotate `last_move`, the name of the newest move; None before the first."""
        newest = SubmissionEvent.objects.filter(submission=OuterRef("pk")).order_by("-at", "-pk")
        return self.annotate(last_move=Subquery(newest.values("move")[:1]))

    def received(self):
        """Those sent, with `first_sent`, and the number and date of the newest public version.

        `taken_back_at` is the moment at which the secretariat ended the publication, if it ever did.
        """
        public = Q(events__to_state=State.PUBLISHED)
        dated = self.annotate(
            first_sent=Min("versions__submitted_at"),
            last_number=Max("events__version__number", filter=public),
            last_published_at=Max("events__at", filter=public),
            taken_back_at=Max("events__at", filter=Q(events__move=TAKE_BACK)),
        )
        ended = When(taken_back_at__gte=F("last_published_at"), then=None)
        return dated.annotate(
            public_number=Case(ended, default=F("last_number")),
            public_since=Case(ended, default=F("last_published_at")),
        ).filter(first_sent__isnull=False)

    def latest_received(self):
        """Of each state the report to the newest round that it has sent one to."""
        sent = Version.objects.filter(submission__member_state=OuterRef("pk")).order_by(
            "-submission__round_id"
        )
        latest = MemberState.objects.annotate(latest=Subquery(sent.values("submission")[:1]))
        return self.filter(pk__in=latest.filter(latest__isnull=False).values("latest"))

    def by_state(self):
        """Return a list in the order of the names of their states, as the active language sorts."""
        return sort_by_name(self.select_related("member_state").order_by("pk"), "member_state.name")

    def awaiting_review(self):
        return self.filter(state=State.SUBMITTED)

    def awaiting_publication(self):
        return self.filter(state=State.ACCEPTED)


class Submission(models.Model):
    """The working copy. Its state is written by the workflow alone."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions", verbose_name=_("round"))
    member_state = models.ForeignKey(
        MemberState, models.PROTECT, related_name="submissions", verbose_name=_("Member State")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.DRAFT, editable=False
    )
    started_at = models.DateTimeField(_("started"))
    illustrative = models.BooleanField(_("illustrative (demonstration data)"), default=False, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-round", "member_state"]
        constraints = [
            models.UniqueConstraint(fields=["round", "member_state"], name="submission_one_a_round"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
        ]

    def __str__(self):
        return f"{self.member_state} – {self.round}"

    def get_absolute_url(self):
        return recall_address("submission", self.round_id, self.member_state_id)

    def get_public_url(self):
        return recall_address("report", self.round_id, self.member_state_id)

    @property
    def tone(self):
        """The colour class of the state: ok, warn, stop or none. The label says the state in words."""
        return TONES[self.state]

    @property
    def due_day(self):
        """The last day for this state: of its extension, after `with_due_day`, or of the round."""
        return getattr(self, "extended_due", None) or self.round.due_day

    @property
    def editable(self):
        return self.state in EDITABLE

    @property
    def was_published(self):
        """True if a version is public, or was before the secretariat took it back."""
        return self.versions.ever_published().exists()

    @property
    def latest_version(self):
        return self.versions.order_by("-number").first()


def publications(**until):
    """Return the events that made a version public and that no later event (`until`) has taken back."""
    later = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    ended = SubmissionEvent.objects.filter(later, submission=OuterRef("submission"), move=TAKE_BACK, **until)
    return SubmissionEvent.objects.filter(~Exists(ended), to_state=State.PUBLISHED, **until)


class VersionQuerySet(models.QuerySet):
    def sent_before(self, moment):
        """Versions sent before the moment and not withdrawn before it."""
        withdrawn = SubmissionEvent.objects.filter(
            submission=OuterRef("submission"),
            move="withdraw",
            at__gte=OuterRef("submitted_at"),
            at__lt=moment,
        )
        return self.filter(~Exists(withdrawn), submitted_at__lt=moment)

    def recorded_before(self, moment):
        """Versions that this system knew before the moment; all of them for None."""
        return self if moment is None else self.filter(recorded_at__lt=moment)

    def published_before(self, moment):
        """Versions the secretariat had published before the moment, and had not taken back by then."""
        return self.filter(Exists(publications(at__lt=moment).filter(version=OuterRef("pk"))))

    def published(self):
        return self.filter(Exists(publications().filter(version=OuterRef("pk"))))

    def ever_published(self):
        """Versions that are or were public, with `taken_back_at` if the secretariat has ended that."""
        made_public = SubmissionEvent.objects.filter(version=OuterRef("pk"), to_state=State.PUBLISHED)
        ended = SubmissionEvent.objects.filter(submission=OuterRef("submission"), move=TAKE_BACK)
        return self.filter(Exists(made_public)).annotate(
            taken_back_at=Subquery(ended.order_by("-at").values("at")[:1])
        )

    def taken_back(self):
        """Versions that the secretariat has taken back, so that nobody may read their answers any more."""
        ended = SubmissionEvent.objects.filter(move=TAKE_BACK).order_by().values("submission")
        public = publications().filter(version=OuterRef("pk"))
        return self.filter(~Exists(public), submission__in=ended)

    def with_publication(self):
        """Each with the moment it was first published, and whether its report was ever taken back."""
        made_public = SubmissionEvent.objects.filter(
            version=OuterRef("pk"), to_state=State.PUBLISHED
        ).order_by("at")
        ended = SubmissionEvent.objects.filter(submission=OuterRef("submission"), move=TAKE_BACK)
        return self.annotate(
            published_at=Subquery(made_public.values("at")[:1]), was_taken_back=Exists(ended)
        )

    def newest_published(self):
        """Of each report, the one version that stands for it in public."""
        newer = SubmissionEvent.objects.filter(
            submission=OuterRef("submission"),
            to_state=State.PUBLISHED,
            version__number__gt=OuterRef("number"),
        )
        return self.published().filter(~Exists(newer))

    def of_earlier_rounds(self, submission):
        """The published versions of the state's reports to earlier rounds, the last one first."""
        earlier = self.newest_published().filter(
            submission__member_state=submission.member_state_id, submission__round__lt=submission.round_id
        )
        return earlier.order_by("-submission__round")

    def of_last_report(self, submission):
        """The published version of the state's last report to an earlier round; None if there is none."""
        related = ("submission__round__instrument", "submission__member_state")
        return self.of_earlier_rounds(submission).select_related(*related).first()

    def find_number(self, number):
        """Return the version of this number; None if there is none among these."""
        return self.filter(number=number).first()

    def of_report(self, round_number, iso3):
        return self.filter(submission__round=round_number, submission__member_state=iso3)

    def newest_first(self):
        return self.select_related("submission__round__instrument", "submission__member_state").order_by(
            "-number"
        )


class Version(models.Model):
    """A report as it was sent on a day: numbered, hashed, never changed. A correction is a new version."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="versions", verbose_name=_("report")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    submitted_at = models.DateTimeField(_("submitted"))
    # The moment this system learned of it: of an import the import, else the moment it was sent.
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    signatory_name = models.CharField(_("name of the signatory"), max_length=200)
    signatory_position = models.CharField(_("position of the signatory"), max_length=200)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["submission", "number"]
        constraints = [models.UniqueConstraint(fields=["submission", "number"], name="version_number_unique")]

    def __str__(self):
        return f"{self.submission} v{self.number}"

    @property
    def paper(self):
        """What it says of the paper that it was typed from; None of any other version."""
        return PaperFact.read_content(self.content)

    def get_public_url(self):
        submission = self.submission
        return reverse("report_version", args=[submission.round_id, submission.member_state_id, self.number])


class SubmissionEvent(Event):
    """A move of a report, and the version it concerned."""

    from_state = models.CharField(_("from"), max_length=30, choices=State.choices)
    to_state = models.CharField(_("to"), max_length=30, choices=State.choices)

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="events")
    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="events")
    # The moment this system learned of it: of an import the import, else the moment of the move.
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    # Of a report that was taken back: what everybody reads in its place, and the language it was written in.
    public_reason = models.TextField(_("reason for the public"), max_length=1000, blank=True)
    public_language = models.CharField(_("language"), max_length=10, blank=True)
    # The codes of the questions that a return opens; none (null) if it opens the whole report.
    opened_questions = models.JSONField(null=True, blank=True, editable=False)

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_questions__isnull=True) | Q(move="return"),
                name="submissionevent_opened_by_return",
            ),
        ]

    def __str__(self):
        return f"{self.submission_id} {self.move} {self.at:%Y-%m-%d}"

    @property
    def words_for_public(self):
        """The reason that everybody reads, with its language; empty if there is none."""
        return TextInLanguage.of(self.public_reason, self.public_language)

    @property
    def was_recorded_later(self):
        return self.move in RECORDING
