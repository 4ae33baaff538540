"""The countries behind a number: those that give an answer, in a group, or in a panel of rounds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise

from authorities.languages.collation import sort_by_name
from authorities.languages.remembered_results import remember_by_language
from reporting.compliance.figures import ANY
from reporting.indicators.addresses import MOST_ADDRESSES
from reporting.indicators.group_tallies import GroupTally
from reporting.indicators.indicator_page import IndicatorPage
from reporting.indicators.series import MOST_ROUNDS
from reporting.indicators.tallies import AnswerTally, CountryAnswer


def place_of_answer(answer: CountryAnswer, question: str) -> str:
    """Return the address of an answer in the version that counts; empty if none does.

    Until it is published, the secretariat reads the version where it reviews it.
    """
    report = answer.report
    if report is None or not answer.is_counted:
        return ""
    name = "report_version" if report.published else "review_version"
    address = find_version_address(name, report.round, report.version_number)
    return f"{address.replace(ANY, report.iso3)}#{question}"


@remember_by_language(MOST_ADDRESSES)
def find_version_address(name: str, round_number: int, version_number: int | None) -> str:
    """Return the address of a version of any report of a round, with ANY for the country."""
    return reverse(name, args=[round_number, ANY, version_number])


@dataclass(frozen=True)
class ListedCountry:
    """A country of the list, with its answer and where it stands."""

    answer: CountryAnswer
    url: str


@dataclass(frozen=True)
class CountryList:
    """The countries of a page that one of its numbers counts; all of them, if no answer is named."""

    page: IndicatorPage
    answer: str = ""
    group: GroupTally | None = None
    panel: str = ""

    @cached_property
    def tally(self) -> AnswerTally:
        """The countries looked through: of the group, and that answered in each round of the panel."""
        tally = self.group.tally if self.group else self.page.counted_tally
        return tally.restrict(self.page.series.panel_countries) if self.panel else tally

    @property
    def label(self) -> str | Promise:
        """What the countries have in common."""
        return self.page.answer_labels.get(self.answer, self.answer)

    @cached_property
    def rows(self) -> list[ListedCountry]:
        found = self.tally.find(self.answer) if self.answer else list(self.tally.answers)
        code = self.tally.asked.question["code"]
        return [ListedCountry(answer, place_of_answer(answer, code)) for answer in sort_by_name(found)]

    @property
    def illustrative(self) -> bool:
        return any(row.answer.is_illustrative for row in self.rows)


def find_country_list(page: IndicatorPage, parameters: Mapping[str, str]) -> CountryList | None:
    """Return the list that an address names; None if there is no such answer, group or panel."""
    answer, group, panel = (parameters.get(name, "") for name in ("answer", "group", "panel"))
    known = (
        page.tally is not None
        and (not answer or answer in page.answer_labels)
        and (not group or group in page.groups)
        and (not panel or panel == page.series.panel_key)
    )
    return CountryList(page, answer, page.groups.get(group), panel) if known else None


def parse_panel(text: str) -> list[int]:
    """Return the rounds that a panel names, as in “1-3-6”; none if it cannot be read or names too many.

    >>> parse_panel("1-3-6"), parse_panel("1-x"), parse_panel("")
    ([1, 3, 6], [], [])
    """
    parts = text.split("-")
    readable = len(parts) <= MOST_ROUNDS and all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts)
    return [int(part) for part in parts] if readable else []
