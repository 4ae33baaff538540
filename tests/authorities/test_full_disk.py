"""A full disk: a sentence, nothing half saved, no file that nothing names, and all that was typed."""

import errno
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryUploadedFile
from django.urls import reverse

from authorities.imports import actions, preview_file
from authorities.models import Authority, Import, ImportState, Job
from recruiters.models import Concern, ConcernFile
from reporting.models import Answer, Attachment
from tests.authorities.imports.import_fixtures import upload
from tests.authorities.jobs.worker_process import work_off
from tests.factories import AuthorityFactory, RegisterFactory
from tests.recruiters.concerns.sample_reports import REPORT, browser_data, make_picture

FULL = OSError(errno.ENOSPC, "No space left on device")
SENTENCE = "The disk of this site is full, so nothing was saved."


@pytest.fixture(autouse=True)
def media(settings, tmp_path, philippines):
    """An empty folder for files, a register, and nobody who has sent anything yet."""
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path / "media")
    RegisterFactory(member_state=philippines)
    return Path(settings.MEDIA_ROOT)


def left_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def full_disk(monkeypatch):
    """Takes so many files whole; of the next it writes a part."""

    def after(count):
        real, stored = FileSystemStorage._save, []

        def save(storage, name, content):
            stored.append(name)
            if len(stored) <= count:
                return real(storage, name, content)
            path = Path(storage.path(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"half a fi")
            raise FULL

        monkeypatch.setattr(FileSystemStorage, "_save", save)

    return after


def send_list(client):
    address = reverse("import_new", args=["recruiters"])
    return client.post(f"{address}?scope=PHL/dmw", {"file": upload("DMW-1,Care")})


def test_an_import_is_refused_in_a_sentence(client, registrar, media, full_disk):
    full_disk(0)
    client.force_login(registrar)
    page = send_list(client)

    assert SENTENCE in page.content.decode()
    assert (page.status_code, Import.objects.count(), left_in(media)) == (422, 0, [])


def test_an_import_that_the_database_does_not_take_leaves_no_file(client, registrar, media, monkeypatch):
    monkeypatch.setattr(Import, "save", lambda batch: 1 / 0)
    client.force_login(registrar)
    client.raise_request_exception = False

    assert (send_list(client).status_code, left_in(media)) == (500, [])


def test_a_preview_that_finds_no_room_fails_with_the_sentence(registrar, media, monkeypatch):
    batch = actions.receive_file(upload("DMW-1,Care"), kind="recruiters", scope="PHL/dmw", by=registrar)
    before = left_in(media)
    monkeypatch.setattr(preview_file, "write_csv_rows", lambda *args: (_ for _ in ()).throw(FULL))
    actions.request_check(batch, by=registrar, mapping=batch.mapping)
    work_off()
    batch.refresh_from_db()

    assert (batch.state, batch.failure.startswith(SENTENCE)) == (ImportState.FAILED, True)
    assert (left_in(media), Job.objects.get().status) == (before, "SUCCESSFUL")


@pytest.mark.parametrize("taken", [0, 1])
def test_a_concern_keeps_what_was_typed_and_leaves_neither_record_nor_file(client, media, full_disk, taken):
    full_disk(taken)
    typed = browser_data(documents=[make_picture(), make_picture("another.png")])
    page = client.post(REPORT, typed)

    assert page.status_code == 507
    assert SENTENCE in page.content.decode()
    assert page.context["form"]["text"].value() == typed["text"]
    assert (Concern.objects.count(), ConcernFile.objects.count(), left_in(media)) == (0, 0, [])


def test_an_answer_with_a_file_is_not_half_saved(client, focal_point, draft, media, full_disk):
    full_disk(0)
    client.force_login(focal_point)
    address = reverse("section", args=[6, "PHL", "sA"])
    bases = re.findall(r'name="(q\d-base)" value="([^"]*)"', client.get(address).content.decode())
    typed = {"q3-value": "typed", "q7-value": SimpleUploadedFile("law.pdf", b"%PDF-1.7 text")}
    page = client.post(address, {**dict(bases), **typed})

    assert page.status_code == 507
    assert "Nothing was saved. Go back in your browser" in page.content.decode()
    assert (Answer.objects.count(), Attachment.objects.count(), left_in(media)) == (0, 0, [])


def test_a_letter_that_finds_no_room_keeps_what_was_typed(
    client, administrator, philippines, media, full_disk
):
    full_disk(0)
    client.force_login(administrator)
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 text")
    persons = {"contact_persons-TOTAL_FORMS": 1, "contact_persons-INITIAL_FORMS": 0}
    typed = {
        "member_state": "PHL",
        "institution": "Department of Health",
        "institution_type": "health_ministry",
    }
    typed |= persons | {"valid_from": "2012-01-01", "contact_persons-0-name": "Ms Typed", "letter": letter}
    page = client.post(reverse("admin:authorities_authority_add"), typed).content.decode()

    assert page.count(SENTENCE) == 1
    assert all(f'value="{text}"' in page for text in ("Department of Health", "Ms Typed", "2012-01-01"))
    assert (Authority.objects.count(), left_in(media)) == (0, [])

    authority = AuthorityFactory(member_state=philippines)
    change = reverse("admin:authorities_authority_change", args=[authority.pk])
    letter.seek(0)
    assert SENTENCE in client.post(change, typed).content.decode()
    authority.refresh_from_db()
    assert (authority.letter.name, left_in(media)) == ("", [])


def test_a_large_upload_that_finds_no_room_on_its_way_is_told_too(
    client, registrar, media, settings, monkeypatch
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10

    def write(self, *args):
        raise FULL

    monkeypatch.setattr(TemporaryUploadedFile, "write", write, raising=False)
    client.force_login(registrar)
    page = send_list(client)

    assert (page.status_code, SENTENCE in page.content.decode(), Import.objects.count()) == (422, True, 0)
