"""How many countries chose each option of a question, or of a column in any of its rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reporting.instruments.question_types import Question
from reporting.models import ReportedItem
from reporting.reported_content.answers_page import CountedFigure
from reporting.reported_content.counted_reports import CountedReports


@dataclass(frozen=True)
class OptionCount:
    """One option with the countries that chose it; `share` is of those that answered, in hundredths."""

    figure: CountedFigure
    answered: int

    @property
    def percent(self) -> int:
        return round(100 * self.figure.number / self.answered) if self.answered else 0


def count_options(
    counted: CountedReports, asked: Question, items: Iterable[ReportedItem], key: str
) -> list[OptionCount]:
    """Return the options in their order with the countries asked about that chose them, none of them too.

    `asked` is a question or a column of one; the figures are called `key:option`.
    """
    chosen: dict[str, set[str]] = {option["value"]: set() for option in asked["options"]}
    for item in items:
        iso3 = counted.by_version[item.version_id].iso3
        for value in as_list(item.cells.get(asked["code"])):
            if value in chosen and iso3 in counted.asked_states:
                chosen[value].add(iso3)
    answered = len(set().union(*chosen.values()))
    return [
        OptionCount(
            CountedFigure(
                f"{key}:{option['value']}",
                str(option["label"]),
                tuple(counted.sort(chosen[option["value"]])),
            ),
            answered,
        )
        for option in asked["options"]
    ]


def as_list(cell: Any) -> list[Any]:
    """Return the values of a cell that holds one or several; none of a blank one."""
    return cell if isinstance(cell, list) else [] if cell is None else [cell]
