"""Labels of background tasks, for the administrators who read the list of jobs."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class JobLabel:
    """The work of a job and, unless confidential, the record it is about and the address of its page."""

    words: str | Promise
    record: str = ""
    address: str = ""


@dataclass(frozen=True)
class TaskLabel:
    """The work of a task, and a function that looks up the records of many jobs, as in `label_task`."""

    words: str | Promise
    records: Callable | None = None


TASK_LABELS: dict[str, TaskLabel] = {}


def label_task(task, words, records=None):
    """Give a task a label. Call this at import time, in the module that defines the task.

    `records` takes the first arguments of many jobs; returns {argument: (name of the record, its address)}.
    """
    TASK_LABELS[task.module_path] = TaskLabel(words, records)


def add_labels(jobs):
    """Set the `label` of each job whose task has one. Records are looked up once for all jobs of a kind."""
    known = [(job, TASK_LABELS[job.task_path]) for job in jobs if job.task_path in TASK_LABELS]
    arguments_of = defaultdict(set)
    for job, task in known:
        arguments_of[task.records].add(first_argument(job))
    found = {records: records(arguments) if records else {} for records, arguments in arguments_of.items()}
    for job, task in known:
        job.label = JobLabel(task.words, *found[task.records].get(first_argument(job), ()))


def first_argument(job):
    return next(iter(job.args_kwargs["args"]), None)
