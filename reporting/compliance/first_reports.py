"""Whether the report of a round is the first one of its country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Value

from authorities.models import MemberState
from reporting.compliance.clocks import Clocks
from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import (
    ReportKey,
    ReportOnRecord,
    index_receipts,
    load_receipts,
)
from reporting.models import Round, Submission, Version
from reporting.submissions.histories.removed_reports import list_removed_reports
from reporting.submissions.histories.report_histories import ReportRow


@dataclass(frozen=True)
class FirstReports:
    """Of each country that has reported in a round: whether it had not before; None is not known."""

    by_state: dict[str, bool | None]
    # The earlier rounds of which not all reports are held here.
    rounds_not_held: tuple[int, ...] = ()

    def select(self, answer: str) -> set[str]:
        """Return the ISO codes of those of which it is known: “yes” for a first report, “no” for another."""
        return {iso3 for iso3, is_first in self.by_state.items() if is_first is (answer == "yes")}

    @property
    def number_not_known(self) -> int:
        return sum(is_first is None for is_first in self.by_state.values())


def find_first_reports(query: SummaryQuery, reports: Mapping[ReportKey, ReportOnRecord]) -> FirstReports:
    """Return whether the `reports` of the round are first ones.

    A report that came after an earlier round closed counts as an earlier report, and so does a receipt.
    Where no earlier report is known, and one of the earlier rounds is not held here, it is not known.
    """
    number = query.round.number
    earlier = {round_.number: round_ for round_ in query.every_round if round_.number < number}
    sent, held = find_earlier_reporters(earlier, query.clocks)
    not_held = tuple(round_ for round_ in earlier if round_ not in held)
    otherwise = None if not_held else True
    reporting = {
        iso3 for (of_round, iso3), report in reports.items() if of_round == number and report.reported_on
    }
    return FirstReports({iso3: False if iso3 in sent else otherwise for iso3 in sorted(reporting)}, not_held)


def find_earlier_reporters(rounds: Mapping[int, Round], clocks: Clocks) -> tuple[set[str], set[int]]:
    """Return the ISO codes of those who have reported in some of the rounds, and the rounds held here.

    One query: of each country it looks for one report, however many rounds there are.
    """
    if not rounds:
        return set(), set()
    receipts = index_receipts(rounds, clocks, load_receipts(rounds, clocks))
    sent = {iso3 for _number, iso3 in receipts}
    held: set[int] = set()
    for number, iso3 in list_held_reports(rounds, clocks, receipts):
        if number:
            held.add(number)
        else:
            sent.add(iso3)
    for removed in list_removed_reports(clocks.known_facts.changed_later(Submission), rounds):
        row = ReportRow(**removed.build_row(clocks.end, clocks.known_end))
        if row.first_sent:
            sent.add(row.iso3)
        if row.first_sent or (row.round, row.iso3) not in receipts:
            held.add(row.round)
    return sent, held


def list_held_reports(
    rounds: Mapping[int, Round], clocks: Clocks, receipts: Iterable[ReportKey]
) -> Iterable[tuple[int, str]]:
    """Yield (0, ISO code) of each country with a report that was sent, (number, "") of each round held."""
    # What is only begun here, and of which a receipt says more, is not held.
    by_round: dict[int, list[str]] = {}
    for number, iso3 in receipts:
        by_round.setdefault(number, []).append(iso3)
    received = Q(pk__in=[])
    for number, codes in by_round.items():
        received |= Q(round=number, member_state__in=codes)
    later = clocks.known_facts.changed_later(Submission)
    sent = Version.objects.sent_before(clocks.end).recorded_before(clocks.known_end)
    was_sent = Exists(sent.filter(submission=OuterRef("pk")))
    reports = Submission.objects.filter(round__in=list(rounds)).exclude(pk__in=list(later)).order_by()
    of_state = Exists(reports.filter(was_sent, member_state=OuterRef("pk")))
    of_round = Exists(reports.filter(was_sent | ~received, round=OuterRef("pk")))
    states = MemberState.objects.order_by().annotate(none=Value(0), is_found=of_state)
    held = Round.objects.order_by().filter(pk__in=list(rounds)).annotate(none=Value(""), is_found=of_round)
    rows = states.values_list("none", "pk", "is_found").union(
        held.values_list("pk", "none", "is_found"), all=True
    )
    return ((number, iso3) for number, iso3, is_found in rows if is_found)
