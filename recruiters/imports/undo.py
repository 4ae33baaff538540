"""Putting an import of recruiters back: registers get a new version, events go, watchers are told."""

from django.db.models import Max

from authorities.imports.engine.undo import UndoableResource, changes_written_by
from recruiters.models import Concern, LicenceEvent, Recruiter, Register, Watch
from recruiters.subscriptions.subscriptions import enqueue_farewells, notify_followers


def registers_of(batch):
    """The registers of all entries that an import wrote to, in the order in which they are locked."""
    entries = Recruiter.objects.filter(pk__in=batch.changes.values("record"))
    return list(entries.order_by("register").values_list("register", flat=True).distinct())


class UndoableEntries(UndoableResource):
    """Of many at a time: nothing here is done for each entry."""

    owned_models = (LicenceEvent, Watch)
    confidential_models = (Concern,)

    def before_undo(self, batch):
        """Followers read these registers anew, for events go."""
        for pk in registers_of(batch):
            version = Register.objects.next_version(pk)
            Register.objects.filter(pk=pk).update(reread_from=version)
            notify_followers(pk)

    def changed_since(self, batch):
        """Decisions count too."""
        last = LicenceEvent.objects.filter(batch=batch).aggregate(last=Max("pk"))["last"] or 0
        later = LicenceEvent.objects.filter(register__in=registers_of(batch), pk__gt=last)
        decided = Recruiter.objects.filter(pk__in=changes_written_by(batch).values("record"))
        return super().changed_since(batch) | decided.filter(pk__in=later.values("recruiter"))

    def remove_records(self, records):
        """Without a look at what belongs to each: events go next, and nothing else is there."""
        enqueue_farewells(records)
        records._raw_delete(records.db)

    def after_undo(self, batch):
        events = LicenceEvent.objects.filter(batch=batch)
        events._raw_delete(events.db)
