"""What is wrong with a workbook that should be an instrument, each problem by its place."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_ROWS_NAMED = 8


@dataclass(frozen=True)
class InstrumentProblem:
    """One thing to put right. Rows are numbered as a spreadsheet shows them; the header is row 1."""

    sheet: str
    row: int | None
    sentence: str
    column: str = ""

    def __str__(self) -> str:
        where = [self.sheet, self.row and _("row %s") % self.row, self.column]
        place = ", ".join(part for part in where if part)
        return f"{place}: {self.sentence}" if place else self.sentence


class InstrumentError(ValueError):
    """Raised for a workbook that is not an instrument, with every problem found."""

    def __init__(self, problems: Iterable[InstrumentProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @property
    def refuses_file(self) -> bool:
        """True if the file could not be read at all."""
        return any(not problem.sheet for problem in self.problems)


def summarise_problems(problems: Iterable[InstrumentProblem]) -> list[str]:
    """Return a line for each kind of problem; those with the same sentence stand together, counted."""
    kinds: dict[tuple[str, str, str], list[InstrumentProblem]] = {}
    for problem in problems:
        kinds.setdefault((problem.sheet, problem.column, problem.sentence), []).append(problem)
    return [describe_kind(alike) for alike in kinds.values()]


def describe_kind(alike: list[InstrumentProblem]) -> str:
    first = alike[0]
    rows = [str(problem.row) for problem in alike if problem.row]
    if len(alike) == 1 or not rows:
        return str(first)
    shown = ", ".join(rows[:MOST_ROWS_NAMED]) + (", …" if len(rows) > MOST_ROWS_NAMED else "")
    where = ", ".join(filter(None, [first.sheet, _("rows %s") % shown, first.column]))
    count = ngettext("%(count)d time", "%(count)d times", len(alike)) % {"count": len(alike)}
    return f"{where}: {first.sentence} ({count})"
