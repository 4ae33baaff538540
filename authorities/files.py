"""Uploaded files: limits, storage, download. A full disk is told in a sentence, and leaves no orphan."""

import errno
import io
import logging
import uuid
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    StopFutureHandlers,
    TemporaryFileUploadHandler,
)
from django.db import connection, transaction
from django.http import FileResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

# The first bytes of a file of each extension; office files are zip archives.
SIGNATURES = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
}


# The most files that a form takes that is open to everyone.
MOST_FILES = 5

FULL_DISK_CODES = {errno.ENOSPC, errno.EDQUOT}
FULL_DISK_MESSAGE = _(
    "The disk of this site is full, so nothing was saved. What you typed is still here. The administrators "
    "have been told. Please try again later."
)
# The files that the request or job at hand has stored: [(storage, name, what runs once they are committed)].
stored_files: ContextVar[list | None] = ContextVar("stored_files", default=None)


class StorageFull(ValidationError):
    """Raised where a file cannot be stored because the disk is full."""


def is_full_disk(problem):
    """Return True for what the operating system, PostgreSQL or SQLite raise when the disk is full."""
    if isinstance(problem, OSError):
        return problem.errno in FULL_DISK_CODES
    code = getattr(getattr(problem, "__cause__", None), "pgcode", None)
    return code == "53100" or "disk is full" in str(problem)


class PrivateFileStorage(FileSystemStorage):
    def _save(self, name, content):
        try:
            stored = super()._save(name, content)
        except OSError as problem:
            with suppress(OSError):
                self.delete(name)  # what was written of it
            if not is_full_disk(problem):
                raise
            logger.exception("The disk is full")
            raise StorageFull(FULL_DISK_MESSAGE) from problem
        self.remember(stored)
        return stored

    def remember(self, name):
        """Note the file until the transaction that names it is committed."""
        files = stored_files.get()
        if files is not None:
            entry = (self, name, partial(forget_file, files, name))
            files.append(entry)
            transaction.on_commit(entry[2])


def forget_file(files, name):
    files[:] = [entry for entry in files if entry[1] != name]


@contextmanager
def orphan_files_removed():
    """Delete the files that were stored within, if the transaction that names them was rolled back."""
    token = stored_files.set([])
    try:
        yield
    finally:
        still_open = [callback for _ids, callback, _robust in connection.run_on_commit]
        for storage, name, callback in list(stored_files.get() or ()):
            if callback not in still_open:
                with suppress(OSError):
                    storage.delete(name)
        stored_files.reset(token)


def private_storage():
    """Return the storage of files without an address; views serve them to those who may see the record."""
    return storages["default"]


def private_path(instance, file_name):
    """Return a name that nobody can guess, with the extension of the file that was sent."""
    return f"{instance._meta.model_name}/{uuid.uuid4()}{PurePath(file_name).suffix.lower()}"


def validate_document(upload):
    """Raise ValidationError for files that are too large, empty, or not what their extension says."""
    refuse_unstored(upload)
    signature = SIGNATURES.get(PurePath(upload.name).suffix.lower())
    if signature is None:
        allowed = ", ".join(sorted(SIGNATURES))
        raise ValidationError(
            _("Files of this type are not accepted. Allowed: %(allowed)s."), params={"allowed": allowed}
        )
    if upload.size > settings.MAX_UPLOAD_BYTES:
        raise ValidationError(
            _("The size of the file is %(size)s; the maximum is %(limit)s."),
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)},
        )
    upload.open()
    beginning = upload.read(8)
    upload.seek(0)
    if not beginning.startswith(signature):
        raise ValidationError(_("The file is empty or damaged, or its content does not match its name."))


def refuse_unstored(upload):
    """Raise StorageFull for an upload that arrived while the disk was full."""
    if getattr(upload, "disk_was_full", False):
        raise StorageFull(FULL_DISK_MESSAGE)


def expect_files(request):
    """Allow files from people without an account; call it before the view reads request.POST."""
    request.expects_files = True


class OversizedUploadHandler(FileUploadHandler):
    """Drop the files of a request whose declared length is larger than any page accepts from this visitor.

    Such a file arrives without content but with its size, so that the form can name it.
    """

    # Bytes allowed for the other fields of a form.
    FORM_OVERHEAD = 1024 * 1024

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.dropping = content_length > self.size_limit() + self.FORM_OVERHEAD

    def size_limit(self):
        limit_for_everyone = MOST_FILES * settings.MAX_UPLOAD_BYTES
        if hasattr(self.request, "user") and self.request.user.is_authenticated:
            return max(settings.MAX_IMPORT_BYTES, limit_for_everyone)
        return limit_for_everyone if hasattr(self.request, "expects_files") else 0

    def new_file(self, *args, **kwargs):
        super().new_file(*args, **kwargs)
        if self.dropping:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data, start):
        return None if self.dropping else raw_data

    def file_complete(self, file_size):
        if not self.dropping:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, size=file_size)


class DiskUploadHandler(TemporaryFileUploadHandler):
    """Lets a form arrive also when the disk is full: its file is without content, and the page says so."""

    def new_file(self, *args, **kwargs):
        self.disk_was_full = False
        self.keep_on(super().new_file, *args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        if not self.disk_was_full:
            self.keep_on(super().receive_data_chunk, raw_data, start)

    def file_complete(self, file_size):
        if not self.disk_was_full:
            return super().file_complete(file_size)
        upload = UploadedFile(io.BytesIO(), self.file_name, self.content_type, size=file_size)
        setattr(upload, "disk_was_full", True)  # noqa: B010 for `refuse_unstored`
        return upload

    def keep_on(self, action, *args, **kwargs):
        try:
            action(*args, **kwargs)
        except OSError as problem:
            if not is_full_disk(problem):
                raise
            self.disk_was_full = True
            if getattr(self, "file", None) is not None:
                self.file.close()


def serve_download(stored, name):
    """Return a stored file as a download that a browser will neither render nor run."""
    return forbid_rendering(FileResponse(stored.open("rb"), as_attachment=True, filename=name))


def stream_download(parts, name):
    """Return a download whose bytes are made while they are sent. `name` must not come from a visitor."""
    response = StreamingHttpResponse(parts)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return forbid_rendering(response)


def forbid_rendering(response):
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
