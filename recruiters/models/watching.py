"""Following one entry of a register by e-mail."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .licences import LicenceEvent
from .recruiters import Recruiter

# So long an address is kept that nobody confirmed.
KEPT_UNCONFIRMED = timedelta(days=7)
# So long a mail may take before somebody else tries: less than the queue waits for its last attempt.
CLAIM = timedelta(seconds=45)


class WatchQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def never_confirmed(self):
        return self.filter(confirmed_at=None, asked_at__lt=timezone.now() - KEPT_UNCONFIRMED)

    def with_latest(self):
        """With the number of the last event of the entry that is news, 0 if it has none."""
        events = LicenceEvent.objects.news().filter(recruiter=OuterRef("recruiter")).order_by()
        last = events.values("recruiter").annotate(last=Max("pk")).values("last")
        return self.annotate(latest=Coalesce(Subquery(last), 0, output_field=models.BigIntegerField()))

    def to_be_told(self, register_id):
        """Those of a register that wait for news."""
        here = self.confirmed().filter(recruiter__register=register_id)
        return here.with_latest().exclude(latest=F("told_up_to"))

    def claim(self, pk):
        """Takes the turn for one mail. False if somebody else has it."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=timezone.now())
        return self.filter(free, pk=pk).update(claimed_until=timezone.now() + CLAIM) == 1

    def give_back(self, pk, **told):
        self.filter(pk=pk).update(claimed_until=None, **told)

    def ask(self, recruiter, email, language):
        """A watch that waits for its confirmation, or the one that is there already."""
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
    claimed_until = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recruiter", "email"], name="watch_once")]

    def __str__(self):
        return str(self.pk)

    def confirm(self):
        """From now on; what happened before is on the page already."""
        if self.confirmed_at is None:
            self.told_up_to = Watch.objects.with_latest().get(pk=self.pk).latest
            self.confirmed_at = timezone.now()
            self.save(update_fields=["told_up_to", "confirmed_at"])

    def news(self, latest):
        """What happened since the last mail, in order, up to that event."""
        events = self.recruiter.events.news().filter(pk__gt=self.told_up_to, pk__lte=latest)
        return list(events.order_by("pk"))
