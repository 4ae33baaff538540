"""The parts of the page of a country in words of the active language, ready to be shown."""

from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from authorities.known_facts.later_changes import list_changes_since
from authorities.languages import UN_LANGUAGES
from authorities.languages.addresses import recall_address
from authorities.languages.cldr import colon, comma, format_day, gap
from authorities.languages.direction import isolate
from authorities.models import InstitutionType, MemberState
from reporting.compliance.query import SummaryQuery
from reporting.countries.card_lines import (
    CardLines,
    list_agreements,
    list_authorities,
    list_changes,
    list_later_changes,
    list_registers,
)
from reporting.countries.country_page import CountryPage
from reporting.countries.country_records import FACTS, Records
from reporting.countries.fact_entries import describe_today, write_fact_entries
from reporting.countries.grid_table import write_table
from reporting.countries.periods import describe_period
from reporting.models import Submission

FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}


@dataclass(frozen=True)
class PageParts:
    page: CountryPage

    @cached_property
    def headline(self) -> str:
        return describe_today(self.page.facts, self.page.is_today)

    @cached_property
    def table(self) -> SafeString:
        return write_table(self.page.standings, self.page.grid)

    @cached_property
    def notes(self) -> str:
        """What the signs of the table mean, and what is to be said of the round that runs."""
        sentences = []
        running = next((one for one in self.page.standings if one.is_open and not one.sent_on), None)
        if running:
            open_round = _("No report has been received yet. The round is open.")
            sentences.append(f"{isolate(running.title)}{colon()}{open_round}")
        if self.page.has_unknown_rounds:
            sentences.append(_("Not known: this system holds no report of this round from any country."))
        sentences.append(_("A dot: not part of the questionnaire of that round. A dash: no public answer."))
        if self.page.grid.breaks:
            sentences.append(
                _("≠: asked in other words than before, so the answers cannot be compared with earlier ones.")
            )
        if self.page.illustrative:
            sentences.append(_("Some of these reports are illustrative."))
        return gap().join(sentences)

    @cached_property
    def changes(self) -> CardLines:
        return list_changes(self.page.grid, get_language())

    @cached_property
    def any_change_breaks(self) -> bool:
        return any(change.breaks for change in self.page.grid.changes)

    @cached_property
    def later_changes(self) -> CardLines:
        """What was learned since the day by which all was known; no query."""
        known, state = self.page.query.clocks.known_facts, self.page.state
        found = list_changes_since(known, [*FACTS, Submission], lambda one: one.member_state_id == state.pk)
        return list_later_changes(found, state.name)

    @cached_property
    def authority_line(self) -> str:
        """What kind of institution the authority is, and since when it speaks for the country."""
        found = self.page.facts.authority
        kind = InstitutionType(found.institution_type).label if found else ""
        return f"{kind}{comma()}{describe_period(found)}" if found else ""

    @cached_property
    def no_authority(self) -> str:
        sentence = _("No authority is designated on %(day)s, as far as this system knows.")
        return sentence % {"day": format_day(self.page.day)}

    @cached_property
    def earlier_authorities(self) -> CardLines:
        return list_authorities(self.page.facts.earlier_authorities)

    @cached_property
    def registers(self) -> CardLines:
        return list_registers(self.page.facts.registers)

    @cached_property
    def agreements(self) -> CardLines:
        return list_agreements(self.page.agreement_lines)

    @cached_property
    def fact_entries(self) -> SafeString:
        return write_fact_entries(self.page.facts)

    @cached_property
    def names(self) -> SafeString:
        """The name of the country in the six languages, each marked with its own."""
        state = self.page.state
        named = ((code, escape(getattr(state, f"name_{code}"))) for code in UN_LANGUAGES)
        return mark_safe(" · ".join(f'<bdi lang="{code}">{name}</bdi>' for code, name in named))  # noqa: S308 - escaped

    @cached_property
    def files(self) -> SafeString:
        """A link to each file."""
        stem = recall_address("country_export", self.page.state.pk, "csv").removesuffix("csv")
        dates = escape(self.page.dates)
        links = (f'<a href="{stem}{ending}?{dates}">{name}</a>' for ending, name in FORMATS.items())
        return mark_safe(comma().join(links))  # noqa: S308 - what comes from the address is escaped


def recall_parts(query: SummaryQuery, records: Records) -> PageParts:
    """Return the page of a country in words, put together once for the same days while nothing changes."""
    (state,) = records[MemberState]
    question = ("country", state.pk, *query.parameters.items())
    stored = query.clocks.known_facts.stored
    return stored.recall_result(question, lambda: PageParts(CountryPage(state, query, records)))
