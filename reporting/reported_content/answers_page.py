"""What every page on the contents of answers has: its question, its own choices, numbers and countries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from authorities.languages.cldr import join_items
from authorities.normalise import fold_label
from reporting.compliance.query import SummaryQuery, read_once
from reporting.reported_content.answer_links import AnswerPlace
from reporting.reported_content.counted_reports import CountedReports

FILE_FORMATS = {"csv": "CSV", "xlsx": "Excel", "json": "JSON"}
LONGEST_SEARCH = 100
MOST_WORDS = 8
WORDS = "q"


def address_name(part: str) -> str:
    """Return the name of the address of a part.

    >>> address_name("agreements/matrix"), address_name("")
    ('answers_agreements_matrix', 'answers')
    """
    return "_".join(["answers", *part.replace("-", "_").split("/")]).rstrip("_")


@dataclass(frozen=True)
class CountedFigure:
    """A number of countries, with the countries."""

    key: str
    label: str | Promise
    countries: tuple[str, ...]

    @property
    def number(self) -> int:
        return len(self.countries)


@dataclass(frozen=True)
class ChoiceField:
    """A choice of the page beside the question: one of several values, or words to search for."""

    name: str
    label: str | Promise
    value: str
    options: tuple[tuple[str, str], ...] = ()
    # False where one of the values always holds.
    may_be_blank: bool = True

    @property
    def is_search(self) -> bool:
        return self.name == WORDS


@dataclass(frozen=True)
class AnswersPage:
    """A page on one subject. `choices` are the further parameters of its address that are given."""

    counted: CountedReports
    choices: Mapping[str, str]

    # The part of its address after /answers/, its template and the name of its files.
    part: ClassVar[str] = ""
    title: ClassVar[str | Promise] = ""
    choice_names: ClassVar[tuple[str, ...]] = ()
    columns: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def load(cls, counted: CountedReports, parameters: Mapping[str, Any]) -> "AnswersPage":
        """Return the page with what it shows; raise ValidationError for a choice that cannot be read."""
        return cls(counted, {})

    @property
    def query(self) -> SummaryQuery:
        return self.counted.query

    @property
    def demo(self) -> bool:
        return self.counted.demo

    @property
    def is_known(self) -> bool:
        """True if there is anything to count: else the numbers are not known, and not zero."""
        return bool(self.counted.questions and self.counted.reports)

    @property
    def url(self) -> str:
        return reverse(address_name(self.part))

    @property
    def countries_url(self) -> str:
        return reverse(f"{address_name(self.part)}_countries")

    @property
    def files(self) -> list[tuple[str, str]]:
        """Its files, as (name of the format, address)."""
        name = f"{address_name(self.part)}_export"
        return [(label, reverse(name, args=[format_])) for format_, label in FILE_FORMATS.items()]

    def list_countries(self, figure: CountedFigure) -> list[tuple[str, str, str]]:
        """Return the countries of a figure as (code, name, address of the public report that counts)."""
        reports = self.counted.every_report
        return [
            (
                iso3,
                self.counted.name(iso3),
                AnswerPlace.locate(reports[iso3], "").url if iso3 in reports else "",
            )
            for iso3 in figure.countries
        ]

    @property
    def parameters(self) -> dict[str, str]:
        return {**self.query.parameters, **self.choices}

    @property
    def query_string(self) -> str:
        return urlencode(self.parameters)

    @property
    def fields(self) -> list[ChoiceField]:
        return []

    @property
    def rows(self) -> Iterable[dict[str, Any]]:
        """The rows of its files, in English."""
        return []

    @cached_property
    def figures(self) -> dict[str, CountedFigure]:
        """The numbers of countries on the page, by key."""
        return {figure.key: figure for figure in (self.count_reports(), *self.count_countries())}

    def count_countries(self) -> Iterable[CountedFigure]:
        return ()

    def count_reports(self) -> CountedFigure:
        """The countries whose answers are counted at all."""
        return CountedFigure(
            "reports", _("Countries with a report whose answers count"), tuple(self.counted.reports)
        )

    def figure(self, key: str, label: str | Promise, countries: Iterable[str]) -> CountedFigure:
        """Return a figure of those of the countries that are asked about, by name."""
        return CountedFigure(key, label, tuple(self.counted.sort(self.counted.asked_states & {*countries})))


def pick_choice(parameters: Mapping[str, Any], name: str, known: Iterable[str], label: str) -> str:
    """Return the value of a choice, empty without one; raise ValidationError with the known ones."""
    value, known = read_once(parameters, name), list(known)
    if value and value not in known:
        raise ValidationError(
            _("%(field)s: “%(value)s” is not known here. Choose from: %(known)s."),
            params={"field": label, "value": value[:40], "known": join_items(known) or "–"},
        )
    return value


def read_words(parameters: Mapping[str, Any]) -> str:
    """Return the words to search for as they were typed; raise ValidationError if they are too many."""
    text = read_once(parameters, WORDS).strip()
    if len(text) > LONGEST_SEARCH or "\0" in text or len(fold_words(text)) > MOST_WORDS:
        raise ValidationError(
            _("Search for at most %(words)s words of together %(letters)s letters."),
            params={"words": MOST_WORDS, "letters": LONGEST_SEARCH},
        )
    return text


def fold_words(text: str) -> list[str]:
    """Return the words of a text without case and accents, as what is searched is stored."""
    return fold_label(text).split()


def keep_given(**choices: str) -> dict[str, str]:
    """Return the choices that are made."""
    return {name: value for name, value in choices.items() if value}
