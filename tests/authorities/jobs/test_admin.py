"""The page of background work: for administrators, without what is private."""

import sys
import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django_tasks.base import Task

from authorities.imports import actions
from authorities.jobs import labels, queue
from authorities.models import Job, Worker
from authorities.models.work import MOST_SILENCE
from recruiters.concerns import actions as concerns
from recruiters.subscriptions import subscriptions
from tests.authorities.imports.import_fixtures import MAPPING
from tests.authorities.jobs import worker_process
from tests.authorities.jobs.worker_process import work_off

PAGE = "/admin/authorities/job/"
PRIVATE = "Ms Private"
APPS = ("authorities.", "recruiters.", "reporting.")


@pytest.fixture
def jobs(db, tmp_path):
    """One that runs, one that waits, one that failed."""

    def make():
        running, failed, _waiting = (
            Job.objects.get(pk=worker_process.go_wrong.enqueue(PRIVATE).id) for _number in range(3)
        )
        for job in (running, failed):
            job.status, job.worker_ids = "RUNNING", ["old", "w"]
            job.started_at = timezone.now()
            job.save()
        queue.mark_failed(failed, ValueError(PRIVATE))
        return failed

    return make


def test_it_shows_who_works_what_runs_waits_and_failed(room, jobs):
    jobs()
    Worker.objects.create(name="w", host="elsewhere", pid=1)
    Worker.objects.create(name="v", host="elsewhere", pid=2, seen_at=timezone.now() - MOST_SILENCE)

    html = room.get(PAGE).content.decode()

    assert [html.count(word) for word in ("Alive", "Silent", "2 of 3", "Waiting (1)", "Failed (1)")] == [
        1
    ] * 5
    assert html.count("tests.authorities.jobs.worker_process.go_wrong</code>") == 3
    assert "<code>ValueError</code>" in html


@pytest.fixture
def work(received, registrar):
    """Something of everything that is done in the background, waiting."""

    def make():
        batch = received("DMW-1,Care")
        actions.request_check(batch, by=registrar, mapping=MAPPING)
        subscriptions.send_invitation.enqueue(1, "https://tracker.example")
        subscriptions.send_news_of_register.enqueue(1)
        concerns.notify_keepers.enqueue(1)
        return batch

    return make


def test_it_says_what_the_work_is_for_and_leads_to_it(room, work):
    batch = work()
    html = room.get(PAGE).content.decode()

    link = f'<a href="/imports/{batch.pk}/"><bdi>list.csv, Recruiters: PHL/dmw</bdi></a>'
    assert html.count(f"Check a spreadsheet: {link}") == 1
    assert (html.count("E-mail about an entry"), html.count("E-mail about a concern")) == (2, 1)


def test_every_task_has_a_name_in_words():
    modules = [module for name, module in list(sys.modules.items()) if name.startswith(APPS)]
    ours = [thing for module in modules for thing in vars(module).values()]

    assert {thing.module_path for thing in ours if isinstance(thing, Task)} == set(labels.TASK_LABELS)


def test_work_about_a_record_that_is_gone_is_named_without_it(room, work):
    work().delete()

    assert "Check a spreadsheet<br>" in " ".join(room.get(PAGE).content.decode().split())


def test_it_shows_neither_arguments_nor_messages(room, jobs):
    jobs()

    assert PRIVATE not in room.get(PAGE).content.decode()


def test_nothing_yet_is_said_in_words(room):
    html = room.get(PAGE).content.decode()

    assert html.count("Nothing.") == 3
    assert "No worker is running. To start one: manage.py work" in html


@pytest.mark.parametrize("number", [1, 3])
def test_more_rows_need_no_more_queries(room, jobs, work, django_assert_num_queries, number):
    Worker.objects.create(name="w", host="elsewhere", pid=1)
    for _turn in range(number):
        jobs()
        work()

    with django_assert_num_queries(11):
        room.get(PAGE)


def test_what_failed_comes_page_by_page(room, jobs):
    for _number in range(21):
        jobs()

    assert room.get(PAGE).content.decode().count('value="Try again"') == 20
    assert room.get(PAGE, {"page": "2"}).content.decode().count('value="Try again"') == 1
    assert room.get(PAGE, {"page": "9" * 30}).status_code == 200


def test_what_failed_is_told_to_try_again_and_by_whom_is_kept(room, jobs, administrator):
    failed = jobs()

    answer = room.post(f"{PAGE}{failed.pk}/again/", follow=True)

    failed.refresh_from_db()
    assert (failed.status, failed.worker_ids) == ("READY", [])
    assert "It is waiting for the next free worker." in answer.content.decode()
    assert LogEntry.objects.get().user == administrator


@pytest.mark.parametrize("pk", ["running", uuid.uuid4()])
def test_what_is_not_failed_is_left_alone(room, jobs, pk):
    jobs()
    known = Job.objects.running().get().pk if pk == "running" else pk

    answer = room.post(f"{PAGE}{known}/again/", follow=True)

    assert "no longer marked as failed" in answer.content.decode()
    assert Job.objects.running().exists()


def test_work_that_is_begun_again_elsewhere_has_no_button(room, tmp_path):
    job = Job.objects.get(pk=worker_process.be_owned.enqueue(str(tmp_path / "notes")).id)
    Job.objects.update(status="RUNNING")
    queue.mark_failed(Job.objects.get(), ValueError())

    page = room.get(PAGE).content.decode()
    assert ('value="Try again"' in page, "Start it again on the page where it was requested" in page) == (
        False,
        True,
    )
    assert "Start this work again" in room.post(f"{PAGE}{job.pk}/again/", follow=True).content.decode()


def test_looking_at_the_address_of_the_button_changes_nothing(room, jobs):
    failed = jobs()

    assert room.get(f"{PAGE}{failed.pk}/again/").status_code == 405


@pytest.mark.parametrize("role", ["focal_point", "registrar", "reviewer", "manager"])
def test_for_others_it_does_not_exist(client, request, jobs, role):
    failed = jobs()
    client.force_login(request.getfixturevalue(role))

    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}{failed.pk}/again/").status_code == 404
    assert Job.objects.failed().exists()


@pytest.mark.parametrize("address", ["/admin/", PAGE])
def test_administrators_are_told_when_work_waits_and_nobody_is_there(room, jobs, address):
    jobs()
    assert "No worker is running, and" not in room.get(address).content.decode()

    Job.objects.update(enqueued_at=timezone.now() - timedelta(minutes=2))
    assert room.get(address).content.decode().count("No worker is running, and") == 1


def test_the_room_leads_to_it_and_the_library_has_no_page(room):
    assert f'href="{PAGE}"' in room.get("/admin/").content.decode()
    assert room.get("/admin/django_tasks_database/dbtaskresult/").status_code == 404


def test_what_was_told_to_try_again_is_done(room, tmp_path):
    paper = str(tmp_path / "notes")
    job = Job.objects.get(pk=worker_process.say.enqueue(paper, "done").id)
    Job.objects.update(status="RUNNING")
    queue.mark_failed(Job.objects.get(), ValueError())

    room.post(f"{PAGE}{job.pk}/again/")
    work_off()

    assert worker_process.notes(paper) == ["done"]
