"""Building the outline of an instrument: sections, questions, and the cells of tables and groups."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Question,
    QuestionType,
    type_from_xlsform,
)
from reporting.instruments.xlsform_cells import SheetRow
from reporting.instruments.xlsform_problems import InstrumentProblem
from reporting.instruments.xlsform_types import BLOCK, CHOICES, TEXTS, WITHOUT_LIST, read_type

YES_NO_LIST = QuestionType.YES_NO.xlsform.split()[1]
YES_NO_OPTIONS = ["yes", "no"]
YES_NO_LABELS = ["Yes", "No"]
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SECTION_CODE = re.compile(r"[A-Za-z0-9_]{1,20}")

ON_A_SECTION = {"type", "name", "label", "number", "provenance"}
ON_A_CELL = {
    *("type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message"),
    *("public", "provenance"),
}
ON_A_QUESTION = ON_A_CELL | {"number", "article", "indicator", "counted"}
ON_A_TABLE = ON_A_QUESTION - {"constraint", "constraint_message"} | {"appearance", "rows"}
ON_A_GROUP = ON_A_QUESTION - {"constraint", "constraint_message"} | {"min_rows", "max_rows"}


@dataclass
class Entry:
    """A question, or a cell of a table or group (`parent` is that question), with its row in the workbook."""

    row: SheetRow
    fields: dict[str, Any]
    parent: "Entry | None" = None

    @property
    def code(self) -> str:
        return self.fields["code"]

    @property
    def is_of_known_type(self) -> bool:
        """False if its type has a problem: what else follows from the type is then not told."""
        return not any(
            (problem.sheet, problem.row, problem.column) == (self.row.sheet, self.row.number, "type")
            for problem in self.row.problems
        )


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


@dataclass
class Outline:
    """Sections and entries, built row by row with `add`; `lists` are the options by name of their list."""

    lists: dict[str, list[dict]]
    problems: list[InstrumentProblem]
    sections: list[dict] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    open_blocks: list[_Block] = field(default_factory=list)

    def add(self, row: SheetRow) -> None:
        block = BLOCK.fullmatch(read_type(row))
        if block and block[1] == "end":
            self.end(row, block[2])
        elif block:
            self.begin(row, block[2])
        elif row.required("type", _("The row has no type.")):
            self.add_entry(row)

    def begin(self, row: SheetRow, kind: str) -> None:
        is_table = type_from_xlsform(f"begin_{kind}", row["appearance"]) is QuestionType.TABLE
        is_section = f"begin_{kind}" == QuestionType.TABLE.xlsform and not is_table
        around = self.open_blocks[-1] if self.open_blocks else None
        refusal = self.why_misplaced(is_section)
        if refusal:
            row.add_problem("type", refusal)
        if is_section:
            section = around.section if around else self.add_section(row)
            entry = around.entry if around else None
            self.open_blocks.append(_Block(kind, row, section, entry, bool(refusal)))
            return
        section = {"questions": []} if refusal else around.section if around else {}
        fields = self.table_fields(row) if is_table else self.group_fields(row)
        entry = self.add_question(row, fields, section)
        self.open_blocks.append(_Block(kind, row, section, entry, bool(refusal)))

    def why_misplaced(self, is_section: bool) -> str:
        """Return why a group may not begin here, or an empty text if it may."""
        if is_section and self.open_blocks:
            return _("A section cannot be inside another; for a table, give it the appearance “table”.")
        if not is_section and not self.open_blocks:
            return _("A table or repeated group must be inside a section.")
        if not is_section and any(block.entry for block in self.open_blocks):
            return _("A table or repeated group cannot contain another.")
        return ""

    def end(self, row: SheetRow, kind: str) -> None:
        if not self.open_blocks or self.open_blocks[-1].kind != kind:
            row.add_problem("type", _("“end_%s” does not end anything that was begun.") % kind)
            return
        ended = self.open_blocks.pop()
        if ended.is_misplaced:
            return
        if ended.entry and not ended.entry.fields["columns"]:
            ended.row.add_problem("type", _("The table or repeated group has no questions in it."))
        if not ended.entry and not ended.section["questions"]:
            ended.row.add_problem("type", _("The section has no questions."))

    def finish(self) -> None:
        """Report blocks without an end, once all rows have been added."""
        for opened in self.open_blocks:
            opened.row.add_problem("type", _("“begin_%s” is never ended.") % opened.kind)
        if not self.entries and not self.problems:
            self.problems.append(InstrumentProblem("survey", None, _("The instrument asks no question.")))

    def add_entry(self, row: SheetRow) -> None:
        if not self.open_blocks:
            row.add_problem(
                "type", _("A question must be inside a section (between begin_group and end_group).")
            )
            self.add_question(row, self.type_fields(row, ON_A_QUESTION), {"questions": []})
        elif parent := self.open_blocks[-1].entry:
            self.add_cell(row, parent)
        else:
            self.add_question(row, self.type_fields(row, ON_A_QUESTION), self.open_blocks[-1].section)

    def add_section(self, row: SheetRow) -> dict[str, Any]:
        check_columns(row, ON_A_SECTION)
        code = row["number"] or row["name"]
        if not SECTION_CODE.fullmatch(code):
            row.add_problem("number", _("“%s” is not the number or name of a section, such as A.") % code)
        if code in {section["code"] for section in self.sections}:
            row.add_problem("number", _("There is already a section “%s”.") % code)
        title = row.required("label", _("The section has no title (label)."))
        self.sections.append({"code": code, "title": title, "questions": []})
        return self.sections[-1]

    def add_question(self, row: SheetRow, type_fields: Question, section: dict[str, Any]) -> Entry:
        fields = {
            "code": self.read_name(row),
            "number": row["number"],
            "text": row.required("label", _("The question has no text (label).")),
            **self.common_fields(row),
            "articles": row.articles(),
            "indicator": row.slug("indicator"),
            "public": self.required_yes_no(row, "public"),
            "counted": self.required_yes_no(row, "counted"),
            "provenance": row["provenance"],
            "options": [],
            "columns": [],
            "rows": [],
            **type_fields,
        }
        section["questions"].append(fields)
        self.entries.append(Entry(row, fields))
        return self.entries[-1]

    def add_cell(self, row: SheetRow, parent: Entry) -> None:
        fields = {
            "code": self.read_name(row),
            "label": row.required("label", _("The question has no text (label).")),
            **self.common_fields(row),
            "public": parent.fields["public"] and row.yes_no("public", default=True),
            "options": [],
            **self.type_fields(row, ON_A_CELL),
        }
        parent.fields["columns"].append(fields)
        self.entries.append(Entry(row, fields, parent))

    def common_fields(self, row: SheetRow) -> Question:
        """Return the fields that questions and cells have in common; rules are compiled later."""
        if row["constraint_message"] and not row["constraint"]:
            row.add_problem("constraint_message", _("There is a message but no constraint it explains."))
        return {
            "hint": row["hint"],
            "required": row.yes_no("required", default=False),
            "relevant": None,
            "constraint": None,
            "constraint_message": row["constraint_message"],
        }

    def read_name(self, row: SheetRow) -> str:
        if not NAME.fullmatch(row["name"]):
            row.add_problem(
                "name",
                _("“%s” is not a name: small letters, digits and _, beginning with a letter.") % row["name"],
            )
        return row["name"]

    def required_yes_no(self, row: SheetRow, column: str) -> bool:
        """Read a cell that has no default: what is public, and what is counted, must be said.

        In a group that stands where it may not this is not told: it may have been meant as a table.
        """
        if not row[column] and not any(block.is_misplaced for block in self.open_blocks):
            row.add_problem(column, _("Say yes or no."))
        return row.yes_no(column, default=False)

    def type_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        """Return the type of a question or cell, with its options; `allowed` are the columns it may fill."""
        match row["type"].split():
            case [QuestionType.TEXT.xlsform]:
                return self.text_fields(row, allowed)
            case [xlsform, list_name] if xlsform in CHOICES:
                fields = self.choice_fields(row, CHOICES[xlsform], list_name)
            case words if " ".join(words) in WITHOUT_LIST:
                fields = {"type": WITHOUT_LIST[" ".join(words)].value}
            case _other:
                row.add_problem(
                    "type", _("“%s” is not a type of question an instrument can have.") % row["type"]
                )
                return {"type": QuestionType.TEXT.value}
        check_columns(row, allowed)
        return fields

    def text_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        check_columns(row, allowed | {"appearance"})
        if row["appearance"] not in TEXTS:
            row.add_problem(
                "appearance",
                _("A text can be multiline, url, email or nothing, not “%s”.") % row["appearance"],
            )
        return {"type": TEXTS.get(row["appearance"], QuestionType.TEXT).value}

    def choice_fields(self, row: SheetRow, kind: QuestionType, list_name: str) -> Question:
        """Return the type and the options of a choice from a list."""
        options = self.lists.get(list_name, [])
        if not options:
            row.add_problem("type", _("There is no list “%s” on the choices sheet.") % list_name)
        if list_name != YES_NO_LIST:
            return {"type": kind.value, "options": options}
        if kind.is_list or [option["value"] for option in options] != YES_NO_OPTIONS:
            row.add_problem(
                "type", _("The list yes_no has the options yes and no, and one of them is chosen.")
            )
        # Labels of its own are shown as they are; the usual ones in the language of the reader.
        plain = [option["label"] for option in options] == YES_NO_LABELS
        asks_indicator = any(option["indicator"] for option in options)
        return {"type": QuestionType.YES_NO.value, "options": options if asks_indicator or not plain else []}

    def table_fields(self, row: SheetRow) -> Question:
        check_columns(row, ON_A_TABLE)
        rows = self.lists.get(row["rows"], [])
        if not row["rows"]:
            row.add_problem("rows", _("A table names the list of its rows in the column “rows”."))
        elif not rows:
            row.add_problem("rows", _("There is no list “%s” on the choices sheet.") % row["rows"])
        return {
            "type": QuestionType.TABLE.value,
            "rows": [{"value": one["value"], "label": one["label"]} for one in rows],
        }

    def group_fields(self, row: SheetRow) -> Question:
        check_columns(row, ON_A_GROUP)
        fewest, most = row.whole_number("min_rows", 0) or 0, row.whole_number("max_rows", None)
        if most is not None and not 0 < most <= LARGEST_MAX_ROWS:
            row.add_problem("max_rows", _("A repeated group takes 1 to %s rows.") % LARGEST_MAX_ROWS)
        elif fewest > (most or DEFAULT_MAX_ROWS):
            row.add_problem(
                "min_rows",
                _("The minimum number of rows (%(fewest)s) is larger than the maximum (%(most)s).")
                % {"fewest": fewest, "most": most or DEFAULT_MAX_ROWS},
            )
        return {"type": QuestionType.GROUP.value, "min_rows": fewest, "max_rows": most}


def check_columns(row: SheetRow, allowed: set[str]) -> None:
    """Report cells that mean nothing on a row of this kind."""
    for column in sorted(set(row.cells) - allowed):
        if column in ON_A_QUESTION | ON_A_TABLE | ON_A_GROUP:
            row.add_problem(column, _("“%s” means nothing on a row of this kind; empty the cell.") % column)
