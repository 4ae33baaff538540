"""The form of the public list of authorities, and the forms of the administrators' pages."""

from datetime import date
from itertools import pairwise

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authorities.designations import lock_states
from authorities.models import Membership, Region, User
from authorities.models.intervals import ONE_DAY, last_day_before
from authorities.models.memberships import keeps_an_administrator
from authorities.models.roles import ADMINISTERS

LAST_ADMINISTRATOR = _(
    "Nobody else would be an administrator then. First make somebody else an administrator who has signed in."
)


class DayField(forms.DateField):
    """A day in ISO form; text that cannot be read is quoted, since a browser's date field would hide it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError as error:
            sentence = _("“%(value)s” is not a date. Write year, month, day, for example 2013-07-31.")
            raise ValidationError(sentence, code="invalid", params={"value": value}) from error


class LastDayField(DayField):
    """The last day on which something holds, as people say it. Cleans to the day after it."""

    def clean(self, value):
        # Of a disabled field this is what the record has, the day after.
        if self.disabled:
            return value
        day = super().clean(value)
        return day and day + ONE_DAY

    def prepare_value(self, value):
        return last_day_before(value) if isinstance(value, date) else value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class InForceForm(forms.Form):
    on = DayField(label=_("In force on"), required=False, input_formats=["%Y-%m-%d"])
    region = forms.ChoiceField(
        label=_("Region"),
        required=False,
        choices=[("", _("All regions")), *Region.choices],
        error_messages={"invalid_choice": _("“%(value)s” is not a WHO region. Choose one from the list.")},
    )

    def __init__(self, parameters):
        # The pages of figures call the day `as_of`; a link that is changed by hand keeps its day.
        day = parameters.get("on") or parameters.get("as_of", "")
        super().__init__({"on": day, "region": parameters.get("region", "")})

    @property
    def question(self):
        """(the day, the region) asked about."""
        return self.cleaned_data["on"] or timezone.localdate(), self.cleaned_data["region"]


class LetterInput(forms.ClearableFileInput):
    """A file input without the address of the file, which nobody can open; the page links to the file."""

    template_name = "authorities/letter_input.html"


class AuthorityForm(forms.ModelForm):
    """The form of a designation. It locks the state, so that what was found right here stays so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "valid_from" in self.fields:  # of an annulled one all is only read
            self.fields["valid_from"].required = True

    def clean_member_state(self):
        state = self.cleaned_data["member_state"]
        lock_states([state])
        return state


class HistoryFormSet(forms.BaseInlineFormSet):
    """The intervals of one state, edited together: they may follow one another, never overlap."""

    def clean(self):
        super().clean()
        forms_left = [form for form in self.forms if form.is_valid() and not form.cleaned_data.get("DELETE")]
        kept = [form.instance for form in forms_left if form.instance.pk or form.has_changed()]
        kept.sort(key=lambda interval: interval.valid_from or date.min)
        for earlier, later in pairwise(kept):
            if earlier.valid_to is None or later.valid_from is None or earlier.valid_to > later.valid_from:
                raise ValidationError(
                    _(
                        "“%(earlier)s” and “%(later)s” are both in force on the same day. The first "
                        "must end before that day."
                    ),
                    params={"earlier": earlier, "later": later},
                )


class MembershipForm(forms.ModelForm):
    """The form of a role. A role that was given stays on record as it was; only its end can be set."""

    class Meta:
        model = Membership
        fields = ["role", "member_state", "region", "register_code", "valid_from", "valid_to"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        given = self.instance.pk is not None
        for name, field in self.fields.items():
            field.disabled = given and name != "valid_to"
        # A role may have to end at once, on the very day on which it was given.
        if "valid_to" in self.fields:
            self.fields["valid_to"].label = _("First day without the role")
            self.fields["valid_to"].help_text = _("Blank: the role is still held.")
        if not given and "valid_from" in self.fields:
            self.fields["valid_from"].initial = timezone.localdate

    def clean_valid_to(self):
        end, held = self.cleaned_data["valid_to"], self.instance
        ends = held.pk and held.role in ADMINISTERS and end is not None and held.valid_to is None
        if ends and not keeps_an_administrator(without_membership=held.pk):
            raise ValidationError(LAST_ADMINISTRATOR)
        return end


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["email", "name"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_deactivated_on(self):
        day, person = self.cleaned_data["deactivated_on"], self.instance
        closes = day is not None and person.deactivated_on is None and person.may_administer
        if closes and not keeps_an_administrator(without_user=person.pk):
            raise ValidationError(LAST_ADMINISTRATOR)
        return day


class NewPersonForm(PersonForm):
    """The form of a new person, who has no password and chooses one through the link that is sent to them."""

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)
