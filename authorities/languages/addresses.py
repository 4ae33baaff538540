"""Addresses in the six languages: /fr/… in French, without a prefix in English.

`reverse()` answers in the active language, so the links of a page, and of a mail, stay in its language.
"""

from django.conf import settings
from django.urls import URLPattern, URLResolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language

from authorities.languages.un_languages import LANGUAGE_CODES

# {first segment of an address: Django's code of its language}; English has none.
PREFIXES = {prefix: code for prefix, code in LANGUAGE_CODES.items() if code != settings.LANGUAGE_CODE}
PREFIX_OF_LANGUAGE = {code: f"{prefix}/" for prefix, code in PREFIXES.items()}


class LanguagePrefix(LocalePrefixPattern):
    """The start of every address: the prefix of the active language, nothing in English."""

    def __init__(self):
        super().__init__(prefix_default_language=False)

    @property
    def language_prefix(self) -> str:
        return PREFIX_OF_LANGUAGE.get(get_language() or "", "")


def language_patterns(*patterns: URLPattern | URLResolver) -> list[URLResolver]:
    """Return the patterns so that they answer in each language, below its prefix."""
    return [URLResolver(LanguagePrefix(), list(patterns))]


def split_language(path: str) -> tuple[str, str]:
    """Return (language, path without its prefix).

    >>> split_language("/zh/rounds/1/?page=2"), split_language("/rounds/"), split_language("/fr")
    (('zh-hans', '/rounds/1/?page=2'), ('en', '/rounds/'), ('fr', '/'))
    """
    segment, _slash, rest = path.removeprefix("/").partition("/")
    if path.startswith("/") and segment in PREFIXES:
        return PREFIXES[segment], f"/{rest}"
    return settings.LANGUAGE_CODE, path


def path_in_language(path: str, language: str) -> str:
    """Return the path of the same page in a language; what is no path of ours stays as it is.

    >>> path_in_language("/rounds/1/?page=2", "fr"), path_in_language("/zh/rounds/", "en")
    ('/fr/rounds/1/?page=2', '/rounds/')
    """
    if not path.startswith("/"):
        return path
    _language, rest = split_language(path)
    prefix = PREFIX_OF_LANGUAGE.get(language, "")
    return f"/{prefix}{escape_leading_slashes(rest).removeprefix('/')}"


def path_without_language(path: str) -> str:
    """Return a path as it is stored, for readers of any language."""
    return split_language(path)[1]
