"""Days, months, numbers and lists are written as each language has them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import engines
from django.utils import formats, translation

from authorities.languages import cldr

FIRST, MOMENT = date(2013, 7, 1), datetime(2026, 11, 30, 3, 31, 7, tzinfo=UTC)
NARROW, SPACE = "\u202f", "\u00a0"
WRITTEN = {
    "en": {
        "day": "1 July 2013", "month": "July 2013", "short": "Jul 2013", "year": "2013",
        "moment": "30 November 2026, 03:31:07", "number": "12,345.67", "share": "57%",
        "and": "Chad, Fiji and Peru", "items": "Chad, Fiji, Peru",
    },
    "fr": {
        "day": "1er juillet 2013", "month": "juillet 2013", "short": "juil. 2013", "year": "2013",
        "moment": "30 novembre 2026, 03:31:07", "number": f"12{NARROW}345,67", "share": f"57{SPACE}%",
        "and": "Chad, Fiji et Peru", "items": "Chad, Fiji, Peru",
    },
    "es": {
        "day": "1 de julio de 2013", "month": "julio de 2013", "short": "jul 2013", "year": "2013",
        "moment": "30 de noviembre de 2026, 03:31:07", "number": "12.345,67", "share": f"57{SPACE}%",
        "and": "Chad, Fiji y Peru", "items": "Chad, Fiji, Peru",
    },
    "ar": {
        "day": "1 يوليو 2013", "month": "يوليو 2013", "short": "يوليو 2013", "year": "2013",
        "moment": "30 نوفمبر 2026، 03:31:07", "number": "12,345.67", "share": "57%",
        "and": "Chad وFiji وPeru", "items": "Chad، Fiji، Peru",
    },
    "ru": {
        "day": f"1 июля 2013{NARROW}г.", "month": f"июль 2013{NARROW}г.", "short": f"июль 2013{NARROW}г.",
        "year": "2013", "moment": f"30 ноября 2026{NARROW}г., 03:31:07",
        "number": f"12{SPACE}345,67", "share": f"57{SPACE}%",
        "and": "Chad, Fiji и Peru", "items": "Chad, Fiji, Peru",
    },
    "zh-hans": {
        "day": "2013年7月1日", "month": "2013年7月", "short": "2013年7月", "year": "2013年",
        "moment": "2026年11月30日 03:31:07", "number": "12,345.67", "share": "57%",
        "and": "Chad、Fiji和Peru", "items": "Chad、Fiji、Peru",
    },
}  # fmt: skip
NAMES = ["Chad", "Fiji", "Peru"]


@pytest.mark.parametrize(("language", "written"), WRITTEN.items())
def test_everything_is_written_as_the_language_has_it(language, written):
    with translation.override(language):
        assert {
            "day": cldr.format_day(FIRST),
            "month": cldr.format_month(FIRST),
            "short": cldr.format_short_month(FIRST),
            "year": cldr.format_year(FIRST),
            "moment": cldr.format_moment(MOMENT, "%H:%M:%S"),
            "number": cldr.format_number(Decimal("12345.670")),
            "share": cldr.format_percent(Decimal("57.00")),
            "and": cldr.join_with_and(NAMES),
            "items": cldr.join_items(NAMES),
        } == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("fr", "a, b. c d\u00a0: e"),
        ("ar", "a، b. c d: e"),
        ("zh-hans", "a，b。cd：e"),
        ("ru", "a, b. c d: e"),
    ],
)
def test_parts_of_a_sentence_are_parted_by_the_signs_of_the_language(language, written):
    template = engines["django"].from_string("a{% comma %}b{% full_stop %}c{% gap %}d{% colon %}e")

    with translation.override(language):
        assert template.render() == written


@pytest.mark.parametrize("language", WRITTEN)
def test_forms_read_numbers_as_pages_write_them(language):
    with translation.override(language):
        shown = cldr.format_number(Decimal("1234567.5"))

        assert formats.number_format(Decimal("1234567.5"), force_grouping=True) == shown


@pytest.mark.parametrize(
    ("last", "listed"),
    [("Italia", "Francia e Italia"), ("hielo", "Francia y hielo"), ("Perú", "Francia y Perú")],
)
def test_spanish_says_e_before_the_sound_of_i(last, listed):
    with translation.override("es"):
        assert cldr.join_with_and(["Francia", last]) == listed


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("day|date", "1er juillet 2013"),
        ('day|date:"DATE_FORMAT"', "1er juillet 2013"),
        ('day|date:"Y-m-d"', "2013-07-01"),
        ("none|date", ""),
        ("moment|date", "30 novembre 2026"),
        ("moment|minute", "30 novembre 2026, 03:31"),
        ("day|month", "juil. 2013"),
        ("rate|percent", f"29{SPACE}%"),
        ("number|format_number", f"12{NARROW}345"),
    ],
)
def test_templates_write_alike(filters, shown):
    values = {"day": FIRST, "moment": MOMENT, "none": None, "rate": 28.5, "number": 12345}
    template = engines["django"].from_string(f"{{{{ {filters} }}}}")

    with translation.override("fr"):
        assert template.render(values) == shown
