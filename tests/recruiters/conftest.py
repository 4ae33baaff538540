"""The room of the registrar, and those who follow an entry by e-mail."""

from datetime import date

import pytest

from authorities.models import Job
from recruiters.models import Watch
from recruiters.subscriptions import subscriptions
from tests.factories import RegisterFactory
from tests.recruiters.certificates.certificate_cases import SEED, SITE, issue_certificate


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def desk(client, registrar, register):
    """Regina, signed in."""
    client.force_login(registrar)
    return client


@pytest.fixture
def signing_key(settings):
    """What signs is known, and so is the site that certificates name."""
    settings.SIGNING_KEY, settings.SIGNING_KEYS_RETIRED = (SEED, date(2026, 1, 1), None), []
    settings.SITE_ADDRESS = SITE


@pytest.fixture
def signed(care):
    return issue_certificate(care)


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Does what is enqueued when a block commits, as a worker would."""

    def work():
        for job in Job.objects.ready().filter(queue_name="mail"):
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
            job.delete()

    class Run:
        def __enter__(self):
            self.commits = django_capture_on_commit_callbacks(execute=True)
            self.commits.__enter__()

        def __exit__(self, *problem):
            self.commits.__exit__(*problem)
            work()

    return Run


@pytest.fixture
def watcher(care):
    """Makes somebody who follows `care` and has confirmed it."""

    def watcher(email="nurse@home.example", **fields):
        watch = Watch.objects.ask(fields.pop("recruiter", care), email, fields.pop("language", "en"))
        subscriptions.confirm_subscription(watch)
        return watch

    return watcher
