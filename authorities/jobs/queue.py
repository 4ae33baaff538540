"""Retry and requeue background work: after a worker has died, a task has failed, or somebody asks for it.

A task may run more than once, for its worker may be killed at any moment, even the last one. So it must do
its work in transactions, and begin by checking what is done already. After the third attempt it has failed,
and the function registered by `call_on_failure` is called. Mail is tried for a day, ever more seldom.
"""

import logging
import traceback
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import TaskResultStatus
from django_tasks_db.models import get_date_max

from authorities.models import Job, Worker

logger = logging.getLogger(__name__)

# How long to wait after the first temporary failure, and after the second; the third is the last.
DELAYS = [timedelta(seconds=10), timedelta(minutes=1)]
# The same for mail: a mail server may be down for a day.
MAIL_QUEUE = "mail"
MAIL_DELAYS = [timedelta(minutes=minutes) for minutes in (1, 4, 10, 30, 60, 120, 240, 480, 495)]
RETENTION = timedelta(days=30)
# The next worker may begin at once.
NO_DELAY = timedelta(0)
# PostgreSQL: connection lost, deadlock, no resources, lock not available, server going down.
TEMPORARY_CODES = {"08", "40", "53", "55", "57"}
NO_WORKER_WARNING = gettext_lazy(
    "No worker is running, and work has been waiting for more than a minute. To start one: manage.py work"
)

FAILURE_HANDLERS = {}
DAILY_TASKS = {}
HOURLY_TASKS = {}


class TryAgain(Exception):  # noqa: N818
    """Raised by a task that may succeed later, as when a mail server is down."""


class WasDone(Exception):  # noqa: N818
    """Raised by a failure handler if the work is done all the same: its worker was killed while the database
    committed what it had written."""


class GivenUp(Exception):  # noqa: N818
    """The workers of a task died so often that the task itself may be the cause."""


def call_on_failure(task, function):
    """Have `function` called with the arguments of `task` when it has failed for good, in one transaction.

    Call this at import time, in the module that defines the task.
    """
    FAILURE_HANDLERS[task.module_path] = function


def run_daily(task):
    """Have `task`, which takes no arguments, run once a day, soon after midnight UTC.

    Call this at import time, in the module that defines the task.
    """
    DAILY_TASKS[task.module_path] = task


def run_hourly(task):
    """Have `task`, which takes no arguments, run once an hour.

    Call this at import time, in the module that defines the task.
    """
    HOURLY_TASKS[task.module_path] = task


def enqueue_periodic_tasks():
    """Put the tasks of today and of this hour into the queue, unless another worker has done it."""
    for task in DAILY_TASKS.values():
        Job.objects.enqueue_once(task, timezone.localdate())
    for task in HOURLY_TASKS.values():
        Job.objects.enqueue_once(task, f"{timezone.localtime():%Y-%m-%dT%H}")


def has_failure_handler(job):
    """Return True if the failure was passed on, so that the work is begun again where it came from."""
    return job.task_path in FAILURE_HANDLERS


def is_temporary(problem):
    """Return True if a later attempt may succeed: after a locked file, a lost connection, a deadlock."""
    if isinstance(problem, TryAgain | InterfaceError):
        return True
    if not isinstance(problem, OperationalError):
        return False
    cause = problem.__cause__
    if hasattr(cause, "pgcode"):
        return cause.pgcode is None or cause.pgcode[:2] in TEMPORARY_CODES
    return "locked" in str(problem)


def mark_succeeded(job, returned):
    """Record that a job is done, unless another worker has it by now. Return how many rows were changed."""
    return Job.objects.still_running(job).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=returned,
        exception_class_path="",
        traceback="",
    )


def delays_of(job):
    """Return how long to wait after each attempt; the attempt after them is the last."""
    return MAIL_DELAYS if job.queue_name == MAIL_QUEUE else DELAYS


def most_attempts(job):
    return len(delays_of(job)) + 1


def is_last_attempt(job):
    return job.attempts >= most_attempts(job)


def handle_failure(job, problem):
    """Requeue a job that failed, or mark it as failed for good. Return how many rows were changed."""
    ended_early = isinstance(problem, SystemExit | KeyboardInterrupt)
    if not is_last_attempt(job) and (ended_early or is_temporary(problem)):
        delay = NO_DELAY if ended_early else delays_of(job)[job.attempts - 1]
        logger.warning("Job %s %s will be tried again: %s", job.pk, job, type(problem).__name__)
        return requeue(job, problem, delay)
    logger.error("Job %s %s has failed", job.pk, job, exc_info=problem)
    return mark_failed(job, problem)


def requeue(job, problem, delay=NO_DELAY):
    """Let a job wait again for a worker, for `delay` at least. Return how many rows were changed."""
    return Job.objects.still_running(job).update(
        status=TaskResultStatus.READY,
        run_after=timezone.now() + delay if delay else get_date_max(),
        exception_class_path=class_path(problem),
    )


def mark_failed(job, problem):
    """Mark a job as failed and call its failure handler, in one transaction.

    The message of the exception is not stored, as it may hold what people typed. It is in the log.
    """
    with transaction.atomic():
        ended = Job.objects.still_running(job).update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=class_path(problem),
            traceback="".join(traceback.format_tb(problem.__traceback__)),
        )
        if ended:
            try:
                call_failure_handler(job)
            except WasDone:
                mark_done(job)
    return ended


def mark_done(job):
    Job.objects.filter(pk=job.pk).update(
        status=TaskResultStatus.SUCCESSFUL, exception_class_path="", traceback=""
    )


def class_path(problem):
    return f"{type(problem).__module__}.{type(problem).__qualname__}"


def call_failure_handler(job):
    try:
        handler = FAILURE_HANDLERS.get(job.task.module_path)
    except (ImportError, SuspiciousOperation):
        return  # the task is of another release
    if handler is None:
        return
    try:
        with transaction.atomic():
            handler(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    except Exception as refusal:
        if is_temporary(refusal) or isinstance(refusal, WasDone):
            raise
        logger.exception("The owner of job %s %s could not be told that it failed", job.pk, job)


def running_jobs() -> list[Any]:
    """Return the jobs that workers are doing, or were when they died: at most one for each worker."""
    return list(Job.objects.running())


def requeue_lost_jobs(except_of=""):
    """Requeue the jobs of dead workers, except of the worker named. Return how many there were."""
    # In this order, for workers register before they begin a job.
    running = running_jobs()
    alive = {worker.name for worker in Worker.objects.alive()} if running else set()
    return requeue_or_give_up([job for job in running if job.worker not in {*alive, except_of}])


def requeue_jobs_of(name):
    """Requeue the jobs of a worker that is doing none of them any more."""
    return requeue_or_give_up([job for job in running_jobs() if job.worker == name])


def requeue_or_give_up(jobs):
    """Requeue jobs whose workers died; after the last attempt mark them as failed. Return how many."""
    problem = GivenUp("Its workers died.")
    for job in jobs:
        logger.warning("Job %s %s was left behind by worker %s", job.pk, job, job.worker)
        if not is_last_attempt(job):
            requeue(job, problem)
            continue
        # What its worker sent last may still be under way: whether it is done shows in the next round.
        with suppress(TryAgain):
            mark_failed(job, problem)
    return len(jobs)


@transaction.atomic
def retry_failed_job(pk):
    """Let a failed job wait again, with all its attempts. Raises ValidationError if that is not possible."""
    job = Job.objects.failed().select_for_update().filter(pk=pk).first()
    if job is None:
        raise ValidationError(_("This work is no longer marked as failed, so nothing was changed."))
    if has_failure_handler(job):
        raise ValidationError(
            _("Start this work again on the page where it was requested: that page shows that it failed.")
        )
    job.status = TaskResultStatus.READY
    job.worker_ids = []
    job.run_after = get_date_max()
    job.finished_at = None
    job.save(update_fields=["status", "worker_ids", "run_after", "finished_at"])
    return job


def delete_old_records():
    """Delete jobs finished long ago, workers silent for long, and sessions that have ended."""
    Job.objects.finished_before(timezone.now() - RETENTION).delete()
    Worker.objects.silent_for(timedelta(days=1)).delete()
    # They may hold a form of somebody who never signed in again.
    call_command("clearsessions")


def is_stalled():
    """Return True if work is overdue and no worker is alive."""
    return Job.objects.overdue().exists() and not Worker.objects.alive()
