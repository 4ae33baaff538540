"""The worker: the loop of django-tasks, with a heartbeat, and retries when the database does not answer."""

import logging
import os
import platform
import threading
import time

from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskContext
from django_tasks_db.management.commands import db_worker

from authorities.files import orphan_files_removed
from authorities.jobs import queue
from authorities.models import Job, Worker

logger = logging.getLogger(__name__)

QUEUES = ["default", "mail"]
# Seconds between two heartbeats, and between two runs of the other chores.
BEAT_SECONDS, LOST_JOBS_SECONDS, PERIODIC_TASKS_SECONDS, CLEANUP_SECONDS = 5, 15, 60, 24 * 60 * 60
# Seconds to wait for a database that does not answer.
RETRY_SECONDS = 2


def unique_worker_name():
    """Return a name that no worker had before: of machine, process and random letters."""
    return f"{platform.node()[:40]}-{os.getpid()}-{get_random_string(6)}"


class Heartbeat(threading.Thread):
    """A thread that records that its worker is alive, also during a long task, and does regular chores.

    It has a database connection of its own. A chore that finds the database locked or gone is skipped.
    """

    def __init__(self, name):
        super().__init__(name="heartbeat", daemon=True)
        self.worker_name = name
        self.stopped = threading.Event()
        self.chores = {
            self.beat: BEAT_SECONDS,
            self.requeue_lost_jobs: LOST_JOBS_SECONDS,
            queue.enqueue_periodic_tasks: PERIODIC_TASKS_SECONDS,
            queue.delete_old_records: CLEANUP_SECONDS,
        }
        self.next_run = dict.fromkeys(self.chores, 0.0)

    def beat(self):
        known = Worker.objects.filter(name=self.worker_name).update(seen_at=timezone.now())
        if not known:
            register_worker(self.worker_name)

    def requeue_lost_jobs(self):
        """Spare the job of its own worker, even if no heartbeat could be written for long."""
        queue.requeue_lost_jobs(except_of=self.worker_name)

    def run(self):
        while not self.stopped.wait(1):
            for chore, seconds in self.chores.items():
                if time.monotonic() >= self.next_run[chore]:
                    self.next_run[chore] = time.monotonic() + seconds
                    self.run_chore(chore)
        connections.close_all()

    def run_chore(self, chore):
        try:
            close_old_connections()
            chore()
        except DatabaseError as problem:
            logger.warning("Worker %s left out a chore: %s", self.worker_name, type(problem).__name__)
            connections.close_all()
        except Exception:
            logger.exception("Worker %s could not do a chore", self.worker_name)

    def stop(self):
        self.stopped.set()
        self.join(timeout=BEAT_SECONDS)


def register_worker(name):
    """Record a new worker. Another one with the number of this process cannot be alive any more."""
    place = {"host": platform.node(), "pid": os.getpid()}
    Worker.objects.with_process(**place).exclude(name=name).delete()
    Worker.objects.create(name=name, **place)


class QueueWorker(db_worker.Worker):
    """A worker that does one job after the other until it is stopped; with `batch`, until nothing waits."""

    def __init__(self, *, name, interval=1.0, batch=False, queues=QUEUES):
        super().__init__(
            worker_id=name,
            interval=interval,
            batch=batch,
            queue_names=queues,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            excluded_queue_names=[],
        )

    def run_until_stopped(self):
        """Register, work with a heartbeat, and unregister at the end."""
        self.retry_until_answered(lambda: register_worker(self.worker_id))
        heartbeat = Heartbeat(self.worker_id)
        heartbeat.start()
        try:
            self.retry_until_answered(queue.requeue_lost_jobs)
            self.retry_until_answered(self.run)
        finally:
            heartbeat.stop()
            self.unregister()

    def retry_until_answered(self, deed):
        """Call `deed` until the database answers. Raises errors that are not temporary."""
        while True:
            try:
                return deed()
            except DatabaseError as problem:
                if not queue.is_temporary(problem):
                    raise
                logger.warning("Worker %s waits for the database: %s", self.worker_id, type(problem).__name__)
                connections.close_all()
                time.sleep(RETRY_SECONDS)

    def run(self):
        queue.requeue_jobs_of(self.worker_id)
        super().run()

    def run_task(self, db_task_result):
        """Do one job. Whatever it raises is a failure of the job, even an operator's second Ctrl-C."""
        job = Job.objects.get(pk=db_task_result.pk)
        self.running_task = True
        logger.info("Job %s %s begins, attempt %s", job.pk, job, job.attempts)
        try:
            queue.mark_succeeded(job, self.call_task(job))
        except BaseException as problem:  # noqa: BLE001
            close_old_connections()
            queue.handle_failure(job, problem)
        else:
            logger.info("Job %s %s is done", job.pk, job)
        finally:
            self.running_task = False
            self._run_tasks += 1

    def call_task(self, job):
        result = job.task_result
        context = [TaskContext(task_result=result)] if result.task.takes_context else []
        with orphan_files_removed():
            return result.task.call(*context, *result.args, **result.kwargs)

    def unregister(self):
        try:
            queue.requeue_jobs_of(self.worker_id)
            Worker.objects.filter(name=self.worker_id).delete()
        except DatabaseError as problem:
            logger.warning("Worker %s could not sign off: %s", self.worker_id, type(problem).__name__)
