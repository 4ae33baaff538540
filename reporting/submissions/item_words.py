"""How one value of each type reads in words."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from authorities.languages.cldr import format_day, format_moment, format_month, format_year, join_items
from authorities.languages.collation import sort_names
from authorities.languages.direction import isolate
from authorities.models import MemberState
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.instruments.rules.arithmetic import MOMENT, day_of, first_day_of, round_to, units_of
from reporting.submissions.cell_reasons import find_reason, render_reason
from reporting.submissions.number_writing import write_decimal, write_integer

SHOWN_PLACES = 6  # decimals of a computed number


def country_names() -> dict[str, str]:
    """Return the UN names by ISO code, in the active language."""
    return {state.iso3: state.name for state in MemberState.objects.all()}


def render_item(question: Question, value: Any, names: dict[str, str]) -> str:
    """Return one value in words; of a list of codes, one of its items."""
    if reason := find_reason(value):
        return render_reason(reason)
    return ITEM_TEXT[type_of(question)](question, value, names)


def render_value_in_words(question: Question, value: Any, names: dict[str, str]) -> str:
    """Return a value without rows in words; an empty text for none."""
    if value in (None, "", []):
        return ""
    words = render_items(question, value if isinstance(value, list) else [value], names)
    return words[0] if len(words) == 1 else join_items(map(isolate, words))


def render_items(question: Question, values: list, names: dict[str, str]) -> list[str]:
    """Return the items of a list in words; countries as the active language sorts their names."""
    words = [render_item(question, value, names) for value in values]
    return sort_names(words) if type_of(question) is QuestionType.COUNTRIES else words


def text_as_written(question: Question, value: str, names: dict[str, str]) -> str:
    return value


def yes_or_no(question: Question, value: str, names: dict[str, str]) -> str:
    usual = _("Yes") if value == "yes" else _("No")
    return next((o["label"] for o in question.get("options", []) if o["value"] == value), usual)


def option_label(question: Question, value: str, names: dict[str, str]) -> str:
    return next((o["label"] for o in question["options"] if o["value"] == value), value)


def country_name(question: Question, value: str, names: dict[str, str]) -> str:
    return names.get(value, value)


def file_name(question: Question, value: dict, names: dict[str, str]) -> str:
    return value["name"]


def localised_date(question: Question, value: str, names: dict[str, str]) -> str:
    """Return a date in words, as exact as it is known."""
    write = {4: format_year, 7: format_month}.get(len(value), format_day)
    return write(date.fromisoformat(str(first_day_of(value))))


def localised_moment(question: Question, value: str, names: dict[str, str]) -> str:
    return format_moment(datetime.fromisoformat(value))


def localised_integer(question: Question, value: int, names: dict[str, str]) -> str:
    return write_integer(question, value)


def localised_decimal(question: Question, value: str, names: dict[str, str]) -> str:
    return write_decimal(Decimal(value))


def acknowledged(question: Question, value: str, names: dict[str, str]) -> str:
    return _("Acknowledged")


def computed_text(question: Question, value: Any, names: dict[str, str]) -> str:
    """Return a computed number or day as the active language writes it, a text as it is."""
    if units_of(value) is not None:
        number = round_to(value, SHOWN_PLACES)
        return (
            write_integer(question, number)
            if isinstance(number, int)
            else write_decimal(Decimal(str(number)))
        )
    if isinstance(value, str) and day_of(value) and not value.startswith("0000"):
        is_moment = MOMENT.fullmatch(value)
        return (localised_moment if is_moment else localised_date)(question, value, names)
    return str(value)


# Tables and groups are read cell by cell.
ITEM_TEXT: dict[QuestionType, Callable[..., str]] = {
    QuestionType.TEXT: text_as_written,
    QuestionType.LONG_TEXT: text_as_written,
    QuestionType.URL: text_as_written,
    QuestionType.EMAIL: text_as_written,
    QuestionType.INTEGER: localised_integer,
    QuestionType.DECIMAL: localised_decimal,
    QuestionType.DATE: localised_date,
    QuestionType.TIME: text_as_written,
    QuestionType.DATE_TIME: localised_moment,
    QuestionType.YES_NO: yes_or_no,
    QuestionType.SINGLE: option_label,
    QuestionType.MULTIPLE: option_label,
    QuestionType.RANK: option_label,
    QuestionType.COUNTRY: country_name,
    QuestionType.COUNTRIES: country_name,
    QuestionType.FILE: file_name,
    QuestionType.ACKNOWLEDGE: acknowledged,
    QuestionType.CALCULATE: computed_text,
}
