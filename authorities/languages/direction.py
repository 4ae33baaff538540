"""Text in another language than the page: it says which language it is, and keeps its own direction.

What the product is filled with is written in one language, the reference data in REFERENCE_LANGUAGE and an
instrument in its own. Every template shows such a text through the filter `in_language`, and a value in
words, which may be one or not, through `as_written`. In titles, options and sentences, where no element may
stand, `isolate` puts marks around it.
"""

from functools import lru_cache

from django.template.defaultfilters import linebreaks_filter, linebreaksbr
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, get_language_info

REFERENCE_LANGUAGE = "en"
MOST_LANGUAGES = 200


class TextInLanguage(str):
    """A text that knows which language it is in."""

    language = REFERENCE_LANGUAGE

    @classmethod
    def of(cls, text: str, language: str) -> "TextInLanguage":
        text = cls(text)
        text.language = language
        return text


def isolate(text: object) -> object:
    """Return a text in another language so that it keeps its own direction on a page written right to left.

    A bdi element cannot stand inside a title or an option: these marks can.
    """
    return f"\u2068{text}\u2069" if text and get_language_bidi() else text


@lru_cache(maxsize=MOST_LANGUAGES)
def is_right_to_left(language: str) -> bool:
    """Return True for a language written right to left; False also for one that Django does not know."""
    try:
        return bool(get_language_info(language)["bidi"])
    except KeyError:
        return False


def mark_language(text: object, language: str = REFERENCE_LANGUAGE) -> SafeString:
    """Return a text of the reference data or an instrument, marked with its language if that is another."""
    words = text if isinstance(text, str) else str(text or "")
    language = getattr(words, "language", language)
    marked = getattr(words, "html", None)  # a text of an instrument may have emphasis and links
    if marked is None:  # few texts have lines
        marked = linebreaksbr(words) if "\n" in words or "\r" in words else conditional_escape(words)
    if not words or language == get_language():
        return marked
    direction = "rtl" if is_right_to_left(language) else "ltr"
    words = f'<bdi lang="{escape(language)}" dir="{direction}">{marked}</bdi>'
    return mark_safe(words)  # noqa: S308 - escaped, or known to be safe


def mark_known_language(text: object) -> SafeString:
    """Return a label: marked with its language if it knows one, as it is if it is in that of the page."""
    return mark_language(text) if isinstance(text, TextInLanguage) else conditional_escape(str(text))


def paragraphs(text: str) -> SafeString:
    """Return a text that somebody wrote, in paragraphs; marked with its language if it knows another."""
    language = getattr(text, "language", get_language())
    if language == get_language():
        return linebreaks_filter(text)
    if "\n" not in text:
        return mark_language(text)
    direction = "rtl" if is_right_to_left(language) else "ltr"
    return format_html('<div lang="{}" dir="{}">{}</div>', language, direction, linebreaks_filter(text))


def as_written(text: object) -> SafeString:
    """Return a value in words: in the language it knows of, or in one that nobody knows."""
    if isinstance(text, TextInLanguage):
        return mark_language(text)
    return format_html("<bdi>{}</bdi>", linebreaksbr(str(text))) if text else SafeString("")
