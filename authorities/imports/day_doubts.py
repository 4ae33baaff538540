"""What is doubtful about the days of a column, seen in its first cells and asked once for all of them.

`reading["doubts"]` of an import holds {header: {doubt: answer}}; an answer is blank until somebody gives one,
and cells in doubt are refused as long.
"""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from authorities.dates import (
    BUDDHIST_YEARS,
    DAY,
    EXCEL_SERIAL,
    FURTHEST_AHEAD,
    MONTH,
    SHORT_BUDDHIST_YEARS,
    SHORT_YEAR,
    TIME,
    YEAR,
    DateReader,
    month_alone,
    names_time,
    observe_orders,
    plain_text,
)
from authorities.languages.sentences import build_sentence as _
from authorities.spreadsheets.blanks import is_blank

TURNED, BUDDHIST, FAR_AHEAD, MONTHS, SHORT_YEARS, SERIALS = (
    "turned", "buddhist", "far_ahead", "months", "short_years", "serials",
)  # fmt: skip
# What is only noted.
TIMES, FIRSTS = "times", "firsts"
YES, NO = "yes", "no"
QUESTIONS: dict[str, Promise] = {
    TURNED: gettext_lazy(
        "In “%(header)s” some dates stayed text, as if Excel had exchanged day and month in the others. "
        "Did it?"
    ),
    BUDDHIST: gettext_lazy("Are the years in “%(header)s” years of the Buddhist calendar?"),
    FAR_AHEAD: gettext_lazy(
        "The days in “%(header)s” lie far ahead, as years of the Bikram Sambat calendar do. Are they years "
        "of the Gregorian calendar?"
    ),
    MONTHS: gettext_lazy("In “%(header)s” months stand without a day. Is the last day of the month meant?"),
    SHORT_YEARS: gettext_lazy(
        "The years in “%(header)s” have two digits. In which order do day, month and year stand?"
    ),
    SERIALS: gettext_lazy("In “%(header)s” days are numbers, as Excel counts them. Shall they be read so?"),
}
CHOICES: dict[str, list[tuple[str, Promise]]] = {
    TURNED: [
        (YES, gettext_lazy("Yes: exchange them back")),
        (NO, gettext_lazy("No: these dates are right as they are")),
    ],
    BUDDHIST: [(YES, gettext_lazy("Yes: 2567 is the year 2024"))],
    FAR_AHEAD: [(YES, gettext_lazy("Yes: they are right as they are"))],
    MONTHS: [(YES, gettext_lazy("Yes"))],
    SHORT_YEARS: [
        (DAY, gettext_lazy("day, month, year: 31/12/27")),
        (MONTH, gettext_lazy("month, day, year: 12/31/27")),
        (YEAR, gettext_lazy("year, month, day: 27/12/31")),
    ],
    SERIALS: [(YES, gettext_lazy("Yes"))],
}
# First days are refused then.
ASKED_OF_ENDS = (FAR_AHEAD, MONTHS)
# Answers that lists of the same source have again; what Excel did to one file says nothing of the next.
LASTING = (BUDDHIST, MONTHS, SHORT_YEARS, SERIALS)
UNANSWERED = gettext_lazy("No answer: these cells are refused")
# Excel counts these days from 1954 to 2119.
SERIAL_NUMBERS = range(20_000, 80_000)
# Years of the Bikram Sambat calendar are 57 ahead, and what ends later some more.
MOST_AHEAD = 70
# So many firsts of a month are no chance.
FEWEST = 3
# So many cells show whether a column may hold days, whose texts are at most so long.
SAMPLE, LONGEST_DAY = 20, 80
ANY_READERS = [DateReader(order=order, short_order=order, is_buddhist=True) for order in (DAY, MONTH)]
THAI_SHORT_YEAR = re.compile("[\u0e00-\u0e7f].* ?(\\d\\d)$")
FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")


def may_be_turned(day: datetime.date) -> bool:
    return day.day <= 12 and day.day != day.month


def turn_day(day: datetime.date, answer: str) -> datetime.date:
    """Return a day of Excel as a person said that it is meant. Raises ValueError as long as nobody did."""
    turned = day.replace(month=day.day, day=day.month)
    if answer:
        return turned if answer == YES else day
    sentence = _(
        "Excel may have exchanged day and month here: %(first)s or %(second)s. Say on the page of the "
        "columns which it is, or write the date as text."
    )
    raise ValueError(sentence % {"first": day.isoformat(), "second": turned.isoformat()})


def find_day_doubts(
    cells: Mapping[str, Sequence], known: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Return {header: {doubt: answer}}; answers are those `known` of the source, or what cells suggest."""
    found = {}
    for header, column in cells.items():
        filled = [cell for cell in column if not is_blank(cell)]
        if any(map(holds_day, filled[:SAMPLE])) and (doubts := dict(column_doubts(filled))):
            before = known.get(header.casefold(), {})
            found[header] = {doubt: before.get(doubt) or answer for doubt, answer in doubts.items()}
    return found


def holds_day(cell: Any) -> bool:
    """Return True for a cell that can be read as a day, if its column is meant so."""
    if isinstance(cell, str) and resembles_day(cell):
        return is_serial(cell) or bool(month_alone(cell)) or any(can_be_read(cell, r) for r in ANY_READERS)
    return resembles_day(cell)


def resembles_day(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) < LONGEST_DAY and any(map(str.isdigit, cell))
    return isinstance(cell, datetime.date) or is_serial(cell)


def column_doubts(column: Sequence) -> Iterator[tuple[str, str]]:
    """Yield (doubt, the answer that suggests itself)."""
    days = [cell for cell in column if isinstance(cell, datetime.date)]
    texts = [plain_text(cell) for cell in column if isinstance(cell, str) and resembles_day(cell)]
    found = dict(doubts_of_texts({*texts})) | dict.fromkeys(doubts_of_days(days, len(column)), "")
    years = [*(day.year for day in days), *map(year_in, texts)]
    if is_turned(texts, days):
        found[TURNED] = ""
    if 2 * sum(year in BUDDHIST_YEARS for year in years) > len(column):
        found[BUDDHIST] = ""
    if lie_far_ahead(years, len(column)):
        found[FAR_AHEAD] = ""
    if 2 * sum(map(is_serial, column)) > len(column):
        found[SERIALS] = ""
    yield from found.items()


def doubts_of_texts(texts: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    if any(map(names_time, texts)):
        yield TIMES, ""
    if any(map(month_alone, texts)):
        yield MONTHS, YES
    if short := [text for text in texts if SHORT_YEAR.fullmatch(TIME.sub("", text))]:
        yield SHORT_YEARS, suggest_short_order(short)


def doubts_of_days(days: Sequence[datetime.date], filled: int) -> Iterator[str]:
    if len({*days}) >= FEWEST and len(days) == filled and all(day.day == 1 for day in days):
        yield FIRSTS


def year_in(plain: str) -> int:
    """Return the year of a day, as far as it has four digits or is written in Thai; else 0."""
    if short := THAI_SHORT_YEAR.search(plain):
        return SHORT_BUDDHIST_YEARS + int(short[1])
    found = FOUR_DIGITS.findall(plain)
    return int(found[0]) if len(found) == 1 else 0


def lie_far_ahead(years: Sequence[int], filled: int) -> bool:
    """Return True if most years lie as far ahead as those of the Bikram Sambat calendar do."""
    today = datetime.date.today().year
    ahead = [year for year in years if today + FURTHEST_AHEAD < year < today + MOST_AHEAD]
    return 2 * len(ahead) > filled and len({*ahead}) > 1


def is_turned(texts: Sequence[str], days: Sequence[datetime.date]) -> bool:
    """Return True if some days stayed text because no month has their number, and no other lies behind the
    12th of a month: so Excel leaves a list of another country."""
    _has_two, shown = observe_orders(texts)
    return bool(shown and days) and all(day.day <= 12 for day in days)


def suggest_short_order(texts: Sequence[str]) -> str:
    """Return DAY or MONTH if nothing else can be; blank if the days do not tell.

    Where hyphens stand, the year may come first; with other marks nobody writes so.
    """
    orders = (DAY, MONTH, YEAR) if all("-" in text for text in texts) else (DAY, MONTH)
    possible = [
        order for order in orders if all(can_be_read(text, DateReader(short_order=order)) for text in texts)
    ]
    return possible[0] if len(possible) == 1 else ""


def can_be_read(text: str, reader: DateReader) -> bool:
    try:
        return bool(reader.read(text))
    except ValueError:
        return False


def is_serial(cell: Any) -> bool:
    if isinstance(cell, str):
        return bool(EXCEL_SERIAL.fullmatch(cell.strip())) and int(cell) in SERIAL_NUMBERS
    return isinstance(cell, int | float) and not isinstance(cell, bool) and cell in SERIAL_NUMBERS


def is_unanswered(doubts: Mapping[str, str]) -> bool:
    return any(not answer for doubt, answer in doubts.items() if doubt in QUESTIONS)


def describe_doubts(header: str, doubts: Mapping[str, str], *, is_last_day: bool) -> Iterator[str]:
    """Yield a sentence on each doubt of a column that was answered, or is only noted."""
    if TIMES in doubts:
        yield _("In “%(header)s” only the days are read; times and time zones are left out.") % {
            "header": header
        }
    if FIRSTS in doubts and is_last_day:
        yield _(
            "In “%(header)s” every day is the first of a month, and is read as the last day. If whole months "
            "are meant, write their last days."
        ) % {"header": header}
    for doubt, answer in doubts.items():
        if answer and doubt in QUESTIONS:
            yield f"{QUESTIONS[doubt] % {'header': header}} {dict(CHOICES[doubt]).get(answer, answer)}"


def lasting_answers(doubts: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the answers by which the next list of the same source is read too, by header without case."""
    found = {
        header.casefold(): {doubt: answer for doubt, answer in answers.items() if answer and doubt in LASTING}
        for header, answers in doubts.items()
    }
    return {header: answers for header, answers in found.items() if answers}
