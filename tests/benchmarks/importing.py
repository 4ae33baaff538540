"""Import of recruiters, from a file on disk to the commit, with change log, events and what undoing needs.

Measured against a plain ModelResource of django-import-export with its default settings, and against the bare
rows put into the same table with its indexes. Each measure is a process of its own, with its own memory.
"""

import os
import pickle
import resource
import tempfile
import traceback
from pathlib import Path
from time import perf_counter

import tablib
from django.db import connection, connections, transaction

from authorities.imports.engine.undo import undo_changes
from authorities.models import Change, Import, User
from authorities.models.roles import Role
from authorities.spreadsheets.reader import open_sheet
from recruiters.models import LicenceEvent, Recruiter, Register
from recruiters.resources import RecruiterResource
from tests.benchmarks.growth import analyse_tables
from tests.benchmarks.plain_import import PlainResource
from tests.benchmarks.recruiter_lists import HEADERS, write_csv, write_xlsx
from tests.benchmarks.whole_way import print_whole_way
from tests.factories import MembershipFactory, MemberStateFactory, RegisterFactory

SIZE, SMALL, LARGE = 100_000, 10_000, 1_000_000
RUNS = 2
# Times as fast as the baseline, empty register and 1 % changed; at most so many times the bare rows.
FASTER = {"postgresql": (60, 120), "sqlite": (50, 50)}
BARE, MEMORY, FLAT, WORKBOOK, BACK = 5, 300, 1.2, 2, 2
TABLES = [LicenceEvent, Change, Recruiter]


def run(database, large=False):
    create_records()
    with tempfile.TemporaryDirectory() as place:
        lists = ListFiles(Path(place))
        print(f"{database}. Import of {SIZE:,} recruiters; best of {RUNS} runs, the baseline once.\n")
        plain = baseline(lists)
        ours = measure_imports(lists, SIZE)
        compare_with_baseline(plain, ours)
        compare_with_bare_rows(ours)
        workbook(lists, ours)
        measure_whole_way(lists)
        measure_undo(lists, ours)
        growth(lists, ours, large)


def create_records():
    for code in ("PHL", "IRL", "DEU", "KEN"):
        MemberStateFactory(iso3=code)
    RegisterFactory()
    MembershipFactory(role=Role.ADMINISTRATOR)


class ListFiles:
    """The files of lists; each is written when it is first needed."""

    def __init__(self, place):
        self.place = place

    def __call__(self, size, changed=False, ending="csv"):
        path = self.place / f"{size}-{'changed' if changed else 'first'}.{ending}"
        if not path.exists():
            (write_csv if ending == "csv" else write_xlsx)(path, size, changed)
        return path


# Measuring


def measure_in_subprocess(function, *args):
    """Call the function in a process of its own; return (seconds, most megabytes)."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        measure_here(writing, function, args)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        found = answer.read()
    os.waitpid(child, 0)
    if not found:
        raise RuntimeError(f"{function.__name__} came to nothing; its own words are above.")
    return pickle.loads(found)  # noqa: S301 - our own child's words


def measure_here(writing, function, args):
    try:
        connection.ensure_connection()
        start = perf_counter()
        function(*args)
        seconds = perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        os.write(writing, pickle.dumps((seconds, peak)))
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def best_of_runs(function, *args, before=lambda: None, runs=RUNS):
    """Return (least seconds, most megabytes) of several runs, with a call of `before` ahead of each."""
    found = []
    for _run in range(runs):
        before()
        found.append(measure_in_subprocess(function, *args))
    return min(seconds for seconds, _peak in found), max(peak for _seconds, peak in found)


def clear_tables():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(table_of(model) for model in TABLES)} CASCADE")
        else:
            for model in TABLES:
                cursor.execute(f"DELETE FROM {table_of(model)}")  # noqa: S608 - names of our own


def table_of(model):
    return model._meta.db_table


def verdict(name, measured, limit, unit, *, at_least=False):
    good = measured >= limit if at_least else measured <= limit
    words = f"{'at least' if at_least else 'at most'} {limit}{unit}"
    print(f"{name:<44}{measured:>9.2f}{unit:<3} {words:<20}{'pass' if good else 'FAIL'}")
    return good


# Ours


def sheet(path, file):
    table = open_sheet(file, path.name)
    mapping = {name: name for name in HEADERS}
    return RecruiterResource().sheet(table, mapping, scope=Register.objects.get().scope)


def preview(path):
    with path.open("rb") as file:
        bulk = sheet(path, file)
        refuse_wrong_rows(bulk.preview())
        bulk.close()


def apply(path):
    with path.open("rb") as file:
        by = User.objects.get()
        batch = Import.objects.create(kind="recruiters", file_name=path.name, by=by)
        refuse_wrong_rows(sheet(path, file).apply(by=by, batch=batch))


def undo_latest_import():
    undo_changes(Import.objects.latest("pk"))


def refuse_wrong_rows(outcome):
    if outcome.counts["wrong"]:
        raise AssertionError(outcome.problems[:3])


def measure_imports(lists, size, runs=RUNS):
    """Return {name: (seconds, megabytes)} of importing a list, and then the changed list."""
    first, later = lists(size), lists(size, changed=True)
    found = {"preview, empty": best_of_runs(preview, first, before=clear_tables, runs=runs)}
    found["apply, empty"] = best_of_runs(apply, first, before=clear_tables, runs=runs)
    # As autovacuum does within a minute of an import.
    analyse_tables()
    found["preview, 1 % changed"] = best_of_runs(preview, later, runs=runs)

    def again():
        clear_tables()
        measure_in_subprocess(apply, first)
        analyse_tables()

    found["apply, 1 % changed"] = best_of_runs(
        apply, later, before=again if runs > 1 else lambda: None, runs=runs
    )
    for name, (seconds, peak) in found.items():
        label = f"{name}, {size:,} rows"
        print(f"{label:<44}{seconds:>9.2f} s  {seconds / size * 1e6:>8.1f} µs a row {peak:>6.0f} MB")
    return found


# The others


def import_with_baseline(path):
    dataset = tablib.Dataset().load(path.read_text(), format="csv")
    result = PlainResource().import_data(dataset, dry_run=False)
    if result.has_errors() or result.has_validation_errors():
        raise AssertionError(result.row_errors()[:1] or result.invalid_rows[:1])


def baseline(lists):
    """Seconds per row, empty and with 1 % changed."""
    clear_tables()
    found = [
        measure_in_subprocess(import_with_baseline, lists(SMALL, changed))[0] / SMALL
        for changed in (False, True)
    ]
    for name, seconds in zip(("empty", "1 % changed"), found, strict=True):
        label = f"baseline, {name}, {SMALL:,} rows"
        print(
            f"{label:<44}{seconds * SMALL:>9.2f} s  {seconds * 1e6:>8.1f} µs a row "
            f"(scaled: {seconds * SIZE:.0f} s for {SIZE:,})"
        )
    clear_tables()
    return found


def compare_with_baseline(plain, ours):
    print()
    for name, seconds, limit in zip(("empty", "1 % changed"), plain, FASTER[connection.vendor], strict=True):
        times = seconds * SIZE / ours[f"apply, {name}"][0]
        verdict(f"faster than the baseline, {name}", times, limit, "x", at_least=True)
        slower = ours[f"preview, {name}"][0] / ours[f"apply, {name}"][0]
        verdict(f"preview / apply, {name}", slower, 1, "x")


def compare_with_bare_rows(ours):
    """The same rows again, by COPY or executemany, into the same table with its indexes and triggers."""
    with tempfile.NamedTemporaryFile() as kept:
        bare = (copy_rows if connection.vendor == "postgresql" else insert_rows)(kept)
        seconds, _peak = best_of_runs(bare, before=clear_tables)
    print(f"{'bare rows':<44}{seconds:>9.2f} s")
    if connection.vendor == "postgresql":
        verdict("apply / COPY of the bare rows", ours["apply, empty"][0] / seconds, BARE, "x")


def copy_rows(kept):
    table = table_of(Recruiter)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} TO STDOUT", kept)
    kept.flush()

    def copy():
        with connection.cursor() as cursor, open(kept.name, "rb") as rows:
            cursor.copy_expert(f"COPY {table} FROM STDIN", rows)

    return copy


def insert_rows(kept):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table_of(Recruiter)}")  # noqa: S608 - a name of our own
        width = len(cursor.description)
        pickle.dump(cursor.fetchall(), kept)
    kept.flush()
    statement = f"INSERT INTO {table_of(Recruiter)} VALUES ({', '.join('?' * width)})"  # noqa: S608

    def insert():
        rows = pickle.loads(Path(kept.name).read_bytes())  # noqa: S301 - written above
        with transaction.atomic():
            connection.connection.executemany(statement, rows)

    return insert


def workbook(lists, ours):
    seconds, peak = best_of_runs(apply, lists(SIZE, ending="xlsx"), before=clear_tables)
    print(f"{'apply, empty, from .xlsx':<44}{seconds:>9.2f} s  {peak:>31.0f} MB")
    verdict(".xlsx / .csv", seconds / ours["apply, empty"][0], WORKBOOK, "x")
    verdict("peak memory, .xlsx", peak, MEMORY, " MB")


def measure_whole_way(lists):
    """Upload, columns, check and apply of a text and of a workbook, with the parses of the whole file."""
    print()
    for ending in ("csv", "xlsx"):
        clear_tables()
        measure_in_subprocess(print_whole_way, lists(SIZE, ending=ending))


def measure_undo(lists, ours):
    """Undoing a first list, and the list after it."""
    print()
    for name, changed in (("empty", [False]), ("1 % changed", [False, True])):

        def before(changed=changed):
            clear_tables()
            for again in changed:
                measure_in_subprocess(apply, lists(SIZE, again))

        seconds, peak = best_of_runs(undo_latest_import, before=before)
        print(f"{f'undo, {name}':<44}{seconds:>9.2f} s  {peak:>31.0f} MB")
        verdict(f"undo / apply, {name}", seconds / ours[f"apply, {name}"][0], BACK, "x")


def growth(lists, ours, large):
    print()
    clear_tables()
    sizes = {SMALL: measure_imports(lists, SMALL), SIZE: ours}
    if large:
        clear_tables()
        sizes[LARGE] = measure_imports(lists, LARGE, runs=1)
    for size, found in sizes.items():
        verdict(f"peak memory, {size:,} rows", max(peak for _seconds, peak in found.values()), MEMORY, " MB")
    most = max(sizes)
    for name in ("apply, empty", "apply, 1 % changed"):
        rates = sizes[most][name][0] / most, sizes[SMALL][name][0] / SMALL
        verdict(f"time per row, {most:,} / {SMALL:,}, {name}", rates[0] / rates[1], FLAT, "x")
