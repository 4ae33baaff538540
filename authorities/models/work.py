"""Background work: the jobs in the queue, and the workers that do them.

Each worker registers, and records every few seconds that it is alive.
"""

import os
import platform
import re
import uuid
from datetime import timedelta
from pathlib import Path

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

# A worker on another machine that is silent for longer is taken for dead.
MOST_SILENCE = timedelta(seconds=90)
# On its own machine the process shows that it is alive: no heartbeat can be written while a long import locks
# a file of SQLite. But not for ever, as the system may give the number of the process to another one.
MOST_SILENCE_HERE = timedelta(hours=1)
# Administrators are warned of work that waits longer while no worker is alive.
OVERDUE_AFTER = timedelta(minutes=1)


def process_exists(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it belongs to somebody else
        return True
    return True


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self):
        """Return a list, as the database does not know which processes on this machine have ended."""
        candidates = self.filter(seen_at__gte=timezone.now() - MOST_SILENCE_HERE)
        return [worker for worker in candidates if worker.is_alive]

    def with_process(self, host, pid):
        return self.filter(host=host, pid=pid)

    def silent_for(self, duration):
        return self.filter(seen_at__lt=timezone.now() - duration)


class Worker(models.Model):
    name = models.CharField(_("name"), max_length=64, primary_key=True)
    host = models.CharField(_("machine"), max_length=255)
    pid = models.PositiveIntegerField(_("process"))
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        ordering = ["started_at"]

    def __str__(self):
        return self.name

    @property
    def has_ended(self):
        """True if its process has ended; on other machines that cannot be known, and it is False."""
        return self.is_here and not process_exists(self.pid)

    @property
    def is_here(self):
        return self.host == platform.node()

    @property
    def is_alive(self):
        limit = MOST_SILENCE_HERE if self.is_here else MOST_SILENCE
        return self.seen_at >= timezone.now() - limit and not self.has_ended


class JobQuerySet(DBTaskResultQuerySet):
    def waiting(self):
        return self.filter(status=TaskResultStatus.READY)

    def overdue(self):
        """Return the jobs that could have begun a while ago."""
        long_ago = timezone.now() - OVERDUE_AFTER
        return self.ready().filter(enqueued_at__lt=long_ago)

    def latest_failures(self):
        return self.failed().order_by("-finished_at", "pk")

    def finished_before(self, moment):
        return self.finished().filter(finished_at__lt=moment)

    def enqueue_once(self, task, day):
        """Put a task into the queue for a day or an hour, once: the key of the job is made of both."""
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"{task.module_path} {day}")
        if self.filter(pk=key).exists():
            return
        job = self.model(
            pk=key,
            args_kwargs={"args": [], "kwargs": {}},
            priority=task.priority,
            task_path=task.module_path,
            queue_name=task.queue_name,
            run_after=get_date_max(),
            backend_name=task.backend,
        )
        self.bulk_create([job], ignore_conflicts=True)

    def waiting_with_argument(self, pk, *tasks):
        """Return the jobs of these tasks that have not begun and have `pk` as their argument."""
        paths = [task.module_path for task in tasks]
        return self.waiting().filter(task_path__in=paths, args_kwargs__args=[pk])

    def still_running(self, job):
        """Return the row of a job, unless another worker has taken or finished it meanwhile."""
        return self.running().filter(pk=job.pk, worker_ids=job.worker_ids)


class Job(DBTaskResult):
    """A job in the queue of django-tasks, with what our workers and their page need to know of it."""

    objects = JobQuerySet.as_manager()

    class Meta:
        proxy = True
        verbose_name = _("background work")
        verbose_name_plural = _("background work")

    def __str__(self):
        return self.task_path

    @property
    def attempts(self):
        return len(self.worker_ids)

    @property
    def worker(self):
        """The name of the worker that does it, or did it last."""
        return self.worker_ids[-1] if self.worker_ids else ""

    @property
    def starts_after(self):
        """The moment it waits for; None if it may begin at once."""
        return None if self.run_after == get_date_max() else self.run_after

    @property
    def problem(self):
        """The class of the exception that ended it; never its message, which may hold what people typed."""
        return self.exception_class_path.rpartition(".")[2]

    @property
    def failure_location(self):
        """The file and line where it failed, as in "imports/actions.py, 88"; "" if it did not."""
        lines = re.findall(r'^  File "(.+)", line (\d+)', self.traceback, re.MULTILINE)
        if not lines:
            return ""
        file, number = lines[-1]
        return f"{'/'.join(Path(file).parts[-2:])}, {number}"
