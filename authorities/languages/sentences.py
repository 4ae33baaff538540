"""Sentences that are stored as data, and shown in the language of whoever reads them.

Stored is the English message, which is its code in the catalogues, with the values that stand in it. A module
whose sentences are stored imports `build_sentence` as `_` and `build_plural` as `ngettext`.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

MESSAGE, PLURAL, NUMBER, VALUES = "message", "plural", "number", "values"
BEGINNING = f'{{"{MESSAGE}": '
NAMES = re.compile(r"%\((\w+)\)")


class Sentence(str):
    """A sentence in the language in which it was made, which remembers its message and its values."""

    message: str
    plural: str
    number: int
    values: Mapping[str, Any] | None

    def __new__(
        cls, message: str, plural: str = "", number: int = 0, values: Mapping[str, Any] | None = None
    ) -> "Sentence":
        template = ngettext(message, plural, number) if plural else gettext(message)
        sentence = super().__new__(cls, template if values is None else template % values)
        sentence.message, sentence.plural, sentence.number, sentence.values = message, plural, number, values
        return sentence

    def __mod__(self, values: Any) -> "Sentence":
        """Return the sentence with its values, which have names; those that it does not name are left."""
        names = NAMES.findall(self.message + self.plural)
        return type(self)(self.message, self.plural, self.number, {name: values[name] for name in names})


def build_sentence(message: str) -> Sentence:
    return Sentence(message)


def recall_message(text: Any) -> Any:
    """Return a message that a module defines lazily as a Sentence; anything else as it is."""
    if not isinstance(text, Promise):
        return text
    arguments = text._args  # type: ignore[attr-defined]
    return Sentence(*arguments) if len(arguments) == 1 else str(text)


def sentence_of(refusal: ValueError | ValidationError) -> str:
    """Return what an error says: as a Sentence, if it is one."""
    if isinstance(refusal, ValidationError):
        first, *others = refusal.error_list
        message = first.message if others else recall_message(first.message)
        if not isinstance(message, Sentence):
            return " ".join(refusal.messages)
        return message % first.params if first.params else message
    return refusal.args[0] if refusal.args and isinstance(refusal.args[0], str) else str(refusal)


def build_plural(message: str, plural: str, count: int) -> Sentence:
    return Sentence(message, plural, count)


def store_sentence(sentence: Any) -> Any:
    """Return a sentence as JSON keeps it; what is no Sentence stays the text that it is.

    >>> store_sentence("Care"), store_sentence(Sentence("Row %(row)s") % {"row": 2})
    ('Care', {'message': 'Row %(row)s', 'values': {'row': 2}})
    """
    sentence = recall_message(sentence)
    if not isinstance(sentence, Sentence):
        return sentence if sentence is None or isinstance(sentence, bool | int | float) else str(sentence)
    stored: dict[str, Any] = {MESSAGE: sentence.message}
    if sentence.plural:
        stored |= {PLURAL: sentence.plural, NUMBER: sentence.number}
    if sentence.values is not None:
        stored[VALUES] = {name: store_sentence(value) for name, value in sentence.values.items()}
    return stored


def restore_sentence(stored: Any) -> Any:
    """Return a stored sentence in the language of the reader; a text as it is.

    >>> restore_sentence({"message": "Row %(row)s", "values": {"row": 2}}), restore_sentence("Care")
    ('Row 2', 'Care')
    """
    if not isinstance(stored, dict):
        return stored
    values = stored.get(VALUES)
    if values is not None:
        values = {name: restore_sentence(value) for name, value in values.items()}
    return Sentence(stored[MESSAGE], stored.get(PLURAL, ""), stored.get(NUMBER, 0), values)


def sentence_as_text(sentence: Any) -> str:
    """Return a sentence as one text that `sentence_from_text` reads."""
    stored = store_sentence(sentence)
    return json.dumps(stored, ensure_ascii=False) if isinstance(stored, dict) else str(stored)


def sentence_from_text(text: str) -> str:
    """Return a sentence in the language of the reader; text that was never stored as data stays as it is.

    >>> stored = sentence_as_text(Sentence("Row %(row)s") % {"row": 2})
    >>> sentence_from_text(stored), sentence_from_text("{Care}")
    ('Row 2', '{Care}')
    """
    if not text.startswith(BEGINNING):
        return text
    try:
        return str(restore_sentence(json.loads(text)))
    except (ValueError, KeyError, TypeError):
        return text
