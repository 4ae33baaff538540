"""What only waits for a worker can be cancelled; what a worker has begun takes its course."""

import pytest
from django.core.exceptions import ValidationError

from authorities.imports import actions
from authorities.models import ImportState, Job
from recruiters.models import Recruiter
from tests.authorities.import_cast import text
from tests.authorities.import_room import checked, received, row
from tests.authorities.jobs.worker_process import work_off
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
def test_what_a_worker_has_begun_is_not_cancelled(request, registrar, client, begun):
    batch = request.getfixturevalue(begun)
    state = batch.state
    Job.objects.waiting().update(status="RUNNING", worker_ids=["w"])
    client.force_login(registrar)

    assert "Cancel this import" not in text(client.get(f"/imports/{batch.pk}/"))
    with pytest.raises(ValidationError, match="too late to cancel"):
        actions.cancel_import(batch, by=registrar)
    batch.refresh_from_db()
    assert (batch.state, batch.events.filter(move="cancel").count()) == (state, 0)


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
