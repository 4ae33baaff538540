"""Jobs that were put into the queue before the modules of their tasks moved are still done."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils.module_loading import import_string
from django_tasks.base import Task

from authorities.models import Job
from recruiters.subscriptions.subscriptions import send_daily_news

MIGRATIONS = (
    import_module("authorities.migrations.0007_tasks_have_moved"),
    import_module("recruiters.migrations.0016_tasks_have_moved"),
)
MOVED = [(migration, *paths) for migration in MIGRATIONS for paths in migration.MOVED.items()]


@pytest.fixture
def waiting_job(db):
    send_daily_news.enqueue()
    return Job.objects.get()


def run(migration, direction):
    (operation,) = migration.Migration.operations
    getattr(operation, direction)(apps, SimpleNamespace(connection=connection))


@pytest.mark.parametrize(("migration", "before", "now"), MOVED)
def test_a_waiting_job_finds_its_task_where_it_is_now(migration, before, now, waiting_job):
    Job.objects.update(task_path=before)

    run(migration, "code")

    assert Job.objects.get().task_path == now
    assert isinstance(import_string(now), Task)


@pytest.mark.parametrize(("migration", "before", "now"), MOVED)
def test_the_way_back_names_the_task_as_before(migration, before, now, waiting_job):
    Job.objects.update(task_path=now)

    run(migration, "reverse_code")

    assert Job.objects.get().task_path == before


def test_other_jobs_keep_their_task(waiting_job):
    for migration in MIGRATIONS:
        run(migration, "code")

    assert Job.objects.get().task_path == waiting_job.task_path
