"""Addresses in the six languages: /fr/… in French, without a prefix in English.

`reverse()` answers in the active language, so the links of a page, and of a mail, stay in its language.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_script_prefix, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language

from authorities.languages.un_languages import LANGUAGE_CODES

# {first segment of an address: Django's code of its language}; English has none.
PREFIXES = {prefix: code for prefix, code in LANGUAGE_CODES.items() if code != settings.LANGUAGE_CODE}
PREFIX_OF_LANGUAGE = {code: f"{prefix}/" for prefix, code in PREFIXES.items()}
# Enough for the pages of all countries in each language.
MOST_ADDRESSES = 5000


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


def recall_address(name: str, *arguments: str | int) -> str:
    """Return what `reverse` finds in the active language; it looks for it once. Raises NoReverseMatch."""
    return find_once(get_language(), get_script_prefix(), name, arguments)


@lru_cache(maxsize=MOST_ADDRESSES)
def find_once(
    language: str | None,  # noqa: ARG001 - the active one, on which the address depends
    script_prefix: str,  # noqa: ARG001 - likewise
    name: str,
    arguments: tuple[str | int, ...],
) -> str:
    return reverse(name, args=arguments)


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
