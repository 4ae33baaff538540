"""The outline of an instrument: sections, their questions, and the cells of tables and groups, row by row."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reporting.instruments.xlsform_cells import Problem, Row

TEXTS = {"": "text", "multiline": "longtext", "url": "url", "email": "email"}
PLAIN = {"integer", "decimal", "date", "file"}
COUNTRIES = {"select_one_from_file": "country", "select_multiple_from_file": "countries"}
CHOICES = {"select_one": "single", "select_multiple": "multiple"}
YES_NO = ["yes", "no"]
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
    """A question, or a cell of a table or group (`parent` is that question), with the row it came from."""

    row: Row
    fields: dict[str, Any]
    parent: "Entry | None" = None

    @property
    def code(self):
        return self.fields["code"]


@dataclass
class _Opened:
    kind: str
    row: Row
    section: dict | None = None
    entry: Entry | None = None


@dataclass
class Outline:
    lists: dict[str, list[dict]]
    problems: list[Problem]
    sections: list[dict] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    opened: list[_Opened] = field(default_factory=list)

    def add(self, row):
        kind = re.sub(r"^(begin|end)\s", r"\1_", row["type"])
        if kind in {"end_group", "end_repeat"}:
            self.end(row, kind.removeprefix("end_"))
        elif kind in {"begin_group", "begin_repeat"}:
            self.begin(row, kind.removeprefix("begin_"))
        elif row.needed("type", _("The row has no type.")):
            self.put(row)

    def begin(self, row, kind):
        opened = _Opened(kind, row)
        is_section = kind == "group" and row["appearance"] != "table"
        if is_section and not self.opened:
            opened.section = self.section(row)
        elif is_section:
            row.wrong(
                "type",
                _("A section cannot stand inside another; for a table, give it the appearance “table”."),
            )
        elif not self.opened:
            row.wrong("type", _("A table or repeated group stands inside a section."))
        elif len(self.opened) > 1:
            row.wrong("type", _("A table or repeated group cannot hold another."))
        elif self.opened[0].section:
            opened.entry = self.question(row, self.table(row) if kind == "group" else self.group(row))
        self.opened.append(opened)

    def end(self, row, kind):
        if not self.opened or self.opened[-1].kind != kind:
            row.wrong("type", _("“end_%s” ends nothing that was begun.") % kind)
            return
        ended = self.opened.pop()
        if ended.entry and not ended.entry.fields["columns"]:
            ended.row.wrong("type", _("The table or repeated group has no questions in it."))
        if ended.section and not ended.section["questions"]:
            ended.row.wrong("type", _("The section has no questions."))

    def finish(self):
        for opened in self.opened:
            opened.row.wrong("type", _("“begin_%s” is never ended.") % opened.kind)
        if not self.entries and not self.problems:
            self.problems.append(Problem("survey", None, _("The instrument asks no question.")))

    def put(self, row):
        if not self.opened:
            row.wrong("type", _("A question stands inside a section (between begin_group and end_group)."))
        elif self.opened[-1].section:
            self.question(row, self.kind_of(row, ON_A_QUESTION))
        elif self.opened[-1].entry:
            self.cell(row, self.opened[-1].entry)

    def section(self, row):
        only(row, ON_A_SECTION)
        code = row["number"] or row["name"]
        if not SECTION_CODE.fullmatch(code):
            row.wrong("number", _("“%s” is not the number or name of a section, such as A.") % code)
        if code in {section["code"] for section in self.sections}:
            row.wrong("number", _("There is already a section “%s”.") % code)
        title = row.needed("label", _("The section has no title (label)."))
        self.sections.append({"code": code, "title": title, "questions": []})
        return self.sections[-1]

    def question(self, row, kind):
        fields = {
            "code": self.name(row),
            "number": row["number"],
            "text": row.needed("label", _("The question has no text (label).")),
            **self.shared(row),
            "articles": row.articles(),
            "indicator": row.slug("indicator"),
            "public": self.said(row, "public"),
            "counted": self.said(row, "counted"),
            "provenance": row["provenance"],
            "options": [],
            "columns": [],
            "rows": [],
            **kind,
        }
        self.sections[-1]["questions"].append(fields)
        self.entries.append(Entry(row, fields))
        return self.entries[-1]

    def cell(self, row, parent):
        fields = {
            "code": self.name(row),
            "label": row.needed("label", _("The question has no text (label).")),
            **self.shared(row),
            "public": parent.fields["public"] and row.yes_no("public", default=True),
            "options": [],
            **self.kind_of(row, ON_A_CELL),
        }
        parent.fields["columns"].append(fields)
        self.entries.append(Entry(row, fields, parent))

    def shared(self, row):
        if row["constraint_message"] and not row["constraint"]:
            row.wrong("constraint_message", _("There is a message but no constraint it explains."))
        return {
            "hint": row["hint"],
            "required": row.yes_no("required", default=False),
            "relevant": None,
            "constraint": None,
            "constraint_message": row["constraint_message"],
        }

    def name(self, row):
        if not NAME.fullmatch(row["name"]):
            row.wrong(
                "name",
                _("“%s” is not a name: small letters, digits and _, beginning with a letter.") % row["name"],
            )
        return row["name"]

    def said(self, row, column):
        """What people may see, and what counts, is never left to a default."""
        if not row[column]:
            row.wrong(column, _("Say yes or no."))
        return row.yes_no(column, default=False)

    def kind_of(self, row, allowed):
        """The type of a question, with its options."""
        match row["type"].split():
            case ["text"]:
                only(row, allowed | {"appearance"})
                if row["appearance"] not in TEXTS:
                    row.wrong(
                        "appearance",
                        _("A text is multiline, url, email or nothing, not “%s”.") % row["appearance"],
                    )
                return {"type": TEXTS.get(row["appearance"], "text")}
            case [kind] if kind in PLAIN:
                found = {"type": kind}
            case [kind, "member_states.csv"] if kind in COUNTRIES:
                found = {"type": COUNTRIES[kind]}
            case [kind, name] if kind in CHOICES:
                found = self.choice(row, kind, name)
            case _other:
                row.wrong("type", _("“%s” is not a type of question an instrument can have.") % row["type"])
                return {"type": "text"}
        only(row, allowed)
        return found

    def choice(self, row, kind, name):
        options = self.lists.get(name, [])
        if not options:
            row.wrong("type", _("There is no list “%s” on the choices sheet.") % name)
        if name != "yes_no":
            return {"type": CHOICES[kind], "options": options}
        if kind != "select_one" or [option["value"] for option in options] != YES_NO:
            row.wrong("type", _("The list yes_no has the options yes and no, and one of them is chosen."))
        return {"type": "yesno"}

    def table(self, row):
        only(row, ON_A_TABLE)
        rows = self.lists.get(row["rows"], [])
        if not row["rows"]:
            row.wrong("rows", _("A table names the list of its rows in the column “rows”."))
        elif not rows:
            row.wrong("rows", _("There is no list “%s” on the choices sheet.") % row["rows"])
        return {"type": "table", "rows": [{"value": one["value"], "label": one["label"]} for one in rows]}

    def group(self, row):
        only(row, ON_A_GROUP)
        fewest, most = row.whole_number("min_rows", 0), row.whole_number("max_rows", None)
        if most is not None and fewest > most:
            row.wrong(
                "min_rows",
                _("The fewest rows (%(fewest)s) are more than the most (%(most)s).")
                % {"fewest": fewest, "most": most},
            )
        return {"type": "group", "min_rows": fewest, "max_rows": most}


def only(row, allowed):
    for column in sorted(set(row.cells) - allowed):
        if column in ON_A_QUESTION | ON_A_TABLE | ON_A_GROUP:
            row.wrong(column, _("“%s” means nothing on a row of this kind; empty the cell.") % column)
