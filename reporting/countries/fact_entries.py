"""What is true of a country in time, as a list of terms with the lines below each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from itertools import chain
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.languages.cldr import comma, format_day
from authorities.languages.direction import mark_language
from authorities.models import IncomeGroup, Region, WhoMembership
from reporting.countries.country_facts import CountryFacts
from reporting.countries.periods import describe_span

# Many countries are alike: of one region, one income group, and on the same lists.
MOST_HEADLINES = 2000


@dataclass(frozen=True)
class FactLine:
    """One line; its note is in the language of the reference data."""

    words: str
    note: str = ""
    warning: str = ""

    @property
    def html(self) -> str:
        warning = f"<strong>{escape(self.warning)}</strong> " if self.warning else ""
        note = f' <span class="source">{mark_language(self.note)}</span>' if self.note else ""
        look = ' class="note"' if self.warning else ""
        return f"<p{look}>{warning}{escape(self.words)}{note}</p>"


@dataclass(frozen=True)
class FactEntry:
    term: str
    lines: list[FactLine]
    # What stands there if there is no line.
    nothing: str

    @property
    def html(self) -> SafeString:
        lines = "".join(one.html for one in self.lines)
        nothing = f'<p class="muted">{escape(self.nothing)}</p>'
        words = f"<div><dt>{escape(self.term)}</dt><dd>{lines or nothing}</dd></div>"
        return mark_safe(words)  # noqa: S308 - all that is text is escaped


# Of each country in six languages.
MOST_LISTS = 1500
Days = tuple[date | None, date | None]


class ShownMembership(NamedTuple):
    days: Days
    note: str
    # True if it has ended.
    is_over: bool
    announced_end: date | None
    dispute: str


def write_fact_entries(facts: CountryFacts) -> SafeString:
    """Return the terms in the active language, written once for the same facts."""
    return write_fact_list(
        tuple((one.region, (one.valid_from, one.last_day), one.note) for one in facts.regions),
        tuple(map(show_membership, facts.memberships)),
        tuple((one.income_group, one.fiscal_year) for one in facts.income_classifications),
        tuple(one.edition for one in facts.safeguards_listings),
        get_language(),
    )


def show_membership(one: WhoMembership) -> ShownMembership:
    days = (one.valid_from, one.last_day)
    return ShownMembership(days, one.note, one.valid_to is not None, one.announced_end, one.dispute)


@lru_cache(maxsize=MOST_LISTS)
def write_fact_list(
    regions: tuple[tuple[str, Days, str], ...],
    memberships: tuple[ShownMembership, ...],
    incomes: tuple[tuple[str, int], ...],
    editions: tuple[int, ...],
    language: str | None,  # noqa: ARG001 - the active one
) -> SafeString:
    unknown = _("not known")
    of_regions = [
        FactLine(f"{Region(region).label}{comma()}{describe_span(*days)}", note)
        for region, days, note in regions
    ]
    of_incomes = [
        FactLine(f"{name_income(group) or _('not classified')}{comma()}{name_year(year)}")
        for group, year in incomes
    ]
    listed = [FactLine(_("On the list of %(year)s") % {"year": edition}) for edition in editions]
    entries = (
        FactEntry(_("Region of WHO"), of_regions, unknown),
        FactEntry(_("Membership of WHO"), [*chain(*map(describe_membership, memberships))], unknown),
        FactEntry(_("Income group (World Bank)"), of_incomes, unknown),
        FactEntry(
            _("WHO health workforce support and safeguards list"),
            listed,
            _("Not in any edition held here."),
        ),
    )
    return mark_safe("".join(entry.html for entry in entries))  # noqa: S308 - all that is text is escaped


def describe_membership(one: ShownMembership) -> Iterator[FactLine]:
    yield FactLine(f"{_('Member State')}{comma()}{describe_span(*one.days)}", one.note)
    if one.announced_end:
        yield FactLine(
            ""
            if one.is_over
            else _("It is disputed and has not been applied: the country is counted as a Member State here."),
            one.dispute,
            _("Withdrawal announced for %(day)s.") % {"day": format_day(one.announced_end)},
        )


def name_income(group: str) -> str:
    """Return the words for a group; an empty text for what is not classified."""
    return str(IncomeGroup(group).label) if group else ""


def name_year(fiscal_year: int) -> str:
    return _("fiscal year %(year)s") % {"year": fiscal_year}


def describe_today(facts: CountryFacts, is_today: bool) -> str:
    """Return what a country is on the day, in a few words: member, region, income, lists."""
    region, income = facts.region and facts.region.region, facts.income
    group = (income.income_group, income.fiscal_year) if income else ("", 0)
    editions = tuple(one.edition for one in facts.safeguards_listings)
    return write_headline(facts.is_member, is_today, region or "", group, editions, get_language())


@lru_cache(maxsize=MOST_HEADLINES)
def write_headline(
    is_member: bool,
    is_today: bool,
    region: str,
    income: tuple[str, int],
    editions: tuple[int, ...],
    language: str | None,  # noqa: ARG001 - the active one
) -> str:
    other = _("Not a Member State of WHO today") if is_today else _("Not a Member State of WHO on that day")
    found = [_("Member State of WHO") if is_member else other]
    if region:
        found.append(str(Region(region).label))
    group, year = income
    if group:
        found.append(f"{name_income(group)} ({name_year(year)})")
    if editions:
        listed = comma().join(map(str, editions))
        found.append(f"{_('WHO health workforce support and safeguards list')} {listed}")
    return " · ".join(found)
