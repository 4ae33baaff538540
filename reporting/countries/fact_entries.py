"""What is true of a country in time, as a list of terms with the lines below each of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from authorities.languages.cldr import comma, format_day
from authorities.models import IncomeClassification, WhoMembership
from reporting.countries.country_facts import CountryFacts
from reporting.countries.periods import describe_period


@dataclass(frozen=True)
class FactLine:
    """One line; its note is in the language of the reference data."""

    words: str
    note: str = ""
    warning: str = ""


@dataclass(frozen=True)
class FactEntry:
    term: str
    lines: list[FactLine]
    # What stands there if there is no line.
    nothing: str


def list_fact_entries(facts: CountryFacts) -> Iterator[FactEntry]:
    unknown = _("not known")
    regions = [
        FactLine(f"{one.get_region_display()}{comma()}{describe_period(one)}", one.note)
        for one in facts.regions
    ]
    yield FactEntry(_("Region of WHO"), regions, unknown)
    memberships = [line for one in facts.memberships for line in describe_membership(one)]
    yield FactEntry(_("Membership of WHO"), memberships, unknown)
    incomes = [
        FactLine(f"{one.get_income_group_display() or _('not classified')}{comma()}{name_year(one)}")
        for one in facts.income_classifications
    ]
    yield FactEntry(_("Income group (World Bank)"), incomes, unknown)
    listed = [
        FactLine(_("On the list of %(year)s") % {"year": one.edition}) for one in facts.safeguards_listings
    ]
    term = _("WHO health workforce support and safeguards list")
    yield FactEntry(term, listed, _("Not in any edition held here."))


def describe_membership(one: WhoMembership) -> Iterator[FactLine]:
    yield FactLine(f"{_('Member State')}{comma()}{describe_period(one)}", one.note)
    if one.announced_end:
        yield FactLine(
            ""
            if one.valid_to
            else _("It is disputed and has not been applied: the country is counted as a Member State here."),
            one.dispute,
            _("Withdrawal announced for %(day)s.") % {"day": format_day(one.announced_end)},
        )


def name_year(one: IncomeClassification) -> str:
    return _("fiscal year %(year)s") % {"year": one.fiscal_year}


def describe_today(facts: CountryFacts, is_today: bool) -> list[str]:
    """Return what a country is on the day, in a few words: member, region, income, lists."""
    other = _("Not a Member State of WHO today") if is_today else _("Not a Member State of WHO on that day")
    found = [_("Member State of WHO") if facts.is_member else other]
    if facts.region:
        found.append(facts.region.get_region_display())
    if facts.income and facts.income.income_group:
        found.append(f"{facts.income.get_income_group_display()} ({name_year(facts.income)})")
    if facts.safeguards_listings:
        editions = comma().join(str(one.edition) for one in facts.safeguards_listings)
        found.append(f"{_('WHO health workforce support and safeguards list')} {editions}")
    return found
