"""Workers as they run, in processes of their own: killed, told to stop, cut off from the database."""

import pytest
from django.db import connection
from django.utils import timezone

from authorities.models import Job, Worker
from tests.authorities.jobs import worker_process
from tests.authorities.jobs.worker_process import notes, running_worker, state_of, wait_until


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_at_is_done_by_the_next(paper, tmp_path):
    job = Job.objects.get(pk=worker_process.take_long_at_first.enqueue(paper).id)
    with running_worker(tmp_path) as first:
        wait_until(lambda: notes(paper) == ["begun-1"])
        first.kill()
        assert state_of(job) == "RUNNING"

        with running_worker(tmp_path) as second:
            wait_until(lambda: state_of(job) == "SUCCESSFUL")
            code = second.stop()

    assert notes(paper) == ["begun-1", "begun-2", "done"]
    assert code == 0


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_its_job_and_signs_off(paper, tmp_path):
    job = Job.objects.get(pk=worker_process.take_a_second.enqueue(paper).id)
    with running_worker(tmp_path) as told:
        wait_until(lambda: notes(paper) == ["begun"])
        told.stop()

    assert (state_of(job), notes(paper)) == ("SUCCESSFUL", ["begun", "done"])
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_twice_ends_at_once_and_its_job_waits_for_the_next(paper, tmp_path):
    job = Job.objects.get(pk=worker_process.take_long_at_first.enqueue(paper).id)
    with running_worker(tmp_path) as told:
        wait_until(lambda: notes(paper) == ["begun-1"])
        told.process.terminate()
        wait_until(lambda: "shutting down" in told.output)
        told.stop()

    assert (state_of(job), job.attempts) == ("READY", 1)
    assert not Worker.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_connections_are_cut_carries_on(paper, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("a file has no connection to cut")
    with running_worker(tmp_path) as cut_off:
        worker_process.take_a_second.enqueue(paper)
        wait_until(lambda: notes(paper) == ["begun"])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        job = Job.objects.get(task_path=worker_process.take_a_second.module_path)
        wait_until(lambda: state_of(job) == "READY")
        Job.objects.update(run_after=timezone.now())
        wait_until(lambda: state_of(job) == "SUCCESSFUL")
        worker_process.say.enqueue(paper, "more")
        wait_until(lambda: notes(paper)[-1] == "more")
        wait_until(lambda: Worker.objects.get().seen_at > job.finished_at)

    assert cut_off.process.returncode == -9
