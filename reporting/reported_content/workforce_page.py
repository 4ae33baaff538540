"""Personnel by country and occupation: stocks, and who came, left, or meant to leave."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.instruments.question_types import Question, QuestionType
from reporting.models import NumberKind, Reason, ReportedNumber
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.answers_page import (
    AnswersPage,
    ChoiceField,
    CountedFigure,
    address_name,
    keep_given,
    pick_choice,
)
from reporting.reported_content.counted_reports import CountedReports
from reporting.submissions.cell_reasons import SHORT_REASONS
from reporting.submissions.content_index.topics import number_questions
from reporting.submissions.item_words import option_label
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.table_columns import number_columns, total_column


@dataclass(frozen=True)
class WorkforceCell:
    """What one country says of one occupation: a number, a reason, or nothing (None)."""

    row: ReportedNumber | None

    @property
    def is_number(self) -> bool:
        return self.row is not None and self.row.number is not None

    @property
    def text(self) -> str:
        """The number, or why there is none; empty if the cell was left blank."""
        if self.row is None:
            return ""
        return (
            write_decimal(self.row.number) if self.is_number else str(SHORT_REASONS[Reason(self.row.reason)])
        )

    @property
    def year(self) -> str:
        return str(self.row.year) if self.row and self.row.year else ""


@dataclass(frozen=True)
class WorkforceLine:
    """What one country says: of every occupation, or all that it says of one."""

    name: str
    place: AnswerPlace
    cells: list[WorkforceCell]
    about: list[str]


@dataclass(frozen=True)
class WorkforceTotal:
    """The sum of one column over the countries that gave a number, and how many they are."""

    number: Decimal
    figure: CountedFigure
    years: tuple[int, ...]

    @property
    def text(self) -> str:
        return write_decimal(self.number) if self.figure.number else "–"

    @property
    def years_in_words(self) -> str:
        """The years of the numbers added up; empty if none is known."""
        if not self.years:
            return ""
        first, last = self.years[0], self.years[-1]
        return str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True)
class WorkforcePage(AnswersPage):
    """`numbers` are all of the kind asked for, of every country whose answers count."""

    kinds: Mapping[str, Question]
    numbers: tuple[ReportedNumber, ...]

    part = "workforce"
    title = gettext_lazy("Personnel")
    choice_names = ("kind", "occupation", "measure")
    columns = (
        "iso3", "version", "counts", "occupation", "measure", "year", "number", "reason", "coverage",
        "personnel_basis", "source_kind", "source", "question",
    )  # fmt: skip

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "WorkforcePage":
        kinds = tables_by_kind(counted)
        kind = pick_choice(parameters, "kind", kinds, _("Numbers of")) or next(iter(kinds), "")
        question = kinds.get(kind)
        occupations = [row["value"] for row in question["rows"]] if question else []
        measures = [column["code"] for column in measures_of(question)] if question else []
        chosen = {
            "kind": kind,
            "occupation": pick_choice(parameters, "occupation", occupations, _("Occupation")),
            "measure": pick_choice(parameters, "measure", measures, _("Which of them")),
        }
        rows = counted.keep_readable(ReportedNumber.objects.of_kinds(kind).of_all_countries())
        found = list(rows) if question else []
        found.sort(key=lambda row: (counted.by_version[row.version_id].iso3, row.occupation, row.column))
        return cls(counted, keep_given(**chosen), kinds, tuple(found))

    @property
    def kind(self) -> str:
        return self.choices.get("kind", "")

    @property
    def kind_label(self) -> str | Promise:
        return NumberKind(self.kind).label if self.kind else ""

    @property
    def question(self) -> Question | None:
        return self.kinds.get(self.kind)

    @property
    def occupations(self) -> dict[str, str]:
        return {row["value"]: str(row["label"]) for row in self.question["rows"]} if self.question else {}

    @property
    def measures(self) -> dict[str, str]:
        """The columns of a stock that count something; none of a flow, whose columns are years."""
        columns = measures_of(self.question) if self.question else []
        return {column["code"]: str(column["label"]) for column in columns}

    @property
    def occupation(self) -> str:
        return self.choices.get("occupation", "")

    @property
    def measure(self) -> str:
        return self.choices.get("measure", "") or next(iter(self.measures), "")

    @property
    def measure_label(self) -> str:
        return "" if self.occupation else self.measures.get(self.measure, "")

    @property
    def mirror_url(self) -> str:
        return reverse(f"{address_name(self.part)}_mirror")

    @property
    def fields(self) -> list[ChoiceField]:
        kinds = tuple((kind, str(NumberKind(kind).label)) for kind in self.kinds)
        shown = [ChoiceField("kind", _("Numbers of"), self.kind, kinds, may_be_blank=False)]
        shown.append(
            ChoiceField("occupation", _("Occupation"), self.occupation, tuple(self.occupations.items()))
        )
        if self.measures:
            options = tuple(self.measures.items())
            shown.append(
                ChoiceField("measure", _("Which of them"), self.measure, options, may_be_blank=False)
            )
        return shown

    @cached_property
    def by_cell(self) -> dict[tuple[str, str, str], ReportedNumber]:
        """Return {(country, occupation, column): number}."""
        return {(self.country_of(row), row.occupation, row.column): row for row in self.numbers}

    def country_of(self, row: ReportedNumber) -> str:
        return self.counted.by_version[row.version_id].iso3

    @cached_property
    def tellers(self) -> list[str]:
        """The countries asked about that gave a number or a reason in the table, by name."""
        return self.counted.sort({iso3 for iso3, *_rest in self.by_cell} & self.counted.asked_states)

    @property
    def shown_columns(self) -> list[tuple[str, str, str]]:
        """The columns of the table as (occupation, column of the answer, heading)."""
        if self.occupation and self.measures:
            return [(self.occupation, code, label) for code, label in self.measures.items()]
        occupations = [self.occupation] if self.occupation else self.occupations
        return [(code, self.measure, self.occupations[code]) for code in occupations]

    def find_number(self, iso3: str, occupation: str, column: str) -> ReportedNumber | None:
        """Return what a country says; of a flow, whose columns are years, its newest number, or a reason."""
        if column:
            return self.by_cell.get((iso3, occupation, column))
        codes = [column["code"] for column in number_columns(self.question)] if self.question else []
        found = [row for code in reversed(codes) if (row := self.by_cell.get((iso3, occupation, code)))]
        return next((row for row in found if row.number is not None), found[0] if found else None)

    @property
    def lines(self) -> list[WorkforceLine]:
        return [self.build_line(iso3) for iso3 in self.tellers]

    def build_line(self, iso3: str) -> WorkforceLine:
        cells = [
            WorkforceCell(self.find_number(iso3, occupation, column))
            for occupation, column, _label in self.shown_columns
        ]
        report = self.counted.every_report[iso3]
        place = AnswerPlace.locate(report, self.question["code"] if self.question else "")
        told = next((cell.row.about for cell in cells if cell.row and cell.row.about), {})
        return WorkforceLine(
            self.counted.name(iso3), place, cells, self.describe(told) if self.occupation else []
        )

    @property
    def about_columns(self) -> list[Question]:
        """The columns that say what the numbers rest on: coverage, basis, kind of source, source."""
        kinds = (QuestionType.SINGLE, QuestionType.TEXT)
        columns = self.question["columns"] if self.question else []
        return [column for column in columns if column["type"] in kinds]

    def describe(self, about: Mapping[str, str]) -> list[str]:
        return [
            option_label(column, about.get(column["code"], ""), {})
            if column["type"] == QuestionType.SINGLE
            else about.get(column["code"], "")
            for column in self.about_columns
        ]

    @property
    def totals(self) -> list[WorkforceTotal]:
        return [self.add_up(*column) for column in self.shown_columns]

    def add_up(self, occupation: str, column: str, label: str) -> WorkforceTotal:
        """Return the sum over the countries that gave a number: a blank is no zero, and is not added."""
        told = {iso3: self.find_number(iso3, occupation, column) for iso3 in self.tellers}
        numbers = {iso3: row for iso3, row in told.items() if row and row.number is not None}
        figure = self.figures[f"{occupation}:{column}"]
        years = sorted({row.year for row in numbers.values() if row.year})
        return WorkforceTotal(sum((r.number for r in numbers.values()), Decimal(0)), figure, tuple(years))

    def count_countries(self) -> Iterable[CountedFigure]:
        yield self.figure("tellers", _("Countries that answer this table"), self.tellers)
        silent = self.counted.reports.keys() - {*self.tellers}
        yield self.figure("silent", _("Countries that leave this table blank, or are not asked"), silent)
        for occupation, column, label in self.shown_columns:
            told = [
                iso3
                for iso3 in self.tellers
                if (row := self.find_number(iso3, occupation, column)) and row.number is not None
            ]
            yield self.figure(f"{occupation}:{column}", label, told)

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for row in self.numbers:
            iso3 = self.country_of(row)
            if iso3 in self.counted.asked_states and self.occupation in ("", row.occupation):
                number = row.number
                whole = None if number is None else int(number) if number == int(number) else float(number)
                yield {
                    "iso3": iso3,
                    "version": self.counted.every_report[iso3].version_number,
                    "counts": row.kind,
                    "occupation": row.occupation,
                    "measure": row.column if self.measures else "number",
                    "year": row.year,
                    "number": whole,
                    "reason": row.reason,
                    "coverage": row.about.get("coverage", ""),
                    "personnel_basis": row.about.get("basis", ""),
                    "source_kind": row.about.get("source_kind", ""),
                    "source": row.about.get("source", ""),
                    "question": row.question,
                }


def tables_by_kind(counted: CountedReports) -> dict[str, Question]:
    """Return {kind: table by occupation} that the questionnaire of the round has; the first of each kind."""
    instrument = counted.instrument
    found: dict[str, Question] = {}
    for kind, question in number_questions(instrument) if instrument else ():
        if question["type"] == QuestionType.TABLE:
            found.setdefault(str(kind), question)
    return {kind: found[kind] for kind in NumberKind.values if kind in found}


def measures_of(question: Question) -> list[Question]:
    """Return the columns that count different people, the total first; none if each column is a year."""
    total = total_column(question)
    if total is None:
        return []
    return [total, *(column for column in number_columns(question) if column is not total)]
