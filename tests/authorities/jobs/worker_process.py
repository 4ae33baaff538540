"""Real workers on the database of the tests, and tasks for them to do."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection
from django_tasks import task
from django_tasks_db.management.commands import db_worker

from authorities.jobs import queue
from authorities.jobs.worker import QueueWorker
from authorities.models import Worker

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def work_off(name="here"):
    """Does in this process all that waits, as a worker would; for tests that need no other process."""
    # A worker closes old connections; here one carries the transaction of the test.
    closing = "close_old_connections"
    with patch(f"authorities.jobs.worker.{closing}"), patch.object(db_worker, closing):
        QueueWorker(name=name, batch=True).run()


def address_of_database():
    """The DATABASE_URL of the database these tests run on."""
    parts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{parts['NAME']}"
    user = quote(parts["USER"]) + (f":{quote(parts['PASSWORD'])}" if parts["PASSWORD"] else "")
    query = urlencode({"host": parts["HOST"], "port": parts["PORT"], **parts["OPTIONS"]})
    return f"postgresql://{user}@/{quote(parts['NAME'])}?{query}"


def a_worker(name="w", **fields):
    return Worker.objects.create(name=name, **{"host": "elsewhere", "pid": 1, **fields})


def state_of(job):
    job.refresh_from_db()
    return job.status


def wait_until(condition, seconds=15):
    """What the condition says as soon as that is true; a failure if it never is."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError(f"Waited {seconds} seconds in vain.")


class RunningWorker:
    """`manage.py work` as a process of its own, at work once this is made. `output` is what it said."""

    def __init__(self, folder):
        self.log = Path(folder) / f"worker-{time.monotonic_ns()}.log"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MODE": "development",
            "DATABASE_URL": address_of_database(),
            "MEDIA_ROOT": settings.MEDIA_ROOT,
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "work", "--interval", "0.1"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_until(self.signed_on)

    def signed_on(self):
        assert self.process.poll() is None, self.output
        return Worker.objects.filter(pid=self.process.pid).exists()

    @property
    def output(self):
        return self.log.read_text()

    def kill(self):
        """As the system does it: nothing can be tidied up."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """As an operator does it. Returns the exit code."""
        self.process.terminate()
        return self.process.wait(15)


@contextmanager
def running_worker(folder):
    """A worker that ends with the block, if it has not been killed or stopped before."""
    worker = RunningWorker(folder)
    try:
        yield worker
    finally:
        worker.kill()


def note(path, word):
    with Path(path).open("a") as notes:
        notes.write(f"{word} ")


def notes(path):
    return Path(path).read_text().split() if Path(path).exists() else []


@task(takes_context=True)
def take_long_at_first(context, path):
    """Hangs when first tried, as an import does that is killed in the middle."""
    note(path, f"begun-{context.attempt}")
    if context.attempt == 1:
        time.sleep(60)
    note(path, "done")


@task()
def take_a_second(path):
    note(path, "begun")
    time.sleep(1)
    note(path, "done")


@task(queue_name="mail")
def say(path, word):
    note(path, word)


@task(queue_name="mail")
def greet_the_day():
    pass


@task()
def find_it_busy(path):
    note(path, "begun")
    raise queue.TryAgain


@task()
def go_wrong(path):
    note(path, "begun")
    raise ValueError(path)


@task()
def be_owned(path):
    raise ValueError


def regret(path):
    note(path, "regretted")


queue.call_on_failure(be_owned, regret)
