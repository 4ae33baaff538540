"""From upload to applied a file is parsed at most twice, and never trusted once it was altered."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports import actions
from authorities.models import Authority, Import, ImportState
from authorities.spreadsheets.reader import table_parsed
from recruiters.models import Recruiter
from tests.authorities.imports.import_steps import checked, confirmed, file_of, received, row
from tests.authorities.jobs.worker_process import work_off
from tests.authorities.spreadsheets import sample_files
from tests.factories import RegisterFactory

AUTHORITY = {
    "iso3": "PHL",
    "institution": "Department",
    "institution_type": "health_ministry",
    "valid_from": "2020-01-01",
}


@pytest.fixture
def parses():
    """A list that grows by one with each parse of a whole file."""
    found = []

    def count(sender, **_named):
        found.append(sender)

    table_parsed.connect(count)
    yield found
    table_parsed.disconnect(count)


@pytest.fixture(autouse=True)
def register(philippines):
    return RegisterFactory(member_state=philippines)


def whole_way(client, by, upload, kind="recruiters", scope="PHL/dmw"):
    """Send a file, look at its columns, check it and apply it."""
    batch = actions.receive_file(upload, kind=kind, scope=scope, by=by)
    client.force_login(by)
    assert client.get(reverse("import_columns", args=[batch.pk])).status_code == 200
    actions.request_check(batch, by=by, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()
    return confirmed(batch)


def test_a_text_is_parsed_for_its_check_and_for_its_apply(client, registrar, parses):
    batch = whole_way(client, registrar, file_of([row("A-1"), row("A-2")]))

    assert (batch.state, Recruiter.objects.count(), len(parses)) == (ImportState.APPLIED, 2, 2)


def test_a_workbook_is_parsed_when_it_comes_and_for_its_check(client, registrar, parses):
    upload = SimpleUploadedFile("book.xlsx", sample_files.workbook())
    batch = whole_way(client, registrar, upload)

    assert (batch.state, Recruiter.objects.count(), len(parses)) == (ImportState.APPLIED, 1, 2)


def test_so_is_a_sheet_that_goes_row_by_row(client, administrator, parses):
    batch = whole_way(client, administrator, file_of([AUTHORITY]), kind="authorities", scope="")

    assert (batch.state, Authority.objects.count(), len(parses)) == (ImportState.APPLIED, 1, 2)


def alter(batch):
    content = batch.file.read().replace(b"Alpha", b"Omega")
    batch.file.close()
    batch.file.storage.delete(batch.file.name)
    batch.file.storage.save(batch.file.name, ContentFile(content))


def test_a_file_that_was_altered_after_its_check_is_not_applied(registrar):
    batch = checked(registrar, row("A-1"))
    alter(batch)
    confirmed(batch)

    assert (batch.state, Recruiter.objects.count()) == (ImportState.FAILED, 0)
    assert batch.failure.startswith("The stored file is no longer the one that was sent")


def test_nor_is_a_workbook_whose_rows_the_check_has_kept(client, registrar):
    batch = actions.receive_file(
        SimpleUploadedFile("book.xlsx", sample_files.workbook()),
        kind="recruiters",
        scope="PHL/dmw",
        by=registrar,
    )
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    Import.objects.update(sha256="0" * 64)
    batch.refresh_from_db()
    confirmed(batch)

    assert (batch.state, Recruiter.objects.count()) == (ImportState.FAILED, 0)
    assert batch.failure.startswith("The stored file is no longer the one that was sent")


def test_a_file_that_was_altered_before_its_check_is_not_checked(registrar):
    batch = received(registrar, row("A-1"))
    alter(batch)
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()

    batch.refresh_from_db()
    assert batch.state == ImportState.FAILED


def test_a_file_that_was_altered_is_not_annotated(client, registrar):
    batch = checked(registrar, row("A-1"), row("A-2", valid_from="soon"))
    alter(batch)
    client.force_login(registrar)
    response = client.get(reverse("import_annotated", args=[batch.pk]), follow=True)

    assert "The stored file is no longer the one that was sent" in response.content.decode()
