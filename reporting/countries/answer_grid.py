"""The answers of one country to every indicator in every round, and what changed between the rounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise

from reporting.countries.round_standing import RoundStanding
from reporting.indicators.answer_kinds import AnswerKind, Family, kinds_of
from reporting.indicators.asked_indicators import AskedIndicator, public_asked_indicators
from reporting.indicators.tallies import value_on_record
from reporting.models import Indicator


@dataclass(frozen=True)
class GridCell:
    """The answer to one indicator in one round; without `asked` the round did not ask it."""

    standing: RoundStanding
    asked: AskedIndicator | None
    kind: AnswerKind | None
    # Asked in other words than by the round before that asked it.
    breaks: bool = False

    @property
    def is_answer(self) -> bool:
        return self.kind is not None and self.kind.family is Family.ANSWER

    @property
    def label(self) -> str | Promise:
        return self.kind.label if self.kind else ""

    @property
    def tone(self) -> str:
        return self.kind.tone if self.kind else ""

    @property
    def report_url(self) -> str:
        """The answer in the report."""
        return f"{self.standing.report_url}#{self.asked.question['code']}" if self.asked else ""


@dataclass(frozen=True)
class AnswerTurn:
    """Two answers in a row that differ."""

    indicator: Indicator
    before: GridCell
    after: GridCell
    # The question was worded otherwise meanwhile: the change may lie in the question.
    breaks: bool


@dataclass(frozen=True)
class GridRow:
    indicator: Indicator
    cells: Sequence[GridCell]

    @cached_property
    def changes(self) -> list[AnswerTurn]:
        """Each answer that differs from the last one that was given."""
        found, before, breaks = [], None, False
        for cell in self.cells:
            breaks = breaks or cell.breaks
            if not cell.is_answer:
                continue
            if before and before.kind and cell.kind and before.kind.key != cell.kind.key:
                found.append(AnswerTurn(self.indicator, before, cell, breaks))
            before, breaks = cell, False
        return found


@dataclass(frozen=True)
class AnswerGrid:
    standings: Sequence[RoundStanding]

    @cached_property
    def asked_by_round(self) -> list[dict[str, AskedIndicator]]:
        return [public_asked_indicators(one.round.instrument) for one in self.standings]

    @cached_property
    def rows(self) -> list[GridRow]:
        """The indicators as the newest questionnaire has them, then those of earlier ones. One query."""
        keys = list(dict.fromkeys(key for asked in reversed(self.asked_by_round) for key in asked))
        known = Indicator.objects.in_bulk(keys) if keys else {}
        return [GridRow(known[key], self.cells_of(key)) for key in keys if key in known]

    def cells_of(self, key: str) -> list[GridCell]:
        cells: list[GridCell] = []
        before: int | None = None
        for standing, asked in zip(self.standings, self.asked_by_round, strict=True):
            question = asked.get(key)
            if question is None:
                cells.append(GridCell(standing, None, None))
                continue
            instrument = standing.round.instrument_id
            breaks = before is not None and before != instrument and question.breaks_series
            cells.append(GridCell(standing, question, read_kind(question, standing), breaks))
            before = instrument
        return cells

    @property
    def changes(self) -> list[AnswerTurn]:
        return [change for row in self.rows for change in row.changes]

    @property
    def breaks(self) -> bool:
        return any(cell.breaks for row in self.rows for cell in row.cells)


def read_kind(asked: AskedIndicator, standing: RoundStanding) -> AnswerKind:
    """Return the kind of answer or silence; a word no longer offered was an answer when it was given."""
    value = value_on_record(standing.report, asked.key)
    return kinds_of(asked).get(value) or AnswerKind(value, value, Family.ANSWER)
