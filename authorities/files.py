"""Uploaded files: what is taken, where it lies, how it is handed out."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.http import FileResponse
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


def hand_out(stored, name):
    """A download that a browser will neither render nor run."""
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
