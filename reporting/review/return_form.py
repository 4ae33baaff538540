"""Returning a report: for correction as a whole, or only for the answers that the reviewer asks about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reporting.models import Submission
from reporting.review.forms import MoveForm

ALL, CHOSEN = "all", "chosen"


class ReturnForm(MoveForm):
    """A return with its note; what it opens is a choice of its own, and without one it opens everything."""

    opens = forms.ChoiceField(
        label=_("What can the country change?"),
        choices=[
            (ALL, _("The whole report")),
            (CHOSEN, _("Only the answers that are ticked, and what follows from them")),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=ALL,
    )
    questions = forms.MultipleChoiceField(
        label=_("Answers that the country can change"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, submission: Submission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        version = submission.latest_version
        answered = version.content["answers"] if version else {}
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (code, f"{question['number']} {question['text']}".strip())
            for code, question in submission.round.instrument.questions.items()
            if code in answered and question["text"]
        ]
        asked = submission.clarifications.unclosed().values_list("question", flat=True)
        self.fields["questions"].initial = sorted(set(asked))

    @property
    def details(self) -> dict[str, Any]:
        """What the move is told: the codes of the questions that it opens, None for all."""
        chosen = self.cleaned_data["opens"] == CHOSEN
        return {"opened_questions": self.cleaned_data["questions"] if chosen else None}
