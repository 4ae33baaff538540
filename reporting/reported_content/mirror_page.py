"""The mirror: what the destination says came from a source beside what the source says left for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reporting.instruments.question_types import Question, QuestionType
from reporting.models import NumberKind, ReportedNumber
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.answers_page import (
    AnswersPage,
    ChoiceField,
    CountedFigure,
    keep_given,
    pick_choice,
)
from reporting.reported_content.counted_reports import CountedReports
from reporting.submissions.item_words import option_label
from reporting.submissions.number_writing import write_decimal

BOTH, ONE = "both", "one"
TOLD = {BOTH: gettext_lazy("Both sides give a number"), ONE: gettext_lazy("One side gives a number")}


@dataclass(frozen=True)
class MirrorLine:
    """People of one occupation who moved between two countries in one year, as each of them counts."""

    source: str
    destination: str
    occupation: str
    year: int | None
    came: Decimal | None
    left: Decimal | None

    @property
    def is_mirrored(self) -> bool:
        return self.came is not None and self.left is not None

    @property
    def numbers(self) -> list[Decimal]:
        return sorted(number for number in (self.came, self.left) if number is not None)

    @property
    def range_in_words(self) -> str:
        """“Between 40 and 55”; the one number if both agree or only one side gives one. Never an average."""
        low, high = self.numbers[0], self.numbers[-1]
        if low == high:
            return write_decimal(low)
        return _("between %(low)s and %(high)s") % {"low": write_decimal(low), "high": write_decimal(high)}


@dataclass(frozen=True)
class ShownMirrorLine:
    """A line in words: who says what, and where it stands in the two reports."""

    line: MirrorLine
    source: str
    destination: str
    occupation: str
    came: str
    left: str
    came_place: AnswerPlace | None
    left_place: AnswerPlace | None


@dataclass(frozen=True)
class MirrorPage(AnswersPage):
    """`numbers` name the other country: where people came from, or for which they left."""

    numbers: tuple[ReportedNumber, ...]

    part = "workforce/mirror"
    title = gettext_lazy("Source beside destination")
    choice_names = ("occupation", "country", "told")
    columns = (
        "source", "destination", "occupation", "year", "destination_says_came", "source_says_left", "lowest",
        "highest",
    )  # fmt: skip

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "MirrorPage":
        kinds = (NumberKind.INFLOW, NumberKind.OUTFLOW)
        rows = counted.keep_readable(ReportedNumber.objects.of_kinds(*kinds).of_countries())
        numbers = tuple(rows.filter(number__isnull=False).order_by("version_id", "question", "row"))
        page = cls(counted, {}, numbers)
        fields = {field.name: field for field in page.fields}
        choices = {
            name: pick_choice(parameters, name, dict(field.options), str(field.label))
            for name, field in fields.items()
        }
        return cls(counted, keep_given(**choices), numbers)

    @property
    def question(self) -> Question | None:
        return next((self.counted.questions.get(row.question) for row in self.numbers), None)

    @property
    def occupations(self) -> dict[str, str]:
        """The occupations that occur, in the words of the questionnaire."""
        single = [c for c in (self.question or {}).get("columns", ()) if c["type"] == QuestionType.SINGLE]
        codes = dict.fromkeys(row.occupation for row in self.numbers)
        return {code: option_label(single[0], code, {}) if single else code for code in codes}

    @property
    def fields(self) -> list[ChoiceField]:
        codes = {iso3 for line in self.every_line for iso3 in (line.source, line.destination)}
        countries = {iso3: self.counted.name(iso3) for iso3 in self.counted.sort(codes)}
        told = {key: str(label) for key, label in TOLD.items()}
        choices = [
            ("occupation", _("Occupation"), self.occupations),
            ("country", _("From or to the country"), countries),
            ("told", _("Told by"), told),
        ]
        return [ChoiceField(n, label, self.choices.get(n, ""), tuple(o.items())) for n, label, o in choices]

    @cached_property
    def numbers_by_movement(self) -> dict[tuple[str, str, str, int | None], dict[str, ReportedNumber]]:
        """Return {(source, destination, occupation, year): {inflow or outflow: number}}."""
        found: dict[tuple[str, str, str, int | None], dict[str, ReportedNumber]] = {}
        for row in self.numbers:
            teller = self.counted.by_version[row.version_id].iso3
            came = row.kind == NumberKind.INFLOW
            way = (row.country, teller) if came else (teller, row.country)
            if teller != row.country:
                found.setdefault((*way, row.occupation, row.year), {})[row.kind] = row
        return found

    @cached_property
    def every_line(self) -> list[MirrorLine]:
        """Every movement that a country asked about has a part in; those that both sides tell first."""
        lines = [
            MirrorLine(
                *way,
                *(
                    told[kind].number if kind in told else None
                    for kind in (NumberKind.INFLOW, NumberKind.OUTFLOW)
                ),
            )
            for way, told in self.numbers_by_movement.items()
        ]
        asked = [line for line in lines if {line.source, line.destination} & self.counted.asked_states]
        place = {
            c: n
            for n, c in enumerate(self.counted.sort({i for x in asked for i in (x.source, x.destination)}))
        }

        def order(line: MirrorLine) -> tuple:
            ends = place[line.source], place[line.destination]
            return not line.is_mirrored, *ends, line.occupation, line.year or 0

        return sorted(asked, key=order)

    @cached_property
    def lines(self) -> list[MirrorLine]:
        chosen = self.choices.get
        return [
            line
            for line in self.every_line
            if chosen("occupation", line.occupation) == line.occupation
            and chosen("country", line.source) in (line.source, line.destination)
            and chosen("told", BOTH) == (BOTH if line.is_mirrored or "told" not in self.choices else ONE)
        ]

    @property
    def mirrored_lines(self) -> list[MirrorLine]:
        return [line for line in self.lines if line.is_mirrored]

    @property
    def shown_lines(self) -> list[ShownMirrorLine]:
        return [self.show_line(line) for line in self.lines]

    def show_line(self, line: MirrorLine) -> ShownMirrorLine:
        told = self.numbers_by_movement[(line.source, line.destination, line.occupation, line.year)]
        came, left = told.get(NumberKind.INFLOW), told.get(NumberKind.OUTFLOW)
        return ShownMirrorLine(
            line,
            self.counted.name(line.source),
            self.counted.name(line.destination),
            self.occupations.get(line.occupation, line.occupation),
            write_number(came),
            write_number(left),
            self.place_of(came),
            self.place_of(left),
        )

    def place_of(self, row: ReportedNumber | None) -> AnswerPlace | None:
        if row is None:
            return None
        return AnswerPlace.locate(self.counted.by_version[row.version_id], row.question)

    def count_countries(self) -> Iterable[CountedFigure]:
        destinations = {line.destination for line in self.lines if line.came is not None}
        sources = {line.source for line in self.lines if line.left is not None}
        yield self.count_named(
            "destinations", _("Destinations that say where people came from"), destinations
        )
        yield self.count_named("sources", _("Sources that say for where people left"), sources)

    def count_named(self, key: str, label: str, countries: Iterable[str]) -> CountedFigure:
        return CountedFigure(key, label, tuple(self.counted.sort({*countries})))

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        for line in self.lines:
            came, left = (
                None if n is None else float(n) if n % 1 else int(n) for n in (line.came, line.left)
            )
            yield {
                "source": line.source,
                "destination": line.destination,
                "occupation": line.occupation,
                "year": line.year,
                "destination_says_came": came,
                "source_says_left": left,
                "lowest": min(n for n in (came, left) if n is not None),
                "highest": max(n for n in (came, left) if n is not None),
            }


def write_number(row: ReportedNumber | None) -> str:
    """Return the number in words; empty if there is none."""
    return "" if row is None or row.number is None else write_decimal(row.number)
