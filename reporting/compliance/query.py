"""The query of the figures: its parameters, read from a URL or a command line."""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from authorities.known_facts.reading import KnownFacts
from authorities.languages.cldr import join_items
from authorities.models import IncomeGroup, Region, SafeguardsListing
from reporting.compliance.clocks import Clocks, today_utc
from reporting.compliance.counting_days import FIRST_DAY, choose_default_day
from reporting.compliance.state_filters import ALL_STATES, FILTER_NAMES, FIRST_TIME, POSITIONS, StateFilters
from reporting.models import Round

# All that a page of figures may be asked in its address.
QUERY_PARAMETERS = ("as_of", "known_on", "round", *FILTER_NAMES, "basis")


class Basis(StrEnum):
    """Which version of a report gives the answers that are counted."""

    PUBLISHED = "published"
    # For the secretariat alone: what it has accepted and not yet published counts too.
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class SummaryQuery:
    """What is asked: the day, the round, the states, what was known by when, from which versions."""

    as_of: date
    round: Round
    filters: StateFilters = ALL_STATES
    known_on: date | None = None
    basis: Basis = Basis.PUBLISHED

    @cached_property
    def clocks(self) -> Clocks:
        """Both days. What was known by the second is read once for all that one query asks."""
        return Clocks(self.as_of, self.known_on)

    @cached_property
    def stored_rounds(self) -> tuple[Round, ...]:
        """All rounds, as they are known now."""
        return tuple(Round.objects.order_by("number"))

    @property
    def every_round(self) -> list[Round]:
        """All rounds as they were known, in order."""
        known = map(self.clocks.known_facts.as_known, self.stored_rounds)
        return [round_ for round_ in known if round_]

    def share_facts(self, facts: KnownFacts, rounds: tuple[Round, ...] | None = None) -> "SummaryQuery":
        """Return the same question, answered from dated facts and rounds that somebody has read already."""
        clocks = Clocks(self.as_of, self.known_on)
        clocks.__dict__["known_facts"] = facts
        shared = replace(self)
        shared.__dict__["clocks"] = clocks
        if rounds is None:
            rounds = self.__dict__.get("stored_rounds")
        if rounds is not None:
            shared.__dict__["stored_rounds"] = rounds
        return shared

    @property
    def present(self) -> "SummaryQuery":
        """The same question as of all that is known now; what has been read is not read again."""
        stored = next((one for one in self.stored_rounds if one.number == self.round.number), self.round)
        now = replace(self, known_on=None, round=stored)
        return now.share_facts(self.clocks.known_facts.present, self.stored_rounds)

    @property
    def is_public(self) -> bool:
        return self.basis == Basis.PUBLISHED

    def move_to(self, day: date, round_: Round | None = None) -> "SummaryQuery":
        """Return the same question about another day; what was known by an earlier day says nothing of it."""
        known_on = self.known_on if self.known_on and self.known_on >= day else None
        return replace(self, as_of=day, round=round_ or self.round, known_on=known_on)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The whole question as the parameters of an address; the same for every page of figures."""
        given = {"as_of": self.as_of.isoformat()}
        if self.known_on:
            given["known_on"] = self.known_on.isoformat()
        given |= {"round": str(self.round.number), **self.filters.parameters}
        return given if self.is_public else {**given, "basis": str(self.basis)}

    @cached_property
    def query_string(self) -> str:
        return urlencode(self.parameters)


@dataclass(frozen=True)
class QueryParser:
    """Reads parameters, and knows the rounds and groups there are to ask about, and which day it is."""

    rounds: tuple[Round, ...]
    editions: tuple[int, ...]
    today: date
    # The day by whose end all of it was known, if that is not now.
    known_on: date | None = None
    facts: KnownFacts = field(default_factory=KnownFacts)
    # The parser that knows all that is known now, if this one looks back.
    present: "QueryParser | None" = None

    @classmethod
    def with_known_rounds(cls) -> "QueryParser":
        facts = KnownFacts.load()
        return cls(recall_rounds(facts), list_editions(facts), today_utc(), facts=facts)

    @classmethod
    def build_for(cls, query: SummaryQuery) -> "QueryParser":
        """Return the parser that knows all that is known now, and reads nothing again."""
        facts = query.clocks.known_facts.present
        return cls(query.stored_rounds, list_editions(facts), today_utc(), facts=facts)

    def known_by(self, day: date, facts: KnownFacts) -> "QueryParser":
        """Return the parser with the rounds and editions that were known by the end of a day."""
        rounds = [facts.as_known(round_) for round_ in self.rounds]
        changed = facts.changed_later(SafeguardsListing)
        return replace(
            self,
            rounds=tuple(filter(None, rounds)),
            editions=list_editions(facts) if changed else self.editions,
            known_on=day,
            facts=facts,
            present=self.present or self,
        )

    @property
    def filter_values(self) -> dict[str, list[str]]:
        """The values that each filter may have."""
        return {
            "region": list(Region.values),
            "income": list(IncomeGroup.values),
            "safeguards": [str(edition) for edition in self.editions],
            "role": list(POSITIONS),
            "first_time": list(FIRST_TIME),
        }

    def parse(self, parameters: Mapping[str, Any]) -> SummaryQuery:
        """Return the query; raise ValidationError with a sentence for each parameter that cannot be read."""
        if self.known_on is None and (known := self.look_back(parameters)) is not self:
            return known.parse(parameters)
        problems: dict[str, ValidationError] = {}
        values: dict[str, Any] = {}
        for name, parse_value in self.parsers().items():
            try:
                values[name] = parse_value(read_once(parameters, name), values, parameters)
            except ValidationError as problem:
                problems[name] = problem
        if problems:
            raise ValidationError(problems)
        filters = StateFilters(**{name: values.pop(name) for name in FILTER_NAMES})
        query = SummaryQuery(filters=filters, **values)
        if query.known_on != self.known_on:
            return query
        return query.share_facts(self.facts, self.stored_rounds)

    def look_back(self, parameters: Mapping[str, Any]) -> "QueryParser":
        """Return the parser that knows what was known by the day that is asked about, if that is over."""
        known, asked = (parse_iso_date(str(parameters.get(name) or "")) for name in ("known_on", "as_of"))
        if known is None or not (asked or known) <= known < self.today:
            return self
        return self.known_by(known, Clocks(known, known).known_facts.share(self.facts))

    @property
    def stored_rounds(self) -> tuple[Round, ...]:
        """All rounds, as they are known now."""
        return (self.present or self).rounds

    def parsers(self) -> dict[str, Callable[..., Any]]:
        """Return what reads each parameter: a function of its text, the values before it and all texts."""

        def parse_filter(name: str) -> Callable[..., str]:
            return lambda text, *_context: text and choose_known(text, self.filter_values[name])

        return {
            "as_of": self.parse_day,
            "known_on": self.parse_known_day,
            "round": self.parse_round,
            **{name: parse_filter(name) for name in FILTER_NAMES},
            "basis": lambda text, *_context: Basis(
                choose_known(text or Basis.PUBLISHED, [str(b) for b in Basis])
            ),
        }

    def default_query(self, day: date | None = None, round_number: int | None = None) -> SummaryQuery | None:
        """Return the query about a day and a round, by default today and its round; None if there is none."""
        day = day or self.today
        rounds = {round_.number: round_ for round_ in self.rounds}
        if not rounds:
            return None
        round_ = rounds.get(round_number) if round_number else self.round_on(day)
        return SummaryQuery(day, round_).share_facts(self.facts, self.stored_rounds) if round_ else None

    def parse_day(self, text: str, _values: dict[str, Any], parameters: Mapping[str, Any]) -> date:
        number = str(parameters.get("round") or "")
        asked = next((round_ for round_ in self.rounds if str(round_.number) == number), None)
        text = text or choose_default_day(asked, self.rounds, self.known_on or self.today).isoformat()
        day = self.read_past_day(text)
        if day < FIRST_DAY:
            raise ValidationError(_("The Code was adopted on 2010-05-21. Ask about that day or a later one."))
        return day

    def parse_known_day(
        self, text: str, values: dict[str, Any], _parameters: Mapping[str, Any]
    ) -> date | None:
        """Return the day by whose end it had to be known; None without one: all that is known now."""
        if not text:
            return None
        known, asked = self.read_past_day(text), values.get("as_of")
        if asked and known < asked:
            raise ValidationError(
                _("Nobody could know on %(known)s what was true on %(day)s. Choose %(day)s or a later day."),
                params={"known": known.isoformat(), "day": asked.isoformat()},
            )
        return known

    def read_past_day(self, text: str) -> date:
        """Return the day; raise ValidationError for what is no day, or one to come."""
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
        return day

    def parse_round(self, text: str, values: dict[str, Any], _parameters: Mapping[str, Any]) -> Round:
        """Return the round of that number; without a number the round on the day already parsed."""
        if not self.rounds:
            raise ValidationError(_("No round is known yet. Load the reference facts first."))
        if not text:
            return self.round_on(values.get("as_of", self.known_on or self.today))
        for round_ in self.rounds:
            if str(round_.number) == text:
                return round_
        raise ValidationError(
            _("There is no round “%(text)s”. The rounds are %(numbers)s."),
            params={"text": text[:40], "numbers": join_items(round_.number for round_ in self.rounds)},
        )

    def round_on(self, day: date) -> Round:
        """Return the latest round opened by that day, or the first one."""
        opened = [round_ for round_ in self.rounds if round_.opens and round_.opens <= day.isoformat()]
        return max(opened, key=lambda round_: round_.number, default=self.rounds[0])


def recall_rounds(facts: KnownFacts) -> tuple[Round, ...]:
    """Return all rounds as they are known now, in order, each with its questionnaire."""

    # What the rounds ask is large, and needed of one of them at most.
    rounds = Round.objects.with_instrument().defer("instrument__definition").order_by("number")
    # Records remember what is asked of them: each request has its own.
    return tuple(map(copy, facts.recall_one(Round, "every round", lambda: list(rounds))))


def list_editions(facts: KnownFacts) -> tuple[int, ...]:
    """Return the editions of the Safeguards list on which a country stands, as known."""
    listings = facts.table(SafeguardsListing, "edition", "member_state_id")
    return tuple(sorted({edition for edition, _iso3 in listings}))


def read_once(parameters: Mapping[str, Any], name: str) -> str:
    """Return the text of a parameter, empty without one; raise ValidationError if it has two values."""
    read_all = getattr(parameters, "getlist", None)
    given = [str(text) for text in read_all(name)] if read_all else [str(parameters.get(name) or "")]
    if len(set(given)) > 1:
        raise ValidationError(
            _("The address gives “%(name)s” more than one value. Choose one of them."), params={"name": name}
        )
    return given[0] if given else ""


def choose_known(text: str, known: Iterable[str]) -> str:
    """Return the text if it is known or empty; else raise ValidationError with what is known."""
    if text and text not in known:
        raise ValidationError(
            _("“%(value)s” is not a group of countries known here. Choose from: %(known)s."),
            params={"value": text[:40], "known": join_items(known)},
        )
    return text


def parse_iso_date(text: str) -> date | None:
    """Return the day written as YYYY-MM-DD in ASCII digits, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
