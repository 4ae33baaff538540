"""The six languages of the United Nations, and how each of them sorts and writes."""

from authorities.languages.un_languages import (
    LANGUAGE_CODES,
    UN_LANGUAGES,
    active_un_language,
    folded_translations,
    normalised_translations,
)

__all__ = [
    "LANGUAGE_CODES",
    "UN_LANGUAGES",
    "active_un_language",
    "folded_translations",
    "normalised_translations",
]
