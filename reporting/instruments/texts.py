"""Texts of an instrument: stored in one language or several, shown in that of the reader.

A definition stores a text that exists in its main language alone as a plain text, and any other as
{language: text}. `Text` is what the rest of the product gets: the words for one reader, which know in
which language they are. Each text falls back for itself to the main language, then to any other.

What is no text is what the instrument means: opening a round freezes that, while texts may still be mended.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from authorities.languages.direction import REFERENCE_LANGUAGE, TextInLanguage, is_right_to_left
from reporting.instruments.markup import ELLIPSIS, REFERENCE, referenced_names, write_html, write_plain

MAIN_LANGUAGE = REFERENCE_LANGUAGE
StoredText = str | dict[str, str]
# The keys of a definition that hold texts, and those that hold rules, which are never looked into.
TEXT_KEYS = frozenset(
    (
        *("title", "text", "label", "hint", "heading", "guidance_hint"),
        *("constraint_message", "required_message", "warning_message"),
    )
)
# What a definition says of its texts, its source, its past and of what to look at again; no answer
# depends on it.
ABOUT_IT = frozenset(
    (
        *("note", "language", "languages", "provenance", "repeats_answers"),
        *("lineage", "continues", "prefill", "warning", "sum_of"),
    )
)


class Text(TextInLanguage):
    """The plain words of a text in its `language`; `html` shows its emphasis, links and line breaks.

    `${name}` stands in the words until `filled` puts the answer there. `translations` are the words in all
    languages of the instrument, if it has several.
    """

    translations: dict[str, str] = {}

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


class PairedText(Text):
    """A text that shows the same text in a second language below it, for those who read both."""

    first: Text
    second: Text

    def __new__(cls, first: Text, second: Text) -> "PairedText":
        paired = str.__new__(cls, str(first))
        paired.source, paired.language, paired.first, paired.second = (
            first.source,
            first.language,
            first,
            second,
        )
        return paired

    @property
    def html(self) -> SafeString:
        direction = "rtl" if is_right_to_left(self.second.language) else "ltr"
        below = format_html(
            '<span class="second" lang="{}" dir="{}">{}</span>',
            self.second.language,
            direction,
            self.second.html,
        )
        return format_html("{}{}", self.first.html, below)

    def filled(self, words_of: Callable[[str], str]) -> Text:
        return PairedText(self.first.filled(words_of), self.second.filled(words_of))


def pick_text(stored: StoredText, language: str, main: str) -> Text:
    """Return a stored text for a reader of `language`.

    >>> pick_text({"en": "Name", "fr": "Nom"}, "fr-ca", "en"), pick_text("Name", "fr", "en").language
    ('Nom', 'en')
    """
    if isinstance(stored, str):
        return Text(stored, main)
    words = stored.get(language)
    text = (
        Text(words, language)
        if words
        else next(iter(texts_by_preference(stored, language, main)), Text("", main))
    )
    text.translations = stored
    return text


def texts_by_preference(stored: dict[str, str], language: str, main: str) -> Iterator[Text]:
    """Yield the texts that are there: in the language wanted, then in the main one, then in any other."""
    there = {known: words for known, words in stored.items() if words}
    for wanted in (language, main):
        yield from (Text(words, known) for known, words in there.items() if is_same_language(known, wanted))
    yield from (Text(words, known) for known, words in there.items())


def words_in_every_language(text: Text) -> list[str]:
    return [str(text), *text.translations.values()]


def localise_lazily(text: Text) -> str | Promise:
    """Return a label that is in the language that is active when it is read, like one of a catalogue."""
    if not text.translations:
        return text
    pick = lazy(lambda: str(pick_text(text.translations, get_language() or "", text.language)), str)
    return pick()


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


def pair_texts(part: Any, other: Any) -> Any:
    """Return a localised part with each text above the same text of the other, where the languages differ."""
    if isinstance(part, Text):
        is_other = bool(other) and other.language != part.language
        return PairedText(part, other) if is_other else part
    if isinstance(part, list):
        return [pair_texts(mine, theirs) for mine, theirs in zip(part, other, strict=True)]
    if isinstance(part, dict):
        return {key: pair_texts(value, other[key]) for key, value in part.items()}
    return part


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


def meaning_of(part: Any) -> Any:
    """Return a part of a definition without its words."""
    if isinstance(part, list):
        return [meaning_of(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {key: meaning_of(value) for key, value in part.items() if key not in TEXT_KEYS | ABOUT_IT}


# A text of a definition: [(list, code in it)] down to its part, that part, and the key of the text in it.
TextPlace = tuple[list[tuple[str, str]], dict[str, Any], str]


def walk_texts(part: dict[str, Any], steps: Iterable[tuple[str, str]] = ()) -> Iterator[TextPlace]:
    """Yield the place of every text of a definition, in its order."""
    here = list(steps)
    yield from ((here, part, key) for key in sorted((TEXT_KEYS | {"note"}) & part.keys()))
    for name, items in part.items():
        for number, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict):
                code = item.get("code") or item.get("value") or str(number)
                yield from walk_texts(item, [*here, (name, code)])


def list_texts(definition: dict[str, Any], main: str) -> Iterator[tuple[tuple, str]]:
    """Yield ((codes down to the part, key of the text, language), words) of every text of a definition."""
    for steps, part, key in walk_texts(definition):
        for language, words in split_languages(part[key], main).items():
            yield (*(code for _list, code in steps), key, language), words


def split_languages(stored: StoredText, main: str) -> dict[str, str]:
    return stored if isinstance(stored, dict) else {main: stored}


def reworded_texts(before: dict[str, Any], after: dict[str, Any], main: str) -> list[dict[str, Any]]:
    """Return each text that differs, as {"place", "language", "before", "after"}; blank where there was none.

    >>> reworded_texts({"title": "Form"}, {"title": {"en": "Form", "fr": "Fiche"}}, "en")
    [{'place': ['title'], 'language': 'fr', 'before': '', 'after': 'Fiche'}]
    """
    old, new = dict(list_texts(before, main)), dict(list_texts(after, main))
    return [
        {"place": list(key[:-1]), "language": key[-1], "before": old.get(key, ""), "after": new.get(key, "")}
        for key in {**old, **new}
        if old.get(key, "") != new.get(key, "")
    ]
