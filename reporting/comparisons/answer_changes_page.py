"""The page of answers between two rounds, and the countries behind its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.comparisons.counted_countries import (
    CountedCountries,
    CountedCountry,
    link_number,
    list_by_name,
)
from reporting.comparisons.indicator_changes import (
    KINDS,
    AnsweringSide,
    AnswerShift,
    compare_answers,
    find_breaks,
)
from reporting.comparisons.question import SidesQuestion
from reporting.comparisons.records import load_sides
from reporting.comparisons.side_by_side import points_in_words
from reporting.comparisons.sides_page import name_side
from reporting.compliance.exports import Row
from reporting.compliance.query import QueryParser
from reporting.models import Indicator

COLUMNS = (
    "other_round", "other_as_of", "other_known_on", "indicator", "answer", *KINDS,
    "asked_share", "other_share", "points", "same_asked_share", "same_other_share",
    "same_points", "series_breaks",
)  # fmt: skip
LIST_TITLES: dict[str, str | Promise] = {
    "asked": gettext_lazy("give this answer on the side asked about"),
    "asked_of": gettext_lazy("answer on the side asked about"),
    "other": gettext_lazy("give this answer on the other side"),
    "other_of": gettext_lazy("answer on the other side"),
    "same_asked": gettext_lazy("give this answer on the side asked about, of those that answer on both"),
    "same_other": gettext_lazy("give this answer on the other side, of those that answer on both"),
    "same_of": gettext_lazy("answer on both sides"),
    "gained": gettext_lazy("give this answer now, and gave another one on the other side"),
    "lost": gettext_lazy("gave this answer on the other side, and now give another one"),
}


@dataclass(frozen=True)
class ChangeRow:
    """A row of the table, with the links to its countries."""

    change: AnswerShift
    links: dict[str, SafeString]

    @property
    def difference(self) -> str:
        return points_in_words(self.change.points)

    @property
    def same_difference(self) -> str:
        return points_in_words(self.change.same_points)


@dataclass(frozen=True)
class AnswerChangesPage:
    """Everything that the page shows; its numbers are those of the files."""

    question: SidesQuestion
    asked: AnsweringSide
    other: AnsweringSide
    changes: Sequence[AnswerShift]

    @property
    def asked_title(self) -> str:
        return name_side(self.question.asked)

    @property
    def other_title(self) -> str:
        return name_side(self.question.other)

    @property
    def silent_sides(self) -> list[AnsweringSide]:
        sides = {side.round.number: side for side in (self.other, self.asked)}
        return [side for side in sides.values() if not side.is_held]

    @property
    def is_demo(self) -> bool:
        return any(
            report.illustrative for side in (self.asked, self.other) for report in side.reports.values()
        )

    @property
    def table_rows(self) -> list[ChangeRow]:
        return [ChangeRow(change, self.links_of(change)) for change in self.changes]

    def links_of(self, change: AnswerShift) -> dict[str, SafeString]:
        parameters = {**self.question.parameters, "indicator": change.key, "answer": change.answer}
        return {
            kind: link_number(change.numbers[kind], "answer_changes_countries", {**parameters, "side": kind})
            for kind in KINDS
        }

    def find_change(self, indicator: str, answer: str) -> AnswerShift | None:
        return next((c for c in self.changes if (c.key, c.answer) == (indicator, answer)), None)

    @cached_property
    def rows(self) -> list[Row]:
        return [
            {
                **self.question.other_columns,
                "indicator": change.key,
                "answer": change.answer,
                **change.numbers,
                **{name: getattr(change, name) for name in COLUMNS if "share" in name or "points" in name},
                "series_breaks": change.breaks_series,
            }
            for change in self.changes
        ]


def build_changes_page(parser: QueryParser, question: SidesQuestion) -> AnswerChangesPage:
    asked, other = load_sides(question.asked, question.other, parser.rounds)
    indicators = Indicator.objects.in_bulk([*asked.questions, *other.questions])
    breaks = find_breaks(parser.rounds, question.asked.round, question.other.round)
    return AnswerChangesPage(question, asked, other, compare_answers(asked, other, indicators, breaks))


def list_answering(page: AnswerChangesPage, change: AnswerShift, kind: str) -> CountedCountries | None:
    """Return the countries behind a number of the page; None if there is no such number."""
    if kind not in LIST_TITLES:
        return None
    known = change.numbers[kind] is not None
    names = {state.iso3: state for state in (*page.other.states, *page.asked.states)}
    labels = {**page.other.choices(change.key), **page.asked.choices(change.key)}
    countries = [
        CountedCountry(
            iso3,
            names[iso3].name,
            names[iso3].region,
            tuple(
                labels.get(answers.get(iso3, ""), answers.get(iso3, ""))
                for answers in (change.other_answers, change.asked_answers)
            ),
        )
        for iso3 in (change.countries[kind] if known else ())
    ]
    words = {"indicator": change.indicator.texts["name"], "answer": change.label, "which": LIST_TITLES[kind]}
    title = _("%(indicator)s – “%(answer)s”: %(which)s") % words
    columns = (page.other_title, page.asked_title)
    return CountedCountries(title, change.indicator.texts["definition"], columns, list_by_name(countries))
