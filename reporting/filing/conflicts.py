"""Joining what two people have typed into one answer; what both have changed is a conflict, cell by cell."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authorities.models import User
from reporting.filing.fields.uploads import name_uploads
from reporting.filing.fingerprints import row_fingerprint
from reporting.filing.rows.row_origins import (
    RowOrigin,
    cell_fingerprint,
    describe_origin,
    name_new_row,
    name_rows,
)
from reporting.instruments.question_types import Question
from reporting.models import Answer
from reporting.submissions.plain_answers import NOTHING, plain_answer
from reporting.submissions.read_back import RenderedAnswer

# (name of a row, code of a column)
CellPlace = tuple[str, str]


@dataclass(frozen=True)
class ConflictAuthor:
    """Somebody who wrote a part of the other answer, and when they last did."""

    person: User | None  # None if nobody is known
    at: datetime | None


@dataclass(frozen=True)
class Conflict:
    """The answer that others have saved meanwhile, and the one typed here, both in words."""

    authors: list[ConflictAuthor]
    theirs: RenderedAnswer
    mine: RenderedAnswer
    seen: str  # the fingerprint of their answer
    typed_at: datetime
    may_join: bool = False

    @property
    def by(self) -> User | None:
        """The one person who wrote the other answer; None if there are several, or nobody is known."""
        return self.authors[0].person if len(self.authors) == 1 else None

    @property
    def names(self) -> list[str]:
        return [str(author.person) for author in self.authors if author.person]


@dataclass(frozen=True)
class StoredAnswer:
    """The answer that stands in the database, as one person who saves now meets it."""

    row: Answer | None
    reader: User
    settles: bool = False  # True if this person has seen both answers and chosen
    blank: dict[str, Any] = field(default_factory=lambda: NOTHING)  # what stands where nobody has answered

    @property
    def answer(self) -> dict[str, Any]:
        return plain_answer(self.row) if self.row else self.blank

    @property
    def authors(self) -> dict[str, dict[str, int]]:
        """{name of a row: {column: key of who wrote that cell last}}; "" is the column of a removed row."""
        return self.row.cell_authors if self.row else {}

    def yields(self, *places: CellPlace) -> bool:
        """Return True if what the reader types takes the place of what stands at places, though it is newer.

        Nobody has a conflict with themselves.
        """
        return self.settles or {self.author_of(place) for place in places} == {self.reader.pk}

    def author_of(self, place: CellPlace) -> int | None:
        """Return the key of who wrote a cell last, or the answer as a whole."""
        last = self.row.by_id if self.row else None
        name, code = place
        return self.authors.get(name, {}).get(code, last)

    def find_authors(self, clashes: set[CellPlace]) -> list[ConflictAuthor]:
        """Return the people who wrote what stands at these places, the latest first."""
        keys = {self.author_of(place) for place in clashes} - {None, self.reader.pk}
        if self.row is None or not keys:
            return []
        if keys == {self.row.by_id}:
            return [ConflictAuthor(self.row.by, self.row.at)]
        times = self.row.submission.answer_changes.of_question(self.row.question).last_times_by_person()
        people = [ConflictAuthor(person, times.get(person.pk)) for person in User.objects.filter(pk__in=keys)]
        return sorted(people, key=lambda author: str(author.at or ""), reverse=True)

    def row_names(self, columns: list[Question]) -> list[str]:
        names = self.row.row_names if self.row else []
        return name_rows(columns, self.answer["value"] or [], names)


@dataclass
class MergedAnswer:
    """The answer to be stored, and what of the typed one is not in it because somebody else was faster."""

    answer: dict[str, Any]
    clashes: set[CellPlace] = field(default_factory=set)
    written: set[CellPlace] = field(default_factory=set)  # cells that are the typed ones
    contested: set[CellPlace] = field(default_factory=set)  # what others have changed, if more than clashes
    row_names: list[str] = field(default_factory=list)
    origins: list[RowOrigin] = field(default_factory=list)  # of the rows of the page, once this is stored

    def name_authors(self, stored: StoredAnswer) -> dict[str, dict[str, int]]:
        """Return who has written each cell last, and removed each row, once this is stored."""
        found = {name: dict(cells) for name, cells in stored.authors.items()}
        for name, code in self.written:
            found.setdefault(name, {})[code] = stored.reader.pk
        here = self.row_names
        return {
            name: {
                code: key
                for code, key in cells.items()
                if (name in here or not here if code else name not in here)
            }
            for name, cells in found.items()
        }


@dataclass
class RowMerger:
    """Merges the typed rows of one answer into the stored ones, each cell for itself."""

    columns: list[Question]
    stored: StoredAnswer
    clashes: set[CellPlace] = field(default_factory=set)
    written: set[CellPlace] = field(default_factory=set)
    contested: set[CellPlace] = field(default_factory=set)

    def merge_cells(self, origin: RowOrigin, typed: dict, current: dict) -> tuple[dict, RowOrigin]:
        """Return the row to be stored, and what the row of the page is then built from.

        A cell that was not touched stays as it is stored.
        """
        row, marks = {}, {}
        for column in self.columns:
            code = column["code"]
            place = (origin.name, code)
            base = origin.cells.get(code, "")
            mine, theirs = (cell_fingerprint(column, cells.get(code)) for cells in (typed, current))
            is_typed = origin.is_new or mine != base
            row[code] = current.get(code)
            if mine == theirs:
                marks[code] = mine
            elif is_typed and (theirs == base or self.stored.yields(place)):
                row[code], marks[code] = typed.get(code), mine
                self.written.add(place)
            elif is_typed:
                self.clashes.add(place)
                self.contested.add(place)
        return row, origin.with_cells(origin.name, marks)

    def merge_table(self, typed: dict[str, tuple[RowOrigin, dict]], current: dict) -> MergedAnswer:
        merged = {
            name: self.merge_cells(origin, row, current.get(name) or {})
            for name, (origin, row) in typed.items()
        }
        value = {name: row for name, (row, _origin) in merged.items()}
        origins = [origin for _row, origin in merged.values()]
        return self.finish(value, origins=origins)

    def merge_group(self, typed: list[tuple[RowOrigin, dict | None]], *, is_older: bool) -> MergedAnswer:
        """Merge the rows of a page; None stands for one that is empty or to be removed.

        A new row that stands there already is not added again by a page that `is_older` than what is stored.
        """
        current = self.stored.answer["value"] or []
        rows = dict(zip(self.stored.row_names(self.columns), current, strict=True))
        origins = []
        for origin, row in typed:
            if not origin.name or (origin.is_new and origin.name not in rows):
                origins.append(self.add_row(rows, row, is_older, origin.name))
            elif row is None:
                origins.append(self.remove_row(rows, origin))
            elif origin.name in rows:
                rows[origin.name], left = self.merge_cells(origin, row, rows[origin.name])
                origins.append(left)
            else:
                origins.append(self.restore_row(rows, origin, row))
        return self.finish(list(rows.values()) or None, row_names=list(rows), origins=origins)

    def add_row(self, rows: dict[str, dict], row: dict | None, is_older: bool, chosen: str) -> RowOrigin:
        if row is None:
            return RowOrigin()
        own = row_fingerprint(self.columns, name_uploads(row))
        same = [name for name, other in rows.items() if row_fingerprint(self.columns, other) == own]
        name = same[0] if same and is_older else chosen or name_new_row(self.columns, row, rows)
        if name not in rows:
            rows[name] = row
            self.written |= {(name, column["code"]) for column in self.columns}
        return describe_origin(self.columns, name, row)

    def remove_row(self, rows: dict[str, dict], origin: RowOrigin) -> RowOrigin:
        """Take a row out, unless somebody else has changed it meanwhile."""
        place = (origin.name, "")
        if origin.name not in rows:
            return RowOrigin()
        changed = self.find_changed(origin, rows[origin.name])
        if changed and not self.stored.yields(*changed):
            self.clashes.add(place)
            self.contested.update(changed)
            return origin
        del rows[origin.name]
        self.written.add(place)
        return RowOrigin()

    def find_changed(self, origin: RowOrigin, row: dict) -> list[CellPlace]:
        """Return the cells of a stored row that say something else than when the page was built."""
        now = describe_origin(self.columns, origin.name, row)
        codes = [column["code"] for column in self.columns]
        return [(origin.name, code) for code in codes if now.cells.get(code) != origin.cells.get(code)]

    def find_all_changed(self, origins: list[RowOrigin], rows: dict[str, dict]) -> list[CellPlace]:
        """Return the cells of all stored rows that have changed, and the rows of a page that are gone."""
        known = {origin.name: origin for origin in origins}
        gone = [(name, "") for name in known if name and name not in rows]
        changed = [self.find_changed(known.get(name, RowOrigin(name)), row) for name, row in rows.items()]
        return [place for places in changed for place in places] + gone

    def restore_row(self, rows: dict[str, dict], origin: RowOrigin, row: dict) -> RowOrigin:
        """Decide on a row that somebody else has removed: only a changed one is put back."""
        place = (origin.name, "")
        now = describe_origin(self.columns, origin.name, row)
        if now.cells == origin.cells:
            return RowOrigin()
        if not self.stored.yields(place):
            self.clashes.add(place)
            self.contested.add(place)
            return origin
        rows[origin.name] = row
        self.written |= {(origin.name, column["code"]) for column in self.columns}
        return now

    def finish(self, value: Any, **details: Any) -> MergedAnswer:
        answer = {**NOTHING, "value": value}
        return MergedAnswer(answer, self.clashes, self.written, self.contested, **details)
