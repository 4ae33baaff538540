"""Which question or option of an instrument answers which indicator, and its lineage."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.instruments.question_types import Lineage, QuestionType
from reporting.models import Indicator, Instrument

LINEAGE_LABELS = {
    Lineage.SAME: gettext_lazy("asked in the same words"),
    Lineage.REWORDED: gettext_lazy("reworded"),
    Lineage.SPLIT: gettext_lazy("split from another question"),
    Lineage.NEW: gettext_lazy("new"),
}


def list_targets(sections: list[dict]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield (key, question, part) of all that may answer an indicator: questions, and options to tick."""
    for section in sections:
        for question in section["questions"]:
            yield question["code"], question, question
            if question["type"] == QuestionType.MULTIPLE:
                for option in question["options"]:
                    yield f"{question['code']}:{option['value']}", question, option


class MappingForm(forms.Form):
    """Two choices for each question and option: its indicator, and its lineage."""

    def __init__(self, *args, instrument: Instrument, **kwargs):
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.targets = list(list_targets(instrument.sections))
        indicators = [("", "–"), *((i.key, i.texts["name"]) for i in Indicator.objects.all())]
        lineages = [("", "–"), *LINEAGE_LABELS.items()]
        for key, _question, part in self.targets:
            words = part.get("text") or part.get("label")
            self.add_choice(f"{key}-indicator", _("Indicator of “%s”") % words, indicators, part)
            self.add_choice(f"{key}-lineage", _("Lineage of “%s”") % words, lineages, part)

    def add_choice(self, name, label, choices, part):
        initial = part.get(name.rpartition("-")[2]) or ""
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=initial)

    @property
    def rows(self):
        """[(question, part, [field of the indicator, field of the lineage])]."""
        return [
            (question, part, [self[f"{key}-indicator"], self[f"{key}-lineage"]])
            for key, question, part in self.targets
        ]

    def clean(self):
        first: dict[str, str] = {}
        for key, _question, _part in self.targets:
            indicator = self.cleaned_data.get(f"{key}-indicator")
            if indicator and first.setdefault(indicator, key) != key:
                self.add_error(f"{key}-indicator", _("Another question has this indicator already."))
            if self.cleaned_data.get(f"{key}-lineage") and not indicator:
                self.add_error(f"{key}-lineage", _("Choose an indicator, or no lineage."))
        return self.cleaned_data

    def build_definition(self) -> dict[str, Any]:
        """Return the definition with what was chosen."""
        definition = deepcopy(self.instrument.definition)
        for key, _question, part in list_targets(definition["sections"]):
            part["indicator"] = self.cleaned_data[f"{key}-indicator"]
            part.pop("lineage", None)
            if lineage := self.cleaned_data[f"{key}-lineage"]:
                part["lineage"] = lineage
        return definition
