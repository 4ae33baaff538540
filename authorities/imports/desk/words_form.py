"""The form that asks what the words of a file mean, each once, with a guess where one is likely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from authorities.imports.coded_widgets import ListCell
from authorities.imports.desk.recurring_errors import UnknownWord
from authorities.imports.interpretation import extend_words

# The value of the choice to leave a word blank, which is the code of nothing.
BLANK = "~blank"
# Sent along with the earlier answers, so that ticks taken away are told from answers not shown.
ANSWERED = "explained"
# Of a longer list several meanings are typed, not ticked.
MOST_TO_TICK = 20


@dataclass(frozen=True)
class WordRow:
    """A word on the page: how it is answered, in how many rows it stands, whether its answer is a guess."""

    field: BoundField
    more: BoundField | None
    rows: int
    is_guessed: bool


class WordsForm(forms.Form):
    """For each unknown word its values in our list; what is left stays wrong.

    `explained` are the words of earlier answers, which may be changed.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        unknown: Sequence[UnknownWord],
        titles: Mapping[str, str],
        explained: Sequence[UnknownWord] = (),
    ) -> None:
        """Add a field for each word; where a list is long, also one for several meanings."""
        super().__init__(data, auto_id="word_%s")
        self.unknown, self.explained = unknown, explained
        for place, found in enumerate((*unknown, *explained)):
            self.add_fields(found, f"{titles[found.column]}: “{found.word}”", f"word_{place}")

    def add_fields(self, found: UnknownWord, label: str, name: str) -> None:
        initial = [BLANK] if found.guess == [] else found.guess or []
        blank = [] if found.cell.required else [(BLANK, found.cell.blank_label)]
        if found.takes_several and len(found.choices) <= MOST_TO_TICK:
            self.fields[found.key] = forms.MultipleChoiceField(
                label=label,
                choices=[*found.choices, *blank],
                required=False,
                initial=initial,
                widget=forms.CheckboxSelectMultiple(attrs={"id": name}),
            )
            return
        self.fields[found.key] = forms.ChoiceField(
            label=label,
            choices=[("", _("keep as an error")), *blank, *found.choices],
            required=False,
            initial=initial[0] if len(initial) == 1 else "",
            widget=forms.Select(attrs={"id": name}),
        )
        if found.takes_several:
            self.fields[f"{found.key}:more"] = forms.CharField(
                label=_("Or several, separated by semicolons"),
                max_length=200,
                required=False,
                initial="; ".join(initial) if len(initial) > 1 else "",
                widget=forms.TextInput(attrs={"id": f"{name}_more"}),
            )

    def clean(self) -> dict[str, Any]:
        """Read several meanings where they are typed."""
        for found in (*self.unknown, *self.explained):
            name = f"{found.key}:more"
            if typed := self.cleaned_data.get(name):
                try:
                    self.cleaned_data[found.key] = ListCell(found.cell).clean(typed)
                except ValueError as refusal:
                    self.add_error(name, str(refusal))
        return self.cleaned_data

    @property
    def rows(self) -> list[WordRow]:
        return [self.row_of(found) for found in self.unknown]

    @property
    def explained_rows(self) -> list[WordRow]:
        return [self.row_of(found) for found in self.explained]

    def row_of(self, found: UnknownWord) -> WordRow:
        more = f"{found.key}:more"
        return WordRow(
            self[found.key],
            self[more] if more in self.fields else None,
            found.rows,
            found.guess is not None and bool(found.rows),
        )

    def extended_reading(self, reading: dict[str, Any]) -> dict[str, Any]:
        """Return the way the file is read, with what these words mean.

        None stands for an earlier answer that was taken away: the word is asked about again.
        """
        words: dict[str, dict] = {}
        changeable = self.explained if ANSWERED in self.data else ()
        for found in (*self.unknown, *changeable):
            codes = self.answer(found)
            if codes is not None or found in changeable:
                words.setdefault(found.column, {})[found.word] = codes
        return extend_words(reading, words)

    def answer(self, found: UnknownWord) -> list[str] | None:
        """Return the codes that a word was given; None if it stays wrong."""
        given = self.cleaned_data.get(found.key) or []
        codes = [given] if isinstance(given, str) else list(given)
        if not codes:
            return None
        return [code for code in codes if code != BLANK]
