"""What the comparisons read: states and reports of several rounds, in a constant number of queries."""

from collections.abc import Iterable, Sequence

from reporting.comparisons.compared_rounds import ComparedRound
from reporting.comparisons.indicator_changes import AnsweringSide
from reporting.compliance.clocks import today_utc
from reporting.compliance.counting_days import find_eve_of_next
from reporting.compliance.first_reports import find_first_reports
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportOnRecord, load_reports, recall_reports
from reporting.compliance.states_on_record import StateOnRecord, load_states
from reporting.compliance.summary import (
    COUNTED_INDICATORS,
    COUNTRY_POSITION,
    Reports,
    Summary,
    select_states,
    summarise,
)
from reporting.models import Round


def load_compared(
    query: SummaryQuery, rounds: Sequence[Round], all_rounds: Iterable[Round]
) -> tuple[list[ComparedRound], list[StateOnRecord]]:
    """Return the rounds with their reports, and the states asked about, all for the day of the query.

    What countries say of their role is read of the round asked about alone, and only for a question about it.
    """
    reports = load_reports(rounds, query.clocks, basis=query.basis)
    if query.filters.role:
        asked = load_reports([query.round], query.clocks, basis=query.basis, indicators=(COUNTRY_POSITION,))
        reports |= asked
    states, is_known = choose_states(query, reports)
    all_rounds = list(all_rounds)
    return compare_rounds(query, rounds, all_rounds, reports if is_known else {}, is_known=is_known), states


def choose_states(query: SummaryQuery, reports: Reports) -> tuple[list[StateOnRecord], bool]:
    """Return the states that pass the filters, and False if nobody can know which they are.

    That is so if those are asked about who reported for the first time, and an earlier round is not held.
    """
    asks_first = query.filters.first_time
    first = find_first_reports(query, reports) if asks_first else None
    states = select_states(load_states(query.clocks, query.filters), query, reports, first)
    return states, not (first and first.number_not_known and asks_first == "yes")


def compare_rounds(
    query: SummaryQuery,
    rounds: Sequence[Round],
    all_rounds: Sequence[Round],
    reports: Reports,
    *,
    is_known: bool,
) -> list[ComparedRound]:
    """Return each round with the reports to it, by country; nothing is held if the states are not known."""
    by_round: dict[int, dict[str, ReportOnRecord]] = {round_.number: {} for round_ in rounds}
    for (number, iso3), report in reports.items():
        by_round[number][iso3] = report
    return [
        ComparedRound(
            round_,
            query.as_of,
            by_round[round_.number],
            is_known and holds_answers(query, round_, by_round[round_.number].values(), all_rounds),
            find_eve_of_next(round_, all_rounds),
        )
        for round_ in rounds
    ]


def holds_answers(
    query: SummaryQuery, round_: Round, reports: Iterable[ReportOnRecord], all_rounds: Iterable[Round]
) -> bool:
    """Return True if reports themselves are held, or can come: else there may be more than is on record."""
    day = query.known_on or today_utc()
    return any(report.is_held for report in reports) or round_.takes_reports_beside(all_rounds, day)


def share_stored(
    asked: SummaryQuery, other: SummaryQuery, indicators: frozenset[str] | None
) -> tuple[SummaryQuery, SummaryQuery]:
    """Return the questions so that everything is read once for both, whatever each asks to be known by."""
    facts = asked.clocks.known_facts
    numbers = [asked.round.number, other.round.number]
    recall_reports(numbers, facts, asked.basis, indicators)
    return asked, other.share_facts(other.clocks.known_facts.share(facts))


def summarise_sides(asked: SummaryQuery, other: SummaryQuery) -> tuple[Summary, Summary]:
    """Return the figures of two questions."""
    asked, other = share_stored(asked, other, COUNTED_INDICATORS)
    return summarise(asked), summarise(other)


def load_sides(
    asked: SummaryQuery, other: SummaryQuery, all_rounds: Sequence[Round]
) -> tuple[AnsweringSide, AnsweringSide]:
    """Return what two questions need to compare answers: states, reports, and what the rounds ask."""
    asked, other = share_stored(asked, other, None)
    return load_side(asked, all_rounds), load_side(other, all_rounds)


def load_side(query: SummaryQuery, all_rounds: Sequence[Round]) -> AnsweringSide:
    reports = load_reports([query.round], query.clocks, basis=query.basis, indicators=None)
    states, is_known = choose_states(query, reports)
    held = is_known and holds_answers(query, query.round, reports.values(), all_rounds)
    return AnsweringSide(query.round, states, reports, held)
