"""The numbers of the page of an indicator, each with the countries it opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.cldr import format_percent
from reporting.indicators.addresses import LinkedNumber, countries_address, indicator_address
from reporting.indicators.answer_kinds import (
    COUNTED,
    FAMILY_LABELS,
    FAMILY_MEANINGS,
    AnswerKind,
    Family,
    meaning_of_answers,
)
from reporting.indicators.indicator_page import IndicatorPage
from reporting.indicators.series import SeriesPoint
from reporting.indicators.tallies import AnswerTally


def format_share(share: float | None) -> str:
    """Return a share in words of the language; empty where the group is too small for one."""
    return "" if share is None else format_percent(share)


@dataclass(frozen=True)
class KindNumber:
    """How many countries give an answer or are silent in one way, and what that means."""

    label: str | Promise
    meaning: str | Promise
    number: LinkedNumber
    # Per cent of those who answered; empty for what is no answer, and for fewer than five.
    share: str = ""


@dataclass(frozen=True)
class KindMeaning:
    label: str | Promise
    meaning: str | Promise


# What can be said of every indicator; what yes and no mean, its own page tells.
GENERAL_MEANINGS = [
    KindMeaning(_("Yes"), _("The report answers yes, or ticks the answer that is counted.")),
    KindMeaning(_("No"), _("The report answers no, or answers the question without ticking that answer.")),
    *(KindMeaning(FAMILY_LABELS[family], meaning) for family, meaning in FAMILY_MEANINGS.items()),
]


@dataclass(frozen=True)
class SeriesRow:
    """A round in the table over the rounds; without numbers where there is nothing to count."""

    point: SeriesPoint
    url: str
    reports: LinkedNumber | None = None
    answered: LinkedNumber | None = None
    answers: Sequence[tuple[LinkedNumber, str]] = ()
    # The same numbers of the countries that answered in every round.
    same_answered: LinkedNumber | None = None
    same_answers: Sequence[tuple[LinkedNumber, str]] = ()


@dataclass(frozen=True)
class IndicatorNumbers:
    """The numbers of a page whose indicator is asked."""

    page: IndicatorPage

    @property
    def tally(self) -> AnswerTally:
        return self.page.counted_tally

    def count(
        self, tally: AnswerTally, answer: str, round_number: int | None = None, panel: str = ""
    ) -> LinkedNumber:
        """Return the number of a kind, or of a family of kinds; of all countries for ""."""
        number = tally.number_of(answer) if answer else tally.member_states
        key = self.page.indicator.pk
        return LinkedNumber(
            number, countries_address(self.page.query, key, answer, round_number, panel=panel)
        )

    @property
    def member_states(self) -> LinkedNumber:
        return self.count(self.tally, "")

    @property
    def reports(self) -> LinkedNumber:
        return self.count(self.tally, COUNTED)

    @property
    def answered(self) -> LinkedNumber:
        return self.count(self.tally, Family.ANSWER)

    @property
    def yes(self) -> KindNumber | None:
        """The number that said yes, whose share the page gives in a sentence."""
        by_key = dict(zip(self.tally.asked.choices, self.answers, strict=False))
        return by_key.get("yes")

    @property
    def share_of_reports(self) -> str:
        """How many per cent of all published reports say yes."""
        return format_share(self.tally.share_of_reports("yes"))

    @cached_property
    def answers(self) -> list[KindNumber]:
        """Each possible answer, also where no country gave it: a zero is a figure too."""
        meanings = meaning_of_answers(self.tally.asked)
        return [
            KindNumber(
                kind.label,
                meanings.get(kind.key, ""),
                self.count(self.tally, kind.key),
                format_share(self.tally.share_of_answered(kind.key)),
            )
            for kind in self.tally.answer_kinds
        ]

    @property
    def silences(self) -> list[KindNumber]:
        """Every kind of silence of a published report: the reasons together, a blank, not asked."""
        return [self.family_number(f) for f in (Family.REASON, Family.UNANSWERED, Family.SKIPPED)]

    @property
    def reasons(self) -> list[KindNumber]:
        return [
            KindNumber(kind.label, "", self.count(self.tally, kind.key)) for kind in self.tally.reason_kinds
        ]

    @property
    def without_report(self) -> list[KindNumber]:
        """The countries of which no answer is known here."""
        return [self.family_number(family) for family in (Family.NOT_PUBLIC, Family.NO_REPORT)]

    def family_number(self, family: Family) -> KindNumber:
        return KindNumber(FAMILY_LABELS[family], FAMILY_MEANINGS[family], self.count(self.tally, family))

    @property
    def line_kinds(self) -> list[AnswerKind]:
        """The answers that are followed over the rounds: yes, or each where there are others."""
        return [kind for kind in self.tally.answer_kinds if kind.key == "yes"] or self.tally.answer_kinds

    @cached_property
    def series_rows(self) -> list[SeriesRow]:
        series = self.page.series
        same = {point.round.number: tally for point, tally in series.panel}
        rows = []
        for point in series.points:
            if not point.is_counted or point.tally is None:
                rows.append(SeriesRow(point, self.address(point)))
                continue
            number, panel = point.round.number, same.get(point.round.number)
            rows.append(
                SeriesRow(
                    point,
                    self.address(point),
                    self.count(point.tally, COUNTED, number),
                    self.count(point.tally, Family.ANSWER, number),
                    self.count_answers(point.tally, number),
                    self.count(panel, Family.ANSWER, number, series.panel_key) if panel else None,
                    self.count_answers(panel, number, series.panel_key) if panel else (),
                )
            )
        return rows

    def address(self, point: SeriesPoint) -> str:
        return indicator_address(self.page.query, self.page.indicator.pk, point.round.number)

    def count_answers(
        self, tally: AnswerTally, number: int, panel: str = ""
    ) -> list[tuple[LinkedNumber, str]]:
        """Return the number of each answer that is followed over the rounds, and its share."""
        return [
            (
                self.count(tally, kind.key, number, panel),
                format_share(tally.share_of_answered(kind.key)),
            )
            for kind in self.line_kinds
        ]

    @property
    def columns_of_all(self) -> int:
        """The number of columns of the table over the rounds that count all countries."""
        return 2 + len(self.line_kinds)

    @property
    def columns_of_same(self) -> int:
        return 1 + len(self.line_kinds)

    @property
    def columns_of_numbers(self) -> int:
        return self.columns_of_all + (self.columns_of_same if self.page.series.panel else 0)

    @property
    def columns_of_table(self) -> int:
        return 1 + self.columns_of_numbers

    @property
    def meanings(self) -> list[KindNumber]:
        return [*self.answers, *self.silences, *self.without_report]
