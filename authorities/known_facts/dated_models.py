"""Which models hold dated facts: figures and roles rest on them, so each change of one is in the log."""

from functools import cache

from django.apps import apps
from django.db.models import Model


def is_dated_fact(model: type[Model] | Model) -> bool:
    """Return True of a model, or a record of one, that says `is_dated_fact`."""
    return getattr(model, "is_dated_fact", False)


@cache
def dated_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if is_dated_fact(model)]
