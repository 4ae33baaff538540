"""The groups of countries that figures are given of, and the table that has a row for each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.collation import sort_by_name
from authorities.languages.remembered_results import remember_by_language
from authorities.models import IncomeGroup, Region
from reporting.compliance.figures import FIGURES, WORLD, ComplianceStatus, GroupFigures
from reporting.compliance.state_filters import OTHER_POSITIONS, POSITIONS

# How the code of a group begins; it names the group in addresses and files, as `income-LM`.
NOT_KNOWN = "none"
TABLE_COLUMNS = {
    "member_states": _("Member States"),
    "reported": _("Reported"),
    "in_progress": _("Begun"),
    "designated": _("Authority"),
    "designated_in_health_ministry": _("In the health ministry"),
    "keeps_recruiter_record": _("Recruiter record"),
    "register_held": _("Register here"),
}
# Shares that stand beside the numbers, each after the column that it is a share of.
TABLE_RATES = {
    "reporting_rate": ("reported", _("Reporting rate")),
    "health_ministry_rate": ("designated_in_health_ministry", _("Share of authorities")),
    "recruiter_record_rate": ("keeps_recruiter_record", _("Share of published reports")),
}
GROUP_HEADINGS = {
    "region": _("Regions"),
    "income": _("Income groups"),
    "safeguards": _("Safeguards lists"),
    "role": _("Source and destination, as countries say themselves"),
}
# The questions of a day about several rounds and groups, in six languages.
MOST_QUESTIONS = 200


@dataclass(frozen=True, eq=False)
class CountedStates:
    """The Member States asked about, counted in all groups that figures are given of."""

    statuses: tuple[ComplianceStatus, ...]
    reports_held: bool = True
    answers_held: bool = True
    # False where it is not known which countries are asked about.
    states_known: bool = True
    # False on a day of which no classification by income is known.
    income_known: bool = True

    @cached_property
    def illustrative(self) -> bool:
        return any(status.illustrative for status in self.statuses)

    @property
    def by_name(self) -> tuple[ComplianceStatus, ...]:
        return sort_states_by_name(self)

    @cached_property
    def world(self) -> GroupFigures:
        return GroupFigures(
            WORLD, self.statuses, self.reports_held, self.answers_held, states_known=self.states_known
        )

    @cached_property
    def regions(self) -> tuple[GroupFigures, ...]:
        """All six regions, empty ones too; states of unknown region apart, so that the sum is the whole."""
        codes = [*Region.values, *{s.region for s in self.statuses} - set(Region.values)]
        states = {code: tuple(s for s in self.statuses if s.region == code) for code in codes}
        held = (self.reports_held, self.answers_held)
        return tuple(
            GroupFigures(code, states[code], *held, value=code, states_known=self.states_known)
            for code in codes
        )

    @cached_property
    def groups(self) -> tuple[GroupFigures, ...]:
        """A group for each income group, each edition of the Safeguards list, and each role.

        Countries in no group have their own row, so that the rows of a kind cover the whole. A country may
        stand on more than one edition: the rows of editions are no parts of a sum.
        """
        roles = self.list_role_groups() if self.answers_held else ()
        return (*self.list_income_groups(), *self.list_safeguards_groups(), *roles)

    def find_group(self, code: str | None) -> GroupFigures | None:
        """Return the group of that code, the whole for no code; None for an unknown code."""
        if not code or code == WORLD:
            return self.world
        return next((group for group in (*self.regions, *self.groups) if group.code == code), None)

    def build_group(self, kind: str, value: str, statuses: Iterable[ComplianceStatus]) -> GroupFigures:
        return GroupFigures(
            f"{kind}-{value or NOT_KNOWN}",
            tuple(statuses),
            self.reports_held,
            self.answers_held,
            kind=kind,
            value=value,
        )

    def list_income_groups(self) -> list[GroupFigures]:
        def build(value: str) -> GroupFigures:
            return self.build_group("income", value, [s for s in self.statuses if s.income == value])

        if not self.income_known:
            return []
        return drop_empty(build(value) for value in [*IncomeGroup.values, ""])

    def list_safeguards_groups(self) -> list[GroupFigures]:
        editions = sorted({edition for status in self.statuses for edition in status.safeguards})
        if not editions:
            return []
        listed = [
            self.build_group(
                "safeguards", str(edition), [s for s in self.statuses if edition in s.safeguards]
            )
            for edition in editions
        ]
        others = [status for status in self.statuses if not status.safeguards]
        return drop_empty([*listed, self.build_group("safeguards", "", others)])

    def list_role_groups(self) -> list[GroupFigures]:
        """Return a group for each thing that published reports say; none where no report says anything."""
        if not any(status.role for status in self.statuses):
            return []
        counted = [status for status in self.statuses if status.answers_counted]

        def build(value: str) -> GroupFigures:
            return self.build_group("role", value, [s for s in counted if s.role == value])

        others = [group for group in map(build, OTHER_POSITIONS) if group.statuses]
        return [*map(build, POSITIONS), *others]


# The same states of which the same is known are counted once, and not by each page.
recall_counted_states = lru_cache(maxsize=MOST_QUESTIONS)(CountedStates)


@remember_by_language(MOST_QUESTIONS)
def sort_states_by_name(counted: CountedStates) -> tuple[ComplianceStatus, ...]:
    """Return the states asked about in the order of their names."""
    return tuple(sort_by_name(counted.statuses))


def drop_empty(groups: Iterable[GroupFigures]) -> list[GroupFigures]:
    """Return the groups without that of unknown countries, where there are none."""
    return [group for group in groups if group.statuses or group.value]


@dataclass(frozen=True)
class FigureCell:
    """A number, or a share, as a page shows it; None is not known. A number leads to its countries."""

    key: str
    number: float | None
    url: str = ""
    is_share: bool = False


@dataclass(frozen=True)
class FigureColumn:
    """A column of the table by groups: a figure, or a share."""

    key: str
    label: str | Promise
    title: str | Promise
    is_share: bool = False


def known_columns(group: GroupFigures) -> list[FigureColumn]:
    """Return the columns of the table by groups; none of reports where no report is held."""
    columns = []
    rates = {of: (key, label) for key, (of, label) in TABLE_RATES.items()}
    for key, label in TABLE_COLUMNS.items():
        if group.known_numbers[key] is None:
            continue
        columns.append(FigureColumn(key, label, FIGURES[key].name))
        if key in rates:
            rate, share = rates[key]
            columns.append(FigureColumn(rate, share, share, is_share=True))
    return columns


@dataclass(frozen=True)
class GroupRow:
    """A row of the table by groups."""

    group: GroupFigures
    cells: list[FigureCell]


def build_row(group: GroupFigures, columns: list[FigureColumn], address: str) -> GroupRow:
    """Return the row of a group; `address` is that of the countries behind a number, without the figure."""
    numbers = group.known_numbers
    place = "" if group.code == WORLD else f"&of={group.code}"
    cells = [
        FigureCell(column.key, getattr(group, column.key), is_share=True)
        if column.is_share
        else FigureCell(column.key, numbers[column.key], f"{address}&figure={column.key}{place}")
        for column in columns
    ]
    return GroupRow(group, cells)


@dataclass(frozen=True)
class GroupTable:
    """The rows of one kind of groups, under its heading."""

    kind: str
    rows: list[GroupRow]

    @property
    def heading(self) -> str | Promise:
        return GROUP_HEADINGS[self.kind]


@dataclass(frozen=True)
class GroupsTable:
    """What the table shows: the states in their groups, and where each number leads."""

    counted: CountedStates
    # That of the countries behind a number, without the figure.
    address: str
    # What all countries asked about are called.
    label: str
    income_year: int | None

    @property
    def columns(self) -> list[FigureColumn]:
        return known_columns(self.counted.world)

    @property
    def kinds(self) -> list[GroupTable]:
        """The rows by region, then by the other kinds of groups; of those that hold any country."""
        groups = [group for group in (*self.counted.regions, *self.counted.groups) if group.statuses]
        by_kind = groupby(groups, key=lambda group: group.kind)
        columns = self.columns
        return [
            GroupTable(kind, [build_row(group, columns, self.address) for group in of_kind])
            for kind, of_kind in by_kind
        ]

    @property
    def total(self) -> GroupRow:
        return build_row(self.counted.world, self.columns, self.address)
