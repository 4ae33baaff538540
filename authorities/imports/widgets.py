"""The cells of a spreadsheet, what they may hold and what that means: text, states, choices, lists."""

import datetime
import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import Widget
from rapidfuzz import fuzz, process

from authorities.imports.item_lists import split_items
from authorities.languages import UN_LANGUAGES, normalised_translations
from authorities.models import MemberState
from authorities.normalise import normalise_label
from authorities.reference_data.country_names import (
    DOUBTFUL_CODES,
    codes_by_other_name,
    split_parentheses,
    territories,
)
from authorities.spreadsheets.blanks import BLANKS, is_blank
from authorities.spreadsheets.error_cells import LostCell, is_error_text

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_BREAK = re.compile(r"\s*[\r\n\t]\s*")
# Endings of words in folded Latin, Cyrillic and Arabic letters; what is left of short words says little.
VOWELS, SHORT = "aeiouаеиоуыэюяه", 4
# How alike, of 100, a name must be to be worth asking about.
LIKELY = 85
validate_address = URLValidator()


def cell_text(value: Any) -> str:
    """Return a cell as it reads on the sheet; raise ValueError with a sentence if it holds no text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, LostCell):
        raise ValueError(value.sentence)
    if isinstance(value, datetime.date):
        raise ValueError(
            _("Excel changed this into a date. Format the column as text and type the value again.")
        )
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip(BLANKS)
    if is_error_text(text):
        raise ValueError(_("The cell contains an Excel error."))
    if UNPRINTABLE.search(text):
        raise ValueError(_("The cell contains characters that cannot be printed."))
    return text


class Cell(Widget):
    """A blank cell is refused where a value is required; else it means `blank_value()`.

    `wanted` says what to write, `allowed` are the values it may hold, if they are few; `when_blank` is what a
    blank cell says in this file.
    """

    wanted: str | Promise = ""
    allowed: Sequence = ()
    when_blank: str = ""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__()
        self.required = required

    def blank_value(self) -> Any:
        return ""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        if not is_blank(value):
            return self.read(value, row)
        if self.when_blank:
            return self.read(self.when_blank, row)
        if self.required:
            raise ValueError(_("This cell must not be blank."))
        return self.blank_value()


class TextCell(Cell):
    # What holds nothing to mend is taken as it is, a whole column at a time.
    plain_text = True

    def __init__(self, *, lines: bool = False, wanted: str | Promise = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines
        self.wanted = wanted

    def read(self, value: Any, row: Any) -> str:
        text = cell_text(value)
        return text.replace("\r\n", "\n") if self.lines else LINE_BREAK.sub(" ", text)


class WebCell(TextCell):
    """An address on the web. The rule of its field checks it too, but says less of what is wrong."""

    wanted = gettext_lazy("The full web address, for example https://www.care.example.")

    def read(self, value: Any, row: Any) -> str:
        text = super().read(value, row)
        if is_address(text):
            return text
        if is_address(f"https://{text}"):
            sentence = _("“%(value)s” is not the whole address. Write https://%(value)s.")
            raise ValueError(sentence % {"value": text})
        sentence = _("“%(value)s” is not a web address. Write the full address, for example %(example)s.")
        raise ValueError(sentence % {"value": text, "example": "https://www.care.example"})


def is_address(text: str) -> bool:
    try:
        validate_address(text)
    except ValidationError:
        return False
    return True


class StateCell(Cell):
    """An ISO 3166 alpha-3 code, or the UN name in one of the six languages.

    All states are fetched once for a whole sheet.
    """

    wanted = gettext_lazy("The three-letter ISO 3166 code of the country, or its name.")

    def blank_value(self) -> None:
        return None

    @cached_property
    def states(self) -> dict[str, MemberState]:
        return MemberState.objects.in_bulk()

    @cached_property
    def states_by_name(self) -> dict[str, MemberState]:
        return {
            normalise_label(getattr(state, f"name_{language}")): state
            for state in self.states.values()
            for language in UN_LANGUAGES
        }

    @property
    def also_known(self) -> dict:
        """Return {code: name} of what may stand here beside Member States."""
        return {}

    def code_of(self, text: str) -> str | None:
        """Return the code that a text names as people call countries; None if nobody knows it."""
        if code := self.find_code(text):
            return code
        if parts := split_parentheses(text):
            first, second = map(self.find_code, parts)
            return first if first == second else None
        return None

    def find_code(self, text: str) -> str | None:
        code, name = text.strip().upper(), normalise_label(text)
        if code in DOUBTFUL_CODES:
            return None
        if code in self.states or code in self.also_known:
            return code
        if state := self.states_by_name.get(name):
            return state.pk
        other = self.codes_by_iso2.get(code) or codes_by_other_name().get(name)
        return other if other in self.states or other in self.also_known else None

    @cached_property
    def codes_by_iso2(self) -> dict[str, str]:
        return {state.iso2: code for code, state in self.states.items()}

    def read(self, value: Any, row: Any) -> Any:
        """Return the state; raise ValueError with a suggestion where the text comes close to one."""
        text = cell_text(value)
        if code := self.code_of(text):
            return self.states[code]
        raise ValueError(self.explain_unknown(text))

    def explain_unknown(self, text: str) -> str:
        if meant := self.codes_by_iso2.get(text.upper()):
            sentence = _(
                "Unknown Member State code “%(value)s”. The code has three letters: did you mean %(meant)s?"
            )
            return sentence % {"value": text, "meant": meant}
        if meant := self.closest_code(normalise_label(text)):
            sentence = _("Unknown Member State “%(value)s”. Did you mean %(meant)s?")
            return sentence % {"value": text, "meant": meant}
        return _("Unknown Member State code “%(value)s”.") % {"value": text}

    def closest_code(self, name: str) -> str | None:
        """Return the code of the only name that a typing error is likely to have made this of."""
        known = {spelt: state.pk for spelt, state in self.states_by_name.items()}
        known |= {spelt: code for spelt, code in codes_by_other_name().items() if code in self.states}
        found = (
            process.extractOne(name, list(known), scorer=fuzz.ratio, score_cutoff=LIKELY)
            if len(name) > SHORT
            else None
        )
        return known[found[0]] if found else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return getattr(value, "pk", value) or ""


class StateCodeCell(StateCell):
    """The same, where the code itself is kept."""

    def read(self, value: Any, row: Any) -> str:
        text = cell_text(value)
        if code := self.code_of(text):
            return code
        raise ValueError(self.explain_unknown(text))


class CountryCodeCell(StateCodeCell):
    """The code of a Member State, or of another country or territory of ISO 3166."""

    wanted = gettext_lazy("The three-letter ISO 3166 code of the country or territory, or its name.")

    @property
    def also_known(self) -> dict:
        return territories()


def stem(name: str) -> str:
    """Return a folded name without its last vowels.

    >>> stem("autorisee"), stem("autorise"), stem("suspendido")
    ('autoris', 'autoris', 'suspendid')
    """
    return name.rstrip(VOWELS)


class ChoiceCell(Cell):
    """One of a closed list, by its code or by its name in one of the six languages.

    `words` are what this file calls them: {folded: code}.
    """

    wanted = gettext_lazy("One of the allowed values.")

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices
        self.words: dict[str, str] = {}

    @property
    def allowed(self) -> Sequence:
        return self.choices.choices

    @cached_property
    def codes_by_name(self) -> dict[str, str]:
        names = {name: code for code, label in self.allowed for name in normalised_translations(label)}
        return names | {normalise_label(code): code for code in self.choices.values}

    @cached_property
    def stems(self) -> dict[str, str]:
        """The names without their last vowels, in which words of another gender differ."""
        codes: dict = {}
        for name, code in self.codes_by_name.items():
            codes.setdefault(stem(name), set()).add(code)
        return {name: code for name, (code, *more) in codes.items() if len(name) >= SHORT and not more}

    def code_of(self, text: str) -> str | None:
        """Return the code that a word stands for; None if nobody knows it."""
        word = normalise_label(text)
        return self.codes_by_name.get(word) or self.stems.get(stem(word)) or self.words.get(word)

    def read(self, value: Any, row: Any) -> str:
        text = cell_text(value)
        if code := self.code_of(text):
            return code
        raise ValueError(
            _("“%(value)s” is not one of: %(allowed)s.")
            % {"value": text, "allowed": ", ".join(self.choices.values)}
        )


class ListCell(Cell):
    """Several in one cell, separated by semicolons, or by what else separates known values."""

    wanted = gettext_lazy("Separate several values with semicolons.")

    def __init__(self, item: Cell, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.item = item

    @property
    def allowed(self) -> Sequence:
        return self.item.allowed

    def blank_value(self) -> list:
        return []

    def read(self, value: Any, row: Any) -> list:
        items = split_items(cell_text(value), self.item.code_of)
        return list(dict.fromkeys(self.item.read(item, row) for item in items))

    def render(self, value: Sequence[str] | None, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(value or [])


class YesNoCell(Cell):
    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class PartOfKey(Field):
    """A column that is checked and helps to find the record, but belongs to a record above it."""

    def save(self, instance: Model, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any) -> None:
        self.clean(row, **kwargs)
