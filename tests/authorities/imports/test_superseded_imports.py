"""A worker is killed while the database commits what it wrote: the next one finds it done, and nothing fails.

The moment is forced: the first worker is stopped within its transaction, until the next one has read that the
work is still asked for and is about to write.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from authorities.imports import actions, tasks
from authorities.imports.engine.locks import hold_import
from authorities.imports.workflow import import_workflow
from authorities.jobs import queue
from authorities.models import ImportEvent, ImportState, Job
from recruiters.models import LicenceEvent, Recruiter
from tests.authorities.imports.import_steps import applied, checked, received, row
from tests.factories import RegisterFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="writers of SQLite queue up"),
]
ROWS = [row("A-1"), row("A-2")]


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def ask_to_check(registrar):
    batch = received(registrar, *ROWS)
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    return batch


def ask_to_apply(registrar):
    batch = checked(registrar, *ROWS)
    actions.request_apply(batch, by=registrar)
    return batch


def ask_to_undo(registrar):
    batch = applied(registrar, *ROWS)
    actions.request_undo(batch, by=registrar, note="The wrong file.")
    return batch


CASES = {
    "check": (ask_to_check, tasks.check_import, "listing", "show", ImportState.CHECKED, 0),
    "apply": (ask_to_apply, tasks.apply_import, "writing", "finish", ImportState.APPLIED, 2),
    "undo": (ask_to_undo, tasks.undo_import, "undoing", "finish_undo", ImportState.UNDONE, 0),
}


class Moment:
    """Stops the first worker in its transaction, until the next one has noted the step before its own."""

    def __init__(self, monkeypatch, last_step):
        self.written, self.begun = threading.Event(), threading.Event()
        self.begin_writing, self.last_step = tasks.begin_writing, last_step
        self.note_progress = tasks.ImportProgress.__call__
        monkeypatch.setattr(tasks, "begin_writing", self.stop_the_first)
        monkeypatch.setattr(tasks.ImportProgress, "__call__", lambda *args: self.note_begin(*args))

    def stop_the_first(self, *args):
        is_first = not self.written.is_set()
        self.begin_writing(*args)
        if is_first:
            self.written.set()
            assert self.begun.wait(20)

    def note_begin(self, progress, step, done=0):
        self.note_progress(progress, step, done)
        if self.written.is_set() and step == self.last_step:
            self.begun.set()


def in_a_thread(pool, action, *args):
    def act():
        try:
            return action(*args)
        finally:
            connection.close()

    return pool.submit(act)


@pytest.mark.parametrize("case", CASES)
def test_the_next_worker_finds_it_done(registrar, monkeypatch, case):
    ask, task, last_step, last_move, state, entries = CASES[case]
    batch = ask(registrar)
    moment = Moment(monkeypatch, last_step)
    with ThreadPoolExecutor(2) as pool:
        first = in_a_thread(pool, task.func, batch.pk)
        assert moment.written.wait(20)
        second = in_a_thread(pool, task.func, batch.pk)
        assert (first.result(30), second.result(30)) == (None, None)

    batch.refresh_from_db()
    assert (batch.state, batch.failure, Recruiter.objects.count()) == (state, "", entries)
    assert ImportEvent.objects.filter(batch=batch, move=last_move).count() == 1
    assert LicenceEvent.objects.filter(batch=batch).count() == entries


def test_after_the_last_attempt_too_what_was_committed_is_done_and_not_failed(registrar):
    """The worker of the third attempt is dead; the database still holds its transaction, then commits it."""
    batch = ask_to_apply(registrar)
    Job.objects.filter(status="READY").update(status="RUNNING", worker_ids=["a", "b", "c"])
    job, open_still, go = Job.objects.running().get(), threading.Event(), threading.Event()

    def write():
        with transaction.atomic():
            assert hold_import(batch.pk)
            import_workflow.move(batch, "finish", by=registrar)
            open_still.set()
            assert go.wait(20)

    with ThreadPoolExecutor(1) as pool:
        writing = in_a_thread(pool, write)
        assert open_still.wait(20)
        queue.requeue_lost_jobs()
        job.refresh_from_db()
        while_open = job.status
        go.set()
        writing.result(20)
    queue.requeue_lost_jobs()
    job.refresh_from_db()
    batch.refresh_from_db()

    assert (while_open, job.status, batch.state) == ("RUNNING", "SUCCESSFUL", ImportState.APPLIED)


def test_while_it_is_being_saved_it_cannot_be_cancelled(registrar):
    batch = ask_to_apply(registrar)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert hold_import(batch.pk)
        refused = in_a_thread(pool, lambda: actions.cancel_import(batch, by=registrar))
        assert "being saved at this moment" in str(refused.exception(20))
