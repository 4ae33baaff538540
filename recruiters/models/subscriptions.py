"""Following one entry of a register by e-mail."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recruiters.models.licences import LicenceEvent
from recruiters.models.recruiters import Recruiter
from recruiters.models.registers import Register

# An address that nobody confirmed is deleted after this time.
KEPT_UNCONFIRMED = timedelta(days=7)
# A mail may take this long before another worker tries: less than the queue waits for its last attempt.
CLAIM = timedelta(seconds=45)
# A last mail is tried for this time.
TRIED = timedelta(days=7)


class ClaimedQuerySet(models.QuerySet):
    """Records for which one worker at a time sends a mail."""

    def claim(self, pk):
        """Claim a record to send its mail. Return False if another worker has it."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
        return self.filter(free, pk=pk).update(claimed_until=timezone.now() + CLAIM) == 1

    def give_back(self, pk, **told):
        self.filter(pk=pk).update(claimed_until=None, **told)


class WatchQuerySet(ClaimedQuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def never_confirmed(self):
        return self.filter(confirmed_at=None, asked_at__lt=timezone.now() - KEPT_UNCONFIRMED)

    def with_latest(self):
        """Annotate `latest`, the number of the last event of the entry that is news, 0 if it has none."""
        events = LicenceEvent.objects.news().filter(recruiter=OuterRef("recruiter")).order_by()
        last = events.values("recruiter").annotate(last=Max("pk")).values("last")
        return self.annotate(latest=Coalesce(Subquery(last), 0, output_field=models.BigIntegerField()))

    def of_register(self, register_id):
        return self.filter(recruiter__register=register_id)

    def to_be_told(self):
        """Return the confirmed watches whose entry has events they were not told of."""
        return self.confirmed().with_latest().exclude(latest=F("told_up_to"))

    def note_status(self, keys, status):
        """Set the status for those that were never told one."""
        self.filter(pk__in=keys, told_status="").update(told_status=status)

    def ask(self, recruiter, email, language):
        """Return a new watch that waits for its confirmation, or the one that exists already."""
        watch, is_new = self.get_or_create(
            recruiter=recruiter, email=email.lower(), defaults={"language": language}
        )
        if not is_new:
            self.filter(pk=watch.pk, confirmed_at=None).update(language=language, asked_at=timezone.now())
        return watch


class Watch(models.Model):
    """Somebody who asked to be told when an entry changes. Personal data: never public, never exported."""

    recruiter = models.ForeignKey(Recruiter, models.CASCADE, related_name="watches")
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=10)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # The last event told. No key, for an import that is undone takes its events away.
    told_up_to = models.BigIntegerField(default=0)
    # As answers give it, which the calendar changes too. Blank: none was told yet.
    told_status = models.CharField(max_length=20, blank=True, default="")
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recruiter", "email"], name="watch_once")]

    def __str__(self):
        return str(self.pk)

    def confirm(self, status):
        """Confirm the watch: news begins now, for the page shows the present status and its past."""
        if self.confirmed_at is None:
            self.told_up_to = Watch.objects.with_latest().get(pk=self.pk).latest
            self.told_status, self.confirmed_at = status, timezone.now()
            self.save(update_fields=["told_up_to", "told_status", "confirmed_at"])

    def news(self, latest):
        """Return the events since the last mail, in order, up to the event `latest`."""
        events = self.recruiter.events.news().filter(pk__gt=self.told_up_to, pk__lte=latest)
        return list(events.order_by("pk"))


class FarewellQuerySet(ClaimedQuerySet):
    def tried_long_enough(self):
        return self.filter(at__lt=timezone.now() - TRIED)


class Farewell(models.Model):
    """The last mail to a follower of an entry that is gone. Personal data: kept until it is sent."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="+")
    licence_number = models.CharField(max_length=60)
    legal_name = models.CharField(max_length=250)
    email = models.EmailField()
    language = models.CharField(max_length=10)
    at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = FarewellQuerySet.as_manager()

    def __str__(self):
        return str(self.pk)

    @classmethod
    def to(cls, watch):
        """Return an unsaved copy of what the last mail needs of a watch and its entry, both to be deleted."""
        entry = watch.recruiter
        return cls(
            register_id=entry.register_id,
            licence_number=entry.licence_number,
            legal_name=entry.legal_name,
            email=watch.email,
            language=watch.language,
        )
