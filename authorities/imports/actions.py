"""The deeds of the import desk: receive a file, check it, apply it, undo it.

A person asks; the state moves at once, and the work is done by a worker (`authorities.tasks`), who looks at
the state first: what was done already is not done twice.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_tasks.base import Task

from authorities.files import refuse_unstored
from authorities.imports import tasks
from authorities.imports.corrections import TypedCell, store_corrections
from authorities.imports.engine.locks import hold_import
from authorities.imports.interpretation import proposed_mapping, read_beginning
from authorities.imports.registry import IMPORT_KINDS
from authorities.imports.source_profile import find_source, remember_profile
from authorities.imports.stored_file import sha256_of
from authorities.imports.workflow import import_workflow
from authorities.models import Import, ImportState, User
from authorities.spreadsheets.file_types import table_extension
from authorities.spreadsheets.reader import Sheet, open_sheet

# Gives the work on an import to whoever does it.
HandOver = Callable[[Task, Import], None]
BEING_SAVED_MESSAGE = gettext_lazy(
    "It is being saved at this moment, so it cannot be stopped. Wait until it is finished, then undo it."
)


def receive_file(
    upload: UploadedFile, *, kind: str, scope: str = "", by: User, whole_list: bool = False
) -> Import:
    """Store a file, with its columns as they were called the last time or as their names suggest.

    Raises ValidationError if it is too large, or cannot be read as a table.
    """
    batch = read_upload(upload, kind=kind, scope=scope, by=by, whole_list=whole_list)
    batch.sha256 = sha256_of(upload)
    upload.seek(0)
    with transaction.atomic():
        batch.file.save(f"sheet{table_extension(upload.name)}", upload, save=False)
        batch.save()
    return batch


def read_upload(
    upload: UploadedFile, *, kind: str, scope: str = "", by: User | None = None, whole_list: bool = False
) -> Import:
    """Return the import that a file would be, unsaved. Raises ValidationError as `receive_file`."""
    refuse_unstored(upload)
    resource, source = IMPORT_KINDS[kind].resource, find_source(kind, scope)
    limit = settings.MAX_IMPORT_BYTES
    if upload.size > limit:
        words = {"size": filesizeformat(upload.size), "limit": filesizeformat(limit)}
        raise ValidationError(_("The size of the file is %(size)s; at most %(limit)s can be read.") % words)
    sheet = open_sheet(upload, upload.name, defaults=source.reading)
    batch = Import(kind=kind, scope=scope, by=by, file_name=upload.name[-200:], headers=sheet.headers)
    batch.reading = read_beginning(sheet, resource, source)
    batch.notes = sheet.notes
    batch.mapping = proposed_mapping(source, sheet.headers, resource, batch.reading)
    batch.language = get_language()
    batch.whole_list = whole_list and IMPORT_KINDS[kind].has_scopes
    return batch


@transaction.atomic
def request_check(
    batch: Import,
    *,
    by: User,
    mapping: dict[str, str],
    reading: dict[str, Any] | None = None,
    sheet: Sheet | None = None,
    hand_over: HandOver = tasks.enqueue_work,
) -> None:
    """Ask for the preview. `mapping`: {column of ours: header of the file}; `reading` as an import keeps it,
    with the `sheet` that was read so, unless it is read as before. `hand_over` gives the work to a worker."""
    if sheet is not None:
        batch.headers = sheet.headers
    refuse_incomplete_mapping(batch, mapping)
    reading = {**batch.reading, **(reading or {}), **(sheet.read_options if sheet else {})}
    remember_profile(batch.kind, batch.scope, batch.headers, mapping, reading)
    notes = sheet.notes if sheet else batch.notes
    begin_move(batch, "check", by=by, mapping=mapping, reading=reading, headers=batch.headers, notes=notes)
    hand_over(tasks.check_import, batch)


@transaction.atomic
def correct_cells(
    batch: Import,
    cells: Sequence[TypedCell],
    *,
    by: User,
    known: int,
    hand_over: HandOver = tasks.enqueue_work,
) -> None:
    """Store cells that were typed anew, and ask for a new preview; `known` as in `store_corrections`."""
    begin_move(batch, "correct", by=by)
    store_corrections(batch, cells, by=by, known=known)
    hand_over(tasks.check_import, batch)


def refuse_incomplete_mapping(batch: Import, mapping: dict[str, str]) -> None:
    """Raise ValidationError if a required column is left out, or a header is unknown or chosen twice."""
    resource = IMPORT_KINDS[batch.kind].resource()
    given = {*mapping, *(resource.scope_columns if batch.scope else ())}
    problems = [
        _("No column is chosen for “%(column)s”.") % {"column": field.column_name}
        for field in resource.get_import_fields()
        if field.widget.required and field.column_name not in (*given, *resource.may_be_left_out)
    ]
    chosen = [header for header in mapping.values() if list(mapping.values()).count(header) > 1]
    problems += [
        _("“%(header)s” is chosen for more than one column.") % {"header": header}
        for header in dict.fromkeys(chosen)
    ]
    unknown = [header for header in mapping.values() if header not in batch.headers]
    problems += [_("The file has no column “%(header)s”.") % {"header": header} for header in unknown]
    if problems:
        raise ValidationError(problems)


def request_apply(
    batch: Import, *, by: User, good_rows_only: bool = False, hand_over: HandOver = tasks.enqueue_work
) -> None:
    """Ask for what the preview showed to be applied; raise ValidationError if that is nothing, or wrong."""
    if batch.counts.get("wrong") and not good_rows_only:
        raise ValidationError(
            _("Some rows have errors. Correct them and send the file again, or apply only the correct rows.")
        )
    if not batch.has_something_to_apply:
        raise ValidationError(
            _("There is nothing to apply: everything in this file is already in the system.")
        )
    begin_exclusive_work(
        batch, "apply", tasks.apply_import, by=by, hand_over=hand_over, good_rows_only=good_rows_only
    )


def request_undo(batch: Import, *, by: User, note: str) -> None:
    """Ask for everything the import changed to be put back."""
    begin_exclusive_work(batch, "undo", tasks.undo_import, by=by, note=note)


def begin_exclusive_work(
    batch: Import,
    name: str,
    task: Task,
    *,
    by: User,
    note: str = "",
    hand_over: HandOver = tasks.enqueue_work,
    **columns: Any,
) -> None:
    """Begin work that writes. One import writes at a time: others are refused, not kept waiting unseen."""
    try:
        with transaction.atomic():
            begin_move(batch, name, by=by, note=note, **columns)
            hand_over(task, batch)
    except IntegrityError as refusal:
        sentence = _("Another import is being applied here now. Please wait until it is finished.")
        raise ValidationError(sentence, code="busy") from refusal


def cancel_import(batch: Import, *, by: User) -> None:
    """End an import, or its undo; a worker that has begun finds that its work is no longer asked for.

    Raises ValidationError while a transaction is writing. An undo that is ended leaves the import applied.
    """
    move = "stop_undo" if batch.state == ImportState.UNDOING else "cancel"
    try:
        with transaction.atomic():
            if not hold_import(batch.pk):
                raise ValidationError(BEING_SAVED_MESSAGE)
            import_workflow.move(batch, move, by=by)
            tasks.withdraw_work(batch)
    except OperationalError as busy:
        raise ValidationError(BEING_SAVED_MESSAGE) from busy


def begin_move(batch: Import, name: str, *, by: User, note: str = "", **columns: Any) -> None:
    """Move an import into a state of work, with what the person chose for it."""
    import_workflow.move(batch, name, by=by, note=note)
    fresh = {"step": "waiting", "done": 0, "total": 0, "failure": "", "seen_at": None}
    fresh["language"] = get_language()
    for column, value in {**fresh, **columns}.items():
        setattr(batch, column, value)
    batch.save(update_fields=[*fresh, *columns])


def imports_in_progress(user: User) -> QuerySet[Import]:
    return Import.objects.visible_to(user).working()
