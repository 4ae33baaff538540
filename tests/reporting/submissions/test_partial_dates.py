"""Dates of which only the year or the month is asked or known: loaded, typed, compared, read back."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from reporting.filing.fields.question_fields import field_for, to_stored_value
from reporting.instruments.rules.logic import evaluate
from reporting.instruments.workbooks.workbook_writer import write_instrument
from reporting.instruments.xlsform.reader import read_instrument
from reporting.public.questionnaires import BlankField
from reporting.submissions.item_words import render_item
from tests.reporting.instruments.small_form import problems_in, questions_of, read_survey, survey_form

ROWS = [
    {"type": "date", "name": "y", "label": "Year?", "appearance": "year", "default": "2019-05-01"},
    {"type": "date", "name": "m", "label": "Month?", "appearance": "month-year w1"},
    {"type": "date", "name": "p", "label": "When?", "appearance": "partial-date"},
    {"type": "date", "name": "d", "label": "Day?"},
]


def question(precision):
    return {"code": "q", "label": "When?", "type": "date", "precision": precision}


def test_a_precision_loads_and_is_written_as_it_was():
    rule = "${y} < '2020-01-01' and format-date(${m}, '%m') = '03' or string-length(${p}) = 4"
    definition = read_survey(*ROWS, {"type": "text", "name": "x", "label": "X", "relevant": rule})
    asked = questions_of(definition)
    again = read_instrument(write_instrument(definition), file_name="again.xlsx")

    assert [asked[code].get("precision") for code in "ympd"] == ["year", "month", "any", None]
    assert asked["y"]["default"] == "2019"
    assert again["sections"] == definition["sections"]


@pytest.mark.parametrize(
    ("precision", "typed", "stored"),
    [
        ("year", "2019", "2019"),
        ("year", "٢٠١٩", "2019"),
        ("year", "2019-03", None),
        ("year", "0019", "0019"),  # a check tells of years that cannot be right
        ("year", "19", None),
        ("month", "2019-03", "2019-03"),
        ("month", "3/2019", "2019-03"),
        ("month", "2019", None),
        ("month", "2019-13", None),
        ("any", "2019", "2019"),
        ("any", "2019-3", "2019-03"),
        ("any", "2019.3.14", "2019-03-14"),
        ("any", "2019-02-30", None),
        ("any", "14/03/2019", None),  # 14 or 3 may be the month elsewhere
        ("any", "1" * 50, None),
        ("any", "", ""),
    ],
)
def test_a_date_is_taken_as_exactly_as_it_is_asked(precision, typed, stored):
    field = field_for(question(precision), [])
    if stored is None:
        with pytest.raises(ValidationError, match="2019"):
            field.clean(typed)
    else:
        assert to_stored_value(field.clean(typed)) == (stored or None)


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("2019", {"en": "2019", "zh-hans": "2019年", "ru": "2019"}),
        ("2019-03", {"en": "March 2019", "fr": "mars 2019", "es": "marzo de 2019"}),
        ("2019-03-01", {"en": "1 March 2019", "fr": "1er mars 2019"}),
    ],
)
def test_a_date_reads_as_exact_as_it_is_known(stored, words):
    for language, expected in words.items():
        with override(language):
            assert render_item(question("any"), stored, {}).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("rule", "answers", "told"),
    [
        ("${y} < '2019-01-02'", {"y": "2019"}, True),
        ("${y} = '2019-01-01'", {"y": "2019"}, True),
        ("${y} = ${m}", {"y": "2019", "m": "2019-01"}, True),
        ("${p} > ${d}", {"p": "2019-03", "d": "2019-03-14"}, False),
        ("${p} <= today()", {"p": "2024"}, True),
        ("${m} - ${y} = 59", {"y": "2019", "m": "2019-03"}, True),
        ("${p} = ''", {}, True),
        ("format-date(${p}, '%Y') = '2019'", {"p": "2019-03-14"}, True),
        ("string-length(${p}) < string-length(${d})", {"p": "2019", "d": "2019-03-14"}, True),
    ],
)
def test_rules_ask_the_first_day_as_the_standard_stores_it(rule, answers, told):
    definition = read_survey(*ROWS, {"type": "text", "name": "x", "label": "X", "relevant": rule})

    assert evaluate(questions_of(definition)["x"]["relevant"], answers, today=date(2024, 3, 1)) is told


def test_a_rule_on_the_date_itself_and_on_those_of_rows_asks_the_first_day():
    rows = [
        {"type": "begin_repeat", "name": "g", "label": "G"},
        {"type": "date", "name": "from", "label": "From", "appearance": "partial-date"},
        {"type": "date", "name": "to", "label": "To", "appearance": "year", "constraint": "not(. < ${from})"},
        {"type": "end_repeat"},
        {
            "type": "text",
            "name": "x",
            "label": "X",
            "relevant": "indexed-repeat(${from}, ${g}, 1) < '2019-01-02'",
        },
    ]
    asked = questions_of(read_survey(*rows))
    constraint = asked["g"]["columns"][1]["constraint"]

    assert evaluate(constraint, {"from": "2019-03"}, this="2019") is False
    assert evaluate(constraint, {"from": "2019"}, this="2019") is True
    assert evaluate(asked["x"]["relevant"], {"g": [{"from": "2019"}]}) is True


def test_the_blank_questionnaire_says_how_exact_a_date_is():
    kinds = [
        BlankField(question | {"text": "When?"}).kind
        for question in questions_of(read_survey(*ROWS)).values()
    ]

    assert kinds[:2] == ["A year", "A year and a month"]
    assert kinds[3] == "A date"


def test_a_year_is_compared_with_a_day():
    _places, problems = problems_in(
        survey_form(*ROWS, {"type": "text", "name": "x", "label": "X", "relevant": "${y} > 2019"})
    )

    assert "A day is compared with" in problems


@pytest.mark.parametrize(
    ("precision", "attribute"), [("year", "numeric"), ("month", 'type="month"'), ("any", "2019")]
)
def test_the_field_says_how_to_write_it(precision, attribute):
    field = field_for(question(precision), [])
    html = field.widget.render("q", "2019-03")

    assert 'value="2019-03"' in html
    assert attribute in html
    assert "data-date" in html
    assert "for example" in html or "as exactly" in html
