"""What is true of a country in time, as a list of terms with the lines below each of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from authorities.languages.cldr import comma, format_day
from authorities.languages.direction import mark_language
from authorities.models import IncomeClassification, IncomeGroup, Region, WhoMembership
from reporting.countries.country_facts import CountryFacts
from reporting.countries.periods import describe_period


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


def list_fact_entries(facts: CountryFacts) -> Iterator[FactEntry]:
    unknown = _("not known")
    regions = [
        FactLine(f"{Region(one.region).label}{comma()}{describe_period(one)}", one.note)
        for one in facts.regions
    ]
    yield FactEntry(_("Region of WHO"), regions, unknown)
    memberships = [line for one in facts.memberships for line in describe_membership(one)]
    yield FactEntry(_("Membership of WHO"), memberships, unknown)
    incomes = [
        FactLine(f"{name_income(one) or _('not classified')}{comma()}{name_year(one)}")
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


def name_income(one: IncomeClassification) -> str:
    """Return the group; an empty text for what is not classified."""
    return str(IncomeGroup(one.income_group).label) if one.income_group else ""


def name_year(one: IncomeClassification) -> str:
    return _("fiscal year %(year)s") % {"year": one.fiscal_year}


def describe_today(facts: CountryFacts, is_today: bool) -> list[str]:
    """Return what a country is on the day, in a few words: member, region, income, lists."""
    other = _("Not a Member State of WHO today") if is_today else _("Not a Member State of WHO on that day")
    found = [_("Member State of WHO") if facts.is_member else other]
    if facts.region:
        found.append(str(Region(facts.region.region).label))
    if facts.income and facts.income.income_group:
        found.append(f"{name_income(facts.income)} ({name_year(facts.income)})")
    if facts.safeguards_listings:
        editions = comma().join(str(one.edition) for one in facts.safeguards_listings)
        found.append(f"{_('WHO health workforce support and safeguards list')} {editions}")
    return found
