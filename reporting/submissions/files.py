"""The files of an answer: a list of {"id", "name", "size"}; older answers hold one by itself."""

from pathlib import PurePath
from typing import Any

MOST_FILES_OF_AN_ANSWER = 10


def list_files(value: Any) -> list[Any]:
    """Return the files that an answer or cell holds, stored ones and new ones alike.

    >>> list_files({"id": "1"}) == list_files([{"id": "1"}]) == [{"id": "1"}]
    True
    """
    if isinstance(value, list):
        return [file for file in value if file]
    return [value] if value else []


def file_kind(name: str) -> str:
    """Return what kind of file a name says it is, as people call it: “PDF”.

    >>> file_kind("Law of 2019.docx"), file_kind("law")
    ('DOCX', '')
    """
    return PurePath(name).suffix.lstrip(".").upper()
