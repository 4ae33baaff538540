"""Results that follow from plain values and the language alone, and are found once for the same ones."""

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from django.urls import get_script_prefix
from django.utils.translation import get_language

Asked = ParamSpec("Asked")
Found = TypeVar("Found", bound=Hashable)


def remember_by_language(most: int) -> Callable[[Callable[Asked, Found]], Callable[Asked, Found]]:
    """Remember at most so many results of a function by arguments, language and first part of addresses.

    The function asks for nothing else: no record, no setting, no clock. All who ask share the result, so it
    is one that nobody can change.
    """

    def decorate(function: Callable[Asked, Found]) -> Callable[Asked, Found]:
        @lru_cache(maxsize=most)
        def find(_surroundings: Hashable, *args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            return function(*args, **kwargs)

        @wraps(function)
        def recall(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
            return find((get_language(), get_script_prefix()), *args, **kwargs)  # type: ignore[arg-type]

        recall.find = find  # type: ignore[attr-defined]
        return recall

    return decorate
