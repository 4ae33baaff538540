"""Numbers as people type them: read, echoed in groups, or asked about; never a thousand times wrong."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reporting.filing.fields.number_reading import DecimalNumberField, WholeNumberField
from tests import factories

WHOLE = [
    ("12345", 12345),
    ("12,345", 12345),
    ("12 345", 12345),
    ("12\xa0345", 12345),
    ("12\u202f345", 12345),
    ("12\u2009345", 12345),
    ("12'345", 12345),
    ("12’345", 12345),
    ("1 234 567", 1234567),
    ("1.234.567", 1234567),
    ("1,234,567", 1234567),
    ("12,34,567", 1234567),
    ("1,234.00", 1234),
    ("1.234,00", 1234),
    ("12.0", 12),
    ("12,00", 12),
    ("١٢٣٤٥", 12345),
    ("۱۲۳۴۵", 12345),
    ("١٢٬٣٤٥", 12345),
    ("\u200e12345\u200f", 12345),
    ("−12", -12),
    ("-1 000", -1000),
    ("0", 0),
    ("", None),
    ("  ", None),
]
DECIMALS = [
    ("12,5", "12.5"),
    ("12.5", "12.5"),
    ("1.234,5", "1234.5"),
    ("1,234.5", "1234.5"),
    ("1 234,5", "1234.5"),
    ("١٢٫٥", "12.5"),
    (".5", "0.5"),
    ("0,125", "0.125"),
    ("12.3450", "12.345"),
    ("1,234.567", "1234.567"),
]


def whole_number(text, language="en", **question):
    asked = {**factories.question("total", "integer"), **question}
    with translation.override(language):
        return WholeNumberField(question=asked, required=False).clean(text)


def decimal_number(text, language="en"):
    with translation.override(language):
        return DecimalNumberField(max_digits=18, decimal_places=6, required=False).clean(text)


@pytest.mark.parametrize(("text", "number"), WHOLE)
def test_whole_numbers_are_read_as_people_write_them(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize(("text", "number"), DECIMALS)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_decimals_are_read_as_people_write_them(text, number, language):
    assert decimal_number(text, language) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("12.000", "Do you mean 12 or 12,000? Write 12 or 12000."),
        ("1.000", "Do you mean 1 or 1,000? Write 1 or 1000."),
        ("12.345", "Do you mean 12.345 or 12,345? Write 12345."),
        ("12,5", "Enter a whole number, without decimals."),
        ("about 12", "Enter a whole number, for example 12345."),
        ("12,34", "Enter a whole number, without decimals."),
        ("1,2345,678", "Enter a whole number, for example 12345."),
        ("1e5", "Enter a whole number, for example 12345."),
        ("9" * 41, "Enter a whole number, for example 12345."),
    ],
)
def test_a_doubtful_whole_number_is_asked_about(text, sentence):
    with pytest.raises(ValidationError) as refusal:
        whole_number(text)

    assert refusal.value.messages == [sentence]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("en", "12,000", 12000),
        ("ar", "12,000", 12000),
        ("fr", "12 000", 12000),
        ("fr", "12\u202f000", 12000),
        ("es", "12.000", 12000),
        ("zh-hans", "12,000", 12000),
    ],
)
def test_the_separator_of_the_language_settles_a_whole_number(language, text, number):
    assert whole_number(text, language) == number


@pytest.mark.parametrize(("language", "text"), [("fr", "12.000"), ("fr", "12,000"), ("ar", "12.000")])
def test_another_separator_is_asked_about(language, text):
    with pytest.raises(ValidationError) as refusal:
        whole_number(text, language)

    assert refusal.value.code == "ambiguous"


@pytest.mark.parametrize("text", ["12.345", "12,345", "12.000"])
def test_a_decimal_with_three_digits_is_always_asked_about(text):
    with pytest.raises(ValidationError) as refusal:
        decimal_number(text)

    assert refusal.value.code == "ambiguous"


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans"])
@pytest.mark.parametrize("number", [0, 12, 1000, 2025, 12000, -1234567, 10**12])
def test_what_a_field_shows_it_reads_again(language, number):
    field = WholeNumberField(question=factories.question("total", "integer"))
    with translation.override(language):
        assert field.clean(field.prepare_value(number)) == number


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "zh-hans"])
@pytest.mark.parametrize("number", ["0.5", "12.345", "12345.678", "-0.125", "1000", "0.000001"])
def test_what_a_field_of_decimals_shows_it_reads_again(language, number):
    field = DecimalNumberField(max_digits=18, decimal_places=6)
    with translation.override(language):
        assert field.clean(field.prepare_value(Decimal(number))) == Decimal(number)


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ({}, "2,025"),
        ({"text": "Personnel in Year 1"}, "2,025"),
        ({"text": "Year"}, "2025"),
        ({"text": "In which year was the law adopted?"}, "2025"),
        ({"text": "Année"}, "2025"),
        ({"code": "law_year"}, "2025"),
        ({"constraint": [">=", ["this"], 1990]}, "2025"),
    ],
)
def test_years_are_not_grouped(question, shown):
    field = WholeNumberField(question={**factories.question("total", "integer"), **question})

    assert field.prepare_value(2025) == shown
