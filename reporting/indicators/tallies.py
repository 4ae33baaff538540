"""How the countries of a group answered an indicator: every kind of answer and of silence apart.

Plain counting over what `load_states` and `load_reports` return; nothing here reads the database.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from reporting.compliance.figures import percentage
from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.compliance.states_on_record import StateOnRecord
from reporting.indicators.answer_kinds import (
    COUNTED,
    NO_REPORT,
    NOT_PUBLIC,
    SKIPPED,
    AnswerKind,
    Family,
    kinds_of,
)
from reporting.indicators.asked_indicators import AskedIndicator

Reports = Mapping[tuple[int, str], ReportOnRecord]


class CountryAnswer(NamedTuple):
    """What one Member State answers, or how it is silent, with the report that says so."""

    state: StateOnRecord
    kind: AnswerKind
    report: ReportOnRecord | None = None

    @property
    def name(self) -> str:
        return self.state.name

    @property
    def is_counted(self) -> bool:
        """True if the report that says so, or is silent, is counted."""
        return self.kind.family.is_counted

    @property
    def is_illustrative(self) -> bool:
        return bool(self.report and self.is_counted and self.report.illustrative)


def value_on_record(report: ReportOnRecord | None, key: str) -> str:
    """Return the key of the kind of answer or silence; the report decides before what it says."""
    silence = silence_of(report)
    return silence or (report and report.values.get(key)) or SKIPPED


def silence_of(report: ReportOnRecord | None) -> str:
    """Return why no answer of a report is known; an empty text if some are."""
    if report is None or report.reported_on is None:
        return NO_REPORT
    return "" if report.counts_answers else NOT_PUBLIC


def answers_on_record(
    round_number: int, asked: AskedIndicator, states: Iterable[StateOnRecord], reports: Reports
) -> tuple[CountryAnswer, ...]:
    """Return what each of the states answers in a round, in their order."""
    kinds, answers = kinds_of(asked), []
    for state in states:
        report = reports.get((round_number, state.iso3))
        value = value_on_record(report, asked.key)
        # A word that the questionnaire of today does not offer was an answer when it was given.
        kind = kinds.get(value) or AnswerKind(value, value, Family.ANSWER)
        answers.append(CountryAnswer(state, kind, report))
    return tuple(answers)


@dataclass(frozen=True)
class AnswerTally:
    """The answers of a group of countries, counted."""

    asked: AskedIndicator
    answers: tuple[CountryAnswer, ...]

    @cached_property
    def numbers(self) -> Counter[str]:
        """How many countries there are of each kind; of one that does not occur, zero."""
        return Counter(answer.kind.key for answer in self.answers)

    @cached_property
    def family_numbers(self) -> Counter[str]:
        numbers: Counter[str] = Counter()
        for key, number in self.numbers.items():
            family = self.kinds[key].family
            numbers[str(family)] += number
            numbers[COUNTED] += number if family.is_counted else 0
        return numbers

    def number_of(self, key: str) -> int:
        """Return how many countries there are of a kind, or of a family of kinds."""
        return self.family_numbers[key] or self.numbers[key]

    @cached_property
    def kinds(self) -> dict[str, AnswerKind]:
        """All kinds, those that occur without being offered after the answers that are."""
        return kinds_of(self.asked) | {answer.kind.key: answer.kind for answer in self.answers}

    @property
    def answer_kinds(self) -> list[AnswerKind]:
        return [kind for kind in self.kinds.values() if kind.family is Family.ANSWER]

    @property
    def reason_kinds(self) -> list[AnswerKind]:
        """The reasons that somebody gives."""
        return [k for k in self.kinds.values() if k.family is Family.REASON and self.numbers[k.key]]

    @property
    def silent_kinds(self) -> list[AnswerKind]:
        """A blank, a question not asked, a report not public, no report."""
        return [k for k in self.kinds.values() if k.family not in (Family.ANSWER, Family.REASON)]

    @property
    def shown_kinds(self) -> list[AnswerKind]:
        return [*self.answer_kinds, *self.reason_kinds, *self.silent_kinds]

    @property
    def answered(self) -> int:
        return self.family_numbers[Family.ANSWER]

    @property
    def reports(self) -> int:
        """The number of published reports, each of which answers or is silent in one way."""
        return self.family_numbers[COUNTED]

    @property
    def member_states(self) -> int:
        return len(self.answers)

    @property
    def illustrative(self) -> bool:
        return any(answer.is_illustrative for answer in self.answers)

    def share_of_answered(self, key: str) -> float | None:
        """Return per cent of those who answered; None of fewer than five."""
        return percentage(self.numbers[key], self.answered)

    def share_of_reports(self, key: str) -> float | None:
        """Return per cent of the published reports; None of fewer than five."""
        return percentage(self.numbers[key], self.reports)

    def restrict(self, iso3s: frozenset[str]) -> "AnswerTally":
        """Return the tally of some of its countries."""
        return AnswerTally(self.asked, tuple(a for a in self.answers if a.state.iso3 in iso3s))

    @cached_property
    def answering(self) -> frozenset[str]:
        """The codes of the countries that answered."""
        return frozenset(a.state.iso3 for a in self.answers if a.kind.family is Family.ANSWER)

    def find(self, key: str) -> list[CountryAnswer]:
        """Return the countries of a kind, of a family of kinds, or all whose report is counted."""
        return [
            a for a in self.answers if key in (a.kind.key, a.kind.family) or (key == COUNTED and a.is_counted)
        ]
