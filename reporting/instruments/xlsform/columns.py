"""The columns of the three sheets: what each heading means, and what is left out."""

import re
from dataclasses import dataclass, field

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from reporting.instruments.texts import MAIN_LANGUAGE
from reporting.instruments.xlsform.problems import InstrumentProblem
from reporting.instruments.xlsform.raw_workbook import RawSheet

COLUMNS = {
    "settings": {
        *("form_id", "version", "form_title", "note", "code_version", "audience", "default_language"),
    },
    "survey": {
        *("type", "name", "label", "hint", "number", "required", "relevant", "appearance", "disabled"),
        *("constraint", "constraint_message", "required_message", "guidance_hint", "calculation"),
        *("default", "read_only", "choice_filter", "repeat_count", "parameters"),
        *("rows", "min_rows", "max_rows"),
        *("warning", "warning_message", "sum_of"),
        *("article", "indicator", "lineage", "continues", "prefill"),
        *("public", "counted", "provenance", "section"),
    },
    "choices": {"list_name", "name", "label", "exclusive", "indicator", "lineage"},
}
REQUIRED_COLUMNS = {
    "settings": set(),
    "survey": {"type", "name"},
    "choices": {"list_name", "name"},
}
TRANSLATABLE = {
    "settings": ("form_title", "note"),
    "survey": (
        *("label", "hint", "constraint_message", "required_message", "guidance_hint", "warning_message"),
    ),
    "choices": ("label",),
}
# Other spellings of the standard and of its older versions.
ALIASES = {
    "settings": {
        "title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id":
        "form_id",
    },
    "survey": {
        "relevance": "relevant", "caption": "label", "command": "type", "tag": "name", "value": "name",
        "readonly": "read_only", "calculate": "calculation", "count": "repeat_count", "jr:count":
        "repeat_count", "constraining_message": "constraint_message", "constraintmsg": "constraint_message",
        "requiredmsg": "required_message", "bind::relevant": "relevant", "bind::required": "required",
        "bind::readonly": "read_only", "bind::calculate": "calculation", "bind::constraint": "constraint",
        "bind::jr:constraintmsg": "constraint_message", "bind::jr:requiredmsg": "required_message",
        "control::appearance": "appearance", "body::appearance": "appearance",
        "control::jr:count": "repeat_count", "body::jr:count": "repeat_count",
    },
    "choices": {"caption": "label", "value": "name", "list": "list_name"},
}  # fmt: skip
# Columns of the standard that change nothing on a page of the form.
WITHOUT_EFFECT = re.compile(
    r"(?:media::)?(?:image|big-image|audio|video)(?:::.*)?|(?:bind|body|control|instance|sms)(?:::|_).*|autoplay"
    r"|trigger|save_to|compact_tag|no_?app_?error_?string|query|\$.*|_.*|notes?|comments?|remarks?"
)
LANGUAGE_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}|x-[a-z0-9]{1,8}")
NAME_AND_CODE = re.compile(r"(?P<name>[^()]*)\((?P<code>[^()]+)\)")
LIKE_ENOUGH = 80


def names_of_languages() -> dict[str, str]:
    """Return the codes of languages by their names, in English and in themselves, in small letters."""
    names: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        for name in (info.get("name"), info.get("name_local")):
            if name:
                names.setdefault(name.casefold(), code)
    return names | {"chinese": "zh-hans", "中文": "zh-hans", "farsi": "fa"}


LANGUAGE_NAMES = names_of_languages()


@dataclass(frozen=True)
class Heading:
    """What a heading means: the column, and the language of its texts; None where it names no language."""

    column: str
    language: str | None
    written: str


@dataclass
class SheetColumns:
    """The meaning of the headings of a sheet by place, and the columns that are left out."""

    by_place: dict[int, Heading] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        return {heading.column for heading in self.by_place.values()}


def read_language(written: str) -> str:
    """Return the code of a language as a heading writes it; one made up for a language without a code.

    >>> [read_language(written) for written in ("Français (fr)", "fr", "Arabic", "Klingon")]
    ['fr', 'fr', 'ar', 'x-klingon']
    """
    written = written.strip()
    found = NAME_AND_CODE.fullmatch(written)
    code = found["code"].strip() if found else written
    if LANGUAGE_CODE.fullmatch(code) and (found or code.lower().partition("-")[0] in LANG_INFO):
        return code.lower()
    name = (found["name"] if found else written).strip().casefold()
    if name in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[name]
    letters = re.sub(r"[^a-z0-9]", "", name)[:8]
    return f"x-{letters or 'other'}"


def read_headings(sheet: RawSheet, problems: list[InstrumentProblem], notes: list[str]) -> SheetColumns:
    """Return the columns of a sheet; add a problem for each that is missing, doubled or misspelt."""
    columns = SheetColumns()
    separator = "::" if any("::" in text for text in sheet.headings.values()) else ":"
    for place, text in sheet.headings.items():
        heading = read_heading(sheet.name, text, separator)
        if heading.column in COLUMNS[sheet.name]:
            columns.by_place[place] = heading
        else:
            columns.left_out[place] = heading.column
    report_missing_columns(sheet, columns, problems)
    report_doubled_columns(sheet, columns, problems)
    return columns


def read_heading(sheet: str, text: str, separator: str = "::") -> Heading:
    """Return what a heading means.

    >>> read_heading("survey", "Label::Français (fr)"), read_heading("survey", "bind::relevant").column
    (Heading(column='label', language='fr', written='Label::Français (fr)'), 'relevant')
    """
    plain = normalise_heading(text)
    whole = ALIASES[sheet].get(plain.replace(separator, "::"), plain)
    if whole in COLUMNS[sheet]:
        return Heading(whole, None, text)
    base, found, _rest = plain.partition(separator)
    base = ALIASES[sheet].get(base.strip("_"), base.strip("_"))
    if found and base in TRANSLATABLE[sheet]:
        return Heading(base, read_language(text.partition(separator)[2]), text)
    # A filter asks the other columns of options by their names as they are written.
    return Heading(text if sheet == "choices" else plain, None, text)


def normalise_heading(text: str) -> str:
    return "_".join(text.lower().split())


def report_missing_columns(sheet: RawSheet, columns: SheetColumns, problems: list[InstrumentProblem]) -> None:
    if not sheet.headings and sheet.name == "survey":
        sentence = _("The workbook has no sheet named “%s”.") % sheet.name
        problems.append(InstrumentProblem(sheet.name, None, sentence))
    for column in sorted(REQUIRED_COLUMNS[sheet.name] - columns.names) if sheet.headings else []:
        sentence = _("The sheet has no column “%s”.") % column
        problems.append(InstrumentProblem(sheet.name, 1, sentence, column))


def report_doubled_columns(sheet: RawSheet, columns: SheetColumns, problems: list[InstrumentProblem]) -> None:
    meanings = [(heading.column, heading.language) for heading in columns.by_place.values()]
    written = {(heading.column, heading.language): heading.written for heading in columns.by_place.values()}
    for meaning in sorted({m for m in meanings if meanings.count(m) > 1}, key=str):
        sentence = _("There are two columns “%s”; keep one of them.") % normalise_heading(written[meaning])
        problems.append(InstrumentProblem(sheet.name, 1, sentence, meaning[0]))


def report_columns_left_out(
    sheet: RawSheet,
    columns: SheetColumns,
    used: set[str],
    problems: list[InstrumentProblem],
    notes: list[str],
) -> None:
    """Say which columns with cells are not read; one that looks like a misspelt column is a problem.

    `used` are columns of the choices sheet that a filter asks.
    """
    filled = {place for _number, cells in sheet.rows for place in cells}
    names = {name: place for place, name in columns.left_out.items() if place in filled and name not in used}
    left_out = []
    for name, place in names.items():
        meant = find_meant_column(sheet.name, name)
        if meant:
            words = {"written": name, "meant": meant}
            sentence = _("There is no column “%(written)s”. Do you mean “%(meant)s”?") % words
            problems.append(InstrumentProblem(sheet.name, 1, sentence, name))
        else:
            left_out.append(sheet.headings[place])
    if left_out:
        words = {"sheet": sheet.name, "columns": ", ".join(f"“{name}”" for name in left_out)}
        notes.append(
            _("Columns that change nothing here were left out, sheet %(sheet)s: %(columns)s.") % words
        )


def find_meant_column(sheet: str, name: str) -> str:
    """Return the column that a name looks like, if it has no meaning of its own in the standard."""
    if WITHOUT_EFFECT.fullmatch(name) or "::" in name or sheet == "choices":
        return ""
    found = process.extractOne(name, sorted(COLUMNS[sheet]), scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
    return found[0] if found else ""


def find_main_language(settings: RawSheet, survey: SheetColumns) -> str:
    """Return the language that texts are in where no heading says another."""
    headings = {place: read_heading("settings", text) for place, text in settings.headings.items()}
    named = [
        text
        for _number, cells in settings.rows[:1]
        for place, text in cells.items()
        if headings.get(place) and headings[place].column == "default_language"
    ]
    if named:
        return read_language(named[0])
    labels = [heading for heading in survey.by_place.values() if heading.column in TRANSLATABLE["survey"]]
    if any(heading.language is None for heading in labels) or not labels:
        return MAIN_LANGUAGE
    return str(labels[0].language)
