"""Uploaded files: what is taken, where it lies, how it is handed out."""

import io
import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import FileResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

# A file must begin as its ending says; office files are zip archives.
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


# As many as a form takes that is open to everyone.
MOST_FILES = 5


def private_storage():
    """Files nobody reaches by address; a view hands them to those who may see the record."""
    return storages["default"]


def private_path(instance, file_name):
    """A name nobody can guess, with the ending of the file that was sent."""
    return f"{instance._meta.model_name}/{uuid.uuid4()}{PurePath(file_name).suffix.lower()}"


def validate_document(upload):
    """Refuses files that are too large, empty, or not what their ending says."""
    signature = SIGNATURES.get(PurePath(upload.name).suffix.lower())
    if signature is None:
        allowed = ", ".join(sorted(SIGNATURES))
        raise ValidationError(
            _("Files of this kind are not taken. Allowed: %(allowed)s."), params={"allowed": allowed}
        )
    if upload.size > settings.MAX_UPLOAD_BYTES:
        raise ValidationError(
            _("The file has %(size)s; at most %(limit)s are taken."),
            params={"size": filesizeformat(upload.size), "limit": filesizeformat(settings.MAX_UPLOAD_BYTES)},
        )
    upload.open()
    beginning = upload.read(8)
    upload.seek(0)
    if not beginning.startswith(signature):
        raise ValidationError(_("The file is empty, damaged, or not what its name says."))


def expect_files(request):
    """For a page that takes files of people without an account, before it looks at what they sent."""
    request.expects_files = True


class TooLargeIsDropped(FileUploadHandler):
    """Keeps nothing of a request that announces more than any page takes, or any of those for everyone.

    What was sent arrives as a file without content that still knows its size, so that the form can say so.
    """

    # The other fields of a form, and what stands between them.
    BESIDE_THE_FILE = 1024 * 1024

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.dropping = content_length > self.most() + self.BESIDE_THE_FILE

    def most(self):
        of_anybody = MOST_FILES * settings.MAX_UPLOAD_BYTES
        if hasattr(self.request, "user") and self.request.user.is_authenticated:
            return max(settings.MAX_IMPORT_BYTES, of_anybody)
        return of_anybody if hasattr(self.request, "expects_files") else 0

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


def hand_out(stored, name):
    """A download that a browser will neither render nor run."""
    return neither_rendered_nor_run(FileResponse(stored.open("rb"), as_attachment=True, filename=name))


def hand_out_parts(parts, name):
    """The same of bytes that are made while they are sent. `name` is one of ours."""
    response = StreamingHttpResponse(parts)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return neither_rendered_nor_run(response)


def neither_rendered_nor_run(response):
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
