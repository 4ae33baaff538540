"""A second language in which a respondent sees the questions, below the one of the page.

The choice holds for the visit: it is kept in the session.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from reporting.instruments.texts import is_same_language
from reporting.models import Instrument

SESSION_KEY = "second_language"


@dataclass(frozen=True)
class LanguageChoice:
    """A language that may be shown below that of the page, by its own name."""

    code: str
    name: str
    is_chosen: bool


def read_second_language(request: HttpRequest) -> str:
    """Return the chosen language; an empty text if there is none, or it is the language of the page."""
    chosen = str(request.session.get(SESSION_KEY, ""))
    return "" if is_same_language(chosen, get_language() or "") else chosen


def choose_second_language(request: HttpRequest, instrument: Instrument) -> None:
    """Keep the language that was sent, if the instrument has it; else none is shown."""
    wanted = request.POST.get("second_language", "")
    request.session[SESSION_KEY] = wanted if wanted in instrument.languages else ""


def second_languages(instrument: Instrument, chosen: str) -> list[LanguageChoice]:
    """Return the languages of an instrument that can stand below that of the page."""
    here = get_language() or ""
    return [
        LanguageChoice(code, own_language_name(code), code == chosen)
        for code in instrument.languages
        if not is_same_language(code, here)
    ]


def own_language_name(code: str) -> str:
    try:
        info: dict[str, Any] = get_language_info(code)
    except KeyError:
        return code
    return str(info["name_local"])
