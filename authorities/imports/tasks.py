"""The work of workers on an import. Each task begins by looking whether it is still asked for.

Reading and staging are done outside the transaction, with progress that everyone sees. The transaction holds
the comparison, the writing and the move to the next state: a worker killed at any moment leaves either all of
it or nothing, and the next worker begins anew. What a killed worker sent last may be committed after its end:
so each transaction first waits for that of any other worker, and looks once more whether it is asked for.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy
from django_tasks import task
from django_tasks.base import Task

from authorities.files import FULL_DISK_MESSAGE, is_full_disk
from authorities.imports.corrections import correct_rows
from authorities.imports.engine.importer import ProgressNote
from authorities.imports.engine.locks import hold_import, wait_for_import
from authorities.imports.engine.result import ImportRefused
from authorities.imports.engine.undo import undo_changes
from authorities.imports.interpretation import apply_interpretation
from authorities.imports.preview_file import NOTICED, write_findings
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.stored_file import open_checked_rows, open_rows_to_check
from authorities.imports.workflow import import_workflow
from authorities.jobs.labels import label_task
from authorities.jobs.queue import TryAgain, WasDone, call_on_failure
from authorities.languages.sentences import build_sentence as _
from authorities.languages.sentences import recall_message, sentence_of
from authorities.models import Import, ImportState, Job

logger = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two notes of progress


class NoLongerAskedFor(Exception):  # noqa: N818
    """Raised when another worker has done the work, or a person has cancelled it: nothing is left to do."""


def begin_writing(batch: Any, state: str) -> None:
    """Wait for other transactions about the import, then check that this very work is still asked for.

    To be called within the transaction of what is written, before anything else, with the import as
    `find_import` returned it.
    """
    wait_for_import(batch.pk)
    current = find_import(batch.pk, state)
    if current is None or current.last_move != batch.last_move:
        raise NoLongerAskedFor


class ImportProgress:
    """Notes on the import how far its work is; where nobody could see it, nothing is noted."""

    def __init__(self, batch: Import, total: int) -> None:
        self.batch, self.total = batch, total
        self.noted = ("", timezone.now())

    def __call__(self, step: str, done: int = 0) -> None:
        """Note a step and the rows done, every EVERY seconds; raise NoLongerAskedFor if nobody waits."""
        now, (last_step, last) = timezone.now(), self.noted
        if step == last_step and (now - last).total_seconds() < EVERY:
            return
        self.noted = (step, now)
        still_asked_for = Import.objects.filter(pk=self.batch.pk, state=self.batch.state)
        if not still_asked_for.update(step=step, done=done, total=max(self.total, done), seen_at=now):
            raise NoLongerAskedFor


def enqueue_work(work: Task, batch: Import) -> None:
    """Enqueue work in the transaction of the state that asks for it: no import waits without its job."""
    work.enqueue(batch.pk)


def withdraw_work(batch: Import) -> None:
    """Delete waiting jobs, in the transaction of the state that no longer asks for them."""
    jobs = list(
        Job.objects.waiting_with_argument(batch.pk, *WORK).select_for_update().values_list("pk", flat=True)
    )
    Job.objects.filter(pk__in=jobs).delete()


def find_import(pk: int, state: str) -> Any:
    return Import.objects.select_related("by").with_last_move().filter(pk=pk, state=state).first()


def build_importer(batch: Import, source: Any, progress: ProgressNote | None = None) -> Any:
    """Return the importer of an import; `progress` takes the place of notes on the import itself."""
    progress = progress or ImportProgress(batch, source.expected_rows)
    resource = apply_interpretation(
        IMPORT_KINDS[batch.kind].resource(), batch.mapping, batch.reading, batch.scope
    )
    return resource.sheet(
        correct_rows(batch, source),
        batch.mapping,
        scope=batch.scope,
        whole_list=batch.whole_list,
        progress=progress,
    )


@task()
def check_import(pk: int) -> None:
    """Preview an import: find what every row would do, and store it."""
    batch = find_import(pk, ImportState.CHECKING)
    if batch is None:
        return
    with failing_with_a_sentence(batch), open_rows_to_check(batch) as (source, archive):
        sheet = build_importer(batch, source)
        sheet.preview()
        sheet.progress("listing")
        lengths = write_findings(batch, sheet, archive)
        batch.notes = [*sheet.source.notes, *sheet.notes_on_cells()]
        sheet.close()
        batch.counts = {**sheet.outcome.summary, **{name: lengths[name] for name in NOTICED}}
        try:
            show_preview(batch)
        except BaseException:
            batch.findings.delete(save=False)  # nothing names it yet
            raise


@transaction.atomic
def show_preview(batch: Import) -> None:
    begin_writing(batch, ImportState.CHECKING)
    batch.save(update_fields=["counts", "findings", "notes"])
    import_workflow.move(batch, "show" if batch.has_something_to_apply else "end", by=batch.by)


@task()
def apply_import(pk: int) -> None:
    """Apply what the preview showed, or nothing: if the records have changed since, check them again."""
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
                first=lambda: begin_writing(batch, ImportState.APPLYING),
                finally_=lambda: import_workflow.move(batch, "finish", by=batch.by),
            )
            sheet.settle()
        except ImportRefused:
            request_new_check(batch)
        finally:
            sheet.close()


@transaction.atomic
def request_new_check(batch: Import) -> None:
    begin_writing(batch, ImportState.APPLYING)
    import_workflow.move(batch, "look_again", by=batch.by)
    batch.step = "waiting"
    batch.save(update_fields=["step"])
    enqueue_work(check_import, batch)


@task()
def undo_import(pk: int) -> None:
    """Put everything back, or nothing and say what stands in the way."""
    batch = find_import(pk, ImportState.UNDOING)
    if batch is None:
        return
    with failing_with_a_sentence(batch, leave_applied):
        ImportProgress(batch, 0)("undoing")
        undo_changes(
            batch,
            first=lambda: begin_writing(batch, ImportState.UNDOING),
            finally_=lambda: import_workflow.move(batch, "finish_undo", by=batch.by),
        )


@transaction.atomic
def leave_applied(batch: Import, failure: str) -> None:
    begin_writing(batch, ImportState.UNDOING)
    import_workflow.move(batch, "refuse_undo", by=batch.by)
    batch.failure = failure
    batch.save(update_fields=["failure"])


@contextmanager
def failing_with_a_sentence(
    batch: Import, end: Callable[[Import, str], None] | None = None
) -> Iterator[None]:
    """End work that cannot be done with a sentence, by `mark_import_failed` or `end`; leave other errors.

    Sentences are in the language of the person who asked. Work that is no longer asked for ends silently.
    """
    with translation.override(batch.language), suppress(NoLongerAskedFor):
        try:
            yield
        except ValidationError as refusal:
            (end or mark_import_failed)(batch, sentence_of(refusal))
        except OSError as problem:
            if not is_full_disk(problem):
                raise
            logger.exception("The disk is full")
            (end or mark_import_failed)(batch, recall_message(FULL_DISK_MESSAGE))


@transaction.atomic
def mark_import_failed(batch: Import, failure: str) -> None:
    begin_writing(batch, batch.state)
    import_workflow.move(batch, "fail", by=batch.by)
    batch.failure = failure
    batch.save(update_fields=["failure"])


def record_failure(pk: int) -> None:
    """Mark an import whose work failed for good, so that it can be checked again.

    Raises WasDone if what its last worker wrote has been committed after that worker's end.
    """
    if not hold_import(pk):
        raise TryAgain
    batch = Import.objects.select_related("by").with_last_move().get(pk=pk)
    with translation.override(batch.language):
        sentence = _(
            "This could not be finished, and nothing was saved. The administrators have been informed."
        )
    if not batch.is_working:
        raise WasDone
    leave = leave_applied if batch.state == ImportState.UNDOING else mark_import_failed
    leave(batch, sentence)


def describe_imports(pks: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return {import: (its file and what it holds, address of its page)} for the page of background work."""
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
    undo_import: gettext_lazy("Undo the import of a spreadsheet"),
}
for work, words in WORK.items():
    call_on_failure(work, record_failure)
    label_task(work, words, describe_imports)
