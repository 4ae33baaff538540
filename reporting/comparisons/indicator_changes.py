"""How answers changed between two rounds, by indicator: on all countries, and on the same countries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from reporting.compliance.figures import percentage
from reporting.compliance.states_on_record import StateOnRecord
from reporting.compliance.summary import Reports
from reporting.indicators.answer_kinds import Family
from reporting.indicators.asked_indicators import AskedIndicator, public_asked_indicators
from reporting.indicators.tallies import answers_on_record
from reporting.models import Indicator, Round

# The answers to one indicator on one side, by country: only those that were given.
AnswersGiven = Mapping[str, str]
# Which countries a number of this page stands for.
KINDS = ("asked", "asked_of", "other", "other_of", "same_asked", "same_other", "same_of", "gained", "lost")


@dataclass(frozen=True)
class AnswerShift:
    """One answer to one indicator on both sides: who gave it, of those who answered the question."""

    indicator: Indicator
    answer: str
    label: str | Promise
    asked_answers: AnswersGiven
    other_answers: AnswersGiven
    # True if the question was put otherwise on one of the sides.
    breaks_series: bool
    # False where the question is not asked publicly, or nothing is held: then there is no number.
    is_asked_known: bool = True
    is_other_known: bool = True

    @property
    def key(self) -> str:
        return self.indicator.pk

    @cached_property
    def countries(self) -> dict[str, list[str]]:
        """The ISO codes behind each number, by the name of the number: see KINDS."""
        asked, other = self.asked_answers, self.other_answers
        same = [iso3 for iso3 in asked if iso3 in other]
        yes_asked, yes_other = (
            [iso3 for iso3, value in answers.items() if value == self.answer] for answers in (asked, other)
        )
        return {
            "asked": yes_asked,
            "asked_of": list(asked),
            "other": yes_other,
            "other_of": list(other),
            "same_asked": [iso3 for iso3 in same if asked[iso3] == self.answer],
            "same_other": [iso3 for iso3 in same if other[iso3] == self.answer],
            "same_of": same,
            "gained": [iso3 for iso3 in same if asked[iso3] == self.answer != other[iso3]],
            "lost": [iso3 for iso3 in same if other[iso3] == self.answer != asked[iso3]],
        }

    @cached_property
    def numbers(self) -> dict[str, int | None]:
        """The numbers of the row; None for each that is not known."""
        known = {
            **dict.fromkeys(("asked", "asked_of"), self.is_asked_known),
            **dict.fromkeys(("other", "other_of"), self.is_other_known),
        }
        both = self.is_asked_known and self.is_other_known
        return {kind: len(self.countries[kind]) if known.get(kind, both) else None for kind in KINDS}

    def share_of(self, part: str, whole: str) -> float | None:
        """Return per cent of those who answered; None of a group too small, or if it is not known."""
        number, base = self.numbers[part], self.numbers[whole]
        return None if number is None or base is None else percentage(number, base)

    @property
    def asked_share(self) -> float | None:
        return self.share_of("asked", "asked_of")

    @property
    def other_share(self) -> float | None:
        return self.share_of("other", "other_of")

    @property
    def same_asked_share(self) -> float | None:
        return self.share_of("same_asked", "same_of")

    @property
    def same_other_share(self) -> float | None:
        return self.share_of("same_other", "same_of")

    @property
    def points(self) -> float | None:
        """The difference of the shares on all countries, in percentage points."""
        return subtract_shares(self.asked_share, self.other_share)

    @property
    def same_points(self) -> float | None:
        """The same on the countries that answered on both sides."""
        return subtract_shares(self.same_asked_share, self.same_other_share)


def subtract_shares(asked: float | None, other: float | None) -> float | None:
    return None if asked is None or other is None else round(asked - other, 1)


@dataclass(frozen=True)
class AnsweringSide:
    """One side: its round with what its questionnaire asks, its states, and the reports on record."""

    round: Round
    states: Sequence[StateOnRecord]
    reports: Reports
    is_held: bool

    @cached_property
    def questions(self) -> Mapping[str, AskedIndicator]:
        return public_asked_indicators(self.round.instrument)

    def answers_to(self, indicator: str) -> dict[str, str]:
        """Return {ISO code: answer} of the countries whose counted report answers."""
        asked = self.questions.get(indicator)
        if asked is None:
            return {}
        answers = answers_on_record(self.round.number, asked, self.states, self.reports)
        return {a.state.iso3: a.kind.key for a in answers if a.kind.family is Family.ANSWER}

    def is_known(self, indicator: str) -> bool:
        return self.is_held and indicator in self.questions

    def choices(self, indicator: str) -> Mapping[str, str | Promise]:
        asked = self.questions.get(indicator)
        return asked.choices if asked else {}


def find_breaks(rounds: Iterable[Round], first: Round, second: Round) -> frozenset[str]:
    """Return the indicators whose series breaks between two rounds, whichever is the earlier.

    It breaks if a round after the earlier one, up to the later one, asks in other words than before.
    """
    earlier, later = sorted((first, second), key=lambda round_: round_.number)
    between = [round_ for round_ in rounds if earlier.number < round_.number <= later.number]
    asked_anew = [round_ for round_ in between if round_.instrument_id not in (None, earlier.instrument_id)]
    return frozenset(
        key
        for round_ in asked_anew
        for key, asked in public_asked_indicators(round_.instrument).items()
        if asked.breaks_series
    )


def compare_answers(
    asked: AnsweringSide,
    other: AnsweringSide,
    indicators: Mapping[str, Indicator],
    breaks: frozenset[str],
) -> list[AnswerShift]:
    """Return a row for each answer that can be counted, in the order of the questionnaire asked about.

    A question of yes or no has one row, for “yes”. `breaks` are the indicators whose series breaks.
    """
    rows = []
    for key in dict.fromkeys([*asked.questions, *other.questions]):
        if key not in indicators:
            continue
        choices = {**asked.choices(key), **other.choices(key)}
        answers = (asked.answers_to(key), other.answers_to(key))
        known = (asked.is_known(key), other.is_known(key))
        values = ["yes"] if set(choices) == {"yes", "no"} else list(choices)
        rows += [
            AnswerShift(indicators[key], value, choices[value], *answers, key in breaks, *known)
            for value in values
        ]
    # What has one row is read first; the options of a choice stand together after it.
    counts = Counter(row.key for row in rows)
    return sorted(rows, key=lambda row: counts[row.key] > 1)
