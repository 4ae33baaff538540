"""Whether the report of a round is the first one of its country."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from reporting.compliance.query import SummaryQuery
from reporting.compliance.reports_on_record import ReportKey, ReportOnRecord, load_reports
from reporting.models import Round


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


def find_first_reports(
    query: SummaryQuery,
    reports: Mapping[ReportKey, ReportOnRecord],
    known_rounds: Iterable[Round] | None = None,
    loaded: Collection[int] = (),
) -> FirstReports:
    """Return whether the `reports` of the round are first ones.

    Who has the rounds already gives them, and tells of which of them `reports` holds the reports as well.
    A report that came after an earlier round closed counts as an earlier report, and so does a receipt.
    Where no earlier report is known, and one of the earlier rounds is not held here, it is not known.
    """
    number = query.round.number
    known = Round.objects.order_by("number") if known_rounds is None else known_rounds
    rounds = [round_ for round_ in known if round_.number < number]
    missing = [round_ for round_ in rounds if round_.number not in loaded]
    earlier = {key: report for key, report in reports.items() if key[0] < number}
    earlier |= load_reports(missing, query.clocks) if missing else {}
    sent = {iso3 for (_number, iso3), report in earlier.items() if report.sent_on}
    held = {report.round for report in earlier.values() if report.is_held}
    not_held = tuple(round_.number for round_ in rounds if round_.number not in held)
    otherwise = None if not_held else True
    reporting = {
        iso3 for (of_round, iso3), report in reports.items() if of_round == number and report.reported_on
    }
    return FirstReports({iso3: False if iso3 in sent else otherwise for iso3 in sorted(reporting)}, not_held)
