"""Undo an import of recruiters: registers get a new version, events go, watchers are informed."""

from django.db.models import Max, QuerySet

from authorities.imports.engine.undo import UndoableResource, changes_written_by
from authorities.models import Import
from recruiters.models import Concern, LicenceEvent, Recruiter, Register, Watch
from recruiters.subscriptions.subscriptions import enqueue_farewells, notify_followers


def registers_of(batch: Import) -> list[int]:
    """Return the registers of all entries that an import wrote to, in the order in which they are locked."""
    entries = Recruiter.objects.filter(pk__in=batch.changes.values("record"))
    return list(entries.order_by("register").values_list("register", flat=True).distinct())


class UndoableEntries(UndoableResource):
    """Entries are undone many at a time: nothing here is done for each of them."""

    owned_models = (LicenceEvent, Watch)
    confidential_models = (Concern,)

    def before_undo(self, batch: Import) -> None:
        """Make followers read these registers anew, for events go."""
        for pk in registers_of(batch):
            version = Register.objects.next_version(pk)
            Register.objects.filter(pk=pk).update(reread_from=version)
            notify_followers(pk)

    def changed_since(self, batch: Import) -> QuerySet:
        """Count later decisions as changes too."""
        last = LicenceEvent.objects.filter(batch=batch).aggregate(last=Max("pk"))["last"] or 0
        later = LicenceEvent.objects.filter(register__in=registers_of(batch), pk__gt=last)
        decided = Recruiter.objects.filter(pk__in=changes_written_by(batch).values("record"))
        return super().changed_since(batch) | decided.filter(pk__in=later.values("recruiter"))

    def remove_records(self, records: QuerySet) -> None:
        """Remove them without a look at what belongs to each: events go next, and nothing else is there."""
        enqueue_farewells(records)
        records._raw_delete(records.db)

    def after_undo(self, batch: Import) -> None:
        events = LicenceEvent.objects.filter(batch=batch)
        events._raw_delete(events.db)
