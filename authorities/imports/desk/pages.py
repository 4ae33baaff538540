"""The pages of an import: its state in words, what was found in the file, the moves that may follow."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.imports.desk.file_preview import TargetColumn, describe_target_columns
from authorities.imports.desk.recurring_errors import RecurringProblems, WordsForm
from authorities.imports.interpretation import describe_interpretation
from authorities.imports.preview_file import CATEGORIES, Findings
from authorities.imports.registry import IMPORT_KINDS, ImportDesk
from authorities.imports.workflow import import_workflow
from authorities.models import Import, ImportEvent, ImportState, User, Worker
from authorities.models.work import MOST_SILENCE

PER_PAGE = 50
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
    "apply": _("Confirmed"),
    "undo": _("Undo requested"),
    "cancel": _("Cancelled"),
}
TITLES = {
    "new": _("New"),
    "changed": _("Changed"),
    "unchanged": _("Unchanged"),
    "missing": _("Missing from the file"),
    "marked": _("Already missing"),
    "wrong": _("With errors"),
    "noted": _("Not applied"),
    "alike": _("Similar names"),
}
MEANINGS = {
    "new": _("These entries were not in the system when the file was compared."),
    "changed": _(
        "These entries were in the system with other values. Each change is shown with the value "
        "before and after."
    ),
    "unchanged": _("These entries were already in the system with the same values. They are not changed."),
    "missing": _(
        "These entries were in the system, but are not in the file. They are kept, with a mark; "
        "none is deleted."
    ),
    "marked": _("These entries are not in the file either. They keep the mark from an earlier list."),
    "wrong": _("These cells cannot be accepted as they are. Each problem says what would be correct."),
}
COLUMN_TITLES = {
    "row": _("Row"),
    "record": _("Entry"),
    "values": _("What is recorded"),
    "column": _("Column"),
    "value": _("Value"),
    "sentence": _("What is wrong, and what would be correct"),
    "name": _("New entry"),
    "other": _("Similar to"),
    "missing_since": _("Missing from the list since"),
}
# What a reader wants to see first.
FIRST = ("wrong", "changed", "new", "missing", "alike", "noted", "marked", "unchanged")


@dataclass(frozen=True)
class Tally:
    """The number of rows of the file, or of entries missing from it, in a category; `columns` are titles."""

    category: str
    count: int
    meaning: str | Promise
    columns: list[str | Promise]

    @property
    def title(self) -> str | Promise:
        return TITLES[self.category]


class FindingRows(Sequence):
    """The rows of a category, for a Paginator: only those of the page are read.

    Each is a list of (title, value); new entries and changes are shown column by column. `preview_titles` are
    those of the columns of the findings, `titles` those of the columns of the sheet.
    """

    def __init__(
        self, findings: Findings, category: str, preview_titles: dict[str, Any], titles: dict[str, str]
    ) -> None:
        self.findings, self.category, self.preview_titles = findings, category, preview_titles
        self.titles = {**preview_titles, **titles}

    def __len__(self) -> int:
        return self.findings.lengths()[self.category]

    def __getitem__(self, wanted: Any) -> list:
        rows, _total = self.findings.page(self.category, wanted.start // PER_PAGE + 1, PER_PAGE)
        if self.category == "changed":
            return [row | {"title": self.titles.get(row["column"], row["column"])} for row in rows]
        if self.category == "new":
            return [row | {"values": self.values_of(row)} for row in rows]
        return [[(self.preview_titles.get(name, name), value) for name, value in row.items()] for row in rows]

    def values_of(self, row: dict[str, str]) -> list[tuple[str, Any]]:
        values = json.loads(row.get("values") or "{}")
        return [(self.titles.get(name, name), value) for name, value in values.items()]


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
        return list(describe_interpretation(self.batch, self.titles))

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
        if category == "noted":
            return bool(self.batch.counts.get("noted"))
        if category == "alike":
            return bool(self.resource.look_alike_columns)
        return category not in ("missing", "marked") or self.batch.whole_list

    @property
    def to_apply(self) -> int:
        """The number of rows that would be saved."""
        return self.batch.counts.get("new", 0) + self.batch.counts.get("changed", 0)

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
        """Return a form for words that no closed list has; None if there are none or nothing can be asked."""
        unknown = self.recurring_problems.unknown if self.recurring_problems and "check" in self.moves else []
        return WordsForm(data, unknown=unknown, titles=self.titles) if unknown else None

    def selected_tally(self, asked: str | None) -> Tally:
        """Return the tally a reader asked for by name, else the first that wants to be seen."""
        tallies = {tally.category: tally for tally in self.tallies}
        filled = [tallies[name] for name in FIRST if name in tallies and tallies[name].count]
        return tallies.get(asked) or next(iter(filled), self.tallies[0])

    def findings_page(self, category: str, number: Any) -> Page:
        return Paginator(
            FindingRows(Findings(self.batch), category, self.preview_titles, self.titles), PER_PAGE
        ).get_page(number)

    @property
    def may_be_annotated(self) -> bool:
        return bool(self.batch.counts.get("wrong")) and not self.is_too_long_to_annotate

    @property
    def is_too_long_to_annotate(self) -> bool:
        rows = ("new", "changed", "unchanged", "wrong")
        return sum(self.batch.counts.get(name, 0) for name in rows) > MOST_TO_ANNOTATE
