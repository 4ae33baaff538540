"""What one row of the survey sheet says of its question: its type, options, limits and texts."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Question,
    QuestionType,
)
from reporting.instruments.xlsform.cells import YES_NO, SheetRow
from reporting.instruments.xlsform.lists import STATES_FILES, files_held, list_from_file, other_option
from reporting.instruments.xlsform.problems import InstrumentProblem
from reporting.instruments.xlsform.types import (
    CANNOT_BE_ASKED,
    CHOICES,
    FROM_FILE,
    PRECISIONS,
    TEXTS,
    WITHOUT_LIST,
)

YES_NO_LIST = QuestionType.YES_NO.xlsform.split()[1]
YES_NO_OPTIONS = ["yes", "no"]
YES_NO_LABELS = ["Yes", "No"]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,59}")
PARAMETER = re.compile(r"(start|end|step)\s*=\s*(-?[0-9]{1,9}(?:\.[0-9]{1,4})?)")
PART = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
COUNT = re.compile(r"[0-9]{1,4}")
RANGE = {"start": "1", "end": "10", "step": "1"}

ON_EVERY_ROW = {"type", "name", "label", "relevant", "provenance", "disabled"}
ON_A_NOTE = ON_EVERY_ROW | {"hint", "number", "public", "counted", "appearance"}
ON_A_SECTION = ON_EVERY_ROW | {"number"}
ON_A_CELL = ON_EVERY_ROW | {
    *("hint", "guidance_hint", "required", "required_message", "constraint", "constraint_message"),
    *("public", "default", "read_only", "warning", "warning_message", "sum_of"),
}
ON_A_QUESTION = ON_A_CELL | {
    *("number", "article", "indicator", "lineage", "continues", "prefill", "counted", "section"),
}
ON_ROWS = ON_A_QUESTION - {"default", "read_only", "prefill", "sum_of"}
ON_A_TABLE = ON_ROWS | {"appearance", "rows"}
ON_A_GROUP = ON_ROWS | {"min_rows", "max_rows", "repeat_count", "appearance"}
ON_A_CALCULATION = ON_A_QUESTION | {"calculation"}
# The columns of messages, with the column of the rule that each explains.
MESSAGES = (
    ("constraint_message", "constraint"),
    ("required_message", "required"),
    ("warning_message", "warning"),
)
# Columns of our own: a cell that means nothing where it stands is a mistake. Those of the standard are noted.
OUR_COLUMNS = {
    *("rows", "min_rows", "max_rows", "article", "indicator", "lineage", "continues", "prefill"),
    *("counted", "section", "warning", "warning_message", "sum_of"),
}
# Appearances that the form follows, or needs none of: it decides by itself how a list is shown.
FOLLOWED = {"table", "minimal", "autocomplete", "heading", *TEXTS, *PRECISIONS}


@dataclass
class FieldReader:
    """Reads the fields of rows; `lists` are options by name of list, `remarks` what is left out."""

    lists: dict[str, list[dict]]
    languages: list[str]
    remarks: list[InstrumentProblem] = field(default_factory=list)

    def add_remark(self, row: SheetRow, column: str, sentence: str) -> None:
        self.remarks.append(InstrumentProblem(row.sheet, row.number, sentence, column))

    def check_columns(self, row: SheetRow, allowed: Iterable[str]) -> None:
        """Report cells that mean nothing on a row of this kind."""
        for column in sorted(set(row.cells) - set(allowed) - {"appearance"}):
            if column in OUR_COLUMNS and not (column == "rows" and row[column].isdecimal()):
                row.add_problem(
                    column, _("“%s” means nothing on a row of this kind; empty the cell.") % column
                )
            else:
                self.add_remark(row, column, _("“%s” changes nothing on a row of this kind.") % column)
        for word in row["appearance"].split():
            if word not in FOLLOWED:
                self.add_remark(row, "appearance", _("The appearance “%s” changes nothing here.") % word)

    def read_name(self, row: SheetRow) -> str:
        if not NAME.fullmatch(row["name"]) and not row.has_problem("type"):
            row.add_problem(
                "name",
                _("“%s” is not a name: letters, digits, _ and -, beginning with a letter.") % row["name"],
            )
        return row["name"]

    def common_fields(self, row: SheetRow) -> Question:
        """Return the fields that questions and cells have in common; rules are compiled later."""
        for message, rule in MESSAGES:
            if row[message] and not row[rule]:
                sentence = _("The message explains no “%s”, which is empty on this row.") % rule
                self.add_remark(row, message, sentence)
        fields: Question = {
            "hint": row.text("hint"),
            "required": YES_NO.get(row["required"].lower(), False),
            "relevant": None,
            "constraint": None,
            "constraint_message": row.text("constraint_message"),
        }
        for column in ("required_message", "guidance_hint", "warning_message"):
            if row[column]:
                fields[column] = row.text(column)
        if row["sum_of"]:
            fields["sum_of"] = PART.findall(row["sum_of"])
        if row["read_only"] and row.yes_no("read_only", default=False):
            fields["read_only"] = True
        return fields

    def type_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        """Return the type of a question or cell, with its options; `allowed` are the columns it may fill."""
        words = row["type"].split()
        kind = words[0] if words else ""
        if row["calculation"] or kind in READERS:
            reader = READERS.get("calculate" if row["calculation"] else kind, FieldReader.computed_fields)
            return reader(self, row, allowed)
        if kind in CHOICES or kind in FROM_FILE:
            return self.choice_fields(row, allowed, *words)
        if row["type"] in WITHOUT_LIST:
            self.check_columns(row, allowed)
            return {"type": WITHOUT_LIST[row["type"]].value}
        row.add_problem("type", explain_type(row["type"]))
        return {"type": QuestionType.TEXT.value}

    def text_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed)
        found = [TEXTS[word] for word in row["appearance"].split() if word in TEXTS]
        return {"type": (found[0] if found else QuestionType.TEXT).value}

    def date_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed)
        found = [PRECISIONS[word] for word in row["appearance"].split() if word in PRECISIONS]
        return {"type": QuestionType.DATE.value, **({"precision": found[0].value} if found else {})}

    def computed_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed | ON_A_CALCULATION)
        return {"type": QuestionType.CALCULATE.value}

    def range_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed | {"parameters"})
        given = RANGE | dict(PARAMETER.findall(row["parameters"]))
        start, end, step = (given[name] for name in ("start", "end", "step"))
        if not float(step) > 0 or float(end) < float(start):
            row.add_problem("parameters", _("A range goes upwards, as in: start=1 end=10 step=1."))
        has_decimals = any("." in number for number in (start, end, step))
        kind = QuestionType.DECIMAL if has_decimals else QuestionType.INTEGER
        limits = [float(number) if "." in number else int(number) for number in (start, end, step)]
        return {"type": kind.value, "range": limits}

    def percentage_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed)
        return {"type": QuestionType.INTEGER.value, "range": [0, 100, 1]}

    def email_fields(self, row: SheetRow, allowed: set[str]) -> Question:
        self.check_columns(row, allowed)
        return {"type": QuestionType.EMAIL.value}

    def choice_fields(
        self, row: SheetRow, allowed: set[str], kind: str, list_name: str = "", *more: str
    ) -> Question:
        """Return the type and the options of a choice from a list of the workbook, or of a file."""
        allows_other = more == ("or_other",)
        if (more and not allows_other) or not list_name:
            row.add_problem("type", explain_type(row["type"]))
            return {"type": QuestionType.TEXT.value}
        self.check_columns(row, allowed | {"choice_filter"})
        if kind in FROM_FILE and list_name in STATES_FILES:
            several = CHOICES[FROM_FILE[kind]].is_list
            return {"type": (QuestionType.COUNTRIES if several else QuestionType.COUNTRY).value}
        options = self.find_options(row, kind, list_name)
        chosen = CHOICES[FROM_FILE.get(kind, kind)]
        values = [option["value"] for option in options]
        if list_name == YES_NO_LIST and values == YES_NO_OPTIONS and chosen is QuestionType.SINGLE:
            return self.yes_no_fields(options)
        if allows_other and "other" not in values:
            options = [*options, other_option(self.languages)]
        return {"type": chosen.value, "options": options, **({"or_other": True} if allows_other else {})}

    def find_options(self, row: SheetRow, kind: str, list_name: str) -> list[dict]:
        if kind in FROM_FILE:
            options = list_from_file(list_name)
            if options is None:
                words = {"file": list_name, "held": ", ".join(files_held())}
                sentence = _("The file “%(file)s” is not held here; the files are %(held)s.") % words
                row.add_problem("type", sentence)
            return options or []
        if list_name not in self.lists:
            row.add_problem("type", _("There is no list “%s” on the choices sheet.") % list_name)
        return self.lists.get(list_name, [])

    def yes_no_fields(self, options: list[dict]) -> Question:
        # Labels of its own are shown as they are; the usual ones in the language of the reader.
        plain = [option["label"] for option in options] == YES_NO_LABELS
        asks_indicator = any(option["indicator"] for option in options)
        return {
            "type": QuestionType.YES_NO.value,
            "options": options if asks_indicator or not plain else [],
        }

    def table_fields(self, row: SheetRow) -> Question:
        self.check_columns(row, ON_A_TABLE)
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
        self.check_columns(row, ON_A_GROUP)
        fewest, most = row.whole_number("min_rows", 0) or 0, row.whole_number("max_rows", None)
        if COUNT.fullmatch(row["repeat_count"]):
            fewest = most = int(row["repeat_count"])
        if most is not None and not 0 < most <= LARGEST_MAX_ROWS:
            row.add_problem("max_rows", _("A repeated group takes 1 to %s rows.") % LARGEST_MAX_ROWS)
        elif fewest > (most or DEFAULT_MAX_ROWS):
            row.add_problem(
                "min_rows",
                _("The minimum number of rows (%(fewest)s) is larger than the maximum (%(most)s).")
                % {"fewest": fewest, "most": most or DEFAULT_MAX_ROWS},
            )
        return {"type": QuestionType.GROUP.value, "min_rows": fewest, "max_rows": most}


def explain_type(written: str) -> str:
    if written.split(" ")[0] in CANNOT_BE_ASKED or written in CANNOT_BE_ASKED:
        return _("“%s” cannot be asked in a form in the browser; ask for it in words.") % written
    return _("“%s” is not a type of question an instrument can have.") % written


READERS: dict[str, Callable[[FieldReader, SheetRow, set[str]], Question]] = {
    "text": FieldReader.text_fields,
    "date": FieldReader.date_fields,
    "calculate": FieldReader.computed_fields,
    "hidden": FieldReader.computed_fields,
    "today": FieldReader.computed_fields,
    "range": FieldReader.range_fields,
    "percentage": FieldReader.percentage_fields,
    "email": FieldReader.email_fields,
}


def read_rule_text(row: SheetRow, column: str) -> str:
    """Return the expression in a cell; an empty text where the cell only says yes or no."""
    said = YES_NO.get(row[column].lower())
    if said is None or "(" in row[column]:
        return row[column]
    return "" if column == "required" else "true()" if said else "false()"
