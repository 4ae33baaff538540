"""What a cell of one file means: the order of days, ends, years, addresses on the web."""

import datetime

import pytest

from authorities.dates import DAY, MONTH, DateReader, observe_orders
from authorities.imports.day_widgets import DateCell, EndCell
from authorities.imports.widgets import WebCell

THIRD_OF_APRIL, FOURTH_OF_MARCH = datetime.date(2027, 4, 3), datetime.date(2027, 3, 4)


def read(cell, value, **meant):
    for name, meaning in meant.items():
        setattr(cell, name, meaning)
    return cell.clean(value)


@pytest.mark.parametrize(("order", "day"), [(DAY, THIRD_OF_APRIL), (MONTH, FOURTH_OF_MARCH)])
def test_a_day_with_two_readings_is_read_in_the_order_of_its_column(order, day):
    assert read(DateCell(), "03/04/2027", reader=DateReader(order)) == day
    assert read(DateCell(), "2027-12-31", reader=DateReader(order)) == datetime.date(2027, 12, 31)


@pytest.mark.parametrize(
    ("order", "text", "sentence"),
    [
        (DAY, "12/31/2027", "“12/31/2027” has the month first, but in this column the day comes first."),
        (MONTH, "31.12.2027", "“31.12.2027” has the day first, but in this column the month comes first."),
        (DAY, "32/13/2027", "The date “32/13/2027” does not exist."),
        (None, "03/04/2027", "“03/04/2027” may be 2027-03-04 or 2027-04-03."),
    ],
)
def test_what_contradicts_the_order_is_refused_in_words(order, text, sentence):
    with pytest.raises(ValueError, match="^" + sentence.replace(".", r"\.")):
        read(DateCell(), text, reader=DateReader(order))


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["31/12/2027", "03/04/2027"], (True, {DAY})),
        (["12.31.2027"], (False, {MONTH})),
        (["31/12/2027", "12/31/2027"], (False, {DAY, MONTH})),
        (["2027-12-31", "05/05/2027", "soon"], (False, set())),
        (["12-34-5678", "12-34-2024"], (False, set())),
        (["11-12-2567", "30-12-2567"], (True, {DAY})),
    ],
)
def test_a_column_shows_what_stands_first_in_it(texts, shown):
    assert observe_orders(texts) == shown


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2567-01-01", "The year 2567 may be a year of the Buddhist calendar that means 2024."),
        ("29.02.2567", "The year 2567 may be a year of the Buddhist calendar"),
        ("1402-05-31", "The year 1402 may be a year of an Islamic calendar."),
        ("0001-01-01", "The year 1 is not possible: it must be between 1900 and 2200."),
        (datetime.datetime(2999, 1, 1), "The year 2999 is not possible"),
        (datetime.date(1899, 12, 30), "The year 1899 is not possible"),
    ],
)
def test_a_year_of_no_list_is_refused_and_its_calendar_named(value, sentence):
    with pytest.raises(ValueError, match=sentence):
        DateCell().clean(value)


@pytest.mark.parametrize("value", ["2029-12-31", datetime.date(2029, 12, 31)])
def test_the_last_day_that_a_file_names_ends_with_the_next(value):
    assert read(EndCell(), value) == datetime.date(2030, 1, 1)
    assert read(EndCell(), value, gives_day_after=True) == datetime.date(2029, 12, 31)
    assert read(EndCell(), "") is None
    assert EndCell().render(datetime.date(2030, 1, 1)) == "2029-12-31"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("www.care.example", "“www.care.example” is not the whole address. Write https://www.care.example."),
        ("none yet", "“none yet” is not a web address. Write the full address, for example https://www."),
    ],
)
def test_half_an_address_is_answered_with_the_whole(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        WebCell().clean(text)
