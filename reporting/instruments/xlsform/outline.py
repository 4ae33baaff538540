"""Building the outline of an instrument: sections, questions, notes, and the cells of tables and groups.

The standard nests groups as deep as one likes; here a section is a list of questions. A group inside a
section or a table becomes a heading, and its relevance that of each question in it.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.question_types import Question, QuestionType
from reporting.instruments.texts import StoredText
from reporting.instruments.xlsform.cells import SheetRow
from reporting.instruments.xlsform.entries import Entry
from reporting.instruments.xlsform.fields import (
    ON_A_CELL,
    ON_A_NOTE,
    ON_A_QUESTION,
    ON_A_SECTION,
    FieldReader,
    explain_type,
)
from reporting.instruments.xlsform.lists import OTHER, other_question
from reporting.instruments.xlsform.problems import InstrumentProblem
from reporting.instruments.xlsform.types import BLOCK, NOTED_BY_DEVICES, read_type

LOOP = re.compile(r"(?:begin|end) loop\b")
SECTION_CODE = re.compile(r"[A-Za-z0-9_-]{1,60}")


@dataclass
class _Block:
    """A begin_group or begin_repeat that has not ended: `kind` is “group” or “repeat”.

    What stands inside belongs to `entry`, or else to `section`. Of one that stands where it may not the rows
    are read all the same, so that all their problems are told.
    """

    kind: str
    row: SheetRow
    section: dict
    entry: Entry | None = None
    is_misplaced: bool = False
    opens_rows: bool = False
    is_group: bool = False


@dataclass
class Outline:
    """Sections and entries, built row by row with `add`."""

    reader: FieldReader
    problems: list[InstrumentProblem]
    title: StoredText = ""
    sections: list[dict] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    open_blocks: list[_Block] = field(default_factory=list)
    noted_by_devices: list[SheetRow] = field(default_factory=list)
    refused_names: set[str] = field(default_factory=set)  # of rows that could not be read at all
    waiting: list[Entry] = field(default_factory=list)  # notes whose next question is still to come

    def add(self, row: SheetRow) -> None:
        row.cells["type"] = read_type(row["type"])
        block = BLOCK.fullmatch(row["type"])
        if row["disabled"].lower() in {"yes", "true", "true()"} or row.cells == {"type": ""}:
            return
        if block and block[1] == "end":
            self.end(row, block[2])
        elif block:
            self.begin(row, block[2])
        elif row["type"] in NOTED_BY_DEVICES:
            sentence = _("“%s” is noted by telephones; a form in the browser leaves it out.") % row["type"]
            self.reader.add_remark(row, "type", sentence)
            self.noted_by_devices.append(row)
        elif LOOP.match(row["type"]):
            self.add_loop(row)
        elif row.required("type", _("The row has no type.")):
            self.add_entry(row)
        else:
            self.refused_names.add(row["name"])

    def add_loop(self, row: SheetRow) -> None:
        """Refuse a loop once, where it begins; what stands inside is read all the same."""
        if row["type"].startswith("begin"):
            row.add_problem("type", explain_type(row["type"]))
            around = self.open_blocks[-1] if self.open_blocks else None
            section = around.section if around else {"questions": []}
            entry = around.entry if around else None
            self.open_blocks.append(_Block("loop", row, section, entry, is_misplaced=True, is_group=True))
        elif self.open_blocks and self.open_blocks[-1].kind == "loop":
            self.open_blocks.pop()

    def begin(self, row: SheetRow, kind: str) -> None:
        is_table = kind == "group" and "table" in row["appearance"].split()
        if kind == "group" and not is_table:
            self.begin_group(row)
            return
        outer = next((block.entry for block in self.open_blocks if block.entry), None)
        refusal = outer is not None
        if outer:
            names = {"inner": row["name"], "outer": outer.code}
            sentence = _(
                "“%(inner)s” stands inside “%(outer)s”: a table or repeated group cannot contain another."
            )
            row.add_problem("type", sentence % names)
        section = {"questions": []} if refusal else self.current_section(row)
        fields = self.reader.table_fields(row) if is_table else self.reader.group_fields(row)
        entry = self.add_question(row, fields, section)
        self.open_blocks.append(_Block(kind, row, section, entry, refusal, opens_rows=True))

    def begin_group(self, row: SheetRow) -> None:
        if not self.open_blocks:
            self.open_blocks.append(_Block("group", row, self.add_section(row)))
            return
        around = self.open_blocks[-1]
        self.reader.check_columns(row, ON_A_SECTION | {"number", "public", "counted", "hint"})
        self.open_blocks.append(_Block("group", row, around.section, around.entry, is_group=True))
        if row["label"]:
            self.add_note(row, "heading")

    def end(self, row: SheetRow, kind: str) -> None:
        if not self.open_blocks or self.open_blocks[-1].kind != kind:
            row.add_problem("type", _("“end_%s” does not end anything that was begun.") % kind)
            return
        ended = self.open_blocks.pop()
        if ended.is_misplaced:
            return
        if ended.opens_rows:
            self.close_notes(ended.entry)
            if not ended.entry.fields["columns"]:
                ended.row.add_problem("type", _("The table or repeated group has no questions in it."))
        elif not ended.is_group and not (ended.section["questions"] or ended.section.get("notes")):
            ended.row.add_problem("type", _("The section has no questions."))

    @property
    def used_lists(self) -> set[str]:
        """The names of the lists that some question or table shows."""
        rows = [entry.row for entry in self.entries if not entry.is_note]
        return {name for row in rows for name in (row["rows"], *row["type"].split()[1:2]) if name}

    def finish(self) -> None:
        """Report blocks without an end, once all rows have been added."""
        for opened in self.open_blocks:
            opened.row.add_problem("type", _("“begin_%s” is never ended.") % opened.kind)
        self.add_blanks()
        asked = [entry for entry in self.entries if not entry.is_note]
        if not asked and not self.problems:
            self.problems.append(InstrumentProblem("survey", None, _("The instrument asks no question.")))

    def add_blanks(self) -> None:
        """Let rules and texts ask what only devices note: it is blank here."""
        rows = [entry.row for entry in self.entries]
        cells = [text for row in rows for text in row.cells.values()]
        cells += [text for row in rows for texts in row.texts.values() for text in texts.values()]
        for row in self.noted_by_devices:
            if self.sections and any(f"${{{row['name']}}}" in text for text in cells):
                row.cells["type"] = "hidden"
                self.add_question(row, {"type": QuestionType.CALCULATE.value}, self.sections[0])

    def current_section(self, row: SheetRow) -> dict[str, Any]:
        """Return the section that is open; a question that stands in none is put in one of its own."""
        if self.open_blocks:
            return self.open_blocks[-1].section
        title = row["section"] or self.title
        last = self.sections[-1] if self.sections else {}
        if last.get("title") == title:
            return last
        taken = {section["code"] for section in self.sections}
        self.close_notes(None)
        code = next(f"s{number}" for number in range(1, 10_000) if f"s{number}" not in taken)
        self.sections.append({"code": code, "title": title or code, "questions": []})
        return self.sections[-1]

    def add_entry(self, row: SheetRow) -> None:
        parent = self.open_blocks[-1].entry if self.open_blocks else None
        if row["type"] == "note":
            self.reader.check_columns(row, ON_A_NOTE)
            self.add_note(row, "heading" if row["appearance"] == "heading" else "note")
        elif parent:
            self.add_cell(row, parent)
        else:
            section = self.current_section(row)
            self.add_question(row, self.reader.type_fields(row, ON_A_QUESTION), section)

    def add_section(self, row: SheetRow) -> dict[str, Any]:
        self.reader.check_columns(row, ON_A_SECTION)
        code = row["number"] or row["name"].replace(".", "_") or f"s{row.number}"
        if not SECTION_CODE.fullmatch(code):
            row.add_problem("number", _("“%s” is not the number or name of a section, such as A.") % code)
        if code in {section["code"] for section in self.sections}:
            row.add_problem("number", _("There is already a section “%s”.") % code)
        if not row["label"]:
            self.reader.add_remark(row, "label", _("The section has no title; its name is shown instead."))
        title = row.text("label") or row["name"] or code
        self.close_notes(None)
        self.sections.append({"code": code, "title": title, "questions": []})
        return self.sections[-1]

    def groups_around(self) -> list[SheetRow]:
        """Return the rows of the groups that are open, up to the table or group whose cells are read."""
        rows: list[SheetRow] = []
        for block in self.open_blocks:
            rows = [] if block.opens_rows else [*rows, block.row]
        return rows

    def add_note(self, row: SheetRow, kind: str) -> None:
        """Add words that stand before the next question, or cell, or at the end."""
        parent = self.open_blocks[-1].entry if self.open_blocks else None
        fields = {
            "code": row["name"],
            "kind": kind,
            "text": row.text("label") or row.text("hint"),
            "before": "",
            "relevant": None,
        }
        if row["hint"] and row["label"]:
            fields["hint"] = row.text("hint")
        if not row["label"] and not row["hint"]:
            self.reader.add_remark(row, "label", _("The note has no text and is left out."))
            return
        holder = parent.fields if parent else self.current_section(row)
        holder.setdefault("notes", []).append(fields)
        self.entries.append(Entry(row, fields, parent, self.groups_around(), is_note=True))
        self.waiting.append(self.entries[-1])

    def place_notes(self, code: str, parent: Entry | None) -> None:
        """Put the notes that wait before the question or cell of this code."""
        for note in [note for note in self.waiting if note.parent is parent]:
            note.fields["before"] = code
            self.waiting.remove(note)

    def close_notes(self, parent: Entry | None) -> None:
        self.waiting = [note for note in self.waiting if note.parent is not parent]

    def add_question(self, row: SheetRow, type_fields: Question, section: dict[str, Any]) -> Entry:
        is_computed = type_fields["type"] == QuestionType.CALCULATE
        fields = {
            "code": self.reader.read_name(row),
            "number": row["number"],
            "text": self.read_label(row, may_be_blank=is_computed),
            **self.reader.common_fields(row),
            "articles": row.articles(),
            "indicator": row.slug("indicator"),
            **row.lineage(),
            **row.continues(),
            **row.prefill(),
            "public": row.yes_no("public", default=False),
            "counted": row.yes_no("counted", default=not is_computed),
            "provenance": row["provenance"],
            "options": [],
            "columns": [],
            "rows": [],
            **type_fields,
        }
        self.place_notes(fields["code"], None)
        section["questions"].append(fields)
        self.entries.append(Entry(row, fields, None, self.groups_around()))
        entry = self.entries[-1]
        if fields.pop("or_other", False):
            self.add_other(entry, section)
        return entry

    def read_label(self, row: SheetRow, *, may_be_blank: bool) -> StoredText:
        if may_be_blank or row["label"] or row.has_problem("type"):
            return row.text("label")
        if row["hint"]:
            return row.text("hint")
        if row["type"] == "begin repeat":
            self.reader.add_remark(row, "label", _("The group has no title; its name is shown instead."))
            return row["name"]
        return row.required("label", _("The question has no text (label)."))

    def add_cell(self, row: SheetRow, parent: Entry) -> None:
        type_fields = self.reader.type_fields(row, ON_A_CELL)
        is_computed = type_fields["type"] == QuestionType.CALCULATE
        fields = {
            "code": self.reader.read_name(row),
            "label": self.read_label(row, may_be_blank=is_computed),
            **self.reader.common_fields(row),
            "public": parent.fields["public"] and row.yes_no("public", default=True),
            "options": [],
            **type_fields,
        }
        self.place_notes(fields["code"], parent)
        parent.fields["columns"].append(fields)
        self.entries.append(Entry(row, fields, parent, self.groups_around()))
        if fields.pop("or_other", False):
            self.add_other(self.entries[-1], parent.fields)

    def add_other(self, chosen: Entry, holder: dict[str, Any]) -> None:
        """Add the question that asks which other, as the standard's own reader does."""
        fields = other_question(chosen.fields, self.reader.languages)
        row = SheetRow(
            chosen.row.sheet, chosen.row.number, {"type": QuestionType.TEXT.xlsform}, chosen.row.problems
        )
        row.cells |= {"name": fields["code"], "relevant": f"selected(${{{chosen.code}}}, '{OTHER}')"}
        holder["columns" if chosen.parent else "questions"].append(fields)
        self.entries.append(Entry(row, fields, chosen.parent, list(chosen.around)))
