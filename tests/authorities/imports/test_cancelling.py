"""An import can be cancelled until it is saved, whether its worker has begun, is dead, or still to come."""

import pytest

from authorities.imports import actions, tasks
from authorities.jobs import queue
from authorities.models import Import, ImportState, Job
from recruiters.models import Recruiter
from tests.authorities.imports.import_fixtures import text
from tests.authorities.imports.import_steps import checked, received, row
from tests.authorities.jobs.worker_process import state_of, work_off
from tests.factories import RegisterFactory


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def checking(registrar):
    batch = received(registrar, row("A-1"))
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    return batch


@pytest.fixture
def applying(registrar):
    batch = checked(registrar, row("A-1"))
    actions.request_apply(batch, by=registrar)
    return batch


@pytest.mark.parametrize("waiting", ["checking", "applying"])
def test_what_waits_is_cancelled_with_its_job(request, registrar, client, waiting):
    batch = request.getfixturevalue(waiting)
    client.force_login(registrar)
    assert "Cancel this import" in text(client.get(f"/imports/{batch.pk}/"))

    client.post(f"/imports/{batch.pk}/cancel/")
    work_off()
    batch.refresh_from_db()
    assert (batch.state, Job.objects.waiting().count(), Recruiter.objects.count()) == (
        ImportState.CANCELLED, 0, 0,
    )  # fmt: skip


@pytest.mark.parametrize("begun", ["checking", "applying"])
def test_what_a_worker_has_begun_is_cancelled_also_if_it_is_dead(request, registrar, client, begun):
    batch = request.getfixturevalue(begun)
    job = Job.objects.waiting().get()
    Job.objects.waiting().update(status="RUNNING", worker_ids=["dead"])
    client.force_login(registrar)
    assert "Cancel this import" in text(client.get(f"/imports/{batch.pk}/"))

    client.post(f"/imports/{batch.pk}/cancel/")
    queue.requeue_lost_jobs()
    work_off()
    batch.refresh_from_db()
    assert (batch.state, state_of(job), Recruiter.objects.count()) == (ImportState.CANCELLED, "SUCCESSFUL", 0)


@pytest.mark.parametrize(("begun", "step"), [("checking", "listing"), ("applying", "writing")])
def test_a_worker_that_is_at_it_finds_that_it_is_no_longer_asked_for(
    request, registrar, monkeypatch, begun, step
):
    batch = request.getfixturevalue(begun)
    go_on = tasks.ImportProgress.__call__

    def cancel_at(progress, name, done=0):
        go_on(progress, name, done)
        if name == step:
            actions.cancel_import(Import.objects.get(pk=batch.pk), by=registrar)

    monkeypatch.setattr(tasks.ImportProgress, "__call__", cancel_at)
    work_off()
    batch.refresh_from_db()
    assert (batch.state, Recruiter.objects.count()) == (ImportState.CANCELLED, 0)
    assert not Job.objects.exclude(status="SUCCESSFUL").exists()


def test_an_undo_that_waits_is_stopped_and_the_import_stays_applied(applying, registrar, client):
    work_off()
    applying.refresh_from_db()
    actions.request_undo(applying, by=registrar, note="The wrong file.")
    client.force_login(registrar)
    assert "Stop undoing" in text(client.get(f"/imports/{applying.pk}/"))

    client.post(f"/imports/{applying.pk}/cancel/")
    work_off()
    applying.refresh_from_db()
    assert (applying.state, Recruiter.objects.count()) == (ImportState.APPLIED, 1)


def test_another_import_may_write_once_the_first_is_cancelled(applying, registrar):
    actions.cancel_import(applying, by=registrar)
    second = checked(registrar, row("A-2"))
    actions.request_apply(second, by=registrar)
    assert second.state == ImportState.APPLYING


def test_only_the_job_of_the_import_goes(checking, registrar):
    other = received(registrar, row("A-2"))
    actions.request_check(other, by=registrar, mapping=other.mapping)
    actions.cancel_import(checking, by=registrar)

    assert [job.args_kwargs["args"] for job in Job.objects.waiting()] == [[other.pk]]
