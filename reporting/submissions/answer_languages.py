"""The language in which an answer in words was written: that of the page on which it was typed."""

from typing import Any

from django.utils.translation import get_language, get_language_info

from authorities.languages.direction import TextInLanguage
from reporting.instruments.question_types import Question, QuestionType, type_of

WORDS = frozenset((QuestionType.TEXT, QuestionType.LONG_TEXT))


def takes_words(question: Question) -> bool:
    """Return True if the answer is written in some language: a text, or a cell that holds one."""
    return any(type_of(part) in WORDS for part in (question, *question.get("columns", ())))


def language_of_answer(question: Question, stored: dict[str, Any], *, is_whole: bool) -> str:
    """Return the language of an answer that is written now; blank if it holds several languages, or no words.

    `is_whole` is False if cells of the `stored` answer may stay as they are, in their own language.
    """
    now = get_language() or ""
    if not takes_words(question):
        return ""
    is_mixed = not is_whole and stored["value"] and stored.get("language", "") != now
    return "" if is_mixed else now


def mark_words(question: Question, value: Any, text: str, language: str) -> str:
    """Return the text of a value so that it knows its language, if it is known and the value holds words."""
    if language and isinstance(value, str) and type_of(question) in WORDS:
        return TextInLanguage.of(text, language)
    return text


def name_other_language(language: str) -> str:
    """Return the name of a language in the active one; an empty text if it is the active one, or unknown.

    >>> from django.utils.translation import override
    >>> with override("fr"):
    ...     name_other_language("ar"), name_other_language("fr"), name_other_language("x-klingon")
    ('Arabe', '', '')
    """
    try:
        return "" if language == get_language() else str(get_language_info(language)["name_translated"])
    except KeyError:
        return ""
