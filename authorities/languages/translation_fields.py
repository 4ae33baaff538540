"""The form field of translations: a text area for each text in each language."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Field
from django.utils.translation import get_language_info

from authorities.languages import LANGUAGE_CODES
from authorities.languages.direction import is_right_to_left

LARGEST_TRANSLATION = 5000


class TranslationsWidget(forms.MultiWidget):
    """Text areas by language, each with the language and direction in which it is typed."""

    template_name = "authorities/translations_input.html"

    def __init__(self, keys: Sequence[tuple[str, Field]], attrs: dict[str, Any] | None = None) -> None:
        self.keys = keys
        areas: dict[str, forms.Widget | type[forms.Widget]] = {
            f"{language}_{text.name}": build_area(language) for language, text in keys
        }
        super().__init__(areas, attrs)

    def decompress(self, value: dict[str, dict[str, str]] | None) -> list[str]:
        return [(value or {}).get(language, {}).get(text.name, "") for language, text in self.keys]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add `languages`: [(name of the language, its code, [(label, id, text area)])]."""
        context = super().get_context(name, value, attrs)
        groups: dict[str, list] = {}
        for (language, text), area in zip(self.keys, context["widget"]["subwidgets"], strict=True):
            area["attrs"]["id"] = f"id_{area['name']}"
            groups.setdefault(language, []).append((text.verbose_name, area))
        context["languages"] = [
            (get_language_info(LANGUAGE_CODES[language])["name_local"], LANGUAGE_CODES[language], rows)
            for language, rows in groups.items()
        ]
        return context


def build_area(language: str) -> forms.Textarea:
    code = LANGUAGE_CODES[language]
    return forms.Textarea({"rows": 2, "lang": code, "dir": "rtl" if is_right_to_left(code) else "ltr"})


class TranslationsFormField(forms.MultiValueField):
    """Takes {language: {name of the text: words}}; blanks are left out."""

    def __init__(self, texts: Iterable[Field], languages: Sequence[str], **options: Any) -> None:
        self.keys = [(language, text) for language in languages for text in texts]
        fields = [
            forms.CharField(required=False, max_length=text.max_length or LARGEST_TRANSLATION)
            for _language, text in self.keys
        ]
        widget = TranslationsWidget(self.keys)
        super().__init__(fields, widget=widget, required=False, require_all_fields=False, **options)

    def compress(self, data_list: list[str]) -> dict[str, dict[str, str]]:
        translations: dict[str, dict[str, str]] = {}
        for (language, text), words in zip(self.keys, data_list, strict=False):
            if words:
                translations.setdefault(language, {})[text.name] = words
        return translations
