"""Workers are killed in the middle of an import: a register has all of it or nothing, and nothing hangs."""

import time

import pytest
from django.db import connection, transaction

from authorities.imports import actions
from authorities.jobs import queue
from authorities.models import ImportState, Job
from recruiters.models import LicenceEvent, Recruiter
from tests.authorities.imports.import_steps import checked, received, row
from tests.authorities.jobs.worker_process import running_worker, wait_until, work_off
from tests.factories import RegisterFactory

ROWS, FEWER = 8_000, 3_000
# Seconds after a worker took the job in hand; a whole import takes between half a second and two.
MOMENTS = [0.05, 0.2, 0.4, 0.6, 1]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def rows_called(prefix, rows=ROWS):
    return [row(f"{prefix}-{number}", legal_name=f"Care {number}") for number in range(rows)]


def in_hand():
    """Whether a worker has begun the job that waited; a short one may have ended between two looks."""
    return not Job.objects.filter(status="READY").exists()


def kill_a_worker(folder, after=0.0):
    """Lets a worker begin what waits, and kills it."""
    with running_worker(folder) as worker:
        wait_until(in_hand)
        time.sleep(after)
        worker.kill()


def written(batch):
    """How many entries, events and lines of the log an import has left.

    Read from one snapshot: what a killed worker sent last may be committed at this very moment.
    """
    events = LicenceEvent.objects.filter(batch=batch)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return (
            Recruiter.objects.filter(events__batch=batch).count(),
            events.count(),
            events.order_by().values("recruiter").distinct().count(),
            batch.changes.count(),
        )


def is_applied(batch):
    batch.refresh_from_db()
    done = written(batch)
    assert done in [(0,) * 4, (ROWS,) * 4], "half an import"
    # What a killed worker's last statement committed is whole too.
    batch.refresh_from_db()
    return batch.state == ImportState.APPLIED


def carry_on():
    """The next worker: it sees at once that the one before is gone."""
    queue.requeue_lost_jobs()
    work_off("next")


def test_an_import_is_whole_or_not_there_whenever_its_worker_is_killed(registrar, tmp_path):
    finished = []
    for turn, moment in enumerate(MOMENTS):
        batch = checked(registrar, *rows_called(f"T{turn}"))
        actions.request_apply(batch, by=registrar)
        kill_a_worker(tmp_path, moment)
        finished.append(is_applied(batch))
        carry_on()

        assert is_applied(batch)
        assert written(batch) == (ROWS,) * 4
    assert not finished[0], "none was killed in time"
    assert Recruiter.objects.count() == ROWS * len(MOMENTS)
    assert not Job.objects.exclude(status="SUCCESSFUL").exists()


def test_a_preview_and_an_undo_that_were_killed_are_done_by_the_next_worker(registrar, tmp_path):
    batch = received(registrar, *rows_called("P", FEWER))
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    kill_a_worker(tmp_path, 0.15)
    carry_on()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (ImportState.CHECKED, FEWER)

    actions.request_apply(batch, by=registrar)
    work_off()
    actions.request_undo(batch, by=registrar, note="The wrong file.")
    kill_a_worker(tmp_path, 0.1)
    assert Recruiter.objects.count() in (0, FEWER)
    carry_on()
    batch.refresh_from_db()
    assert (batch.state, Recruiter.objects.count()) == (ImportState.UNDONE, 0)
    assert not LicenceEvent.objects.exists()


def test_an_import_that_kills_three_workers_is_given_up_with_a_sentence(registrar, tmp_path):
    batch = checked(registrar, *rows_called("G"))
    actions.request_apply(batch, by=registrar)
    for _turn in range(3):
        kill_a_worker(tmp_path)
        queue.requeue_lost_jobs()
    batch.refresh_from_db()

    assert batch.state == ImportState.FAILED
    assert batch.failure.startswith("This could not be finished, and nothing was saved.")
    assert not Recruiter.objects.exists()
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, batch.counts["new"]) == (ImportState.CHECKED, ROWS)
