"""An indicator over the rounds: on all countries, and apart on those that answered in every round."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reporting.compliance.states_on_record import StateOnRecord
from reporting.indicators.asked_indicators import AskedIndicator, public_asked_indicators
from reporting.indicators.tallies import AnswerTally, Reports, answers_on_record
from reporting.models import Round

MOST_ROUNDS = 6


def choose_rounds(rounds: Iterable[Round], asked: Round, day: date) -> list[Round]:
    """Return the newest rounds that had opened by the day, in order; the round asked about is one of them."""
    opened = [r for r in rounds if r.opens and r.opens <= day.isoformat() and r.number != asked.number]
    newest = sorted(opened, key=lambda r: r.number)[-(MOST_ROUNDS - 1) :]
    return sorted([*newest, asked], key=lambda r: r.number)


@dataclass(frozen=True)
class SeriesPoint:
    """One round of the series. Without a question there is nothing to count."""

    round: Round
    asked: AskedIndicator | None
    tally: AnswerTally | None
    # True if it was asked in other words than by the round before that asked it.
    breaks: bool = False
    # What asked it in the round before that asked it, where the series breaks.
    asked_before: AskedIndicator | None = None
    round_before: Round | None = None
    # True if some report of the round is held here.
    is_held: bool = True

    @property
    def is_counted(self) -> bool:
        """True if published reports answer it, so that it has a place on the line."""
        return bool(self.tally and self.tally.reports)


@dataclass(frozen=True)
class Series:
    """The rounds of an indicator in order."""

    points: Sequence[SeriesPoint]

    @property
    def counted_points(self) -> list[SeriesPoint]:
        """The rounds of which published reports are counted."""
        return [point for point in self.points if point.is_counted]

    @property
    def counted_tallies(self) -> list[tuple[SeriesPoint, AnswerTally]]:
        """Each round with its answers of all countries."""
        return [(point, point.tally) for point in self.counted_points if point.tally]

    @property
    def breaks(self) -> list[SeriesPoint]:
        return [point for point in self.points if point.breaks]

    @cached_property
    def panel_countries(self) -> frozenset[str]:
        """The countries that answered in every round of which answers are counted; none of a single round."""
        answering = [
            point.tally.answering for point in self.counted_points if point.tally and point.tally.answered
        ]
        return frozenset.intersection(*answering) if len(answering) > 1 else frozenset()

    @cached_property
    def panel(self) -> list[tuple[SeriesPoint, AnswerTally]]:
        """Each round with its answers of the same countries."""
        counted = [point for point in self.counted_points if point.tally and point.tally.answered]
        if not self.panel_countries:
            return []
        return [(point, point.tally.restrict(self.panel_countries)) for point in counted if point.tally]

    def breaks_after(self, first: int | None, last: int) -> bool:
        """Return True if the question was changed after one round, up to another."""
        return first is not None and any(first < point.round.number <= last for point in self.breaks)

    @property
    def panel_key(self) -> str:
        """The rounds of the panel as they stand in an address."""
        return "-".join(str(point.round.number) for point, _tally in self.panel)


def build_series(
    key: str, rounds: Sequence[Round], states: Sequence[StateOnRecord], reports: Reports
) -> Series:
    """Return the series of an indicator over rounds whose instruments are attached."""
    points: list[SeriesPoint] = []
    before: SeriesPoint | None = None
    held = {number for (number, _iso3), report in reports.items() if report.is_held}
    for round_ in rounds:
        asked = public_asked_indicators(round_.instrument).get(key)
        if asked is None:
            points.append(SeriesPoint(round_, None, None, is_held=round_.number in held))
            continue
        tally = AnswerTally(asked, answers_on_record(round_.number, asked, states, reports))
        breaks = breaks_between(before, round_, asked)
        earlier = (before.asked, before.round) if breaks and before else (None, None)
        before = SeriesPoint(round_, asked, tally, breaks, *earlier, is_held=round_.number in held)
        points.append(before)
    return Series(points)


def breaks_between(before: SeriesPoint | None, round_: Round, asked: AskedIndicator) -> bool:
    """Return True if a round asks otherwise than the one before; the same instrument never does."""
    if before is None or before.round.instrument_id == round_.instrument_id:
        return False
    return asked.breaks_series
