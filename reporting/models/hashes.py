"""Hashes of content, which anyone can compute again, and the field of a record that holds one."""

import hashlib
import json
from typing import Any

from django.db import models


def hashable_json(content: Any) -> str:
    """Return `content` as JSON text in the one form that is hashed, so that anyone can compute it again."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_sha256(content: Any) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(hashable_json(content).encode()).hexdigest()


class HashField(models.CharField):
    """The hash of another field of the same record, written whenever the record is."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 64, "editable": False, "blank": True, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        sha256 = content_sha256(getattr(model_instance, self.of)) if self.of else ""
        setattr(model_instance, self.attname, sha256)
        return sha256

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}
