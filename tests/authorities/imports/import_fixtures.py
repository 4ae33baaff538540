"""Imports on their way, for the tests of their pages: sent, checked, applied by the registrar."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from authorities.imports import actions
from authorities.models import ImportState
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory

HEADERS = "Licence No,Agency,Begins,Ends"
GOOD = "DMW-1,Northern Care,2024-01-01,2030-01-01"
WRONG = "DMW-2,Southern Care,first of May,2030-01-01"
MAPPING = {
    "licence_number": "Licence No",
    "legal_name": "Agency",
    "valid_from": "Begins",
    "valid_until": "Ends",
}
PAGES = ["import", "import_columns", "import_undo", "import_file"]


def upload(*rows, name="list.csv", headers=HEADERS):
    return SimpleUploadedFile(name, "\n".join([headers, *rows]).encode())


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def received(register, registrar):
    """Makes an import of rows, just sent."""

    def receive(*rows, **options):
        return actions.receive_file(
            upload(*rows), kind="recruiters", scope="PHL/dmw", by=registrar, **options
        )

    return receive


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """Does something, and the background work that it asks for."""

    def work(deed, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            result = deed(*args, **kwargs)
        work_off()
        return result

    return work


@pytest.fixture
def checked(received, registrar, worked):
    def check(*rows, **options):
        batch = received(*rows, **options)
        worked(actions.request_check, batch, by=registrar, mapping=MAPPING)
        batch.refresh_from_db()
        assert batch.state in (ImportState.CHECKED, ImportState.NOTHING), batch.failure
        return batch

    return check


@pytest.fixture
def applied(checked, registrar, worked):
    def apply(*rows, **options):
        batch = checked(*rows)
        worked(actions.request_apply, batch, by=registrar, **options)
        batch.refresh_from_db()
        assert batch.state == ImportState.APPLIED, batch.failure
        return batch

    return apply


@pytest.fixture
def desk(client, registrar):
    """The registrar's browser."""
    client.force_login(registrar)
    return client


def text(response):
    body = b"".join(response) if response.streaming else response.content
    return " ".join(body.decode().split())


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]
