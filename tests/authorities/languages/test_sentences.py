"""Sentences that are stored as data and read in another language."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy, override

from authorities.languages.sentences import (
    build_plural,
    build_sentence,
    recall_message,
    restore_sentence,
    sentence_as_text,
    sentence_from_text,
    sentence_of,
    store_sentence,
)

ROWS = (
    "Row %(rows)s contains only totals and was skipped.",
    "Rows %(rows)s contain only totals and were skipped.",
)
READ = "Read as %(encoding)s, separated by %(delimiter)s."
SENTENCES = [
    build_sentence("This cell must not be blank."),
    build_sentence(READ) % {"encoding": "UTF-8", "delimiter": gettext_lazy("semicolons"), "unused": object()},
    build_sentence(READ) % {"encoding": "UTF-8", "delimiter": build_sentence("semicolons")},
    build_plural(*ROWS, 2) % {"rows": "3, 5"},
    recall_message(gettext_lazy("This cell must not be blank.")),
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_read_in_the_language_of_its_reader(sentence):
    stored = json.loads(json.dumps(store_sentence(sentence)))
    text = sentence_as_text(sentence)

    assert restore_sentence(stored) == sentence_from_text(text) == sentence
    with override("fr"):
        french = restore_sentence(stored)
        assert french == sentence_from_text(text)
        assert str(sentence) == sentence != french
        assert "semicolons" not in french
    assert restore_sentence(store_sentence(french)) == sentence


def test_text_from_before_stays_as_it_is():
    for text in ("Read as UTF-8.", "{}", '{"message": ', '{"message": "%(x)s", "values": {}}', "["):
        assert sentence_from_text(text) == restore_sentence(text) == text


def test_errors_give_their_sentence():
    said = build_sentence(READ) % {"encoding": "a", "delimiter": "b"}
    lazy = ValidationError(gettext_lazy("Row %(row)s: %(sentence)s"), params={"row": 2, "sentence": "No."})

    assert sentence_of(ValueError(said)) is said
    assert sentence_of(ValidationError(said)).message == READ
    assert (sentence_of(lazy), sentence_of(lazy).values["row"]) == ("Row 2: No.", 2)
    assert sentence_of(ValidationError(["a", "b"])) == "a b"
    assert [sentence_of(ValueError()), sentence_of(ValueError(3))] == ["", "3"]
