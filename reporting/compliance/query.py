"""The query of the compliance summary: its parameters, read from a URL or a command line."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.languages.cldr import join_items
from authorities.models import IncomeGroup, Region, SafeguardsListing
from reporting.compliance.summary import ALL_STATES, StateGroup
from reporting.models import Round
from reporting.models.rounds import first_day

# The Code was adopted on this day; there is nothing to count before.
FIRST_DAY = date(2010, 5, 21)


@dataclass(frozen=True)
class SummaryQuery:
    """A day, a round and a group of states."""

    as_of: date
    round: Round
    state_group: StateGroup = ALL_STATES

    @property
    def parameters(self) -> dict[str, str]:
        return {
            "as_of": self.as_of.isoformat(),
            "round": str(self.round.number),
            **self.state_group.parameters,
        }


@dataclass(frozen=True)
class SelectOption:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class QueryForm:
    """The form above the figures: the values as they were typed, the choices, and the problems by field."""

    as_of: str
    rounds: list[SelectOption]
    state_groups: list[tuple[str, list[SelectOption]]]
    problems: Mapping[str, list[str]]
    today: date
    first_day: date = FIRST_DAY

    @property
    def shown_round(self) -> str:
        return next((option.value for option in self.rounds if option.chosen), "")


@dataclass(frozen=True)
class QueryParser:
    """Reads parameters, and knows the rounds and groups there are to ask about, and which day it is."""

    rounds: tuple[Round, ...]
    editions: tuple[int, ...]
    today: date

    @classmethod
    def with_known_rounds(cls) -> "QueryParser":
        editions = SafeguardsListing.objects.values_list("edition", flat=True).distinct().order_by("edition")
        return cls(tuple(Round.objects.order_by("number")), tuple(editions), datetime.now(UTC).date())

    @property
    def state_groups(self) -> list[tuple[str, list[StateGroup]]]:
        """Every group that can be asked about, as [(heading, groups)]."""
        return [
            ("", [ALL_STATES]),
            (_("Regions"), [StateGroup("region", code) for code in Region.values]),
            (_("Income groups"), [StateGroup("income", code) for code in IncomeGroup.values]),
            (_("Safeguards lists"), [StateGroup("safeguards", str(edition)) for edition in self.editions]),
        ]

    def parse(self, parameters: Mapping[str, Any]) -> SummaryQuery:
        """Return the query; raise ValidationError with a sentence for each parameter that cannot be read."""
        problems: dict[str, ValidationError] = {}
        values: dict[str, Any] = {}
        parsers = (
            ("as_of", self.parse_day),
            ("round", self.parse_round),
            ("state_group", self.parse_state_group),
        )
        for name, parse_value in parsers:
            try:
                values[name] = parse_value(parameters, values)
            except ValidationError as problem:
                problems[name] = problem
        if problems:
            raise ValidationError(problems)
        return SummaryQuery(**values)

    def default_query(self, day: date | None = None, round_number: int | None = None) -> SummaryQuery | None:
        """Return the query about a day and a round, by default today and its round; None if there is none."""
        day = day or self.today
        rounds = {round_.number: round_ for round_ in self.rounds}
        if not rounds:
            return None
        round_ = rounds.get(round_number) if round_number else self.round_on(day)
        return SummaryQuery(day, round_) if round_ else None

    def build_form(
        self, parameters: Mapping[str, str], problems: Mapping[str, list[str]] | None = None
    ) -> QueryForm:
        chosen = {f"{kind}={parameters[kind]}" for kind in StateGroup.KINDS if parameters.get(kind)}
        rounds = [
            SelectOption(str(r.number), r.texts["title"], str(r.number) == parameters.get("round"))
            for r in self.rounds
        ]
        state_groups = [
            (heading, [SelectOption(value := option_value(g), g.label(), value in chosen) for g in groups])
            for heading, groups in self.state_groups
        ]
        return QueryForm(parameters.get("as_of", ""), rounds, state_groups, problems or {}, self.today)

    def parse_day(self, parameters: Mapping[str, Any], _values: dict[str, Any]) -> date:
        text = parameters.get("as_of") or self.default_day(parameters.get("round")).isoformat()
        day = parse_iso_date(text)
        if day is None:
            raise ValidationError(
                _("“%(text)s” is not a date. Write it like 2013-07-31."), params={"text": text[:40]}
            )
        if day > self.today:
            raise ValidationError(
                _("%(day)s is in the future. The latest day that can be counted is today, %(today)s."),
                params={"day": day.isoformat(), "today": self.today.isoformat()},
            )
        if day < FIRST_DAY:
            raise ValidationError(_("The Code was adopted on 2010-05-21. Ask about that day or a later one."))
        return day

    def default_day(self, round_number: object) -> date:
        """Return the day on which a round that is over had all its reports, for the others today.

        Where the closing day is not known, the round was over at the latest when the next one opened.
        """
        this = next((round_ for round_ in self.rounds if str(round_.number) == str(round_number)), None)
        if this is None:
            return self.today
        later = [first_day(r.opens) for r in self.rounds if r.number > this.number and r.opens]
        overtaken = min(later) - timedelta(days=1) if later else self.today
        return max(min(this.closing_day or overtaken, self.today), FIRST_DAY)

    def parse_round(self, parameters: Mapping[str, Any], values: dict[str, Any]) -> Round:
        """Return the round of that number; without a number the round on the day already parsed."""
        if not self.rounds:
            raise ValidationError(_("No round is known yet. Load the reference facts first."))
        if not parameters.get("round"):
            return self.round_on(values.get("as_of", self.today))
        for round_ in self.rounds:
            if str(round_.number) == str(parameters["round"]):
                return round_
        numbers = join_items(round_.number for round_ in self.rounds)
        raise ValidationError(
            _("There is no round “%(text)s”. The rounds are %(numbers)s."),
            params={"text": str(parameters["round"])[:40], "numbers": numbers},
        )

    def round_on(self, day: date) -> Round:
        """Return the latest round opened by that day, or the first one."""
        opened = [round_ for round_ in self.rounds if round_.opens and round_.opens <= day.isoformat()]
        return max(opened, key=lambda round_: round_.number, default=self.rounds[0])

    def parse_state_group(self, parameters: Mapping[str, Any], _values: dict[str, Any]) -> StateGroup:
        """Return the group that one parameter names, or ALL_STATES when none does."""
        given = {kind: str(parameters[kind]) for kind in StateGroup.KINDS if parameters.get(kind)}
        if len(given) > 1:
            raise ValidationError(
                _("Ask for a region, an income group or a Safeguards list: one of them at a time.")
            )
        for kind, value in given.items():
            known = [g.value for _heading, groups in self.state_groups for g in groups if g.kind == kind]
            if value not in known:
                raise ValidationError(
                    _("“%(value)s” is not a group of countries known here. Choose from: %(known)s."),
                    params={"value": value[:40], "known": join_items(known)},
                )
            return StateGroup(kind, value)
        return ALL_STATES


def option_value(state_group: StateGroup) -> str:
    """Return a group as one value of a list to choose from: “region=EUR”, or nothing for all states."""
    return "=".join(*state_group.parameters.items()) if state_group.kind else ""


def split_countries_parameter(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters with `countries=region=EUR`, as the form sends it, written as `region=EUR`.

    The form also sends the round and the day it came with. Whoever chooses another round and leaves the day
    has not asked for that day: the other round opens at its own.
    """
    kind, _equals, value = parameters.get("countries", "").partition("=")
    split = {name: parameters.get(name) for name in ("as_of", "round")}
    day_left = split["as_of"] == parameters.get("shown_as_of")
    if day_left and split["round"] != parameters.get("shown_round"):
        del split["as_of"]
    if kind in StateGroup.KINDS:
        split[kind] = value
    return {name: value for name, value in split.items() if value}


def parse_iso_date(text: str) -> date | None:
    """Return the day written as YYYY-MM-DD in ASCII digits, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
