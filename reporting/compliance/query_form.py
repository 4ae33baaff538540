"""The form above the figures: what was asked, what can be chosen, and the problems by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.remembered_results import remember_by_language
from reporting.compliance.counting_days import FIRST_DAY
from reporting.compliance.query import QueryParser
from reporting.compliance.state_filters import FILTER_NAMES, label_filter

# Of five filters in six languages, with each of their values chosen.
MOST_LISTS = 500
FILTER_LABELS = {
    "region": _("Region"),
    "income": _("Income group"),
    "safeguards": _("Safeguards list"),
    "role": _("Source or destination"),
    "first_time": _("First report"),
}


@dataclass(frozen=True)
class SelectOption:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FilterField:
    """One filter: its choices, and what is wrong with what was asked."""

    name: str
    label: str | Promise
    options: tuple[SelectOption, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class QueryForm:
    as_of: str
    known_on: str
    basis: str
    rounds: tuple[SelectOption, ...]
    filters: tuple[FilterField, ...]
    problems: Mapping[str, tuple[str, ...]] = field(hash=False)
    today: date
    # True for the secretariat, which may also count what is accepted and not yet public.
    offers_accepted: bool = False
    first_day: date = FIRST_DAY

    @property
    def asks_more(self) -> bool:
        """True if one of the fields is in use, or wrong, that are shown only when somebody wants them."""
        chosen = any(option.chosen for one in self.filters[1:] for option in one.options)
        return chosen or bool(
            self.known_on or self.basis or set(self.problems) - {"as_of", "round", "region"}
        )

    @property
    def shown_round(self) -> str:
        return next((option.value for option in self.rounds if option.chosen), "")


def build_query_form(
    parser: QueryParser,
    parameters: Mapping[str, str],
    problems: Mapping[str, list[str]] | None = None,
    *,
    offers_accepted: bool = False,
) -> QueryForm:
    """Return the form with the values as they were typed."""
    explained = {name: tuple(sentences) for name, sentences in (problems or {}).items()}
    rounds = tuple(
        SelectOption(str(r.number), str(r.texts["title"]), str(r.number) == parameters.get("round"))
        for r in parser.rounds
    )
    values = parser.filter_values
    filters = tuple(
        FilterField(
            name,
            FILTER_LABELS[name],
            list_filter_options(name, tuple(values[name]), parameters.get(name, "")),
            explained.get(name, ()),
        )
        for name in FILTER_NAMES
    )
    as_of, known_on, basis = (parameters.get(name, "") for name in ("as_of", "known_on", "basis"))
    return QueryForm(as_of, known_on, basis, rounds, filters, explained, parser.today, offers_accepted)


@remember_by_language(MOST_LISTS)
def list_filter_options(name: str, values: tuple[str, ...], chosen: str) -> tuple[SelectOption, ...]:
    """Return the choices of a filter."""
    return tuple(SelectOption(value, label_filter(name, value), value == chosen) for value in values)


def plain_parameters(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return what the form sends as the parameters of the plain address: without blanks and its own fields.

    The form also sends the round and the day it came with. Whoever chooses another round and leaves the day
    has not asked for that day: the other round opens at its own. Old addresses have `countries=region=EUR`.
    """
    names = ("as_of", "known_on", "round", *FILTER_NAMES, "basis")
    plain = {name: parameters.get(name, "") for name in names}
    day_left = plain["as_of"] == parameters.get("shown_as_of")
    if day_left and plain["round"] != parameters.get("shown_round"):
        plain["as_of"] = ""
    group = parameters.get("countries", "")
    kind, _equals, value = group.partition("=")
    if kind in FILTER_NAMES:
        plain[kind] = value
    elif group:
        plain["region"] = group  # which says that it is none
    return {name: value for name, value in plain.items() if value}
