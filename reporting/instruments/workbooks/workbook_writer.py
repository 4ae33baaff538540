"""Writing an instrument as a workbook that loads again unchanged, and an empty one."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from reporting.instruments.question_types import Question, QuestionType, precision_of, type_of
from reporting.instruments.rules.writer import write_expression
from reporting.instruments.texts import MAIN_LANGUAGE, StoredText
from reporting.instruments.xlsform.fields import NAME, YES_NO_LABELS, YES_NO_LIST, YES_NO_OPTIONS

Row = dict[str, str]
SURVEY = (
    *("type", "name", "label", "hint", "guidance_hint", "number", "required", "required_message", "relevant"),
    *(
        "constraint",
        "constraint_message",
        "calculation",
        "default",
        "read_only",
        "choice_filter",
        "parameters",
    ),
    *("warning", "warning_message", "sum_of"),
    *("appearance", "rows", "min_rows", "max_rows", "repeat_count"),
    *("article", "indicator", "lineage", "continues", "prefill", "public", "counted", "provenance"),
)
CHOICES = ("list_name", "name", "label", "exclusive", "indicator", "lineage")
SETTINGS = ("form_id", "version", "form_title", "note", "code_version", "audience", "default_language")
ALWAYS = {
    "survey": {"type", "name", "label", "number", "public", "counted"},
    "choices": {"list_name", "name", "label"},
}
RULES = ("relevant", "constraint", "warning", "calculation", "choice_filter", "repeat_count")
TEXTS = ("hint", "guidance_hint", "constraint_message", "required_message", "warning_message")


class InstrumentWriter:
    """Collects the rows of the three sheets of one definition."""

    def __init__(self, definition: dict[str, Any]) -> None:
        self.definition = definition
        self.main = definition.get("language", MAIN_LANGUAGE)
        self.languages = definition.get("languages", [])
        self.survey: list[Row] = []
        self.choices: list[Row] = []
        self.lists: dict[str, str] = {}  # {content of a list: its name}
        self.write_plain_yes_no()
        for section in definition["sections"]:
            self.write_section(section)

    @property
    def settings(self) -> Row:
        head = self.definition
        row = {"form_id": head["id"], "version": head["version"]}
        row |= {"code_version": head["code_version"], "audience": head["audience"]}
        if self.languages:
            row["default_language"] = f"{self.main} ({self.main})"
        return row | self.text_cells("form_title", head["title"]) | self.text_cells("note", head["note"])

    def text_cells(self, column: str, text: StoredText) -> Row:
        """Return the cells of a text, one for each of its languages."""
        if not self.languages:
            return {column: str(text)} if text else {}
        words = {self.main: text} if isinstance(text, str) else text
        return {f"{column}::{code} ({code})": word for code, word in words.items() if word}

    def write_section(self, section: dict[str, Any]) -> None:
        name = (
            section["code"] if NAME.fullmatch(section["code"]) else f"s_{section['code'].replace('-', '_')}"
        )
        head = {"type": "begin_group", "name": name, "number": section["code"]}
        self.survey.append(head | self.text_cells("label", section["title"]))
        for question in section["questions"]:
            self.write_notes(section, question["code"])
            self.write_question(question)
        self.write_notes(section, "")
        self.survey.append({"type": "end_group"})

    def write_notes(self, holder: dict[str, Any], before: str) -> None:
        for note in holder.get("notes", []):
            if note["before"] == before:
                row = {"type": "note", "name": note["code"], **self.rule_cells(note)}
                row |= self.text_cells("label", note["text"]) | self.text_cells("hint", note.get("hint", ""))
                self.survey.append(row | ({"appearance": "heading"} if note["kind"] == "heading" else {}))

    def write_question(self, question: Question) -> None:
        row = self.common_cells(question) | self.text_cells("label", question["text"])
        row |= {
            key: question[key]
            for key in ("number", "indicator", "lineage", "prefill", "provenance")
            if question.get(key)
        }
        earlier = question.get("continues", {})
        row |= {"continues": "; ".join(f"{form}:{code}" for form, code in earlier.items())} if earlier else {}
        row |= {"counted": write_yes_no(question["counted"]), "article": "; ".join(question["articles"])}
        self.survey.append(row)
        if not type_of(question).has_rows:
            return
        for column in question["columns"]:
            self.write_notes(question, column["code"])
            self.survey.append(self.common_cells(column) | self.text_cells("label", column["label"]))
        self.write_notes(question, "")
        self.survey.append({"type": row["type"].replace("begin", "end")})

    def common_cells(self, question: Question) -> Row:
        """Return the cells that questions and the columns of tables have in common."""
        row = {
            "name": question["code"],
            "public": write_yes_no(question["public"]),
            **self.type_cells(question),
        }
        row |= self.rule_cells(question)
        for column in TEXTS:
            row |= self.text_cells(column, question.get(column, ""))
        if "required_if" in question:
            row["required"] = write_expression(question["required_if"])
        elif question["required"]:
            row["required"] = "yes"
        if question.get("read_only"):
            row["read_only"] = "yes"
        if question.get("sum_of"):
            row["sum_of"] = " ".join(question["sum_of"])
        return row | default_cells(question)

    def rule_cells(self, question: Question) -> Row:
        rules = {column: question.get(column) for column in RULES}
        return {column: write_expression(tree) for column, tree in rules.items() if tree is not None}

    def type_cells(self, question: Question) -> Row:
        kind = type_of(question)
        row = {"type": kind.xlsform, **({"appearance": kind.appearance} if kind.appearance else {})}
        if precision := precision_of(question):
            row["appearance"] = precision.appearance
        if "range" in question:
            start, end, step = question["range"]
            row |= {"type": "range", "parameters": f"start={start} end={end} step={step}"}
        elif kind is QuestionType.YES_NO:
            self.list_name(question["options"], YES_NO_LIST)
        elif kind.has_options:
            row["type"] = f"{kind.xlsform} {self.list_name(question['options'])}"
        elif kind is QuestionType.TABLE:
            row["rows"] = self.list_name(question["rows"])
        elif kind is QuestionType.GROUP:
            limits = {key: question[key] for key in ("min_rows", "max_rows")}
            row |= {key: str(number) for key, number in limits.items() if number}
        return row

    def list_name(self, options: list[dict[str, Any]], name: str = "") -> str:
        """Return the name of the list with these options, written if it was not."""
        if name and not options:
            return name
        content = json.dumps([name, options], sort_keys=True)
        if content not in self.lists:
            self.lists[content] = name or f"list_{len(self.lists)}"
            if name:  # in place of the plain one
                self.choices = [row for row in self.choices if row["list_name"] != name]
            for option in options:
                self.write_option(self.lists[content], option)
        return self.lists[content]

    def write_option(self, list_name: str, option: dict[str, Any]) -> None:
        row = {"list_name": list_name, "name": option["value"], **self.text_cells("label", option["label"])}
        if option.get("exclusive"):
            row["exclusive"] = "yes"
        row |= {key: option[key] for key in ("indicator", "lineage") if option.get(key)}
        self.choices.append(row | option.get("cells", {}))

    def write_plain_yes_no(self) -> None:
        for value, label in zip(YES_NO_OPTIONS, YES_NO_LABELS, strict=True):
            self.choices.append({"list_name": YES_NO_LIST, "name": value, **self.text_cells("label", label)})


def write_yes_no(value: bool) -> str:
    return "yes" if value else "no"


def default_cells(question: Question) -> Row:
    if "default_rule" in question:
        return {"default": write_expression(question["default_rule"])}
    value = question.get("default")
    if value is None:
        return {}
    return {"default": " ".join(value) if isinstance(value, list) else str(value)}


def write_instrument(definition: dict[str, Any]) -> bytes:
    """Return the workbook (.xlsx) of an instrument."""
    writer = InstrumentWriter(definition)
    return write_sheets(
        {
            "settings": (SETTINGS, [writer.settings]),
            "survey": (SURVEY, writer.survey),
            "choices": (CHOICES, writer.choices),
        }
    )


def write_empty_instrument() -> bytes:
    """Return a workbook (.xlsx) to begin with: the columns, one section, and the list of yes and no."""
    example = [
        {"type": "begin_group", "name": "section_a", "label": _("Title of the section"), "number": "A"},
        {
            "type": QuestionType.TEXT.xlsform,
            "name": "q1",
            "label": _("Text of the question"),
            "number": "1",
            "public": "no",
        },
        {"type": "end_group"},
    ]
    options = zip(YES_NO_OPTIONS, YES_NO_LABELS, strict=True)
    settings = {"form_id": "my-form", "version": "1", "form_title": _("Title of the instrument")}
    return write_sheets(
        {
            "settings": (SETTINGS, [settings | {"code_version": "2010", "audience": "national"}]),
            "survey": (SURVEY, example),
            "choices": (
                CHOICES,
                [{"list_name": YES_NO_LIST, "name": v, "label": text} for v, text in options],
            ),
        },
        all_columns=True,
    )


def write_sheets(sheets: dict[str, tuple[Iterable[str], list[Row]]], *, all_columns: bool = False) -> bytes:
    stored = BytesIO()
    with Workbook(
        stored, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold, plain = book.add_format({"bold": True}), book.add_format({"num_format": "@", "text_wrap": True})
        for name, (order, rows) in sheets.items():
            columns = list(order) if all_columns else used_columns(order, rows, ALWAYS.get(name, set()))
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, len(columns), 22, plain)
            for place, column in enumerate(columns):
                page.write_string(0, place, column, bold)
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    if row.get(column):
                        page.write_string(number, place, row[column], plain)
    return stored.getvalue()


def used_columns(order: Iterable[str], rows: list[Row], always: set[str]) -> list[str]:
    """Return the columns that have cells, translations beside each other, unknown ones last."""
    used = list(dict.fromkeys(column for row in rows for column, text in row.items() if text))
    columns = []
    for column in order:
        translated = [name for name in used if name.startswith(f"{column}::")]
        columns += translated or ([column] if column in used or column in always else [])
    return columns + [column for column in used if column not in columns]
