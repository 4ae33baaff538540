"""What stands behind a record of recruiters (Article 8.5): four counts, which are never one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import Region
from recruiters.entries.verifications import find_verified_registers
from recruiters.models import Register
from reporting.compliance.clocks import Clocks
from reporting.compliance.summary import RECRUITER_RECORD, registers_on
from reporting.models import ReportedItem, Topic
from reporting.reported_content.answers_page import AnswersPage, CountedFigure
from reporting.reported_content.counted_reports import CountedReports

LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", re.IGNORECASE)
SAYS, LINKS, HELD, VERIFIED = "says", "links", "held", "verified"
STEPS = {
    SAYS: gettext_lazy("Says that it keeps a record"),
    LINKS: gettext_lazy("Gives a link to it"),
    HELD: gettext_lazy("A register is held here"),
    VERIFIED: gettext_lazy("Verified this year"),
}
MEANINGS = {
    SAYS: gettext_lazy("countries tick in their report that a record of authorised recruiters is kept"),
    LINKS: gettext_lazy("countries give a web address where their report describes the record"),
    HELD: gettext_lazy("countries keep a register of recruiters in this system"),
    VERIFIED: gettext_lazy(
        "countries keep a register here of which at least one entry was marked as verified in the year of "
        "this day"
    ),
}


@dataclass(frozen=True)
class EvidenceLine:
    """One country with the steps that it has."""

    name: str
    iso3: str
    steps: dict[str, bool]
    link: str

    @property
    def labelled_steps(self) -> list[tuple[str | Promise, bool]]:
        return [(STEPS[step], has) for step, has in self.steps.items()]


@dataclass(frozen=True)
class RegionLine:
    label: str | Promise
    figures: list[CountedFigure]


@dataclass(frozen=True)
class EvidencePage(AnswersPage):
    """`links` are {country: link in its answer}, the others countries with a register here."""

    links: Mapping[str, str]
    registers: frozenset[str]
    verified: frozenset[str]

    part = "recruiter-evidence"
    title = gettext_lazy("Record of recruiters")
    columns = ("iso3", "region", *STEPS, "link")

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "EvidencePage":
        items = counted.items_about(Topic.RECRUITER_RECORD)
        found = {counted.by_version[item.version_id].iso3: find_link(item) for item in items}
        links = {iso3: link for iso3, link in found.items() if link}
        clocks = counted.query.clocks
        held = frozenset(registers_on(clocks))
        return cls(counted, {}, links, held, held & verified_states(clocks))

    @property
    def is_known(self) -> bool:
        """Registers here are counted also where no report is."""
        return bool(self.counted.reports or self.registers & self.counted.asked_states)

    @cached_property
    def countries_by_step(self) -> dict[str, frozenset[str]]:
        """Of the countries asked about. A report that is not public says nothing, a register here does."""
        reports = self.counted.reports
        says = {iso3 for iso3, report in reports.items() if report.values.get(RECRUITER_RECORD) == "yes"}
        found = {SAYS: says, LINKS: {*self.links}, HELD: self.registers, VERIFIED: self.verified}
        return {step: frozenset(self.counted.asked_states & countries) for step, countries in found.items()}

    @cached_property
    def regions(self) -> list[str]:
        """The regions of the countries asked about, in the usual order."""
        present = {state.region for state in self.counted.states}
        return [code for code in Region.values if code in present]

    def region_of(self, iso3: str) -> str:
        return self.counted.state_by_code[iso3].region

    def count_countries(self) -> Iterable[CountedFigure]:
        for step, label in STEPS.items():
            yield self.figure(step, label, self.countries_by_step[step])
        for region in self.regions:
            inside = {state.iso3 for state in self.counted.states if state.region == region}
            name = Region(region).label
            words = {"region": name, "step": _("Countries with a report whose answers count")}
            reports = inside & self.counted.reports.keys()
            yield self.figure(f"reports:{region}", _("%(step)s (%(region)s)") % words, reports)
            for step, label in STEPS.items():
                words = {"region": name, "step": label}
                countries = inside & self.countries_by_step[step]
                yield self.figure(f"{step}:{region}", _("%(step)s (%(region)s)") % words, countries)

    @property
    def ladder(self) -> list[CountedFigure]:
        return [self.figures[step] for step in STEPS]

    @property
    def explained_ladder(self) -> list[tuple[CountedFigure, str | Promise]]:
        return [(self.figures[step], MEANINGS[step]) for step in STEPS]

    @property
    def region_lines(self) -> list[RegionLine]:
        keys = ("reports", *STEPS)
        return [
            RegionLine(Region(region).label, [self.figures[f"{key}:{region}"] for key in keys])
            for region in self.regions
        ]

    @property
    def lines(self) -> list[EvidenceLine]:
        """The countries with at least one step, by name."""
        found = self.countries_by_step
        return [
            EvidenceLine(
                self.counted.name(iso3),
                iso3,
                {step: iso3 in found[step] for step in STEPS},
                self.links.get(iso3, ""),
            )
            for iso3 in self.counted.sort(frozenset().union(*found.values()))
        ]

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for line in sorted(self.lines, key=lambda line: line.iso3):
            yield {"iso3": line.iso3, "region": self.region_of(line.iso3), **line.steps, "link": line.link}


def verified_states(clocks: Clocks) -> frozenset[str]:
    """Return the states of which an entry of a register was verified in the year of the day, up to it."""
    last = clocks.as_of
    kept = dict(clocks.known_facts.table_on(last, Register, "pk", "member_state_id"))
    verified = find_verified_registers(kept, last.replace(month=1, day=1), last, clocks.known_end)
    return frozenset(kept[register] for register in verified)


def find_link(item: ReportedItem) -> str:
    """Return the first web address in an answer; empty if there is none."""
    texts = (text for text in item.cells.values() if isinstance(text, str))
    return next((found[0] for text in texts if (found := LINK.search(text))), "")
