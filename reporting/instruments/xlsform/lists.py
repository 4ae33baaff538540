"""The lists that questions choose from: those of the choices sheet, and those that come with the product."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from reporting.instruments.question_types import Question, QuestionType
from reporting.instruments.xlsform.cells import SheetRow, Workbook

OPTION = re.compile(r"[^\s'\"|]{1,60}")
# Files that a question may name: the Member States are kept as records, the others are read here.
STATES_FILES = ("member_states.csv", "countries.csv")
LISTS = Path(settings.BASE_DIR) / "fixtures/lists"
OTHER = "other"
OTHER_WORDS = {
    "en": "Other", "fr": "Autre", "es": "Otro", "ar": "غير ذلك", "ru": "Другое", "zh": "其他",
}  # fmt: skip

OTHER_LABELS = {
    "en": "Other: please specify", "fr": "Autre : précisez", "es": "Otro: especifique",
    "ar": "غير ذلك: يرجى التحديد", "ru": "Другое: уточните", "zh": "其他：请说明",
}  # fmt: skip


def read_lists(book: Workbook) -> dict[str, list[dict]]:
    """Return the options of each list of the choices sheet, in order."""
    lists: dict[str, list[dict]] = {}
    known: dict[str, set[str]] = {}
    for row in book.sheets["choices"]:
        name = row.required("list_name", _("The option belongs to no list."))
        options, values = lists.setdefault(name, []), known.setdefault(name, set())
        value = row.required("name", _("The option has no name."))
        if value and not OPTION.fullmatch(value):
            row.add_problem("name", _("“%s” may have no blanks and quotation marks.") % value)
        if value in values:
            row.add_problem(
                "name",
                _("“%(value)s” is in the list “%(list)s” twice.")
                % {"value": value, "list": row["list_name"]},
            )
        values.add(value)
        options.append(read_option(row, value))
    return lists


def check_labels(book: Workbook, used: set[str]) -> None:
    """Report options without words in the lists that some question or table shows."""
    for row in book.sheets["choices"]:
        if row["list_name"] in used:
            row.required("label", _("The option has no label."))


def read_option(row: SheetRow, value: str) -> dict[str, Any]:
    return {
        "value": value,
        "label": row.text("label"),
        "exclusive": row.yes_no("exclusive", default=False),
        "indicator": row.slug("indicator"),
        **row.lineage(),
        **({"cells": dict(row.extra)} if row.extra else {}),
    }


@cache
def list_from_file(name: str) -> list[dict] | None:
    """Return the options of a list that comes with the product; None if there is none of that name."""
    if not re.fullmatch(r"[a-z_]+\.csv", name) or not (LISTS / name).is_file():
        return None
    with (LISTS / name).open(encoding="utf-8", newline="") as lines:
        return [read_file_option(row) for row in csv.DictReader(lines)]


def read_file_option(row: dict[str, str]) -> dict[str, Any]:
    labels = {key.partition("::")[2]: text for key, text in row.items() if key.startswith("label::") and text}
    label = {"en": row["label"], **labels} if labels else row["label"]
    return {"value": row["name"], "label": label, "exclusive": False, "indicator": ""}


def files_held() -> list[str]:
    """Return the names of all files that a question may choose from."""
    return [*STATES_FILES, *sorted(path.name for path in LISTS.glob("*.csv"))]


def other_option(languages: list[str]) -> dict[str, Any]:
    """Return the option that `or_other` adds to a list, in the languages of the workbook."""
    words = {
        code: OTHER_WORDS[code.partition("-")[0]]
        for code in languages
        if code.partition("-")[0] in OTHER_WORDS
    }
    label = words if len(words) > 1 else next(iter(words.values()), OTHER_WORDS["en"])
    return {"value": OTHER, "label": label, "exclusive": False, "indicator": ""}


def other_question(chosen: Question, languages: list[str]) -> Question:
    """Return the fields of the question, or column, that asks which other option is meant."""
    codes = {code: OTHER_LABELS.get(code.partition("-")[0], "") for code in languages}
    words = {code: label for code, label in codes.items() if label}
    label = words if len(words) > 1 else next(iter(words.values()), OTHER_LABELS["en"])
    left_out = ("default", "default_rule", "guidance_hint", "required_message", "or_other", "read_only")
    fields = {key: value for key, value in chosen.items() if key not in left_out}
    fields |= {"code": f"{chosen['code']}_{OTHER}", "type": QuestionType.TEXT.value, "options": []}
    fields |= {"hint": "", "constraint_message": "", "required": False}
    if "text" in chosen:
        return {**fields, "text": label, "indicator": "", "number": "", "counted": False}
    return {**fields, "label": label}
