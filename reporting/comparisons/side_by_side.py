"""Two rounds, or two days of a round, side by side: each figure of both, what differs, and which countries.

The side asked about is compared with another; the difference is the number asked about less the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from authorities.languages.cldr import format_number
from reporting.compliance.figures import FIGURES, ComplianceStatus, Figure, GroupFigures
from reporting.compliance.summary import Summary

# Shares that are compared: name, part, whole.
SHARES: tuple[tuple[str | Promise, str, str], ...] = (
    (gettext_lazy("Have reported, of all Member States"), "reported", "member_states"),
    (gettext_lazy("Have a national authority, of all Member States"), "designated", "member_states"),
    (
        gettext_lazy("Have their authority in the health ministry, of those with an authority"),
        "designated_in_health_ministry",
        "designated",
    ),
    (gettext_lazy("Have reported, of those with an authority"), "reported_with_authority", "designated"),
    (
        gettext_lazy("Keep a record of recruiters, of those that answer yes or no"),
        "keeps_recruiter_record",
        "recruiter_record_answered",
    ),
)
# Figures that only held reports can tell, and that are no answers.
NO_ANSWERS = ("in_progress", "published")
# Which countries a number of this page stands for.
SIDES = ("asked", "other", "came", "left", "same_asked", "same_other")


def difference_in_words(difference: int | None) -> str:
    """Return how many more or fewer there are than on the other side.

    >>> difference_in_words(0)
    'the same number'
    """
    if difference is None:
        return _("not known")
    if difference == 0:
        return _("the same number")
    number = abs(difference)
    words = {"number": format_number(number)}
    if difference > 0:
        return ngettext("%(number)s more", "%(number)s more", number) % words
    return ngettext("%(number)s fewer", "%(number)s fewer", number) % words


def points_in_words(points: float | None) -> str:
    """Return a difference of two shares, in percentage points."""
    if points is None:
        return _("not known")
    if points == 0:
        return _("the same share")
    number = abs(points)
    words = {"number": format_number(number)}
    plural = 1 if number == 1 else 2
    if points > 0:
        return (
            ngettext("%(number)s percentage point more", "%(number)s percentage points more", plural) % words
        )
    return ngettext("%(number)s percentage point less", "%(number)s percentage points less", plural) % words


@dataclass(frozen=True)
class FigureComparison:
    """One figure of one group on both sides, with the countries that make the difference."""

    figure: Figure
    asked_group: GroupFigures
    other_group: GroupFigures

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def is_answer(self) -> bool:
        """True if it counts what published reports say; only then the same countries are counted apart."""
        return self.figure.of_answers and self.key not in NO_ANSWERS

    @cached_property
    def asked_number(self) -> int | None:
        return self.asked_group.known_numbers[self.key]

    @cached_property
    def other_number(self) -> int | None:
        return self.other_group.known_numbers[self.key]

    @property
    def difference(self) -> int | None:
        """The number asked about less the other; None where one of them is not known."""
        if self.asked_number is None or self.other_number is None:
            return None
        return self.asked_number - self.other_number

    @property
    def wording(self) -> str:
        return difference_in_words(self.difference)

    @cached_property
    def countries(self) -> dict[str, list[ComplianceStatus]]:
        """The countries behind each number, by the name of the number: see SIDES."""
        asked = {status.iso3: status for status in self.asked_group.counted_by(self.key)}
        other = {status.iso3: status for status in self.other_group.counted_by(self.key)}
        both = self.published_on_both
        known = self.difference is not None
        return {
            "asked": list(asked.values()),
            "other": list(other.values()),
            "came": [status for iso3, status in asked.items() if known and iso3 not in other],
            "left": [status for iso3, status in other.items() if known and iso3 not in asked],
            "same_asked": [status for iso3, status in asked.items() if iso3 in both],
            "same_other": [status for iso3, status in other.items() if iso3 in both],
        }

    @property
    def published_on_both(self) -> set[str]:
        """The countries whose answers are counted on both sides."""
        groups = (self.asked_group, self.other_group)
        asked, other = ({status.iso3 for status in group.counted_by("published")} for group in groups)
        return asked & other

    @cached_property
    def numbers(self) -> dict[str, int | None]:
        """The numbers of the row; None for each that is not known or is not about answers."""
        counted = {side: len(countries) for side, countries in self.countries.items()}
        changes = {side: counted[side] if self.difference is not None else None for side in ("came", "left")}
        same = {
            side: counted[side] if self.is_answer and self.difference is not None else None
            for side in ("same_asked", "same_other")
        }
        return {"asked": self.asked_number, "other": self.other_number, **changes, **same}


@dataclass(frozen=True)
class ShareComparison:
    """A share of one group on both sides, in per cent."""

    name: str | Promise
    asked: float | None
    other: float | None

    @property
    def points(self) -> float | None:
        if self.asked is None or self.other is None:
            return None
        return round(self.asked - self.other, 1)

    @property
    def wording(self) -> str:
        return points_in_words(self.points)


@dataclass(frozen=True)
class GroupComparison:
    """The world or a region on both sides."""

    asked: GroupFigures
    other: GroupFigures

    @property
    def code(self) -> str:
        return self.asked.code

    @property
    def name(self) -> str | Promise:
        return self.asked.name

    @cached_property
    def figures(self) -> list[FigureComparison]:
        return [FigureComparison(figure, self.asked, self.other) for figure in FIGURES.values()]

    @property
    def shares(self) -> list[ShareComparison]:
        return [
            ShareComparison(name, self.asked.rate(part, whole), self.other.rate(part, whole))
            for name, part, whole in SHARES
        ]

    def find_figure(self, key: str) -> FigureComparison | None:
        return next((comparison for comparison in self.figures if comparison.key == key), None)


@dataclass(frozen=True)
class Movement:
    """A Member State whose region is another one on the other side."""

    iso3: str
    name: str
    asked: str
    other: str


@dataclass(frozen=True)
class SideBySide:
    """Two summaries, and everything that is compared between them."""

    asked: Summary
    other: Summary

    @cached_property
    def world(self) -> GroupComparison:
        return GroupComparison(self.asked.world, self.other.world)

    @cached_property
    def regions(self) -> list[GroupComparison]:
        """The regions that have a Member State on one of the sides."""
        asked, other = ({group.code: group for group in side.regions} for side in (self.asked, self.other))
        codes = list(dict.fromkeys([*asked, *other]))
        empty: Callable[[str, Summary], GroupFigures] = lambda code, side: GroupFigures(  # noqa: E731
            code, (), side.held, side.answers_held
        )
        pairs = [
            GroupComparison(
                asked.get(code) or empty(code, self.asked), other.get(code) or empty(code, self.other)
            )
            for code in codes
        ]
        return [pair for pair in pairs if pair.asked.statuses or pair.other.statuses]

    @property
    def groups(self) -> list[GroupComparison]:
        return [self.world, *self.regions]

    def find_group(self, code: str | None) -> GroupComparison | None:
        if not code:
            return self.world
        return next((pair for pair in self.groups if pair.code == code), None)

    @cached_property
    def movements(self) -> list[Movement]:
        """The countries that lie in another region on the other side."""
        there = {status.iso3: status for status in self.other.statuses}
        return [
            Movement(status.iso3, status.name, status.region, there[status.iso3].region)
            for status in self.asked.statuses
            if status.iso3 in there and status.region != there[status.iso3].region
        ]

    @cached_property
    def members_came(self) -> list[ComplianceStatus]:
        return list_only_there(self.asked.statuses, self.other.statuses)

    @cached_property
    def members_left(self) -> list[ComplianceStatus]:
        return list_only_there(self.other.statuses, self.asked.statuses)

    @property
    def same_countries(self) -> list[ComplianceStatus]:
        """The countries with a published report on both sides: a base of its own for answers."""
        both = FigureComparison(FIGURES["published"], self.asked.world, self.other.world).published_on_both
        return [status for status in self.asked.statuses if status.iso3 in both]

    @property
    def is_demo(self) -> bool:
        return self.asked.demo or self.other.demo


def list_only_there(
    here: Sequence[ComplianceStatus], elsewhere: Sequence[ComplianceStatus]
) -> list[ComplianceStatus]:
    known = {status.iso3 for status in elsewhere}
    return [status for status in here if status.iso3 not in known]
