"""What visitors ask of the registers."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from recruiters.names import split_words

LONGEST_QUERY = 100
MOST_PAGES = 10


def replace_control_characters(text):
    """The text without control characters, which no name or number has."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


class WordsField(forms.CharField):
    """Takes whatever a visitor types: what is too long is cut, what cannot be printed is left out."""

    def to_python(self, value):
        return super().to_python(replace_control_characters(value or ""))[:LONGEST_QUERY].strip()


class SearchForm(forms.Form):
    q = WordsField(
        label=_("Name or licence number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def words(self):
        """What is searched for; blank if nothing of it can be compared."""
        typed = self.cleaned_data["q"] if self.is_valid() else ""
        return typed if split_words(typed) else ""

    @property
    def page(self):
        """The page of what was found; whatever else was asked for is the first."""
        asked = self.data.get("page", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 5 else 1
        return min(max(number, 1), MOST_PAGES)

    @property
    def was_cut(self):
        return len(self["q"].data or "") > LONGEST_QUERY
