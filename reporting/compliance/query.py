"""What can be asked of the compliance summary, read from an address or a command line."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.models import IncomeGroup, Region, SafeguardsListing
from reporting.compliance.summary import EVERYONE, Scope
from reporting.models import Round

# The Code was adopted on this day; there is nothing to count before.
FIRST_DAY = date(2010, 5, 21)


@dataclass(frozen=True)
class Question:
    """A day, a round, a group of states."""

    as_of: date
    round: Round
    scope: Scope = EVERYONE

    @property
    def parameters(self):
        return {"as_of": self.as_of.isoformat(), "round": str(self.round.number), **self.scope.parameters}


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Ask:
    """The question bar: what was asked, as typed, what else there is to ask, and what was wrong with it."""

    as_of: str
    rounds: list[Option]
    scopes: list[tuple[str, list[Option]]]
    problems: dict
    today: date
    first_day: date = FIRST_DAY


@dataclass(frozen=True)
class Choices:
    """The rounds and groups there are to ask about, and the day it is."""

    rounds: tuple[Round, ...]
    editions: tuple[int, ...]
    today: date

    @classmethod
    def now(cls):
        editions = SafeguardsListing.objects.values_list("edition", flat=True).distinct().order_by("edition")
        return cls(tuple(Round.objects.order_by("number")), tuple(editions), datetime.now(UTC).date())

    @property
    def scopes(self):
        """Every group that can be asked about, as (heading, scopes)."""
        return [
            ("", [EVERYONE]),
            (_("Regions"), [Scope("region", code) for code in Region.values]),
            (_("Income groups"), [Scope("income", code) for code in IncomeGroup.values]),
            (_("Safeguards lists"), [Scope("safeguards", str(edition)) for edition in self.editions]),
        ]

    def read(self, parameters):
        """The question asked, or ValidationError with a sentence for each parameter that cannot be read."""
        answers, problems = {}, {}
        for name, reader in (("as_of", self.day), ("round", self.round), ("scope", self.scope)):
            try:
                answers[name] = reader(parameters, answers)
            except ValidationError as problem:
                problems[name] = problem
        if problems:
            raise ValidationError(problems)
        return Question(**answers)

    def question(self, day=None, number=None):
        """A question put by a page itself; None while there is no such round."""
        day = day or self.today
        known = {found.number: found for found in self.rounds}
        if not known:
            return None
        asked = known.get(number) if number else self.round_on(day)
        return asked and Question(day, asked)

    def form(self, parameters, problems=None):
        chosen = {f"{kind}={parameters[kind]}" for kind in Scope.KINDS if parameters.get(kind)}
        rounds = [
            Option(str(r.number), r.title, str(r.number) == parameters.get("round")) for r in self.rounds
        ]
        scopes = [
            (
                heading,
                [Option(value := scope_value(scope), scope.label(), value in chosen) for scope in scopes],
            )
            for heading, scopes in self.scopes
        ]
        return Ask(parameters.get("as_of", ""), rounds, scopes, problems or {}, self.today)

    def day(self, parameters, _answers):
        text = parameters.get("as_of") or self.today.isoformat()
        day = calendar_day(text)
        if day is None:
            raise ValidationError(
                _("“%(text)s” is not a date. Write it like 2013-07-31."), params={"text": text[:40]}
            )
        if day > self.today:
            raise ValidationError(
                _("%(day)s has not come yet. The latest day that can be counted is today, %(today)s."),
                params={"day": day.isoformat(), "today": self.today.isoformat()},
            )
        if day < FIRST_DAY:
            raise ValidationError(_("The Code was adopted on 2010-05-21. Ask about that day or a later one."))
        return day

    def round(self, parameters, answers):
        if not self.rounds:
            raise ValidationError(_("No round is known yet. Load the reference facts first."))
        if not parameters.get("round"):
            return self.round_on(answers.get("as_of", self.today))
        for found in self.rounds:
            if str(found.number) == str(parameters["round"]):
                return found
        numbers = ", ".join(str(known.number) for known in self.rounds)
        raise ValidationError(
            _("There is no round “%(text)s”. The rounds are %(numbers)s."),
            params={"text": str(parameters["round"])[:40], "numbers": numbers},
        )

    def round_on(self, day):
        """The latest round opened by that day, or the first one."""
        opened = [known for known in self.rounds if known.opens and known.opens <= day.isoformat()]
        return max(opened, key=lambda known: known.number, default=self.rounds[0])

    def scope(self, parameters, _answers):
        asked = {kind: str(parameters[kind]) for kind in Scope.KINDS if parameters.get(kind)}
        if len(asked) > 1:
            raise ValidationError(
                _("Ask for a region, an income group or a Safeguards list: one of them at a time.")
            )
        for kind, value in asked.items():
            known = [
                scope.value for _heading, scopes in self.scopes for scope in scopes if scope.kind == kind
            ]
            if value not in known:
                raise ValidationError(
                    _("“%(value)s” is not a group of countries known here. Choose from: %(known)s."),
                    params={"value": value[:40], "known": ", ".join(known)},
                )
            return Scope(kind, value)
        return EVERYONE


def scope_value(scope):
    """A scope as one value of a list to choose from: “region=EUR”, or nothing."""
    return "=".join(*scope.parameters.items()) if scope.kind else ""


def with_plain_scope(parameters):
    """The parameters with `countries`, the choice of the form, as the parameter of its kind."""
    kind, _equals, value = parameters.get("countries", "").partition("=")
    plain = {name: parameters.get(name) for name in ("as_of", "round")}
    if kind in Scope.KINDS:
        plain[kind] = value
    return {name: value for name, value in plain.items() if value}


def calendar_day(text):
    """The day written as YYYY-MM-DD, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
