"""The pages of an import: its state in words, what was found in the file, the moves that may follow."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.imports.corrections import describe_corrections
from authorities.imports.desk.cells import CELLS_PER_PAGE, CellsForm, WrongCells
from authorities.imports.desk.file_preview import TargetColumn, describe_target_columns
from authorities.imports.desk.identities import IdentityForm, build_identity_form
from authorities.imports.desk.recurring_errors import RecurringProblems, explained_words_of
from authorities.imports.desk.results import ResultLine, describe_result
from authorities.imports.desk.tallies import (
    COLUMN_TITLES,
    FIRST,
    FIRST_AFTERWARDS,
    MEANINGS,
    PER_PAGE,
    FindingRows,
    Tally,
)
from authorities.imports.desk.words_form import WordsForm
from authorities.imports.interpretation import describe_interpretation
from authorities.imports.preview_file import CATEGORIES, Findings
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.workflow import import_workflow
from authorities.models import Import, ImportEvent, ImportState, User, Worker
from authorities.models.work import MOST_SILENCE

# Writing comments into a copy of the file is done while the reader waits: this many rows take seven seconds.
MOST_TO_ANNOTATE = 100_000

TONES: dict[str, str] = {
    ImportState.RECEIVED: "warn",
    ImportState.CHECKED: "warn",
    ImportState.NOTHING: "none",
    ImportState.APPLIED: "ok",
    ImportState.FAILED: "stop",
}
STEPS = {
    "waiting": _("Waiting in the queue"),
    "reading": _("Reading the rows"),
    "comparing": _("Comparing them with the existing records"),
    "listing": _("Recording the results"),
    "writing": _("Saving"),
    "undoing": _("Restoring the previous state"),
}
# What has happened, where the table of moves names what can be done.
HAPPENED = {
    "check": _("Columns chosen, sent for checking"),
    "correct": _("Cells corrected, sent for checking"),
    "apply": _("Confirmed"),
    "undo": _("Undo requested"),
    "cancel": _("Cancelled"),
}


@dataclass
class ImportPage:
    """An import, as one person sees it."""

    batch: Import
    user: User

    @property
    def desk(self) -> ImportDesk:
        return ImportDesk(IMPORT_KINDS[self.batch.kind], self.batch.scope)

    @property
    def resource(self) -> Any:
        return IMPORT_KINDS[self.batch.kind].resource

    @property
    def template(self) -> str:
        return "preview" if self.batch.state in (ImportState.CHECKED, ImportState.NOTHING) else "result"

    @property
    def tone(self) -> str:
        return TONES.get(self.batch.state, "none")

    @cached_property
    def moves(self) -> list[str]:
        """The names of the moves that this person may try now."""
        return [row.name for row in import_workflow.available_transitions(self.user, self.batch)]

    @cached_property
    def events(self) -> list[tuple[str | Promise, ImportEvent]]:
        """[(what happened, event)], oldest first."""
        events = self.batch.events.select_related("by")
        return [
            (HAPPENED.get(event.move, import_workflow.by_name[event.move].label), event) for event in events
        ]

    @property
    def was_looked_at_again(self) -> bool:
        """True if the records changed between the preview and its confirmation."""
        return [event.move for _label, event in self.events][-2:] == ["look_again", "show"]

    # The columns

    @cached_property
    def targets(self) -> list[TargetColumn]:
        """Descriptions of the columns that the file may have."""
        return list(describe_target_columns(self.desk))

    @cached_property
    def titles(self) -> dict[str, str]:
        return {column.name: column.title for column in self.targets}

    @property
    def interpretation(self) -> list[str]:
        """Sentences on how its days and words are read."""
        return [*describe_interpretation(self.batch, self.titles), *describe_corrections(self.batch)]

    # While it is worked on

    @property
    def step(self) -> str | Promise:
        return STEPS.get(self.batch.step, STEPS["waiting"])

    @property
    def waiting_reason(self) -> str | Promise:
        """The reason why nothing seems to happen, if nothing does; blank otherwise."""
        if not Worker.objects.alive():
            return _(
                "No worker is running, so this is waiting. It continues automatically when a worker "
                "is started."
            )
        seen = self.batch.seen_at
        if seen is not None and timezone.now() - seen > MOST_SILENCE:
            return _(
                "The worker has not reported for a while. If it has stopped, another worker starts again."
            )
        return ""

    # What was found

    @cached_property
    def tallies(self) -> list[Tally]:
        counts = self.batch.counts
        meanings = {**MEANINGS, **self.resource.preview_meanings}
        return [
            Tally(
                name,
                counts.get(name, 0),
                meanings.get(name, ""),
                [self.preview_titles.get(column, column) for column in Findings(self.batch).columns[name]],
            )
            for name in CATEGORIES
            if self.shows_category(name)
        ]

    @property
    def preview_titles(self) -> dict[str, Any]:
        """{column of the findings: its title for a reader}."""
        return {**COLUMN_TITLES, **self.resource.preview_titles, **self.resource.look_alike_columns}

    def shows_category(self, category: str) -> bool:
        if category in ("noted", "corrected"):
            return bool(self.batch.counts.get(category))
        if category == "alike":
            return bool(self.resource.look_alike_columns)
        if category == "identities":
            return False
        return category not in ("missing", "marked") or self.batch.whole_list

    @property
    def to_apply(self) -> int:
        """The number of rows that would be saved."""
        return self.batch.counts.get("new", 0) + self.batch.counts.get("changed", 0)

    @property
    def result(self) -> list[ResultLine]:
        """What the import has done; nothing unless it stands."""
        return list(describe_result(self.batch)) if self.batch.state == ImportState.APPLIED else []

    @property
    def is_undone(self) -> bool:
        return self.batch.state == ImportState.UNDONE

    @property
    def list_address(self) -> str:
        """The address of the records that the import wrote; blank where there is no such list."""
        stands = self.batch.state == ImportState.APPLIED
        return self.resource.list_address(self.batch.scope, self.batch.pk) if stands else ""

    @property
    def saved_in_words(self) -> str | Promise:
        if self.batch.state != ImportState.APPLIED:
            return _("Nothing")
        if self.batch.good_rows_only and self.batch.counts.get("wrong"):
            return _("The correct rows; rows with errors were skipped")
        return _("Everything in the file")

    @cached_property
    def recurring_problems(self) -> RecurringProblems | None:
        return RecurringProblems(self.batch) if self.batch.counts.get("wrong") else None

    def words_form(self, data: Any = None) -> WordsForm | None:
        """Return a form for the words of the file; None if there are none or nothing can be asked."""
        if "check" not in self.moves:
            return None
        unknown = self.recurring_problems.unknown if self.recurring_problems else []
        explained = explained_words_of(self.batch)
        if not unknown and not explained:
            return None
        return WordsForm(data, unknown=unknown, explained=explained, titles=self.titles)

    def identity_form(self, data: Any = None) -> IdentityForm | None:
        """Return a form for rows that may be about another record; None if nothing is or can be asked."""
        return build_identity_form(self.batch, data) if "check" in self.moves else None

    def selected_tally(self, asked: str | None) -> Tally:
        """Return the tally a reader asked for by name, else the first that wants to be seen."""
        tallies = {tally.category: tally for tally in self.tallies}
        order = FIRST_AFTERWARDS if self.result else FIRST
        filled = [tallies[name] for name in order if name in tallies and tallies[name].count]
        return tallies.get(asked) or next(iter(filled), self.tallies[0])

    def findings_page(self, category: str, number: Any) -> Page:
        if category == "wrong" and self.may_correct:
            return Paginator(WrongCells(self.batch), CELLS_PER_PAGE).get_page(number)
        return Paginator(
            FindingRows(Findings(self.batch), category, self.preview_titles, self.titles), PER_PAGE
        ).get_page(number)

    @property
    def may_correct(self) -> bool:
        """True if this person may type cells of the file anew."""
        return "correct" in self.moves

    def cells_form(self, category: str, page: Page) -> CellsForm | None:
        """Return the form of a page of wrong or corrected cells; None where they cannot be typed now."""
        if not self.may_correct or category not in ("wrong", "corrected"):
            return None
        return CellsForm(self.batch, page.object_list if category == "wrong" else ())

    @property
    def may_be_annotated(self) -> bool:
        return bool(self.batch.counts.get("wrong")) and not self.is_too_long_to_annotate

    @property
    def is_too_long_to_annotate(self) -> bool:
        rows = ("new", "changed", "unchanged", "wrong")
        return sum(self.batch.counts.get(name, 0) for name in rows) > MOST_TO_ANNOTATE
