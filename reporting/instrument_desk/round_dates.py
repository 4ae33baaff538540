"""The dates of a round: when it opens, is due and closes, set by those who keep the questionnaires."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.known_facts.writing import save_fact
from authorities.models import User
from reporting.models import Round
from reporting.models.rounds import day_after, first_day

DATES = ("opens", "due", "closes")
HOW_TO_WRITE = gettext_lazy("As 2026-03-14, or only 2026-03 or 2026 where no more is known.")


class RoundDatesForm(forms.ModelForm):
    """Sets the dates that are still to come. A day that has passed decided what was counted: it stays."""

    class Meta:
        model = Round
        fields = [*DATES]
        labels = {
            "opens": gettext_lazy("Opens"),
            "due": gettext_lazy("Reports are due"),
            "closes": gettext_lazy("Closes"),
        }
        help_texts = {
            "opens": gettext_lazy(
                "From this day on countries fill in their reports, and the questions keep their meaning."
            ),
            "due": gettext_lazy("A report that comes later counts and is marked as late."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        for name in DATES:
            field = self.fields[name]
            field.disabled = has_passed(name, getattr(self.instance, name), self.today)
            field.help_text = (
                _("This day has passed and stays.")
                if field.disabled
                else f"{HOW_TO_WRITE} {field.help_text}".strip()
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in set(DATES) & cleaned.keys():
            field = self.fields[name]
            if cleaned[name] and not field.disabled and has_passed(name, cleaned[name], self.today):
                self.add_error(name, _("This day has passed. Choose today or a later day."))
        if cleaned.get("opens") and not self.has_questions(cleaned):
            self.add_error(
                "opens", _("A round opens with questions. Let it ask those of a questionnaire first.")
            )
        return cleaned

    def has_questions(self, cleaned: dict[str, Any]) -> bool:
        """Return True if the round has an instrument to open with."""
        return self.instance.instrument_id is not None


def has_passed(name: str, partial: str, today: date) -> bool:
    """Return True if a date has taken effect by today, so that it decides something already."""
    if not partial:
        return False
    if name == "opens":
        return (first_day(partial) or today) < today
    return (day_after(partial) or today) <= today


@transaction.atomic
def set_round_dates(form: RoundDatesForm, *, by: User) -> Round:
    """Store the dates of a valid form, and write down what they were."""
    save_fact(form.instance, by=by, columns=DATES)
    return form.instance
