"""What becomes of background work: a worker dies, a task fails, somebody tries again.

A task may run more than once: its worker may be killed at any moment, the last one included. So it must
do its work in transactions, and begin by looking what is done already. After the third attempt it is given
up, and whoever owns it is told (`on_given_up`).
"""

import logging
import traceback
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

MOST_ATTEMPTS = 3
# How long to wait after the first failure that may pass, and after the second.
DELAYS = [timedelta(seconds=10), timedelta(minutes=1)]
KEPT_FOR = timedelta(days=30)
# The next worker may begin at once.
NO_DELAY = timedelta(0)
# PostgreSQL: connection lost, deadlock, no resources, lock not available, server going down.
PASSING_CODES = {"08", "40", "53", "55", "57"}
NOBODY_WORKS = gettext_lazy(
    "No worker is running, and work has been waiting for more than a minute. To start one: manage.py work"
)

owners = {}
daily = {}


class TryAgain(Exception):  # noqa: N818
    """A task raises this when what stopped it may pass by itself, as a mail server that is down."""


class GivenUp(Exception):  # noqa: N818
    """The workers of a task died so often that the task itself may be what kills them."""


def on_given_up(task, function):
    """When `task` has failed for good, `function` is called with its arguments, in the same transaction.

    To be said in the module of the task, so that who knows the task knows its owner.
    """
    owners[task.module_path] = function


def every_day(task):
    """Workers put `task`, which takes no arguments, into the queue once a day, soon after midnight UTC.

    To be said in the module of the task.
    """
    daily[task.module_path] = task


def begin_day():
    """Puts up the work of today. Whichever worker is the first does it for all."""
    for task in daily.values():
        Job.objects.put_up_once(task, timezone.localdate())


def has_owner(job):
    """Whether somebody was told that it failed, and begins it again where it was asked for."""
    return job.task_path in owners


def passes(problem):
    """Whether a later attempt may well succeed: a locked file, a lost connection, a deadlock."""
    if isinstance(problem, TryAgain | InterfaceError):
        return True
    if not isinstance(problem, OperationalError):
        return False
    cause = problem.__cause__
    if hasattr(cause, "pgcode"):
        return cause.pgcode is None or cause.pgcode[:2] in PASSING_CODES
    return "locked" in str(problem)


def succeed(job, returned):
    """Notes that a job is done, unless meanwhile it was given to another worker."""
    return Job.objects.as_it_was(job).update(
        status=TaskResultStatus.SUCCESSFUL,
        finished_at=timezone.now(),
        return_value=returned,
        exception_class_path="",
        traceback="",
    )


def settle(job, problem):
    """Decides after a failure: once more, later or at once, or given up."""
    ended_early = isinstance(problem, SystemExit | KeyboardInterrupt)
    if job.attempts < MOST_ATTEMPTS and (ended_early or passes(problem)):
        delay = NO_DELAY if ended_early else DELAYS[job.attempts - 1]
        logger.warning("Job %s %s will be tried again: %s", job.pk, job, type(problem).__name__)
        return put_back(job, problem, delay)
    logger.error("Job %s %s has failed", job.pk, job, exc_info=problem)
    return end(job, problem)


def put_back(job, problem, delay=NO_DELAY):
    return Job.objects.as_it_was(job).update(
        status=TaskResultStatus.READY,
        run_after=timezone.now() + delay if delay else get_date_max(),
        exception_class_path=path_of(problem),
    )


def end(job, problem):
    """A job has failed for good, and its owner knows: both or neither.

    The message of the exception is not kept: it may hold what people typed. It stands in the log.
    """
    with transaction.atomic():
        ended = Job.objects.as_it_was(job).update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            exception_class_path=path_of(problem),
            traceback="".join(traceback.format_tb(problem.__traceback__)),
        )
        if ended:
            tell_owner(job)
    return ended


def path_of(problem):
    return f"{type(problem).__module__}.{type(problem).__qualname__}"


def tell_owner(job):
    try:
        owner = owners.get(job.task.module_path)
    except (ImportError, SuspiciousOperation):
        return  # the task is of another release
    if owner is None:
        return
    try:
        with transaction.atomic():
            owner(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    except Exception as refusal:
        if passes(refusal):
            raise
        logger.exception("The owner of job %s %s could not be told that it failed", job.pk, job)


def in_hand() -> list[Any]:
    """The jobs at which somebody is, or says so: not more than there are workers."""
    return list(Job.objects.running())


def take_back_lost(but=""):
    """Puts back or gives up what dead workers left behind, not what `but` is at. Returns how many jobs."""
    # In this order: who began one of these jobs had signed on before.
    running = in_hand()
    alive = {worker.name for worker in Worker.objects.alive()} if running else set()
    return take_back([job for job in running if job.worker not in {*alive, but}])


def take_back_from(name):
    """Puts back what the worker of this name left behind: it says itself that it is at nothing."""
    return take_back([job for job in in_hand() if job.worker == name])


def take_back(jobs):
    problem = GivenUp("Its workers died.")
    for job in jobs:
        logger.warning("Job %s %s was left behind by worker %s", job.pk, job, job.worker)
        if job.attempts < MOST_ATTEMPTS:
            put_back(job, problem)
        else:
            end(job, problem)
    return len(jobs)


@transaction.atomic
def try_again(pk):
    """A failed job waits again, with all its attempts before it."""
    job = Job.objects.failed().select_for_update().filter(pk=pk).first()
    if job is None:
        raise ValidationError(_("This work is not marked as failed any more, so nothing was changed."))
    if has_owner(job):
        raise ValidationError(
            _("This work is begun again where it was asked for: there it says that it failed.")
        )
    job.status = TaskResultStatus.READY
    job.worker_ids = []
    job.run_after = get_date_max()
    job.finished_at = None
    job.save(update_fields=["status", "worker_ids", "run_after", "finished_at"])
    return job


def tidy():
    """Forgets what was finished long ago, workers that fell silent long ago, and sessions that have ended."""
    Job.objects.finished_before(timezone.now() - KEPT_FOR).delete()
    Worker.objects.silent_for(timedelta(days=1)).delete()
    # In them may lie what somebody sent who never signed in again.
    call_command("clearsessions")


def stands_still():
    """Whether work waits and nobody is there to do it."""
    return Job.objects.overdue().exists() and not Worker.objects.alive()
