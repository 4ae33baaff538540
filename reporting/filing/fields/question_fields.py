"""One form field for each type of question, and the way from what is typed to what is stored."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.direction import mark_language
from reporting.filing.fields.files_field import FilesField
from reporting.filing.fields.number_reading import DecimalNumberField, WholeNumberField
from reporting.filing.fields.partial_dates import DayOrYearField
from reporting.filing.fields.special_fields import AcknowledgeField, ComputedField, MomentField, RankField
from reporting.filing.fields.widgets import ClockInput, DateInput, LongSelect, TickList
from reporting.instruments.question_types import Question, QuestionType, precision_of, type_of

MAX_TEXT_LENGTH = 20_000
LONG_LIST = 30  # options, beyond which people search rather than read
# People write in their own language, whatever that of the page.
ANY_DIRECTION = {"dir": "auto"}
# [(code, name)]: what a field offers to choose from.
Choices = list[tuple[str, str | Promise]]


def choices_of(question: Question) -> Choices:
    """Return the options of a question."""
    if question["type"] == QuestionType.YES_NO and not question.get("options"):
        return [("yes", _("Yes")), ("no", _("No"))]
    return [(option["value"], option["label"]) for option in question["options"]]


def field_for(question: Question, countries: Choices, stored: Any = None) -> forms.Field:
    """Return the form field of a question or column. Never required: a draft may be incomplete."""
    details = {"required": False, "label": question.get("text") or question["label"]}
    if "text" not in question:  # the page shows the hint of a question itself
        details["help_text"] = mark_language(question.get("hint", ""))
    field = FIELD_FOR[type_of(question)](question, countries, stored, details)
    field.disabled = field.disabled or bool(question.get("read_only"))
    return field


def one_option_field(question, countries, stored, details):
    # Radio buttons cannot be unticked, so a stored answer is taken back by a button of its own.
    choices = choices_of(question)
    if len(choices) > LONG_LIST:
        return forms.ChoiceField(choices=[("", "—"), *choices], widget=LongSelect, **details)
    choices = [*choices, *([("", _("No answer yet"))] if stored else [])]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **details)


def several_options_field(question, countries, stored, details):
    choices = choices_of(question)
    widget = TickList if len(choices) > LONG_LIST else forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(choices=choices, widget=widget, **details)


def country_field(question, countries, stored, details):
    return forms.ChoiceField(
        choices=[("", "—"), *countries], widget=LongSelect(lists_countries=True), **details
    )


def countries_field(question, countries, stored, details):
    return forms.MultipleChoiceField(choices=countries, widget=TickList(lists_countries=True), **details)


def text_field(question, countries, stored, details):
    return forms.CharField(max_length=500, widget=forms.TextInput(attrs=ANY_DIRECTION), **details)


def long_text_field(question, countries, stored, details):
    widget = forms.Textarea(attrs={"rows": 5, **ANY_DIRECTION})
    return forms.CharField(max_length=MAX_TEXT_LENGTH, widget=widget, **details)


def integer_field(question, countries, stored, details):
    # The script of the page reads fields with this inputmode as numbers.
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return WholeNumberField(
        question=question, min_value=-(10**12), max_value=10**12, widget=widget, **details
    )


def decimal_field(question, countries, stored, details):
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return DecimalNumberField(max_digits=18, decimal_places=6, widget=widget, **details)


def date_field(question, countries, stored, details):
    if precision := precision_of(question):
        return DayOrYearField(precision=precision, **details)
    return forms.DateField(widget=DateInput, **details)


def time_field(question, countries, stored, details):
    return forms.TimeField(widget=ClockInput, **details)


def moment_field(question, countries, stored, details):
    return MomentField(**details)


def url_field(question, countries, stored, details):
    return forms.URLField(max_length=500, assume_scheme="https", **details)


def email_field(question, countries, stored, details):
    return forms.EmailField(**details)


def document_field(question, countries, stored, details):
    return FilesField(stored=stored, **details)


def rank_field(question, countries, stored, details):
    return RankField(choices=choices_of(question), **details)


def acknowledge_field(question, countries, stored, details):
    return AcknowledgeField(**details)


def computed_field(question, countries, stored, details):
    return ComputedField(**details)


# Tables and groups have forms of rows instead: see FORM_FOR in rows/question_forms.py.
FIELD_FOR: dict[QuestionType, Callable[..., forms.Field]] = {
    QuestionType.TEXT: text_field,
    QuestionType.LONG_TEXT: long_text_field,
    QuestionType.URL: url_field,
    QuestionType.EMAIL: email_field,
    QuestionType.INTEGER: integer_field,
    QuestionType.DECIMAL: decimal_field,
    QuestionType.DATE: date_field,
    QuestionType.TIME: time_field,
    QuestionType.DATE_TIME: moment_field,
    QuestionType.YES_NO: one_option_field,
    QuestionType.SINGLE: one_option_field,
    QuestionType.MULTIPLE: several_options_field,
    QuestionType.COUNTRY: country_field,
    QuestionType.COUNTRIES: countries_field,
    QuestionType.FILE: document_field,
    QuestionType.RANK: rank_field,
    QuestionType.ACKNOWLEDGE: acknowledge_field,
    QuestionType.CALCULATE: computed_field,
}


def to_initial_value(question: Question, stored: Any) -> Any:
    """Return a stored value as its field shows it; what was typed stays a text."""
    is_number = type_of(question) is QuestionType.DECIMAL and isinstance(stored, str) and stored
    return Decimal(stored) if is_number else stored


def to_stored_value(cleaned: Any) -> Any:
    """Return the JSON value of a cleaned field; None for no answer. An upload stays as it is."""
    if cleaned in (None, "", []):
        return None
    if isinstance(cleaned, Decimal):
        return format(cleaned.normalize(), "f")
    if isinstance(cleaned, datetime | time):
        return cleaned.isoformat(timespec="minutes")
    if isinstance(cleaned, date):
        return cleaned.isoformat()
    # Browsers end lines as no other source of answers does.
    return "\n".join(cleaned.splitlines()) if isinstance(cleaned, str) else cleaned
