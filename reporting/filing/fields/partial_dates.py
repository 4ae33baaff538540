"""Dates as exact as the form asks, or as the respondent knows: a year, a month, or a day."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reporting.instruments.question_types import Precision
from reporting.instruments.rules.arithmetic import day_of, first_day_of

SHAPES = (
    re.compile(r"(?P<year>\d{4})(?:[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?)?"),
    re.compile(r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})"),
)
LONGEST = 40  # letters
PARTS = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.ANY: 3}
EXAMPLES = {
    Precision.YEAR: _("Write the year, for example 2019."),
    Precision.MONTH: _("Write year and month, for example 2019-03."),
    Precision.ANY: _("Write the date as exactly as it is known: 2019, 2019-03 or 2019-03-14."),
}


class PartialDateInput(forms.TextInput):
    """A text field, the month picker of the browser for a month; scripts read it as a date."""

    template_name = "reporting/filing/widgets/partial_date.html"

    def __init__(self, precision):
        super().__init__({"data-date": True, "dir": "ltr", "class": "date-part", "autocomplete": "off"})
        self.precision = precision
        if precision == Precision.MONTH:
            self.input_type = "month"
        if precision is Precision.YEAR:
            self.attrs["inputmode"] = "numeric"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["example"] = EXAMPLES[self.precision]
        return context


class DayOrYearField(forms.CharField):
    """Cleans to "2019", "2019-03" or "2019-03-14", whatever digits and separators were typed."""

    def __init__(self, *, precision, **kwargs):
        self.precision = precision
        super().__init__(widget=PartialDateInput(self.precision), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return text
        parts = read_parts(text)
        most = PARTS[self.precision]
        is_right = parts and len(parts) <= most and (self.precision is Precision.ANY or len(parts) == most)
        date = "-".join(parts) if is_right else ""
        if not date or day_of(first_day_of(date)) is None:
            raise ValidationError(EXAMPLES[self.precision], code="invalid")
        return date


def read_parts(text: str) -> list[str]:
    """Return the year, the month and the day of a date, as far as it has them; nothing of what is no date.

    >>> read_parts("٢٠١٩/٣"), read_parts("3.2019"), read_parts("2019-03-14"), read_parts("14.3.2019")
    (['2019', '03'], ['2019', '03'], ['2019', '03', '14'], [])
    """
    if len(text) > LONGEST:
        return []
    plain = "".join(str(unicodedata.decimal(char, char)) for char in text.strip())
    found = next((found for shape in SHAPES if (found := shape.fullmatch(plain))), None)
    named = found.groupdict() if found else {}
    return [named[part].zfill(2) for part in ("year", "month", "day") if named.get(part)]
