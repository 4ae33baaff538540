"""Parts of a page that are written from plain values alone, once for the same values.

Such a part knows neither the request nor the visitor. What it shows follows from its content, the language,
the day and the address of this site, and all of them are the key by which it is remembered: a part can
neither be out of date nor belong to somebody.
"""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import lru_cache

from django.template import Library
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from authorities.site_address import site_address

register = Library()
# The largest, a map with its table, has about a hundred thousand letters.
MOST_PARTS = 400
# The indentation of the template, which no reader of the page sees.
LINE_ENDS = re.compile(r"\s*\n\s*")
ATOMS = (str, int, float, bool, date, type(None))


class NotPlainError(TypeError):
    """Is raised for content of which two may be equal and yet look different, such as a record."""


@register.simple_tag
def plain_part(template_name: str, **content: object) -> SafeString:
    """Return the part of that template; it gets `content` and nothing else of the page.

    Content that is not plain is written each time.
    """
    surroundings = (get_language(), datetime.now(UTC).date(), site_address(), get_script_prefix())
    try:
        return write_part(template_name, tuple(name_types(content)), surroundings)
    except TypeError:
        return render_to_string(template_name, content)


@lru_cache(maxsize=MOST_PARTS)
def write_part(
    template_name: str, content: tuple[tuple[str, type, object], ...], surroundings: tuple[object, ...]
) -> SafeString:
    """Return the part; `surroundings` is all that it depends on beside its content."""
    for _name, kind, value in content:
        if kind is not SafeString:  # a word of the template itself, which no other type is taken for
            require_plain(value)
    written = render_to_string(template_name, {name: value for name, _kind, value in content})
    return mark_safe(LINE_ENDS.sub("\n", written))  # noqa: S308 - the template has escaped it


def name_types(content: Mapping[str, object]) -> Iterator[tuple[str, type, object]]:
    """Yield what tells contents apart: 1, 1.0 and True are equal, a text and its markup too."""
    return ((name, type(value), value) for name, value in content.items())


def require_plain(value: object) -> None:
    """Raise NotPlainError unless equal values look the same: texts that know no markup, numbers, days."""
    if type(value) in ATOMS or isinstance(value, Enum | Promise):
        return
    if isinstance(value, Mapping):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, tuple | Set):
        inside = list(value)
    elif is_dataclass(value) and value.__dataclass_params__.frozen:  # type: ignore[union-attr]
        inside = [getattr(value, field.name) for field in fields(value)]
    else:
        raise NotPlainError(f"A part cannot be remembered by a {type(value).__name__}.")
    for one in inside:
        require_plain(one)
