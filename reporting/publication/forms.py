"""What people say on the way to the public: consent, publication now or later, and why it ends."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_AT_ONCE = 200


class UtcMomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class UtcMomentField(forms.DateTimeField):
    """A moment that is typed and shown in UTC, whatever the zone of the server."""

    widget = UtcMomentInput

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(UTC) if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value).strip()).replace(tzinfo=UTC)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class ConsentForm(forms.Form):
    """What a country says to the publication of a version; `version` is the one that was read."""

    note = forms.CharField(
        label=_("Reason (not made public)"),
        help_text=_("Needed if you object. Your country and the secretariat read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=5000,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class PublishForm(forms.Form):
    """Publication now, or at an hour; with what was read of the version and of the consent to it."""

    reason = forms.CharField(
        label=_("Why it is published without the consent of the country"),
        help_text=_("The country reads it; it is not made public."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=5000,
    )
    moment = UtcMomentField(
        label=_("Public from (UTC)"),
        help_text=_("Only for publication at an hour. Until then nobody else sees anything of the report."),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    consent_read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)

    def __init__(self, *args: Any, is_later: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_later = is_later

    def clean_moment(self) -> datetime | None:
        moment = self.cleaned_data["moment"]
        if self.is_later and moment is None:
            raise ValidationError(_("Say from when it is public."))
        return moment


class BatchForm(PublishForm):
    """The same for several reports: each with the number of the version that was read."""

    version = None
    consent_read = None


class PlanForm(forms.Form):
    """Another hour for a planned publication."""

    moment = UtcMomentField(label=_("Public from (UTC)"))


class TakeBackForm(forms.Form):
    """Why a published report is taken back: to everybody, and to its country."""

    public_reason = forms.CharField(
        label=_("Reason for the public"),
        help_text=_("Everybody reads it in place of the report. Name no person, and repeat no answer."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    note = forms.CharField(
        label=_("Note to the country (not made public)"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=5000,
    )
