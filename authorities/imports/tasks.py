"""What workers do with an import. Each task begins by looking whether it is still asked for.

Reading and staging are done outside the transaction, with progress that everyone sees. The transaction holds
the comparison, the writing and the move to the next state: a worker killed at any moment leaves either all of
it or nothing, and the next worker begins anew.
"""

import logging
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task

from authorities.imports.engine.result import ImportRefused
from authorities.imports.engine.undo import undo_changes
from authorities.imports.interpretation import apply_interpretation
from authorities.imports.preview_file import write_findings
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.stored_file import open_checked_rows, open_rows_to_check
from authorities.imports.workflow import import_workflow
from authorities.jobs.labels import label_task
from authorities.jobs.queue import call_on_failure
from authorities.models import Import, ImportState, Job

logger = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two notes of progress


class ImportProgress:
    """Notes on the import how far its work is; where nobody could see it, nothing is noted."""

    def __init__(self, batch, total):
        self.batch, self.total = batch, total
        self.noted = ("", timezone.now())

    def __call__(self, step, done=0):
        now, (last_step, last) = timezone.now(), self.noted
        if step == last_step and (now - last).total_seconds() < EVERY:
            return
        self.noted = (step, now)
        Import.objects.filter(pk=self.batch.pk).update(
            step=step, done=done, total=max(self.total, done), seen_at=now
        )


def enqueue_work(work, batch):
    """In the transaction of the state that asks for it: an import waits with its job or not at all."""
    work.enqueue(batch.pk)


def is_waiting(batch):
    """Whether no worker has begun the work that the state asks for."""
    return Job.objects.waiting_with_argument(batch.pk, *WORK).exists()


def withdraw_work(batch):
    """In the transaction of the state that no longer asks for it."""
    jobs = list(
        Job.objects.waiting_with_argument(batch.pk, *WORK).select_for_update().values_list("pk", flat=True)
    )
    if not jobs:
        raise ValidationError(_("A worker has begun already, so it is too late to cancel."))
    Job.objects.filter(pk__in=jobs).delete()


def find_import(pk, state):
    return Import.objects.select_related("by").filter(pk=pk, state=state).first()


def build_importer(batch, source):
    progress = ImportProgress(batch, source.expected_rows)
    resource = apply_interpretation(
        IMPORT_KINDS[batch.kind].resource(), batch.mapping, batch.reading, batch.scope
    )
    return resource.sheet(
        source, batch.mapping, scope=batch.scope, whole_list=batch.whole_list, progress=progress
    )


@task()
def check_import(pk):
    """The preview: what every row would come to."""
    batch = find_import(pk, ImportState.CHECKING)
    if batch is None:
        return
    with failing_with_a_sentence(batch), open_rows_to_check(batch) as (source, archive):
        sheet = build_importer(batch, source)
        sheet.preview()
        sheet.progress("listing")
        lengths = write_findings(batch, sheet, archive)
        sheet.close()
        batch.counts = {**sheet.outcome.summary, "alike": lengths["alike"], "noted": lengths["noted"]}
        batch.notes = sheet.source.notes
        with transaction.atomic():
            batch.save(update_fields=["counts", "findings", "notes"])
            import_workflow.move(batch, "show" if batch.has_something_to_apply else "end", by=batch.by)


@task()
def apply_import(pk):
    """What the preview showed, or nothing: if the records have changed since, they are looked at again."""
    batch = find_import(pk, ImportState.APPLYING)
    if batch is None:
        return
    with failing_with_a_sentence(batch), open_checked_rows(batch) as source:
        sheet = build_importer(batch, source)
        try:
            sheet.apply(
                by=batch.by,
                batch=batch,
                good_rows_only=batch.good_rows_only,
                expected=batch.counts,
                finally_=lambda: import_workflow.move(batch, "finish", by=batch.by),
            )
            sheet.settle()
        except ImportRefused:
            request_new_check(batch)
        finally:
            sheet.close()


@transaction.atomic
def request_new_check(batch):
    import_workflow.move(batch, "look_again", by=batch.by)
    batch.step = "waiting"
    batch.save(update_fields=["step"])
    enqueue_work(check_import, batch)


@task()
def undo_import(pk):
    """Puts everything back, or nothing and says what stands in the way."""
    batch = find_import(pk, ImportState.UNDOING)
    if batch is None:
        return
    ImportProgress(batch, 0)("undoing")
    with translation.override(batch.language):
        try:
            undo_changes(batch, finally_=lambda: import_workflow.move(batch, "finish_undo", by=batch.by))
        except ValidationError as refusal:
            leave_applied(batch, " ".join(refusal.messages))


@transaction.atomic
def leave_applied(batch, failure):
    import_workflow.move(batch, "refuse_undo", by=batch.by)
    batch.failure = failure
    batch.save(update_fields=["failure"])


@contextmanager
def failing_with_a_sentence(batch):
    """End the import with a sentence if its file cannot be read; leave all other errors to the queue.

    Sentences are in the language of the person who asked.
    """
    with translation.override(batch.language):
        try:
            yield
        except ValidationError as refusal:
            mark_failed(batch, " ".join(refusal.messages))


@transaction.atomic
def mark_failed(batch, failure):
    import_workflow.move(batch, "fail", by=batch.by)
    batch.failure = failure
    batch.save(update_fields=["failure"])


def record_failure(pk):
    """The work failed for good: the import says so, and can be checked again."""
    batch = Import.objects.select_related("by").get(pk=pk)
    with translation.override(batch.language):
        sentence = _(
            "This could not be finished, and nothing of it was saved. The administrators have been told."
        )
    if batch.state == ImportState.UNDOING:
        leave_applied(batch, sentence)
    elif batch.is_working:
        mark_failed(batch, sentence)


def describe_imports(pks):
    """For the page of background work: each by its file and what it holds, with the way to its page."""
    return {
        batch.pk: (
            f"{batch.file_name}, {ImportDesk(IMPORT_KINDS[batch.kind], batch.scope).label}",
            reverse("import", args=[batch.pk]),
        )
        for batch in Import.objects.filter(pk__in=pks)
    }


WORK = {
    check_import: gettext_lazy("Check a spreadsheet"),
    apply_import: gettext_lazy("Apply a spreadsheet"),
    undo_import: gettext_lazy("Take back a spreadsheet"),
}
for work, words in WORK.items():
    call_on_failure(work, record_failure)
    label_task(work, words, describe_imports)
