"""A worker shows that it is alive, does the chores of the day, and bears with a database that is busy."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from authorities.jobs import queue
from authorities.jobs.worker import Heartbeat, QueueWorker
from authorities.models import Job, Worker
from authorities.models.work import MOST_SILENCE
from tests.authorities.jobs import worker_process
from tests.authorities.jobs.worker_process import a_worker, work_off


@pytest.mark.django_db
def test_a_heart_beats_and_signs_on_again_if_its_worker_was_forgotten():
    before = a_worker(seen_at=timezone.now() - MOST_SILENCE)

    Heartbeat("w").beat()
    Heartbeat("forgotten").beat()

    assert Worker.objects.get(name="w").seen_at > before.seen_at
    assert Worker.objects.get(name="forgotten").pid == os.getpid()


@pytest.fixture
def daily(monkeypatch):
    monkeypatch.setattr(queue, "DAILY_TASKS", {})
    monkeypatch.setattr(queue, "HOURLY_TASKS", {})
    queue.run_daily(worker_process.greet_the_day)
    return worker_process.greet_the_day


@pytest.mark.django_db
def test_the_work_of_a_day_is_put_up_once_by_whichever_worker_comes_first(daily, monkeypatch):
    for _worker in range(3):
        queue.enqueue_periodic_tasks()
    work_off()
    queue.enqueue_periodic_tasks()
    job = Job.objects.get()
    assert (job.task_path, job.queue_name, job.status) == (daily.module_path, "mail", "SUCCESSFUL")

    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(queue.timezone, "localdate", lambda: tomorrow)
    queue.enqueue_periodic_tasks()
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_who_comes_second_in_the_same_moment_puts_up_nothing(daily, monkeypatch):
    queue.enqueue_periodic_tasks()
    monkeypatch.setattr(type(Job.objects.all()), "exists", lambda self: False)
    queue.enqueue_periodic_tasks()

    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_beginning_the_day_is_a_chore_of_every_worker(daily):
    heart = Heartbeat("w")
    chore = next(chore for chore in heart.chores if chore is queue.enqueue_periodic_tasks)
    chore()

    assert (Job.objects.count(), heart.next_run[chore]) == (1, 0.0)


@pytest.mark.django_db
def test_a_heart_survives_a_database_that_is_locked(monkeypatch):
    beats = []
    heart = Heartbeat("w")
    monkeypatch.setattr("authorities.jobs.worker.connections.close_all", lambda: beats.append("closed"))

    heart.run_chore(raising(OperationalError("database is locked")))
    heart.run_chore(raising(KeyError("a mistake")))
    heart.run_chore(lambda: beats.append("beat"))

    assert beats == ["closed", "beat"]


def raising(problem):
    def chore():
        raise problem

    return chore


def test_a_worker_waits_for_a_database_that_is_locked(monkeypatch):
    monkeypatch.setattr("authorities.jobs.worker.RETRY_SECONDS", 0)
    monkeypatch.setattr("authorities.jobs.worker.connections.close_all", lambda: None)
    answers = [OperationalError("database is locked"), OperationalError("database is locked"), None]

    def deed():
        if answer := answers.pop(0):
            raise answer
        return "done"

    assert QueueWorker(name="w").retry_until_answered(deed) == "done"
