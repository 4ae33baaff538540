"""A report in words: answers as its authors, its reviewers and the public read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from authorities.languages.direction import isolate
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.submissions.answer_languages import mark_words, name_other_language, takes_words
from reporting.submissions.cell_reasons import REASONS_IN_WORDS, ReasonInWords, count_reasons
from reporting.submissions.files import list_files
from reporting.submissions.item_words import (
    ITEM_TEXT,
    country_names,
    render_item,
    render_items,
    render_value_in_words,
)
from reporting.submissions.plain_answers import is_answered
from reporting.submissions.public_answers import keep_public_parts
from reporting.submissions.questionnaire import FormState

__all__ = ["ITEM_TEXT", "country_names", "render_answer", "render_report"]

NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.CALCULATE)


@dataclass
class RenderedAnswer:
    """One question with its answer in words.

    Exactly one of `blank`, `reason`, `text`, `items`, `rows`, `file` and `url` is filled. `rows` are
    [(label, [text of each cell])] below `headers`; `files` are those that cells of the rows name.
    """

    code: str
    number: str
    question: str
    articles: list[str]
    public: bool
    indicator: str = ""
    blank: bool = False
    reason: str = ""
    text: str = ""
    items: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[str]]] = field(default_factory=list)
    number_columns: list[bool] = field(default_factory=list)
    cell_reasons: list[tuple[str, int]] = field(default_factory=list)  # [(reason in words, cells with it)]
    files: list[dict] = field(default_factory=list)
    url: str = ""
    findings: list[Any] = field(default_factory=list)  # what the checks say of it
    clarifications: list[Any] = field(default_factory=list)  # what the secretariat asks about it
    other_language: str = ""  # the name of the language it was written in, if that is not the reader's

    @property
    def header_cells(self) -> list[tuple[str, bool]]:
        """[(header, True if its column holds numbers)]."""
        return list(zip(self.headers, self.number_columns, strict=True))

    @property
    def table_rows(self) -> list[tuple[str, list[tuple[str, bool]]]]:
        """The rows with, for each cell, whether it is a number."""
        return [(label, list(zip(cells, self.number_columns, strict=True))) for label, cells in self.rows]


def render_report(form: FormState, *, public_only: bool = False) -> list[tuple[dict, list[RenderedAnswer]]]:
    """Return [(section, rendered answers)] of all relevant questions; for the public, of the public ones.

    Sections without such a question are left out.
    """
    names, pages = country_names(), []
    for section in form.instrument.sections:
        questions = [
            question
            for question in form.relevant_questions(section)
            if (question["public"] or not public_only) and is_shown(question)
        ]
        if questions:
            rendered = [
                render_answer(
                    form.fill_texts(question, public_only=public_only),
                    form.answer_to(question),
                    names,
                    public_only=public_only,
                )
                for question in questions
            ]
            pages.append((section, rendered))
    return pages


def attach_findings(
    sections: list[tuple[dict, list[RenderedAnswer]]], findings: Iterable[Any]
) -> list[tuple[dict, list[RenderedAnswer]]]:
    """Put each finding of the checks beside the first answer that it speaks of; return the sections."""
    by_code = {rendered.code: rendered for _section, answers in sections for rendered in answers}
    for finding in findings:
        shown = next((by_code[code] for code in finding.questions if code in by_code), None)
        if shown:
            shown.findings.append(finding)
    return sections


def is_shown(question: Question) -> bool:
    """Return True unless it is a calculation without words, which only serves rules and texts."""
    return bool(question.get("text") or question.get("label"))


def render_answer(
    question: Question, answer: dict, names: dict[str, str], *, public_only: bool = False
) -> RenderedAnswer:
    """Return the answer in words; `names` are the names of countries by code."""
    answer = keep_public_parts(question, answer) if public_only else answer
    rendered = RenderedAnswer(
        code=question["code"],
        number=question["number"],
        question=question["text"],
        articles=question["articles"],
        public=question["public"],
        indicator=question["indicator"],
    )
    if answer["reason"]:
        rendered.reason = say_reason(answer)
    elif not is_answered(answer["value"]):
        rendered.blank = True
    else:
        render_value(rendered, question, answer["value"], names, public_only)
        name_language(rendered, question, answer, public_only)
    return rendered


def say_reason(answer: dict) -> str:
    """Return in words why a question is not answered."""
    parts = (REASONS_IN_WORDS[answer["reason"]], isolate(answer["reason_detail"]))
    return " – ".join(str(part) for part in parts if part)


def name_language(rendered: RenderedAnswer, question: Question, answer: dict, public_only: bool) -> None:
    """Mark what was written in words with the language it was written in, if that is known."""
    language = answer.get("language", "")
    if not language or not takes_words(question):
        return
    rendered.other_language = name_other_language(language)
    rendered.text = mark_words(question, answer["value"], rendered.text, language)
    columns = visible_columns(question, public_only) if rendered.rows else []
    rendered.rows = [
        (
            label,
            [
                cell if isinstance(cell, ReasonInWords) else mark_words(column, cell, cell, language)
                for column, cell in zip(columns, cells, strict=True)
            ],
        )
        for label, cells in rendered.rows
    ]


def render_value(
    rendered: RenderedAnswer, question: Question, value: Any, names: dict[str, str], public_only: bool
) -> None:
    """Fill the one field of `rendered` that suits the type of the question."""
    kind = type_of(question)
    if kind.has_rows:
        columns = visible_columns(question, public_only)
        rendered.headers = [column["label"] for column in columns]
        rendered.number_columns = [type_of(column) in NUMBERS for column in columns]
        rendered.rows = [
            (label, [render_cell(column, row.get(column["code"]), names) for column in columns])
            for label, row in labelled_rows(question, value)
        ]
        rendered.cell_reasons = tally_reasons(
            columns, [row for _label, row in labelled_rows(question, value)]
        )
        rendered.files = files_in_answer(question, value, public_only=public_only)
    elif kind.is_list:
        rendered.items = render_items(question, value, names)
    elif kind == QuestionType.FILE:
        rendered.files = list_files(value)
    elif kind == QuestionType.URL:
        rendered.url = value
    else:
        rendered.text = render_item(question, value, names)


def tally_reasons(columns: list[Question], rows: list[dict]) -> list[tuple[str, int]]:
    """Return [(reason in words, how many cells of these columns have it)], the most frequent first."""
    shown = [{column["code"]: row.get(column["code"]) for column in columns} for row in rows]
    return [(REASONS_IN_WORDS[reason], number) for reason, number in count_reasons(shown).most_common()]


def visible_columns(question: Question, public_only: bool) -> list[Question]:
    return [
        column
        for column in question["columns"]
        if is_shown(column) and (column.get("public", True) or not public_only)
    ]


def labelled_rows(question: Question, value: Any) -> list[tuple[str, dict]]:
    """Return [(label, cells)]: the rows of a group are numbered, those of a table have names.

    A row of a group of which nothing is asked is left out.
    """
    if question["type"] == QuestionType.GROUP:
        return [(str(number), row) for number, row in enumerate(value, start=1) if is_answered(row)]
    return [(row["label"], value.get(row["value"]) or {}) for row in question["rows"]]


def files_in_answer(question: Question, value: Any, *, public_only: bool = False) -> list[dict]:
    """Return the files that an answer names, in its cells too: {"id", "name", "size"} each."""
    if question["type"] == QuestionType.FILE:
        return list_files(value)
    if not value or not type_of(question).has_rows:
        return []
    columns = [c for c in visible_columns(question, public_only) if c["type"] == QuestionType.FILE]
    cells = [row.get(column["code"]) for _label, row in labelled_rows(question, value) for column in columns]
    return [file for cell in cells for file in list_files(cell)]


def render_cell(column: Question, value: Any, names: dict[str, str]) -> str:
    return render_value_in_words(column, value, names) if is_answered(value) else ""
