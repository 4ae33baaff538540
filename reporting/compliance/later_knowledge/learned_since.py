"""What the page says where a past knowledge is asked about: what was learned since, and what it changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise

from authorities.known_facts.dated_models import dated_models
from authorities.known_facts.later_changes import LaterChange, is_true_of, list_changes_since
from authorities.models import Membership, MemberState
from reporting.compliance.figures import FIGURES
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import Summary, summarise
from reporting.models import PublishedFigure, Round, Submission

# So many changes are told one by one.
MOST_TOLD = 20
NOT_COUNTED = (MemberState, Membership, PublishedFigure)


@dataclass(frozen=True)
class NumberDifference:
    """A figure as it was known and as it is known now."""

    name: str | Promise
    known: int
    now: int


@dataclass(frozen=True)
class LearnedSince:
    """The figures that differ, and the changes behind them as [(sentence, address)], with how many more."""

    differences: list[NumberDifference]
    changes: list[tuple[str, str]]
    more: int
    # The same question as of all that is known now.
    query_string: str


def find_learned_since(summary: Summary) -> LearnedSince | None:
    """Return what was learned after the day by which all was known; None if that is nothing.

    No query but for a figure that rests on first reports: what the summary has read holds both knowledges.
    """
    query = summary.query
    if query.clocks.known_end is None:
        return None
    models = [model for model in dated_models() if model not in NOT_COUNTED]
    found = list_changes_since(
        query.clocks.known_facts, [*models, Submission], lambda record: concerns(record, query)
    )
    if not found:
        return None
    now = query.present
    names = {status.iso3: status.name for status in summary.statuses}
    told = [tell_change(change, names) for change in found[:MOST_TOLD]]
    differences = list(compare_numbers(summary, summarise(now)))
    return LearnedSince(differences, told, len(found) - len(told), now.query_string)


def concerns(record: Any, query: SummaryQuery) -> bool:
    """Return True if a fact has to do with the day and the round that are asked about."""
    round_number = record.pk if isinstance(record, Round) else getattr(record, "round_id", None)
    return round_number in (None, query.round.number) and is_true_of(record, query.as_of)


def tell_change(change: LaterChange, names: dict[str, str]) -> tuple[str, str]:
    day = date_format(timezone.localdate(change.at), use_l10n=True)
    return change.sentence(names.get(change.iso3, change.iso3), day), change.url


def compare_numbers(known: Summary, now: Summary) -> Iterable[NumberDifference]:
    for key, number in known.world.numbers.items():
        if now.world.numbers[key] != number:
            yield NumberDifference(FIGURES[key].name, number, now.world.numbers[key])
