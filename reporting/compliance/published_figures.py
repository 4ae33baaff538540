"""Figures that others have published, shown beside those counted here and never added to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.cldr import format_day, format_month, format_number, format_percent, format_year
from reporting.compliance.query import SummaryQuery
from reporting.models import PublishedFigure
from reporting.models.rounds import day_after

PUBLISHED_NAMES = {
    "dna_designated": _("National authorities designated"),
    "dna_in_health_ministry": _("Authorities in health ministries"),
    "reports_received": _("Reports received"),
    "reports_submitted_or_in_progress": _("Reports sent or begun"),
    "reports_same_period": _("Reports at the comparable moment of the round"),
    "first_time_reporters": _("Countries that reported for the first time"),
    "recruiter_record": _("Keep a record of recruiters"),
    "steps_taken": _("Have taken steps to implement the Code"),
    "equal_rights": _("Migrants have the same legal rights"),
    "agreements_notified": _("Agreements notified"),
    "coverage": _("Coverage of the region"),
}
# For each unit whether it is a percentage, and the words that follow the number.
UNITS: dict[str, tuple[bool, str | Promise]] = {
    "percent": (True, ""),
    "percent_of_dnas": (True, _("of authorities")),
    "percent_of_reporting": (True, _("of reporting countries")),
    "agreements": (False, _("agreements")),
}


@dataclass(frozen=True)
class PublishedFigureRow:
    """One published figure, as a page shows it."""

    figure: PublishedFigure

    @property
    def name(self) -> str | Promise:
        return PUBLISHED_NAMES.get(self.figure.indicator, self.figure.indicator)

    @property
    def value(self) -> str:
        is_percentage, _words = UNITS.get(self.figure.unit, (False, ""))
        return format_percent(self.figure.value) if is_percentage else format_number(self.figure.value)

    @property
    def is_percentage(self) -> bool:
        return UNITS.get(self.figure.unit, (False, ""))[0]

    @property
    def when(self) -> str:
        """The day, month or year that the figure is about, as precisely as the source gives it."""
        known = {0: format_year, 1: format_month, 2: format_day}[self.figure.as_of.count("-")]
        return known(self.last_day)

    @property
    def url(self) -> str:
        return f"{reverse('compliance')}?{self.query_string}"

    @property
    def unit(self) -> str | Promise:
        return UNITS.get(self.figure.unit, (False, ""))[1]

    @cached_property
    def last_day(self) -> date:
        """The last day of the period that the figure is about."""
        return day_after(self.figure.as_of) - timedelta(days=1)

    @property
    def is_global(self) -> bool:
        return self.figure.region == self.figure.WORLD

    @property
    def disputed(self) -> bool:
        return self.figure.trust == "disputed"

    @cached_property
    def query_string(self) -> str:
        """The parameters of the compliance page for the same day, round and region."""
        parameters = {"as_of": self.last_day.isoformat(), "round": self.figure.round_id}
        return urlencode(parameters if self.is_global else {**parameters, "region": self.figure.region})

    def is_comparable(self, query: SummaryQuery) -> bool:
        """Return True if the figure can be drawn beside the curve of reports that answers the query."""
        same_states = query.filters.parameters == ({} if self.is_global else {"region": self.figure.region})
        is_number_of_reports = self.figure.indicator == "reports_received"
        return same_states and is_number_of_reports and self.last_day <= query.as_of


def recall_published_figures(query: SummaryQuery) -> tuple[PublishedFigureRow, ...]:
    """Return the figures about the round of a question, ordered for a reader."""

    facts, figures = query.clocks.known_facts, query.round.published_figures.all()
    return order_published_figures(
        facts.recall_one(PublishedFigure, query.round.number, lambda: list(figures))
    )


def order_published_figures(figures: Iterable[PublishedFigure]) -> tuple[PublishedFigureRow, ...]:
    """Return rows ordered for a reader: by subject, the world before the regions, by date, source, region."""
    rank = {name: place for place, name in enumerate(PUBLISHED_NAMES)}
    rows = [PublishedFigureRow(figure) for figure in figures]
    return tuple(
        sorted(
            rows,
            key=lambda row: (
                rank.get(row.figure.indicator, len(rank)),
                not row.is_global,
                row.figure.as_of,
                row.figure.source,
                row.figure.region,
            ),
        )
    )


def group_by_subject(
    rows: Iterable[PublishedFigureRow],
) -> list[tuple[str | Promise, list[PublishedFigureRow]]]:
    """Return [(name of the subject, rows)] of rows that `order_published_figures` has ordered."""
    return [(name, list(group)) for name, group in groupby(rows, key=lambda row: row.name)]
