"""The table of the overview: its columns, by each of which it can be sorted, and its numbers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from reporting.indicators.addresses import LinkedNumber, countries_address
from reporting.indicators.answer_kinds import FAMILY_LABELS, Family
from reporting.indicators.indicator_numbers import format_share
from reporting.indicators.overview import (
    DEFAULT_ORDER,
    NAME_ORDER,
    OTHER,
    SHARE_ORDER,
    IndicatorsOverview,
    Ordering,
    OverviewRow,
)

COLUMNS: dict[str, str | Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    OTHER: _("Other answers"),
    Family.REASON: _("A reason"),
    Family.UNANSWERED: FAMILY_LABELS[Family.UNANSWERED],
    Family.SKIPPED: FAMILY_LABELS[Family.SKIPPED],
    Family.ANSWER: FAMILY_LABELS[Family.ANSWER],
    SHARE_ORDER: _("Yes, of those who answered"),
}


@dataclass(frozen=True)
class OverviewCell:
    """What stands in a column: a number, a share, or the numbers of several other answers."""

    content: SafeString | LinkedNumber | str
    kind: str = "n"


@dataclass(frozen=True)
class TableColumn:
    """A heading that sorts; `sorted` says, in the words of ARIA, how the table is sorted by it."""

    key: str
    label: str | Promise
    url: str
    sorted: str
    is_number: bool = True


@dataclass(frozen=True)
class TableRow:
    """An indicator with a cell for each column of numbers."""

    row: OverviewRow
    cells: list[OverviewCell]


@dataclass(frozen=True)
class OverviewTable:
    """What the template shows of an overview."""

    overview: IndicatorsOverview

    @property
    def number_columns(self) -> list[str]:
        """The columns of numbers; of other answers only where an indicator has some."""
        return [str(key) for key in COLUMNS if key != OTHER or self.overview.has_other_answers]

    @property
    def columns(self) -> list[TableColumn]:
        return [self.column(NAME_ORDER, _("Indicator"), is_number=False)] + [
            self.column(key, COLUMNS[key]) for key in self.number_columns
        ]

    def column(self, key: str, label: str | Promise, *, is_number: bool = True) -> TableColumn:
        ordering = self.overview.ordering
        wanted = ordering.toggle(key)
        descending = is_number != ordering.is_reversed
        state = "" if key != ordering.column else "descending" if descending else "ascending"
        return TableColumn(key, label, self.address(wanted), state, is_number)

    def address(self, ordering: Ordering) -> str:
        """Return the address of the overview in another order."""
        sort = {} if ordering.column == DEFAULT_ORDER else {"sort": ordering.parameter}
        return f"{reverse('indicators')}?{urlencode({**self.overview.query.parameters, **sort})}"

    @property
    def rows(self) -> list[TableRow]:
        return [
            TableRow(row, [self.cell(row, key) for key in self.number_columns]) for row in self.overview.rows
        ]

    def cell(self, row: OverviewRow, key: str) -> OverviewCell:
        if key == SHARE_ORDER:
            return OverviewCell(format_share(row.yes_share))
        if key == OTHER:
            answers = [(self.link(row, kind.key), kind.label) for kind in row.other_kinds]
            return OverviewCell(format_html_join(mark_safe("<br>"), "{} {}", answers), "others")
        if key in ("yes", "no") and not row.tally.asked.asks_yes_or_no:
            return OverviewCell("")
        return OverviewCell(self.link(row, key))

    def link(self, row: OverviewRow, key: str) -> LinkedNumber:
        url = countries_address(self.overview.query, row.indicator.pk, key)
        return LinkedNumber(row.tally.number_of(key), url)
