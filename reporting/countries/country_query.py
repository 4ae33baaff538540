"""The two days that the page of a country is asked for."""

from collections.abc import Mapping
from typing import Any

from reporting.compliance.clocks import today_utc
from reporting.compliance.query import QueryParser, SummaryQuery
from reporting.models import Round

# Stands where no round is known yet: the page of a country has more to say.
NO_ROUND = Round(number=0)


def parse_days(parameters: Mapping[str, Any]) -> tuple[list[Round], SummaryQuery]:
    """Return all rounds, and the question about the two days; raise ValidationError with sentences."""
    rounds = list(Round.objects.order_by("number"))
    parser = QueryParser(tuple(rounds) or (NO_ROUND,), (), today_utc())
    return rounds, parser.parse({name: parameters.get(name, "") for name in ("as_of", "known_on")})
