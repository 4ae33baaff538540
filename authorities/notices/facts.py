"""Facts of a notice: kept as JSON in every language, read in one."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, override

# The facts that name what the notice is about, and the subject of its mail where that is not the usual one.
RECORD, SUBJECT = "record", "subject"


def say_in_each_language(words: Callable[[], object]) -> str | dict[str, str]:
    """Return a text as it reads in each language, or one text if it reads alike in all of them."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found[language] = str(words())
    return found if len(set(found.values())) > 1 else next(iter(found.values()))


def freeze_fact(value: Any) -> Any:
    """Return a fact as JSON: days as ISO 8601; records and lazy texts as they read in each language."""
    if isinstance(value, Model | Promise):
        return say_in_each_language(lambda: value)
    if isinstance(value, date):
        return value.isoformat()
    json.dumps(value)
    return value


def freeze_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: freeze_fact(value) for name, value in facts.items()}


def read_fact(value: Any) -> Any:
    """Return a fact in the active language: a day in words, a text in this language or in English."""
    if isinstance(value, dict):
        return value.get(get_language() or "en", value.get("en", ""))
    if not isinstance(value, str):
        return value
    return read_stored_moment(value)


def read_stored_moment(text: str) -> str:
    """Return a day or a moment of ISO 8601 in words, anything else as it is."""
    try:
        if day := parse_date(text):
            return date_format(day)
        if moment := parse_datetime(text):
            return f"{date_format(timezone.localtime(moment), 'DATETIME_FORMAT')} UTC"
    except (ValueError, OverflowError):
        pass  # it looks like a day, and there is none
    return text


def read_notice_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: read_fact(value) for name, value in facts.items()}
