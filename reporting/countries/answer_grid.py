"""The answers of one country to every indicator in every round, and what changed between the rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import get_language

from authorities.languages.direction import TextInLanguage
from reporting.countries.round_standing import RoundStanding
from reporting.indicators.answer_kinds import SKIPPED, AnswerKind, Family
from reporting.indicators.asked_indicators import AskedIndicator
from reporting.indicators.questionnaires import LocalisedQuestionnaire, Questionnaire
from reporting.indicators.tallies import silence_of

# Each is of one country in one language; with its table it takes some thirty kilobytes.
MOST_GRIDS = 400
NOTHING_ASKED = LocalisedQuestionnaire({}, {})


class GridColumn(NamedTuple):
    """All of a round and its report that the answers depend on."""

    number: int
    report_url: str
    instrument: int | None
    questionnaire: Questionnaire | None
    # Why the report has no answers that can be read; empty if it has.
    silence: str
    values: frozenset[tuple[str, str]]


class GridCell(NamedTuple):
    """The answer to one indicator in one round; without `asked` the round did not ask it."""

    column: GridColumn
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
        return f"{self.column.report_url}#{self.asked.question['code']}" if self.asked else ""


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


@dataclass(frozen=True, eq=False)
class AnswerGrid:
    """In one language. Who asks for the same columns and names gets the same grid, while it is remembered."""

    rows: Sequence[GridRow]

    @cached_property
    def changes(self) -> list[AnswerTurn]:
        return [change for row in self.rows for change in row.changes]

    @cached_property
    def breaks(self) -> bool:
        return any(cell.breaks for row in self.rows for cell in row.cells)


def build_grid(standings: Iterable[RoundStanding], names: tuple[tuple[str, str, str], ...]) -> AnswerGrid:
    """Return the grid in the active language; `names`: (key of an indicator, its name, language of it)."""
    return recall_grid(tuple(map(build_grid_column, standings)), names, get_language())


def build_grid_column(one: RoundStanding) -> GridColumn:
    report = one.report
    silence = silence_of(report)
    values = frozenset() if silence or not report else frozenset(report.values.items())
    url = one.report_url if report else ""
    return GridColumn(one.round.number, url, one.round.instrument_id, one.questionnaire, silence, values)


@lru_cache(maxsize=MOST_GRIDS)
def recall_grid(
    columns: tuple[GridColumn, ...], names: tuple[tuple[str, str, str], ...], language: str | None
) -> AnswerGrid:
    """Return the indicators as the newest questionnaire has them, then those of earlier ones.

    `language` is the active one.
    """
    asking = [one.questionnaire.localise() if one.questionnaire else NOTHING_ASKED for one in columns]
    answered = [dict(one.values) for one in columns]
    places = list(zip(columns, asking, answered, strict=True))
    known = {key: TextInLanguage.of(name, its_own) for key, name, its_own in names}
    keys = dict.fromkeys(key for one in reversed(asking) for key in one.indicators)
    return AnswerGrid([GridRow(key, known[key], list_cells(key, places)) for key in keys if key in known])


def list_cells(
    key: str, places: Iterable[tuple[GridColumn, LocalisedQuestionnaire, Mapping[str, str]]]
) -> list[GridCell]:
    cells: list[GridCell] = []
    before: int | None = None
    for column, asking, answered in places:
        question = asking.indicators.get(key)
        if question is None:
            cells.append(GridCell(column))
            continue
        breaks = before is not None and before != column.instrument and question.breaks_series
        kind = asking.kind_of(key, column.silence or answered.get(key) or SKIPPED)
        cells.append(GridCell(column, question, kind, breaks))
        before = column.instrument
    return cells
