"""A worker shows that it is alive, does the chores of the day, and bears with a database that is busy."""

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from authorities.jobs import queue as background
from authorities.jobs.worker import Heart, QueueWorker
from authorities.models import Job, Worker
from authorities.models.work import SILENCE
from tests.authorities.jobs import worker_process
from tests.authorities.jobs.worker_process import a_worker, work_off


@pytest.mark.django_db
def test_a_heart_beats_and_signs_on_again_if_its_worker_was_forgotten():
    before = a_worker(seen_at=timezone.now() - SILENCE)

    Heart("w").beat()
    Heart("forgotten").beat()

    assert Worker.objects.get(name="w").seen_at > before.seen_at
    assert Worker.objects.get(name="forgotten").pid == os.getpid()


@pytest.fixture
def daily(monkeypatch):
    monkeypatch.setattr(background, "daily", {})
    background.every_day(worker_process.greet_the_day)
    return worker_process.greet_the_day


@pytest.mark.django_db
def test_the_work_of_a_day_is_put_up_once_by_whichever_worker_comes_first(daily, monkeypatch):
    for _worker in range(3):
        background.begin_day()
    work_off()
    background.begin_day()
    job = Job.objects.get()
    assert (job.task_path, job.queue_name, job.status) == (daily.module_path, "mail", "SUCCESSFUL")

    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(background.timezone, "localdate", lambda: tomorrow)
    background.begin_day()
    assert Job.objects.count() == 2


@pytest.mark.django_db
def test_who_comes_second_in_the_same_moment_puts_up_nothing(daily, monkeypatch):
    background.begin_day()
    monkeypatch.setattr(type(Job.objects.all()), "exists", lambda self: False)
    background.begin_day()

    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_beginning_the_day_is_a_chore_of_every_worker(daily):
    heart = Heart("w")
    chore = next(chore for chore in heart.chores if chore is background.begin_day)
    chore()

    assert (Job.objects.count(), heart.due[chore]) == (1, 0.0)


@pytest.mark.django_db
def test_a_heart_survives_a_database_that_is_locked(monkeypatch):
    beats = []
    heart = Heart("w")
    monkeypatch.setattr("authorities.jobs.worker.connections.close_all", lambda: beats.append("closed"))

    heart.do(raising(OperationalError("database is locked")))
    heart.do(raising(KeyError("a mistake")))
    heart.do(lambda: beats.append("beat"))

    assert beats == ["closed", "beat"]


def raising(problem):
    def chore():
        raise problem

    return chore


def test_a_worker_waits_for_a_database_that_is_locked(monkeypatch):
    monkeypatch.setattr("authorities.jobs.worker.RECOVERY", 0)
    monkeypatch.setattr("authorities.jobs.worker.connections.close_all", lambda: None)
    answers = [OperationalError("database is locked"), OperationalError("database is locked"), None]

    def deed():
        if answer := answers.pop(0):
            raise answer
        return "done"

    assert QueueWorker(name="w").patiently(deed) == "done"
