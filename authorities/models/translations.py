"""Texts of a record in several languages: the default one stands in its column, the others beside it.

A reader gets each text in the language of the page, or else in the default one, and every text knows which
of them it is in: `round.texts["title"]`, in a template `round.texts.title|in_language`.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.languages import LANGUAGE_CODES, UN_LANGUAGES, active_un_language
from authorities.languages.direction import REFERENCE_LANGUAGE, TextInLanguage
from authorities.languages.translation_fields import TranslationsFormField

TRANSLATION_LANGUAGES = tuple(language for language in UN_LANGUAGES if language != REFERENCE_LANGUAGE)
# {language: {name of the field: text}}, without blanks.
Translations = dict[str, dict[str, str]]


class TranslationsField(models.JSONField):
    """The texts of a record in other languages than the default one."""

    def __init__(self, verbose_name: Any = None, **options: Any) -> None:
        super().__init__(verbose_name, **{**options, "default": dict, "blank": True})

    def formfield(self, **options: Any) -> Any:
        """Return one text area for each text and language."""
        model: Any = self.model
        texts = [model._meta.get_field(name) for name in model.translated_fields]
        return TranslationsFormField(
            texts, TRANSLATION_LANGUAGES, label=options.get("label") or self.verbose_name
        )


class ReaderTexts:
    """The texts of a record for the reader of the active language; each falls back to the default one."""

    def __init__(self, record: "TranslatedRecord") -> None:
        self.record = record

    def __getitem__(self, name: str) -> TextInLanguage:
        if name not in self.record.translated_fields:
            raise KeyError(name)
        language = active_un_language()
        words = self.record.translations.get(language, {}).get(name)
        if words:
            return TextInLanguage.of(words, LANGUAGE_CODES[language])
        return TextInLanguage.of(getattr(self.record, name), REFERENCE_LANGUAGE)


class TranslatedRecord(models.Model):
    """A record of which some texts exist in several languages; `translated_fields` names them."""

    translated_fields: ClassVar[tuple[str, ...]] = ()

    translations = TranslationsField(gettext_lazy("translations"))

    class Meta:
        abstract = True

    @property
    def texts(self) -> ReaderTexts:
        return ReaderTexts(self)

    def get_translations_display(self) -> str:
        """Return the translations as a person reads them beside those that somebody else has sent."""
        return "; ".join(
            f"{language}: {text}" for language, texts in self.translations.items() for text in texts.values()
        )

    def clean(self) -> None:
        super().clean()
        check_translations(self)


def check_translations(record: TranslatedRecord) -> None:
    """Raise ValidationError unless all translations are texts of the record in a known language."""
    for language, texts in record.translations.items():
        unknown = set(texts) - set(record.translated_fields)
        if language not in TRANSLATION_LANGUAGES or unknown:
            named = _("There are no translations of this kind: %(what)s.")
            what = ", ".join([language, *sorted(unknown)])
            raise ValidationError({"translations": named % {"what": what}})
        for name, text in texts.items():
            record._meta.get_field(name).clean(text, None)  # type: ignore[union-attr]


def merge_translations(stored: Translations, brought: Translations, reworded: set[str]) -> Translations:
    """Return stored translations with those that a file brings.

    What is stored here may have been mended here, so the file fills in what is missing. Of a text that was
    `reworded` in the default language the stored translations are out of date: they follow the file.

    >>> stored = {"fr": {"title": "Cycle un", "note": "Vieux"}}
    >>> merge_translations(stored, {"fr": {"title": "Cycle 1"}, "es": {"title": "Ronda 1"}}, {"note"})
    {'fr': {'title': 'Cycle un'}, 'es': {'title': 'Ronda 1'}}
    """
    merged: Translations = {}
    for language in TRANSLATION_LANGUAGES:
        here = {name: text for name, text in stored.get(language, {}).items() if name not in reworded}
        texts = brought.get(language, {}) | here
        if texts:
            merged[language] = texts
    return merged
