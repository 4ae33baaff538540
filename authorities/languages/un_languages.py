"""The six languages of the United Nations: the one that is active, and words in each of them."""

from django.utils import translation

from authorities.normalise import fold_label, normalise_label

UN_LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
# Django's code for each of them.
LANGUAGE_CODES = {language: language for language in UN_LANGUAGES} | {"zh": "zh-hans"}


def active_un_language():
    """Return the active language as one of UN_LANGUAGES; English if it is none of them."""
    language = (translation.get_language() or "en")[:2]
    return language if language in UN_LANGUAGES else "en"


def folded_translations(words):
    """Yield a lazy translation in each of the six languages, folded with every word that it has."""
    for language in LANGUAGE_CODES.values():
        with translation.override(language):
            yield fold_label(str(words))


def normalised_translations(words):
    """Yield a lazy translation in each of the six languages, in the form in which labels are compared."""
    for language in LANGUAGE_CODES.values():
        with translation.override(language):
            yield normalise_label(str(words))
