"""New files in a typed answer, before they are stored."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile


def find_uploads(value: Any) -> list[UploadedFile]:
    """Return every new file in a cleaned value, so that it can be stored before the value is."""
    if isinstance(value, UploadedFile):
        return [value]
    if isinstance(value, list | tuple):
        return [upload for item in value for upload in find_uploads(item)]
    if isinstance(value, dict):
        return [upload for item in value.values() for upload in find_uploads(item)]
    return []


def name_uploads(value: Any) -> Any:
    """Return a value with the name and size of each new file, as a stored one has them."""
    if isinstance(value, list):
        return [name_uploads(item) for item in value]
    if isinstance(value, dict):
        return {key: name_uploads(item) for key, item in value.items()}
    return {"id": "", "name": value.name, "size": value.size} if find_uploads(value) else value
