"""Numbers of reports that others have published, placed by days since opening: a series of their own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from authorities.models import Region
from reporting.comparisons.compared_rounds import ComparedRound
from reporting.compliance.figures import WORLD
from reporting.compliance.published_figures import PublishedFigureRow, order_published_figures
from reporting.compliance.query import parse_iso_date
from reporting.models import PublishedFigure, Round
from reporting.models.rounds import first_day

RECEIVED, SAME_PERIOD = "reports_received", "reports_same_period"


@dataclass(frozen=True)
class PublishedNumber:
    """A number that somebody has published of one round, and the day since the opening that it is about."""

    row: PublishedFigureRow
    # None where the moment it is about cannot be placed.
    offset: int | None

    @property
    def round_number(self) -> int:
        return self.row.figure.round_id

    @property
    def region(self) -> str:
        return self.row.figure.region

    @property
    def number(self) -> int:
        return int(self.row.figure.value)

    @property
    def region_label(self) -> str:
        return str(Region(self.region).label) if self.region != WORLD else ""


def load_published_numbers(
    rounds: Sequence[ComparedRound], all_rounds: Iterable[Round], region: str, as_of: date
) -> list[PublishedNumber]:
    """Return the numbers of reports published about the rounds, of the world and regions, or of one region.

    One query. What is about a later day than the one asked about is left out.
    """
    compared = {round_.number: round_ for round_ in rounds}
    figures = PublishedFigure.objects.filter(round__in=list(compared), indicator__in=(RECEIVED, SAME_PERIOD))
    if region:
        figures = figures.filter(region=region)
    numbers = [
        PublishedNumber(row, place_number(row, compared[row.figure.round_id], all_rounds))
        for row in order_published_figures(figures)
        if row.last_day <= as_of
    ]
    return sorted(numbers, key=lambda number: -number.round_number)


def place_number(row: PublishedFigureRow, compared: ComparedRound, all_rounds: Iterable[Round]) -> int | None:
    """Return the day since the opening that a published number is about.

    One for “the comparable moment” names in its basis a day of another round: it stands so many days after
    the opening as that day stands after the opening of the other round.
    """
    if row.figure.indicator == RECEIVED:
        return compared.offset_of(row.last_day)
    found = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", row.figure.basis)
    day = parse_iso_date(found[0]) if found else None
    openings = [first_day(round_.opens) for round_ in all_rounds if round_.opens]
    before = [opening for opening in openings if opening and day and opening <= day]
    return (day - max(before)).days if day and before else None
