"""The two days that the page of a country is asked for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from authorities.known_facts.reading import KnownFacts
from reporting.compliance.clocks import today_utc
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.models import Round

# Stands where no round is known yet: the page of a country has more to say.
NO_ROUND = Round(number=0)


def parse_days(parameters: Mapping[str, Any], facts: KnownFacts) -> SummaryQuery:
    """Return the question about the two days, of no round; raise ValidationError with sentences."""
    parser = QueryParser((NO_ROUND,), (), today_utc(), facts=facts)
    return parser.parse({name: parameters.get(name, "") for name in ("as_of", "known_on")})


def choose_round(rounds: Sequence[Round], day: date) -> Round:
    """Return the round of a day, or the first one."""
    return QueryParser(tuple(rounds) or (NO_ROUND,), (), today_utc()).round_on(day)
