"""One row of a table of agreements: what a country says of one agreement, with its columns by their sense."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from authorities.languages.direction import TextInLanguage
from authorities.normalise import fold_label
from reporting.checks.agreements import BILATERAL, option_values
from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.instruments.question_types import Question, QuestionType
from reporting.models import ReportedItem
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.counted_reports import CountedReports
from reporting.submissions.item_words import localised_date, render_items
from reporting.submissions.table_columns import partner_columns

# How the columns of several choices, or of one, are called in the instruments.
SUBJECTS = ("content", "subjects", "topics")
PERSONNEL = ("cadres", "occupations", "personnel")
SIGNATORIES = ("signed_by", "signatories", "signatory")
CARRIED_OUT = ("carried_out",)


@dataclass(frozen=True)
class AgreementRow:
    """What one country says of one agreement. `parties` are the states, the country itself among them.

    `others` are partners as they were written that are no code of a country.
    """

    item: ReportedItem
    report: ReportOnRecord
    question: Question

    @property
    def iso3(self) -> str:
        return self.report.iso3

    @property
    def key(self) -> tuple[str, str, int]:
        return (self.iso3, self.item.question, self.item.row)

    @property
    def partners(self) -> frozenset[str]:
        return frozenset(code for code in self.named_partners if is_code(code)) - {self.iso3}

    @property
    def others(self) -> tuple[str, ...]:
        return tuple(text for text in self.named_partners if not is_code(text))

    @property
    def named_partners(self) -> list[str]:
        cells = (self.item.cells.get(code) or [] for code in partner_columns(self.question))
        return [str(text) for cell in cells for text in (cell if isinstance(cell, list) else [cell])]

    @property
    def parties(self) -> frozenset[str]:
        return self.partners | {self.iso3}

    @property
    def title(self) -> str:
        """The title in the language it was written in; empty if there is none, or it is not asked."""
        text = str(self.first_cell(QuestionType.TEXT) or "").strip()
        return TextInLanguage.of(text, self.item.language) if text and self.item.language else text

    @property
    def title_key(self) -> str:
        return fold_label(self.title)

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, as exactly as they are known; empty texts if they are not."""
        columns = [c["code"] for c in self.question["columns"] if c["type"] == QuestionType.DATE]
        cells = [str(self.item.cells.get(code) or "") for code in columns[:2]]
        begins, ends = [*cells, "", ""][:2]
        return begins, ends

    @property
    def link(self) -> str:
        return str(self.first_cell(QuestionType.URL) or "")

    @property
    def kind_column(self) -> Question | None:
        """The column that tells bilateral agreements from others."""
        return next((c for c in self.question["columns"] if BILATERAL in option_values(c)), None)

    @property
    def kind(self) -> str:
        return str(self.item.cells.get(self.kind_column["code"]) or "") if self.kind_column else ""

    @property
    def place(self) -> AnswerPlace:
        return AnswerPlace.locate(self.report, self.item.question)

    def first_cell(self, kind: QuestionType) -> Any:
        codes = (column["code"] for column in self.question["columns"] if column["type"] == kind)
        return self.item.cells.get(next(codes, ""))

    def codes_of(self, names: Iterable[str]) -> list[str]:
        """Return the options chosen in the first column that is called so."""
        column = find_column(self.question, names)
        cell = self.item.cells.get(column["code"]) if column else None
        return list(cell) if isinstance(cell, list) else [cell] if isinstance(cell, str) else []

    def words_of(self, names: Iterable[str]) -> list[str]:
        column = find_column(self.question, names)
        return render_items(column, self.codes_of(names), {}) if column else []

    @property
    def kind_in_words(self) -> str:
        return render_items(self.kind_column, [self.kind], {})[0] if self.kind and self.kind_column else ""

    @property
    def days_in_words(self) -> tuple[str, str]:
        begins, ends = (localised_date({}, day, {}) if day else "" for day in self.days)
        return begins, ends


def is_code(text: str) -> bool:
    """Return True for the code of a country; anything else is shown as it stands.

    >>> [is_code(text) for text in ("KEN", "Kenya", "WHO region")]
    [True, False, False]
    """
    return len(text) == 3 and text.isascii() and text.isupper() and text.isalpha()


def find_column(question: Question, names: Iterable[str]) -> Question | None:
    columns = {column["code"]: column for column in question["columns"]}
    return next((columns[name] for name in names if name in columns), None)


def read_agreement_rows(counted: CountedReports, items: Iterable[ReportedItem]) -> list[AgreementRow]:
    """Return the rows of these items, of every country."""
    return [
        AgreementRow(item, counted.by_version[item.version_id], counted.questions[item.question])
        for item in items
        if item.question in counted.questions
    ]
