"""What the secretariat does so that states report: contacts, more time, reminders; and why some do not."""

from datetime import UTC, datetime, time, timedelta

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState, User
from reporting.models.rounds import Round


class ContactWay(models.TextChoices):
    MAIL = "mail", _("E-mail")
    TELEPHONE = "telephone", _("Telephone")
    LETTER = "letter", _("Letter")
    MISSION = "mission", _("Permanent mission")
    MEETING = "meeting", _("Meeting")
    REMINDER = "reminder", _("Reminder sent by the system")


class DecisionQuerySet(models.QuerySet):
    """Records about states in rounds, of which the newest counts."""

    newest = ("-at", "-pk")
    moment = "at"

    def newest_first(self):
        return self.select_related("by").order_by(*self.newest)

    def of_state(self, round_, member_state):
        return self.filter(round=round_, member_state=member_state)

    def known_by(self, day):
        """Return those that were there at the end of a day."""
        end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)
        return self.filter(**{f"{self.moment}__lt": end})

    def newest_of_states(self, round_, day):
        """Return the newest of each state in a round, as of a day."""
        newest = self.of_state(round_, OuterRef("member_state")).known_by(day).newest_first()
        return self.filter(round=round_, pk=Subquery(newest.values("pk")[:1]))


class ContactQuerySet(DecisionQuerySet):
    newest = ("-on", "-pk")

    def known_by(self, day):
        return self.filter(on__lte=day)


class Contact(models.Model):
    """One contact with a state about a round. Added, never changed; for the secretariat alone."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="contacts")
    member_state = models.ForeignKey(MemberState, models.PROTECT, related_name="contacts")
    on = models.DateField(_("day"))
    way = models.CharField(_("way"), max_length=10, choices=ContactWay.choices)
    spoke_with = models.CharField(_("with whom"), max_length=200, blank=True)
    words = models.TextField(_("what was said"), max_length=5000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(condition=Q(way__in=ContactWay.values), name="contact_way_known"),
        ]

    def __str__(self):
        return f"{self.round_id} {self.member_state_id} {self.on}"


class RoundDecision(models.Model):
    """Something decided about one state in one round; the newest counts, and earlier ones stay."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="%(class)ss")
    member_state = models.ForeignKey(MemberState, models.PROTECT, related_name="%(class)ss")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.round_id} {self.member_state_id} {self.at:%Y-%m-%d}"


def extended_due(round_, member_state):
    """Return the subquery of the later last day of a state in a round, both as `OuterRef` or a value."""
    return Subquery(Extension.objects.of_state(round_, member_state).newest_first().values("due")[:1])


class Extension(RoundDecision):
    """A later last day for one state."""

    due = models.DateField(_("new last day"))
    reason = models.TextField(_("reason"), max_length=1000)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")


class NonResponseReason(models.TextChoices):
    NONE = "", _("Not known, or no longer true")
    NO_AUTHORITY = "no_authority", _("No authority is designated")
    NO_STAFF = "no_staff", _("Nobody has time or the means")
    NO_DATA = "no_data", _("The information is not there")
    EMERGENCY = "emergency", _("Conflict, disaster or another emergency")
    DECLINED = "declined", _("The state does not wish to report")
    OTHER = "other", _("Another reason")


class NonResponse(RoundDecision):
    """Why a state does not report, as it said or as the secretariat found."""

    reason = models.CharField(_("reason"), max_length=12, choices=NonResponseReason.choices, blank=True)
    words = models.TextField(_("in words"), max_length=1000, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason for not reporting")
        verbose_name_plural = _("reasons for not reporting")


class ReminderSubject(models.TextChoices):
    """What a reminder is about: each has a last day, before or after which it is sent."""

    REPORT = "report", _("Reports that have not been sent")
    ASSIGNMENT = "assignment", _("Assigned questions that are not ready")
    CLARIFICATION = "clarification", _("Clarifications that are not answered")
    CONFIRMATION = "confirmation", _("Authorities that have not confirmed who they are")


class ReminderQuerySet(models.QuerySet):
    def by_day(self):
        return self.select_related("by").order_by("subject", "days", "pk")


class Reminder(models.Model):
    """A reminder that goes out by itself, so many days before (negative) or after the last day of a state."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reminders")
    subject = models.CharField(
        _("about"), max_length=13, choices=ReminderSubject.choices, default=ReminderSubject.REPORT
    )
    days = models.SmallIntegerField(_("days after the last day"))
    words = models.TextField(_("words of your own"), max_length=2000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    is_stopped = models.BooleanField(_("stopped"), default=False)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "subject", "days"],
                name="reminder_one_a_day",
                violation_error_message=_("There is a reminder for that day already."),
            ),
            models.CheckConstraint(
                condition=Q(subject__in=ReminderSubject.values), name="reminder_subject_known"
            ),
            models.CheckConstraint(condition=Q(days__gte=-366, days__lte=366), name="reminder_within_a_year"),
        ]

    def __str__(self):
        return f"{self.round_id} {self.days:+}"

    @property
    def days_before(self):
        return -self.days

    def set_stopped(self, is_stopped):
        self.is_stopped = is_stopped
        self.save(update_fields=["is_stopped"])


class SentReminder(models.Model):
    """A reminder that a state was sent: each goes once, or once about each of several things."""

    reminder = models.ForeignKey(Reminder, models.PROTECT, related_name="sent")
    member_state = models.ForeignKey(MemberState, models.PROTECT, related_name="+")
    # The key of the assignment, clarification or confirmation; blank for the report, of which there is one.
    about = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder sent")
        verbose_name_plural = _("reminders sent")
        constraints = [
            models.UniqueConstraint(fields=["reminder", "member_state", "about"], name="sentreminder_once"),
        ]

    def __str__(self):
        return f"{self.reminder_id} {self.member_state_id}"
