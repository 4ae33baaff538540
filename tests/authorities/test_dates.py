"""Days as people and programs write them: whatever has one meaning is read, all else is refused in words."""

from datetime import date

import pytest

from authorities.dates import DAY, MONTH, YEAR, DateReader, month_alone, names_time, parse_date
from authorities.languages.month_names import month_names

DAY_OF_JULY, DAY_OF_MARCH = date(2013, 7, 31), date(2013, 3, 31)
READ = {
    date(2024, 1, 5): """
        2024-01-05T00:00:00Z | 2024-01-05T16:00:00+08:00 | 2024-01-05 16:30 | 2024-01-05T00:00:00.000Z
        2024-01-05+08:00 | 2024-01-05Z | 20240105T000000Z | 20240105 | 2024/01/05 08:30:00 | 2024. 1. 5.
        Fri Jan 05 2024 08:00:00 GMT+0800 (Singapore Standard Time) | Fri, 05 Jan 2024 00:00:00 GMT
        5-ENE-24 | 05-JAN-24 | 2024 년 1 월 5 일 | 2024年1月5日 | ٠٥\u200f/يناير\u200f/٢٠٢٤""",
    DAY_OF_JULY: """
        31 July 2013 | July 31, 2013 | Jul 31st, 2013 | Wednesday, 31 July 2013 | 31-JUL-13 | 31.Jul.2013
        31 juillet 2013 | mercredi 31 juillet 2013 | 31 juil. 2013 | 31 de julio de 2013
        el 31 de julio de 2013 | 31 jul. 2013 | 31 июля 2013 г. | 31 июл 2013 | 31 июл. 2013 | 31 يوليو 2013
        31 تموز 2013 | 31 تموز/يوليو 2013 | ٣١ تموز ٢٠١٣ | 31 يوليو 2013م | 31 جويلية 2013 | 31. Juli 2013
        31 ก.ค. 2013 | 31 กรกฎาคม 2013 | 31 กรกฎาคม พ.ศ. 2556 | 31–07–2013 | 31. 7. 2013 | 31 / 07 / 2013
        31.07.2013 14:30
        7/31/2013 12:00:00 AM | 31/07/2013 14h30 | ３１／７／２０１３ | 31\u00a0July\u00a02013""",
    DAY_OF_MARCH: """
        31. März 2013 | 31 Mrz 2013 | 31-MRZ-13 | 31 มี.ค. 2013 | 31 มีนาคม 2013 | 31 آذار 2013 | 31 اذار 2013
        31 марта 2013 | 31 mars 2013 | 31 mar. 2013 | 31 março 2013 | 31 marzo 2013 | 31 مارس 2013""",
    date(2013, 1, 31): "31 ม.ค. 2013 | 31 Jänner 2013 | 31 كانون الثاني 2013 | 31 كانون الثاني/يناير 2013",
    date(2013, 12, 31): "31 كانون الأول 2013 | 31 DÉC. 2013 | 31 dic 2013 | 31. Dez. 2013 | 31 дек. 2013",
    date(2013, 8, 1): "1er août 2013 | 1 aout 2013 | 01-AOÛT-13 | 1 de agosto de 2013 | 1 آب 2013",
    date(1968, 1, 31): "31-JAN-68",
}
REFUSED = {
    "is a month without a day": "Mar-2027 | Mar-27 | 03/2027 | 2027-03 | 2027年3月 | mars 2027 | آذار 2027",
    "has only two digits": "31/07/13 | 13-07-31",
    "is not a date": "soon | 31 Juli | July 31 | 31 of 2013 | 31 Jui 2013 | until 31 July 2013",
    "does not exist": "29 février 2023 | 2023-02-29T00:00:00Z | 20230229",
    "Buddhist calendar that means 2024": "2567-04-15 | 15/04/2567 | 15 เม.ย. 2567 | 15 เม.ย. 67",
    "Islamic calendar": "1445-01-01 | ١٤٤٥/٠١/٠١",
}


def cases(table):
    return [
        (meaning, text.strip())
        for meaning, texts in table.items()
        for text in texts.replace("\n", "|").split("|")
        if text.strip()
    ]


def test_days_are_read_in_the_languages_and_forms_of_programs():
    assert {text: parse_date(text) for _day, text in cases(READ)} == {text: day for day, text in cases(READ)}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_is_no_day_is_refused_in_words(sentence):
    for text in REFUSED[sentence].split(" | "):
        with pytest.raises(ValueError, match=sentence):
            parse_date(text)


@pytest.mark.parametrize(
    ("reader", "text", "day"),
    [
        (DateReader(short_order=DAY), "31/07/13", DAY_OF_JULY),
        (DateReader(short_order=MONTH), "07/31/13", DAY_OF_JULY),
        (DateReader(short_order=YEAR), "13-07-31", DAY_OF_JULY),
        (DateReader(is_buddhist=True), "31/07/2556", DAY_OF_JULY),
        (DateReader(is_buddhist=True), "29 ก.พ. 2567", date(2024, 2, 29)),
        (DateReader(counts_days=True), "41486", DAY_OF_JULY),
        (DateReader(counts_days=True, from_1904=True), "40024", DAY_OF_JULY),
    ],
)
def test_a_column_is_read_as_a_person_said(reader, text, day):
    assert reader.read(text) == day


def test_a_number_of_1904_is_explained_by_its_own_calendar():
    with pytest.raises(ValueError, match="it may mean 2024-01-01"):
        DateReader(from_1904=True).read("43830")


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Mar-2027", (2027, 3)), ("Mar-27", (2027, 3)), ("03/2027", (2027, 3)), ("2027年3月", (2027, 3)),
        ("marzo de 2027", (2027, 3)), ("13/2027", None), ("3 Mar 2027", None), ("2027", None),
    ],
)  # fmt: skip
def test_a_month_may_stand_alone(text, month):
    assert month_alone(text) == month


def test_only_a_time_that_says_something_is_one():
    times = {"2024-01-05T00:00:00Z", "2024-01-05T16:00:00", "5 Jan 2024 14:30"}

    assert {
        t for t in [*times, "2024-01-05 00:00:00", "2024-01-05T00:00", "2024-01-05"] if names_time(t)
    } == times


def test_no_name_means_two_months():
    assert {month_names()[name] for name in ("mars", "marzo", "مارس", "мар", "มี ค")} == {3}
    assert "jui" not in month_names()
