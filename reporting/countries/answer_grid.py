"""The answers of one country to every indicator in every round, and what changed between the rounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise

from authorities.languages.direction import TextInLanguage
from reporting.countries.round_standing import RoundStanding
from reporting.indicators.answer_kinds import AnswerKind, Family
from reporting.indicators.asked_indicators import AskedIndicator
from reporting.indicators.tallies import value_on_record


class GridCell(NamedTuple):
    """The answer to one indicator in one round; without `asked` the round did not ask it."""

    standing: RoundStanding
    asked: AskedIndicator | None = None
    kind: AnswerKind | None = None
    # Asked in other words than by the round before that asked it.
    breaks: bool = False

    @property
    def is_answer(self) -> bool:
        return self.kind is not None and self.kind.family is Family.ANSWER

    @property
    def label(self) -> str | Promise:
        return self.kind.label if self.kind else ""

    @property
    def report_url(self) -> str:
        """The answer in the report."""
        return f"{self.standing.report_url}#{self.asked.question['code']}" if self.asked else ""


class AnswerTurn(NamedTuple):
    """Two answers in a row that differ."""

    key: str
    name: TextInLanguage
    before: GridCell
    after: GridCell
    # The question was worded otherwise meanwhile: the change may lie in the question.
    breaks: bool


@dataclass(frozen=True)
class GridRow:
    key: str
    name: TextInLanguage
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
                found.append(AnswerTurn(self.key, self.name, before, cell, breaks))
            before, breaks = cell, False
        return found


@dataclass(frozen=True)
class AnswerGrid:
    standings: Sequence[RoundStanding]
    names: Mapping[str, TextInLanguage]

    @cached_property
    def rows(self) -> list[GridRow]:
        """The indicators as the newest questionnaire has them, then those of earlier ones."""
        asked = [one.indicators for one in self.standings]
        keys = dict.fromkeys(key for one in reversed(asked) for key in one)
        columns = list(zip(self.standings, asked, strict=True))
        return [GridRow(key, self.names[key], list_cells(key, columns)) for key in keys if key in self.names]

    @cached_property
    def changes(self) -> list[AnswerTurn]:
        return [change for row in self.rows for change in row.changes]

    @cached_property
    def breaks(self) -> bool:
        return any(cell.breaks for row in self.rows for cell in row.cells)


def list_cells(
    key: str, columns: Sequence[tuple[RoundStanding, Mapping[str, AskedIndicator]]]
) -> list[GridCell]:
    cells: list[GridCell] = []
    before: int | None = None
    for standing, asked in columns:
        question = asked.get(key)
        if question is None or standing.localised is None:
            cells.append(GridCell(standing))
            continue
        instrument = standing.round.instrument_id
        breaks = before is not None and before != instrument and question.breaks_series
        kind = standing.localised.kind_of(key, value_on_record(standing.report, key))
        cells.append(GridCell(standing, question, kind, breaks))
        before = instrument
    return cells
