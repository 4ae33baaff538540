"""Work in the background: what is to be done, and who does it.

Each worker signs on, and says every few seconds that it is alive.
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

# A worker silent for so long is taken for dead.
SILENCE = timedelta(seconds=90)
# On its own machine its process speaks for it: no heart can write while a long import holds a file of SQLite.
# But not for ever, for after a while the number of the process may be another's.
LONGEST_WRITE = timedelta(hours=1)
# Work that waits for so long although nobody is at it is worth a warning.
PATIENCE = timedelta(minutes=1)


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
        """A list, because of some only their machine knows whether they have ended."""
        heard_of = self.filter(seen_at__gte=timezone.now() - LONGEST_WRITE)
        return [worker for worker in heard_of if worker.is_alive]

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
        """Whether its process, on this machine, is gone. Of other machines nobody here can tell."""
        return self.is_here and not process_exists(self.pid)

    @property
    def is_here(self):
        return self.host == platform.node()

    @property
    def is_alive(self):
        patience = LONGEST_WRITE if self.is_here else SILENCE
        return self.seen_at >= timezone.now() - patience and not self.has_ended


class JobQuerySet(DBTaskResultQuerySet):
    def waiting(self):
        return self.filter(status=TaskResultStatus.READY)

    def overdue(self):
        """What might have begun a while ago."""
        long_ago = timezone.now() - PATIENCE
        return self.ready().filter(enqueued_at__lt=long_ago)

    def latest_failures(self):
        return self.failed().order_by("-finished_at", "pk")

    def finished_before(self, moment):
        return self.finished().filter(finished_at__lt=moment)

    def put_up_once(self, task, day):
        """A job of a task for a day, unless there is or was one: its key says which, so none comes twice."""
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

    def waiting_for(self, pk, *tasks):
        """Not begun, of these tasks, about this record."""
        paths = [task.module_path for task in tasks]
        return self.waiting().filter(task_path__in=paths, args_kwargs__args=[pk])

    def as_it_was(self, job):
        """The row of a job, if meanwhile nobody else took or settled it."""
        return self.running().filter(pk=job.pk, worker_ids=job.worker_ids)


class Job(DBTaskResult):
    """A piece of work in the queue of django-tasks, with what our workers and their page need of it."""

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
        """The name of the one who is at it, or was last."""
        return self.worker_ids[-1] if self.worker_ids else ""

    @property
    def not_before(self):
        """The moment it waits for, None if it may begin at once."""
        return None if self.run_after == get_date_max() else self.run_after

    @property
    def problem(self):
        """The name of the exception that ended it: never its message, which may hold what people typed."""
        return self.exception_class_path.rpartition(".")[2]

    @property
    def place(self):
        """Where in the code it ended: "authorities/imports.py, 88"."""
        lines = re.findall(r'^  File "(.+)", line (\d+)', self.traceback, re.MULTILINE)
        if not lines:
            return ""
        file, number = lines[-1]
        return f"{'/'.join(Path(file).parts[-2:])}, {number}"
