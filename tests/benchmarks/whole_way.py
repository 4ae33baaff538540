"""A file on its whole way from upload to applied: how often it is parsed, and how long each step takes."""

from contextlib import contextmanager
from time import perf_counter

from django.core.files import File

from authorities.imports import actions, tasks
from authorities.imports.desk.file_preview import FilePreview
from authorities.models import Import, ImportState, User
from authorities.spreadsheets.reader import table_parsed
from recruiters.models import Register

MOST_PARSES = 2


@contextmanager
def count_parses():
    """Yield a list that grows with each parse of a whole file."""
    found = []

    def note(sender, **_named):
        found.append(sender)

    table_parsed.connect(note)
    try:
        yield found
    finally:
        table_parsed.disconnect(note)


def receive_file(path):
    with path.open("rb") as stored:
        upload = File(stored, name=path.name)
        by, scope = User.objects.get(), Register.objects.get().scope
        return actions.receive_file(upload, kind="recruiters", scope=scope, by=by).pk


def show_columns(pk):
    FilePreview(Import.objects.get(pk=pk))


def check(pk):
    batch = Import.objects.get(pk=pk)
    actions.request_check(batch, by=batch.by, mapping=batch.mapping)
    tasks.check_import.call(pk)


def apply(pk):
    batch = Import.objects.get(pk=pk)
    actions.request_apply(batch, by=batch.by)
    tasks.apply_import.call(pk)


def print_whole_way(path):
    """Send a file, look at its columns, check and apply it; print the seconds and the parses of each step."""
    pk, total = None, 0
    with count_parses() as parses:
        for step in (receive_file, show_columns, check, apply):
            before, start = len(parses), perf_counter()
            pk = step(path) if pk is None else (step(pk), pk)[1]
            seconds = perf_counter() - start
            total += seconds
            label = f"{step.__name__.replace('_', ' ')}, {path.suffix}"
            print(f"{label:<44}{seconds:>9.2f} s  {len(parses) - before:>2} parses", flush=True)
        batch = Import.objects.get(pk=pk)
        if batch.state != ImportState.APPLIED:
            raise AssertionError(f"{batch.state}: {batch.failure}")
        good = "pass" if len(parses) <= MOST_PARSES else "FAIL"
        print(
            f"{f'from upload to applied, {path.suffix}':<44}{total:>9.2f} s  {len(parses):>2} parses, "
            f"at most {MOST_PARSES}  {good}",
            flush=True,
        )
