"""The search form, for everyone and for registrars."""

import unicodedata
from functools import cached_property

from django import forms
from django.utils.translation import gettext_lazy as _

from recruiters.search.terms import SearchTerms

# Long enough for a line from a message or a business card.
LONGEST_QUERY = 200
MOST_PAGES = 10


def replace_control_characters(text: str) -> str:
    """Return the text with spaces for control characters, which no name or number has."""
    return "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text)


class WordsField(forms.CharField):
    """Takes whatever a visitor types: cut where it is too long, without what cannot be printed."""

    def to_python(self, value: str | None) -> str:
        return super().to_python(replace_control_characters(value or ""))[:LONGEST_QUERY].strip()


class SearchForm(forms.Form):
    q = WordsField(
        label=_("Name or licence number"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
    )

    @cached_property
    def terms(self) -> SearchTerms:
        return SearchTerms.parse(self.cleaned_data["q"] if self.is_valid() else "")

    @cached_property
    def words(self) -> str:
        """What is searched for, as typed; blank if nothing of it can be compared."""
        return self.cleaned_data["q"] if self.terms.words else ""

    @property
    def page(self) -> int:
        """The page of the result; the first for whatever is no number of a page."""
        page = self.data.get("page", "")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 5 else 1
        return min(max(number, 1), MOST_PAGES)

    @property
    def was_cut(self) -> bool:
        return len(self["q"].data or "") > LONGEST_QUERY
