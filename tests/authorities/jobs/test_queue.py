"""Work in the background survives its workers, and is given up in the end."""

import os
import platform
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus

from authorities.jobs import queue
from authorities.jobs.worker import Heartbeat, register_worker
from authorities.models import Job, Worker
from authorities.models.work import MOST_SILENCE, MOST_SILENCE_HERE
from tests.authorities.jobs import worker_process
from tests.authorities.jobs.worker_process import a_worker, notes, state_of, work_off

LONG_AGO = timedelta(days=40)


def silent_worker(name="w"):
    return a_worker(name, seen_at=timezone.now() - MOST_SILENCE - timedelta(seconds=1))


def running(task, *arguments, workers=("w",)):
    job = Job.objects.get(pk=task.enqueue(*arguments).id)
    job.status = TaskResultStatus.RUNNING
    job.worker_ids = list(workers)
    job.save()
    return job


@pytest.mark.django_db
def test_a_worker_does_what_waits_in_every_queue(paper):
    worker_process.say.enqueue(paper, "letter")
    worker_process.say.using(queue_name="default").enqueue(paper, "work")

    work_off()

    assert sorted(notes(paper)) == ["letter", "work"]
    assert set(Job.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}


@pytest.mark.django_db
def test_work_of_a_worker_that_fell_silent_is_taken_up_again(paper):
    silent_worker()
    job = running(worker_process.say, paper, "again")

    assert queue.requeue_lost_jobs() == 1
    work_off("v")

    assert state_of(job) == "SUCCESSFUL"
    assert (notes(paper), job.worker_ids) == (["again"], ["w", "v"])


@pytest.mark.django_db
def test_work_of_a_worker_that_is_alive_is_left_to_it(paper):
    a_worker()
    job = running(worker_process.say, paper, "mine")

    assert queue.requeue_lost_jobs() == 0
    assert state_of(job) == "RUNNING"


@pytest.mark.django_db
def test_a_process_that_lives_is_alive_on_its_own_machine_though_its_heart_cannot_write(paper):
    silent = a_worker(host=platform.node(), pid=os.getpid(), seen_at=timezone.now() - 5 * MOST_SILENCE)
    running(worker_process.say, paper, "mine")

    assert (queue.requeue_lost_jobs(), Worker.objects.alive()) == (0, [silent])
    Worker.objects.update(seen_at=timezone.now() - MOST_SILENCE_HERE)
    assert (queue.requeue_lost_jobs(), Worker.objects.alive()) == (1, [])


@pytest.mark.django_db
def test_a_heart_never_takes_back_what_its_own_worker_is_at(paper, caplog):
    a_worker("mine", seen_at=timezone.now() - LONG_AGO)
    job = running(worker_process.say, paper, "mine", workers=["mine"])
    Heartbeat("mine").requeue_lost_jobs()

    assert (state_of(job), caplog.text) == ("RUNNING", "")


@pytest.mark.django_db
def test_who_had_the_number_of_a_new_process_before_is_dead(paper):
    a_worker("before", host=platform.node(), pid=os.getpid())
    running(worker_process.say, paper, "again", workers=["before"])
    register_worker("now")

    assert [found.name for found in Worker.objects.alive()] == ["now"]
    assert queue.requeue_lost_jobs() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("host", "taken"), [(platform.node(), 1), ("elsewhere", 0)])
def test_a_process_that_is_gone_is_seen_at_once_on_its_own_machine(paper, host, taken, gone_process):
    a_worker(host=host, pid=gone_process)
    running(worker_process.say, paper, "again")

    assert queue.requeue_lost_jobs() == taken


@pytest.fixture
def gone_process():
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return process


@pytest.mark.django_db
def test_work_that_killed_three_workers_is_given_up_and_its_owner_told(paper):
    lost = running(worker_process.be_owned, paper, workers=["u", "v", "w"])

    queue.requeue_lost_jobs()

    assert (state_of(lost), lost.problem) == ("FAILED", "GivenUp")
    assert notes(paper) == ["regretted"]


@pytest.mark.django_db
def test_an_owner_that_cannot_be_told_does_not_keep_the_work_running(paper, monkeypatch):
    monkeypatch.setitem(queue.FAILURE_HANDLERS, worker_process.be_owned.module_path, lambda path: 1 / 0)
    lost = running(worker_process.be_owned, paper, workers=["u", "v", "w"])

    queue.requeue_lost_jobs()

    assert state_of(lost) == "FAILED"


@pytest.mark.django_db
def test_work_of_a_task_that_no_longer_exists_fails_in_peace(paper):
    job = Job.objects.get(pk=worker_process.say.enqueue(paper, "x").id)
    Job.objects.update(task_path="authorities.gone.task")

    work_off()

    assert (state_of(job), job.problem) == ("FAILED", "ModuleNotFoundError")


@pytest.mark.django_db
def test_what_may_pass_is_tried_again_after_a_while_and_given_up_after_three_times(paper):
    job = Job.objects.get(pk=worker_process.find_it_busy.enqueue(paper).id)

    for expected in ["READY", "READY", "FAILED"]:
        work_off()
        assert state_of(job) == expected
        assert not Job.objects.ready().exists()
        Job.objects.update(run_after=timezone.now())

    assert (notes(paper), job.problem) == (["begun"] * 3, "TryAgain")


@pytest.mark.django_db
def test_a_mistake_is_not_tried_again_and_its_message_is_kept_out_of_the_record(paper):
    job = Job.objects.get(pk=worker_process.go_wrong.enqueue(paper).id)

    work_off()

    assert (state_of(job), job.problem, notes(paper)) == ("FAILED", "ValueError", ["begun"])
    assert job.failure_location.startswith("jobs/worker_process.py, ")
    assert paper not in job.traceback


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (OperationalError("database is locked"), True),
        (OperationalError("no such table: x"), False),
        (InterfaceError("connection already closed"), True),
        (DatabaseError("no"), False),
        (queue.TryAgain(), True),
        (OSError(), False),
    ],
)
def test_only_what_may_pass_by_itself_passes(problem, expected):
    assert queue.is_temporary(problem) is expected


@pytest.mark.parametrize(("code", "expected"), [(None, True), ("40P01", True), ("42501", False)])
def test_postgresql_says_by_its_code_what_passes(code, expected):
    problem = OperationalError("whatever")
    problem.__cause__ = type("FromTheDriver", (Exception,), {"pgcode": code})()

    assert queue.is_temporary(problem) is expected


@pytest.mark.django_db
def test_a_worker_taken_for_dead_cannot_overwrite_what_its_successor_does(paper):
    job = running(worker_process.say, paper, "x", workers=["w"])
    Job.objects.update(worker_ids=["w", "v"])

    assert queue.mark_succeeded(job, "old") == 0
    assert queue.mark_failed(job, ValueError()) == 0
    assert state_of(job) == "RUNNING"


@pytest.mark.django_db
def test_an_exit_in_the_middle_puts_the_work_back_at_once(paper):
    job = running(worker_process.say, paper, "x")

    queue.handle_failure(job, SystemExit(1))

    assert state_of(job) == "READY"
    assert Job.objects.ready().get() == job


@pytest.mark.django_db
def test_what_has_failed_can_be_tried_again_with_all_its_attempts(paper):
    job = running(worker_process.go_wrong, paper, workers=["u", "v", "w"])
    queue.mark_failed(job, ValueError())

    queue.retry_failed_job(job.pk)

    assert (state_of(job), job.attempts) == ("READY", 0)
    with pytest.raises(ValidationError, match="no longer marked as failed"):
        queue.retry_failed_job(job.pk)


@pytest.mark.django_db
def test_what_somebody_begins_again_elsewhere_is_not_tried_again_from_here(paper):
    job = running(worker_process.be_owned, paper, workers=["u", "v", "w"])
    queue.mark_failed(job, ValueError())

    with pytest.raises(ValidationError, match="Start this work again on the page where it was requested"):
        queue.retry_failed_job(job.pk)
    assert state_of(job) == "FAILED"


@pytest.mark.django_db
def test_what_finished_long_ago_is_forgotten_and_nothing_else(paper):
    for number in range(4):
        worker_process.say.enqueue(paper, str(number))
    old, failed, recent, waiting = Job.objects.order_by("enqueued_at")
    long_ago = timezone.now() - LONG_AGO
    Job.objects.filter(pk=old.pk).update(status="SUCCESSFUL", finished_at=long_ago)
    Job.objects.filter(pk=failed.pk).update(status="FAILED", finished_at=long_ago)
    Job.objects.filter(pk=recent.pk).update(status="SUCCESSFUL", finished_at=timezone.now())
    Job.objects.filter(pk=waiting.pk).update(enqueued_at=long_ago)
    a_worker("old", seen_at=long_ago)
    a_worker("young")

    queue.delete_old_records()

    assert set(Job.objects.all()) == {recent, waiting}
    assert Worker.objects.get().name == "young"


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten_with_what_lies_in_them():
    for key, hours in (("ended", -1), ("lasts", 1)):
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(hours=hours))

    queue.delete_old_records()

    assert Session.objects.get().session_key == "lasts"


@pytest.mark.django_db
def test_work_stands_still_when_it_waits_and_nobody_is_there(paper):
    worker_process.say.enqueue(paper, "x")
    assert not queue.is_stalled()

    Job.objects.update(enqueued_at=timezone.now() - timedelta(minutes=2))
    assert queue.is_stalled()

    a_worker()
    assert not queue.is_stalled()


@pytest.mark.django_db
def test_a_second_worker_is_refused_where_only_one_can_write():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes as many as wanted")
    a_worker("first")

    with pytest.raises(CommandError, match="running: first"):
        call_command("work", "--batch")
