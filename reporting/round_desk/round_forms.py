"""What a round is made of: its number, title, dates, instruments and letters."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.forms import DayField
from authorities.languages.cldr import join_items
from reporting.instrument_desk.round_dates import DATES, RoundDatesForm
from reporting.models import GuidanceLetter, Instrument, InstrumentProposal, Round
from reporting.models.instruments import Audience
from reporting.models.rounds import first_day

NUMBER_TAKEN = gettext_lazy("There is a round %(number)d already. The next number is %(next)d.")
NUMBER_TOO_LOW = gettext_lazy(
    "Rounds are numbered in the order in which they open. Choose %(next)d or a higher number."
)


def next_number() -> int:
    """Return the number after that of the newest round."""
    return (Round.objects.aggregate(last=Max("number"))["last"] or 0) + 1


class InstrumentChoice(forms.ModelChoiceField):
    """Chooses the instrument for one audience: a settled one, of which no change waits for a yes."""

    def __init__(self, audience: str, **options: Any) -> None:
        super().__init__(
            Instrument.objects.filter(audience=audience).newest_first(),
            required=False,
            empty_label=gettext_lazy("None yet"),
            **options,
        )

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if chosen and InstrumentProposal.objects.filter(instrument=chosen).exists():
            raise ValidationError(
                _("A change of this questionnaire waits. Let it take effect, or throw it away, first.")
            )
        return chosen


def instrument_fields() -> dict[str, InstrumentChoice]:
    """Return a field for each audience: that of Member States, and others for which there is a choice."""
    fields = {
        "instrument": InstrumentChoice(
            Audience.NATIONAL,
            label=_("Questionnaire for Member States"),
            help_text=_("Without questions the round cannot open. They keep their meaning from that day on."),
        )
    }
    others = Instrument.objects.filter(audience=Audience.STAKEHOLDER)
    if others.exists():
        fields["other_instrument"] = InstrumentChoice(
            Audience.STAKEHOLDER, label=_("Questionnaire for independent stakeholders")
        )
    return fields


class RoundWordsForm(forms.ModelForm):
    """The title of a round and what is said about it, in the languages."""

    class Meta:
        model = Round
        fields = ["title", "note", "source", "translations"]
        labels = {
            "title": gettext_lazy("Title (English)"),
            "note": gettext_lazy("Note (English)"),
            "source": gettext_lazy("Source"),
            "translations": gettext_lazy("Title, note and reason for the cut-off in other languages"),
        }
        help_texts = {
            "note": gettext_lazy("Public. What readers should know about this round."),
            "source": gettext_lazy("Public. Where what is known of the round comes from."),
        }
        widgets = {
            "note": forms.Textarea(attrs={"rows": 3}),
            "source": forms.Textarea(attrs={"rows": 2}),
        }


class RoundCutOffForm(forms.ModelForm):
    """The day whose figures are those of the round, with the reason."""

    class Meta:
        model = Round
        fields = ["cut_off", "cut_off_reason"]
        field_classes = {"cut_off": DayField}
        widgets = {
            "cut_off": DayField.widget,
            "cut_off_reason": forms.Textarea(attrs={"rows": 2}),
        }


class NewRoundForm(RoundDatesForm):
    """A round that has not opened yet. Its number follows those of all others."""

    class Meta(RoundDatesForm.Meta):
        fields = ["number", "title", *DATES, "note", "translations"]
        labels = {**RoundDatesForm.Meta.labels, **RoundWordsForm.Meta.labels}
        help_texts = {**RoundDatesForm.Meta.help_texts, **RoundWordsForm.Meta.help_texts}
        widgets = {"note": RoundWordsForm.Meta.widgets["note"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].initial = next_number()
        self.fields.update(instrument_fields())
        self.order_fields(["number", "title", *DATES, "instrument", "other_instrument"])

    def clean_number(self) -> int:
        number, expected = self.cleaned_data["number"], next_number()
        if Round.objects.filter(pk=number).exists():
            raise ValidationError(NUMBER_TAKEN % {"number": number, "next": expected})
        if number < expected:
            raise ValidationError(NUMBER_TOO_LOW % {"next": expected})
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens = cleaned.get("opens")
        last = Round.objects.exclude(opens="").newest_first().first()
        if opens and last and first_day(opens) <= first_day(last.opens):
            sentence = _("“%(round)s” opens on %(day)s. A later round opens later.")
            self.add_error("opens", sentence % {"round": last, "day": first_day(last.opens)})
        return cleaned

    def has_questions(self, cleaned: dict[str, Any]) -> bool:
        return bool(cleaned.get("instrument") or "instrument" in self.errors)

    @property
    def instruments(self) -> list[Instrument]:
        """What was chosen, for each audience."""
        chosen = (self.cleaned_data.get(name) for name in ("instrument", "other_instrument"))
        return [instrument for instrument in chosen if instrument]


class RoundInstrumentsForm(forms.Form):
    """What a round asks, until it opens."""

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round_
        self.fields.update(instrument_fields())
        self.fields["instrument"].initial = round_.instrument
        if "other_instrument" in self.fields:
            self.fields["other_instrument"].initial = round_.instrument_for(Audience.STAKEHOLDER)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "instrument" in cleaned and cleaned["instrument"] is None and self.round.instrument_id:
            self.add_error("instrument", _("The round has questions. Choose others instead of none."))
        return cleaned

    @property
    def instruments(self) -> list[Instrument]:
        """What was chosen that differs from what the round asks now."""
        return [self.cleaned_data[name] for name in self.changed_data if self.cleaned_data.get(name)]


class LetterUploadForm(forms.ModelForm):
    """Takes the letter that calls for reports, in one language."""

    class Meta:
        model = GuidanceLetter
        fields = ["language", "file"]

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        have = [letter.get_language_display() for letter in round_.current_letters]
        if have:
            words = _("There is one in: %(languages)s. A new one replaces that in its language.")
            self.fields["language"].help_text = words % {"languages": join_items(have)}
