"""Mail goes out from the queue, and what fails is tried again for a day, ever more seldom."""

from datetime import timedelta

import pytest
from django.utils import timezone

from authorities.jobs.mail import post
from authorities.models import Job
from tests.authorities.jobs.worker_process import state_of, work_off

pytestmark = pytest.mark.django_db


class Down:
    """A mail server that does not answer."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def job(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    post("Some\nnews", "Good.", ["somebody@ministry.example"])
    return Job.objects.get()


def wait_of(job):
    """How long the job waits after one more attempt, in minutes; None if it was the last."""
    job.refresh_from_db()
    Job.objects.filter(pk=job.pk).update(run_after=timezone.now() - timedelta(seconds=1))
    work_off(f"worker-{job.attempts}")
    job.refresh_from_db()
    if job.status == "FAILED":
        return None
    return round((job.starts_after - timezone.now()).total_seconds() / 60)


def test_a_mail_server_that_is_down_for_a_day_loses_nothing(job):
    waits = []
    while (wait := wait_of(job)) is not None:
        waits.append(wait)

    assert waits == sorted(waits)
    assert sum(waits) == 24 * 60
    assert job.problem == "TryAgain"


def test_it_goes_out_as_soon_as_the_server_is_back(job, settings, mailoutbox):
    wait_of(job)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wait_of(job)

    assert state_of(job) == "SUCCESSFUL"
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("Some news", ["somebody@ministry.example"])]
