"""What background work is for, in words: who knows a task says it in the module of the task."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Purpose:
    """What a job does and, where that is no secret, which record it is about and where that is shown."""

    words: str | Promise
    record: str = ""
    address: str = ""


@dataclass(frozen=True)
class Named:
    words: str | Promise
    records: Callable | None = None


tasks: dict[str, Named] = {}


def called(task, words, records=None):
    """`records` takes the first arguments of many jobs: {argument: (name of the record, its address)}."""
    tasks[task.module_path] = Named(words, records)


def give_purposes(jobs):
    """Sets the `purpose` of each job whose task has a name; the records of all are looked up at once."""
    known = [(job, tasks[job.task_path]) for job in jobs if job.task_path in tasks]
    asked = defaultdict(set)
    for job, task in known:
        asked[task.records].add(first_argument(job))
    found = {records: records(arguments) if records else {} for records, arguments in asked.items()}
    for job, task in known:
        job.purpose = Purpose(task.words, *found[task.records].get(first_argument(job), ()))


def first_argument(job):
    return next(iter(job.args_kwargs["args"]), None)
