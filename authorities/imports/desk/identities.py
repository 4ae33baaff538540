"""Rows that call a record by an unlike name: whether it is the same, asked for many rows at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from authorities.imports.preview_file import Findings
from authorities.imports.registry import IMPORT_KINDS
from authorities.models import Import

MOST_QUESTIONS = 200


@dataclass(frozen=True)
class IdentityQuestion:
    """A row that names a record by its number, with the name of the record here and in the file."""

    row: str
    number: str
    here: str
    file: str

    @property
    def key(self) -> str:
        """The name of its field: an answer counts only for the names that the page showed."""
        names = hashlib.sha256(f"{self.here}\n{self.file}".encode()).hexdigest()
        return f"row-{self.row}-{names[:12]}"


class IdentityForm(forms.Form):
    """An answer for each row, and one for all others; rows without an answer stay wrong."""

    def __init__(
        self, data: Any = None, *, questions: Sequence[IdentityQuestion], choices: Sequence[tuple[str, Any]]
    ) -> None:
        super().__init__(data, auto_id="identity_%s")
        self.questions = questions
        self.fields["others"] = forms.ChoiceField(
            label=_("All that you leave open"), choices=[("", _("stay open")), *choices], required=False
        )
        for question in questions:
            self.fields[question.key] = forms.ChoiceField(
                choices=[("", _("not answered yet")), *choices], required=False
            )

    @property
    def rows(self) -> list[tuple[IdentityQuestion, BoundField]]:
        return [(question, self[question.key]) for question in self.questions]

    def extended_reading(self, reading: dict[str, Any]) -> dict[str, Any]:
        """Return the way the file is read, with the answers of a valid form."""
        answers = dict(reading.get("identities", {}))
        for question in self.questions:
            if code := self.cleaned_data[question.key] or self.cleaned_data["others"]:
                answers[question.row] = [question.here, question.file, code]
        return {**reading, "identities": answers}


def build_identity_form(batch: Import, data: Any = None) -> IdentityForm | None:
    """Return the form of the first questions of an import; None if nothing is to be asked."""
    if not batch.counts.get("identities"):
        return None
    rows, _total = Findings(batch).page("identities", 1, MOST_QUESTIONS)
    questions = [IdentityQuestion(**row) for row in rows]
    return IdentityForm(data, questions=questions, choices=IMPORT_KINDS[batch.kind].resource.identity_choices)
