"""The wrong cells of a file on the page of its import, to be typed anew or left blank, a page at a time."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.imports import actions
from authorities.imports.corrections import LONGEST_VALUE, Place, TypedCell, latest_corrections, sheet_key
from authorities.imports.engine.result import LONGEST_SHOWN
from authorities.imports.preview_file import Findings
from authorities.models import CellCorrection, Import, User

CELLS_PER_PAGE = 200
KEY = re.compile(r"(?:cell|blank|back)-(\d{1,9})-(\d{1,5})")
ANOTHER_FILE = gettext_lazy("The file is read in another way now, so this may be another cell.")
NOT_WRONG = gettext_lazy("This cell is not among those with errors any more.")
CHANGED_MEANWHILE = gettext_lazy("Somebody has corrected this cell meanwhile.")
SEND_AGAIN = gettext_lazy("You were signed out, so this is not stored yet. Send it again.")
TOO_LONG = gettext_lazy("At most %(limit)s characters can be typed here.")


@dataclass(frozen=True)
class WrongCell:
    """A cell that is wrong, or a whole row, which has no column; `key` names its fields in a form."""

    row: int
    header: str
    value: str
    sentences: tuple[str, ...]
    key: str = ""

    @property
    def place(self) -> Place:
        return self.row, self.header

    @property
    def prefilled(self) -> str:
        """The text that its field begins with; blank where a field would not give it back as it is."""
        text = self.value.strip()
        whole = len(self.value) < LONGEST_SHOWN and all(map(str.isprintable, text.splitlines()))
        return "\n".join(text.splitlines()) if whole else ""


def gather_cells(batch: Import, problems: Iterable[tuple]) -> list[WrongCell]:
    """Return the cells of (row, header, value, sentence), each once, with all that is wrong with it."""
    places = {header: place for place, header in enumerate(batch.headers) if header in batch.mapping.values()}
    found: dict[Place, WrongCell] = {}
    for row, header, value, sentence in problems:
        known = found.get((row, header))
        sentences = (*known.sentences, sentence) if known else (sentence,)
        key = f"{row}-{places[header]}" if header in places else ""
        found[row, header] = WrongCell(row, header, value, sentences, key)
    return list(found.values())


class WrongCells(Sequence):
    """The wrong cells of an import, for a Paginator: only the problems of the page are read."""

    def __init__(self, batch: Import) -> None:
        self.batch = batch

    def __len__(self) -> int:
        return Findings(self.batch).lengths()["wrong"]

    def __getitem__(self, wanted: Any) -> list[WrongCell]:
        number = wanted.start // CELLS_PER_PAGE + 1
        rows, _total = Findings(self.batch).page("wrong", number, CELLS_PER_PAGE)
        problems = [(int(p["row"]), p["column"], p["value"], p["sentence"]) for p in rows]
        return gather_cells(self.batch, problems)


def last_correction(batch: Import) -> int:
    """Return the key of the last correction of an import; 0 without one."""
    return batch.corrections.aggregate(last=Max("pk"))["last"] or 0


class CellsForm(forms.Form):
    """A field for each cell, and a box to leave it blank.

    It carries what it showed, so that only what a person changed counts as typed.
    """

    sheet_key = forms.CharField(widget=forms.HiddenInput)
    known = forms.IntegerField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, batch: Import, cells: Iterable[WrongCell], typed: Mapping[Place, str | None] | None = None
    ) -> None:
        """Prepare the fields; `typed` is what somebody wanted the cells to be."""
        self.cells = list(cells)
        correctable = [cell for cell in self.cells if cell.key]
        shown = {cell.key: cell.prefilled for cell in correctable}
        super().__init__(
            auto_id="correct_%s",
            initial={
                "sheet_key": sheet_key(batch),
                "known": last_correction(batch),
                "shown": json.dumps(shown),
            },
        )
        for cell in correctable:
            self.add_fields(cell, (typed or {}).get(cell.place, cell.prefilled))

    def add_fields(self, cell: WrongCell, text: str | None) -> None:
        words = {"row": cell.row, "column": cell.header}
        lines = len((text or "").splitlines())
        widget = forms.Textarea(attrs={"rows": min(lines, 4)}) if lines > 1 else forms.TextInput()
        widget.attrs |= {"dir": "auto", "aria-describedby": f"wrong-{cell.key}"}
        self.fields[f"cell-{cell.key}"] = forms.CharField(
            label=_("New value for row %(row)s, “%(column)s”") % words,
            initial=text,
            max_length=LONGEST_VALUE,
            required=False,
            widget=widget,
        )
        self.fields[f"blank-{cell.key}"] = forms.BooleanField(
            label=_("leave blank"), initial=text == "" != cell.prefilled, required=False
        )

    @property
    def rows(self) -> Iterator[tuple[WrongCell, BoundField | None, BoundField | None]]:
        """Yield (cell, its field, its box); a whole row has neither."""
        for cell in self.cells:
            fields = [self[f"{name}-{cell.key}"] for name in ("cell", "blank")] if cell.key else [None, None]
            yield cell, *fields


@dataclass(frozen=True)
class RefusedCell:
    """A cell that was typed and not stored, with the reason and, if it can be typed again, how it is now."""

    row: int
    header: str
    typed: str | None
    reason: str
    now: WrongCell | None = None


class TypedCells:
    """The cells that a person has typed on the page of an import, compared with how they are now."""

    def __init__(self, batch: Import, data: Mapping[str, Any], *, may_correct: bool) -> None:
        self.batch, self.data, self.may_correct = batch, data, may_correct
        known = str(data.get("known", ""))
        self.known = int(known) if known.isdecimal() and len(known) < 19 else 0
        self.last = last_correction(batch)
        self.good: list[TypedCell] = []
        self.refused: list[RefusedCell] = []
        for place, typed in self.typed.items():
            self.judge(place, typed)

    @cached_property
    def shown_texts(self) -> dict[str, str]:
        """{key of a cell: what its field showed}."""
        try:
            shown = json.loads(self.data.get("shown") or "{}")
        except ValueError:
            return {}
        return shown if isinstance(shown, dict) else {}

    @cached_property
    def typed(self) -> dict[Place, str | None]:
        """{(row, header): what a person wants to be read there}, of the cells that they changed."""
        found: dict[Place, str | None] = {}
        for name in self.data:
            match = KEY.fullmatch(name)
            if match and int(match[2]) < len(self.batch.headers):
                key = f"{match[1]}-{match[2]}"
                text = self.typed_text(key)
                if text != str(self.shown_texts.get(key, "")).strip() or f"blank-{key}" in self.data:
                    found[int(match[1]), self.batch.headers[int(match[2])]] = text
        return found

    def typed_text(self, key: str) -> str | None:
        if f"back-{key}" in self.data:
            return None
        if f"blank-{key}" in self.data:
            return ""
        text = str(self.data.get(f"cell-{key}", ""))
        return "\n".join(text.replace("\x00", "").strip().splitlines())

    @cached_property
    def wrong(self) -> dict[Place, WrongCell]:
        """{(row, header): cell} of those that were typed and are wrong now."""
        problems = (p for p in Findings(self.batch).problems() if (p[0], p[1]) in self.typed)
        return {cell.place: cell for cell in gather_cells(self.batch, problems)}

    @cached_property
    def corrections(self) -> dict[Place, CellCorrection]:
        return latest_corrections(self.batch)

    def judge(self, place: Place, typed: str | None) -> None:
        """Sort out a cell: it can be stored, or there is a reason why not."""
        correction, wrong = self.corrections.get(place), self.wrong.get(place)
        if wrong and typed and typed == wrong.prefilled:
            return
        reason = ""
        if not self.may_correct:
            reason = _("The file is “%(state)s” now.") % {"state": self.batch.get_state_display()}
        elif self.data.get("sheet_key") != sheet_key(self.batch):
            reason = str(ANOTHER_FILE)
        elif correction and correction.pk > self.known:
            reason = str(CHANGED_MEANWHILE)
        elif not wrong and not correction:
            reason = str(NOT_WRONG)
        elif typed and len(typed) > LONGEST_VALUE:
            reason = TOO_LONG % {"limit": LONGEST_VALUE}
        if reason:
            self.refused.append(RefusedCell(*place, typed, reason, self.cell_now(place)))
        else:
            before = wrong.value if wrong else (correction.after or "")
            self.good.append(TypedCell(*place, before, typed))

    def cell_now(self, place: Place) -> WrongCell | None:
        """Return a cell as it is now, if it can be typed again."""
        correction = self.corrections.get(place)
        if not self.may_correct or place in self.wrong or correction is None:
            return self.wrong.get(place) if self.may_correct else None
        key = f"{place[0]}-{self.batch.headers.index(place[1])}"
        return WrongCell(*place, correction.after or "", (), key)

    def store(self, by: User) -> None:
        """Store the good cells and have the file checked again; if that is refused, they are refused too."""
        if not self.good:
            return
        try:
            actions.correct_cells(self.batch, self.good, by=by, known=self.last)
        except ValidationError as refusal:
            reason = " ".join(refusal.messages)
            self.refused += [RefusedCell(*cell.place, cell.after, reason) for cell in self.good]
        self.good = []

    @property
    def unsaved_cells(self) -> list[RefusedCell]:
        """The cells that were typed and are not stored, also those that only need to be sent again."""
        waiting = [
            RefusedCell(*cell.place, cell.after, str(SEND_AGAIN), self.cell_now(cell.place))
            for cell in self.good
        ]
        return self.refused + waiting

    @property
    def form(self) -> CellsForm:
        """A form with the cells that are not stored and can be typed again, as they were typed."""
        cells = self.unsaved_cells
        typed = {(cell.row, cell.header): cell.typed for cell in cells}
        return CellsForm(self.batch, [cell.now for cell in cells if cell.now], typed)
