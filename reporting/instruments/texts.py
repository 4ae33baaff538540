"""Texts of an instrument: stored in one language or several, shown in that of the reader.

A definition stores a text that exists in its main language alone as a plain text, and any other as
{language: text}. `Text` is what the rest of the product gets: the words for one reader, which know in
which language they are. Each text falls back for itself to the main language, then to any other.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from authorities.languages.direction import REFERENCE_LANGUAGE, TextInLanguage
from reporting.instruments.markup import ELLIPSIS, REFERENCE, referenced_names, write_html, write_plain

MAIN_LANGUAGE = REFERENCE_LANGUAGE
StoredText = str | dict[str, str]
# The keys of a definition that hold texts, and those that hold rules, which are never looked into.
TEXT_KEYS = frozenset(
    (
        *("title", "text", "label", "hint", "heading", "guidance_hint"),
        *("constraint_message", "required_message"),
    )
)


class Text(TextInLanguage):
    """The plain words of a text in its `language`; `html` shows its emphasis, links and line breaks.

    `${name}` stands in the words until `filled` puts the answer there.
    """

    source: str

    def __new__(cls, source: str, language: str) -> "Text":
        text = str.__new__(cls, write_plain(source))
        text.source, text.language = source, language
        return text

    @property
    def html(self) -> SafeString:
        return write_html(self.source, lambda name: ELLIPSIS)

    @property
    def references(self) -> list[str]:
        return referenced_names(self.source) if "${" in self.source else []

    def filled(self, words_of: Callable[[str], str]) -> "Text":
        """Return the text with answers in words; `words_of` gives those of one question."""
        return FilledText(self, words_of) if self.references else self


class FilledText(Text):
    """A text in which answers stand; in its HTML each stands in an element that a script keeps up to date."""

    words: Mapping[str, str]

    def __new__(cls, text: Text, words_of: Callable[[str], str]) -> "FilledText":
        words = {name: words_of(name) for name in text.references}
        plain = REFERENCE.sub(lambda found: words[found[1]] or ELLIPSIS, str(text))
        filled = str.__new__(cls, plain)
        filled.source, filled.language, filled.words = text.source, text.language, words
        return filled

    @property
    def html(self) -> SafeString:
        return write_html(
            self.source,
            lambda name: (
                f'<span data-output="{escape(name)}" dir="auto">{escape(self.words[name] or ELLIPSIS)}</span>'
            ),
        )


def pick_text(stored: StoredText, language: str, main: str) -> Text:
    """Return a stored text for a reader of `language`.

    >>> pick_text({"en": "Name", "fr": "Nom"}, "fr-ca", "en"), pick_text("Name", "fr", "en").language
    ('Nom', 'en')
    """
    if isinstance(stored, str):
        return Text(stored, main)
    for wanted in (language, main):
        for known, words in stored.items():
            if words and is_same_language(known, wanted):
                return Text(words, known)
    return next((Text(words, known) for known, words in stored.items() if words), Text("", main))


def is_same_language(known: str, wanted: str) -> bool:
    """Return True if a text in one language serves a reader of the other, whatever the country or script."""
    return known.lower().partition("-")[0] == wanted.lower().partition("-")[0]


def localise(part: Any, language: str, main: str) -> Any:
    """Return a copy of a part of a definition with a Text for each of its texts."""
    if isinstance(part, list):
        return [localise(item, language, main) if isinstance(item, dict) else item for item in part]
    return {
        key: pick_text(value, language, main)
        if key in TEXT_KEYS
        else localise(value, language, main)
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for key, value in part.items()
    }


def map_texts(part: Any, change: Callable[[Text], Text]) -> Any:
    """Return a copy of a localised part with each of its texts changed."""
    if isinstance(part, list):
        return [map_texts(item, change) if isinstance(item, dict) else item for item in part]
    return {
        key: change(value)
        if isinstance(value, Text)
        else map_texts(value, change)
        if isinstance(value, list) and value and isinstance(value[0], dict)
        else value
        for key, value in part.items()
    }
