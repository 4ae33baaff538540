"""Fields that Django has no like of: an order of options, an acknowledgement, a moment, a computed value."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reporting.instruments.question_types import ACKNOWLEDGED


class RankInput(forms.Widget):
    """A list to choose from for each place, from the first to the last; all have the same name."""

    template_name = "reporting/filing/widgets/rank.html"
    use_fieldset = False
    choices: Any = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = list(self.choices)
        chosen = list(value or [])
        places = [(place + 1, chosen[place] if place < len(chosen) else "") for place in range(len(options))]
        context["widget"].update(options=options, places=places)
        return context

    def value_from_datadict(self, data, files, name):
        sent = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [value for value in sent if value]


class RankField(forms.MultipleChoiceField):
    """The codes of options in the order that the respondent gives them; not all must be ranked."""

    widget = RankInput

    def validate(self, value):
        super().validate(value)
        if len(set(value)) < len(value):
            raise ValidationError(_("Give each option one place only."), code="twice")


class AcknowledgeInput(forms.CheckboxInput):
    """A box whose value is the word of the standard, ticked or not."""

    def __init__(self, attrs=None):
        super().__init__(
            {**(attrs or {}), "value": ACKNOWLEDGED}, check_test=lambda value: value == ACKNOWLEDGED
        )

    def format_value(self, value):
        return None  # the attribute says it already

    def value_from_datadict(self, data, files, name):
        return ACKNOWLEDGED if data.get(name) == ACKNOWLEDGED else None


class AcknowledgeField(forms.Field):
    widget = AcknowledgeInput


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class MomentField(forms.DateTimeField):
    """A day and a time as the clocks of the country show them: no time zone is asked, none is added."""

    widget = MomentInput

    def prepare_value(self, value):
        return value

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(str(value).strip()).replace(tzinfo=None)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class OutputInput(forms.Widget):
    """What is computed from other answers; a script keeps it up to date while they are typed."""

    template_name = "reporting/filing/widgets/output.html"


class ComputedField(forms.CharField):
    """Shows a computed value; whatever is sent for it is not read."""

    widget = OutputInput

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "disabled": True})
