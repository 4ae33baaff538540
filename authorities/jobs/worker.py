"""The worker: the loop of django-tasks, with a heart that beats, and patience with the database."""

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

from authorities.jobs import queue as background
from authorities.models import Job, Worker

logger = logging.getLogger(__name__)

QUEUES = ["default", "mail"]
# Seconds between two signs of life; between two looks for work left behind; between two looks whether a day
# has begun; between two times of tidying up.
BEAT, ROUND, MINUTE, DAY = 5, 15, 60, 24 * 60 * 60
# Seconds to wait for a database that does not answer.
RECOVERY = 2


def new_name():
    """A name that no worker had before: machine, process, and chance."""
    return f"{platform.node()[:40]}-{os.getpid()}-{get_random_string(6)}"


class Heart(threading.Thread):
    """Says that its worker is alive, also during a long task, and looks after what others left behind.

    A thread has its own connection. A beat that finds the database locked or gone is left out.
    """

    def __init__(self, name):
        super().__init__(name="heart", daemon=True)
        self.worker_name = name
        self.stopped = threading.Event()
        self.chores = {
            self.beat: BEAT,
            self.take_back_lost: ROUND,
            background.begin_day: MINUTE,
            background.tidy: DAY,
        }
        self.due = dict.fromkeys(self.chores, 0.0)

    def beat(self):
        known = Worker.objects.filter(name=self.worker_name).update(seen_at=timezone.now())
        if not known:
            sign_on(self.worker_name)

    def take_back_lost(self):
        """Not what its own worker is at, however long no beat could be written."""
        background.take_back_lost(but=self.worker_name)

    def run(self):
        while not self.stopped.wait(1):
            for chore, seconds in self.chores.items():
                if time.monotonic() >= self.due[chore]:
                    self.due[chore] = time.monotonic() + seconds
                    self.do(chore)
        connections.close_all()

    def do(self, chore):
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
        self.join(timeout=BEAT)


def sign_on(name):
    """Who had the number of this process before is not alive any more."""
    place = {"host": platform.node(), "pid": os.getpid()}
    Worker.objects.with_process(**place).exclude(name=name).delete()
    Worker.objects.create(name=name, **place)


class QueueWorker(db_worker.Worker):
    """Does one job after the other until it is told to stop, or with `batch` until nothing waits."""

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

    def live(self):
        """From signing on to signing off."""
        self.patiently(lambda: sign_on(self.worker_id))
        heart = Heart(self.worker_id)
        heart.start()
        try:
            self.patiently(background.take_back_lost)
            self.patiently(self.run)
        finally:
            heart.stop()
            self.sign_off()

    def patiently(self, deed):
        """Does a deed as often as the database needs to answer; between two tries nothing is left in hand."""
        while True:
            try:
                return deed()
            except DatabaseError as problem:
                if not background.passes(problem):
                    raise
                logger.warning("Worker %s waits for the database: %s", self.worker_id, type(problem).__name__)
                connections.close_all()
                time.sleep(RECOVERY)

    def run(self):
        background.take_back_from(self.worker_id)
        super().run()

    def run_task(self, db_task_result):
        """One job. Whatever it raises is its own failure, the exit of an impatient operator included."""
        job = Job.objects.get(pk=db_task_result.pk)
        self.running_task = True
        logger.info("Job %s %s begins, attempt %s", job.pk, job, job.attempts)
        try:
            background.succeed(job, self.call(job))
        except BaseException as problem:  # noqa: BLE001
            close_old_connections()
            background.settle(job, problem)
        else:
            logger.info("Job %s %s is done", job.pk, job)
        finally:
            self.running_task = False
            self._run_tasks += 1

    def call(self, job):
        result = job.task_result
        context = [TaskContext(task_result=result)] if result.task.takes_context else []
        return result.task.call(*context, *result.args, **result.kwargs)

    def sign_off(self):
        try:
            background.take_back_from(self.worker_id)
            Worker.objects.filter(name=self.worker_id).delete()
        except DatabaseError as problem:
            logger.warning("Worker %s could not sign off: %s", self.worker_id, type(problem).__name__)
