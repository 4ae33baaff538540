"""The reports of rounds as they stood at the end of a day: when each came, which version counts.

Every figure reads reports here, so that all of them answer for the same day and the same knowledge.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from authorities.known_facts.reading import KnownFacts
from reporting.compliance.clocks import Clocks
from reporting.compliance.query import Basis
from reporting.models import IndicatorValue, ReportReceipt, Round, Submission
from reporting.models.rounds import Timing
from reporting.submissions.histories.removed_reports import list_removed_reports
from reporting.submissions.histories.report_histories import ReportHistory, ReportRow, read_histories

# The key of no version, so that nothing is asked for in as many queries as something.
NO_VERSION = 0
ReportKey = tuple[int, str]


@dataclass(frozen=True)
class ReportOnRecord:
    """What is known of one report at the end of the day: also of one that was not begun or sent by then."""

    round: int
    iso3: str
    # The day on which somebody began to fill it in; None if later, or if only a receipt is recorded.
    started_on: date | None = None
    # The day on which it came, by the first version sent or by the receipt; None if it had not come.
    sent_on: date | None = None
    late: bool = False
    # It came after the round had closed: it is kept, and stands outside the figures with all its answers.
    after_closure: bool = False
    published: bool = False
    # The version whose answers count on that day; None if there is none.
    version_id: int | None = None
    version_number: int | None = None
    # Of a report that is not held here: when it was received, as precisely as it is known.
    receipt: str = ""
    # Who says that it came, as they wrote it.
    receipt_source: str = ""
    illustrative: bool = False
    # The values of the version that counts, of the indicators asked for; what it was not asked is missing.
    values: dict[str, str] = field(default_factory=dict)

    @property
    def is_held(self) -> bool:
        return not self.receipt

    @property
    def reported_on(self) -> date | None:
        """The day from which it counts as reported in its round; None if it does not."""
        return None if self.after_closure else self.sent_on

    @property
    def in_progress(self) -> bool:
        """True if it was begun and not sent by the end of the day."""
        return self.started_on is not None and self.sent_on is None

    @property
    def counts_answers(self) -> bool:
        """True if the answers of a version of it are counted."""
        return self.reported_on is not None and self.version_id is not None


def load_reports(
    rounds: Iterable[Round],
    clocks: Clocks,
    *,
    basis: Basis = Basis.PUBLISHED,
    indicators: Iterable[str] | None = (),
) -> dict[ReportKey, ReportOnRecord]:
    """Return the reports of the rounds by (number of the round, ISO code), with the values of indicators.

    `indicators` None asks for all of them. Three queries for any number of rounds and states, two without
    indicators, none for what has been read already. What is held here of a report that was sent says more
    than the receipt of it.
    """
    known_rounds = [clocks.known_facts.as_known(round_) for round_ in rounds]
    by_number = {round_.number: round_ for round_ in known_rounds if round_}
    asked = None if indicators is None else frozenset(indicators)
    histories = recall_reports(by_number, clocks.known_facts, basis, asked)
    rows = build_rows(histories, clocks, counts_accepted=basis != Basis.PUBLISHED)
    values = recall_values(histories, clocks.known_facts, asked)
    for removed in list_removed_reports(clocks.known_facts.changed_later(Submission), by_number):
        rows.append(ReportRow(**removed.build_row(clocks.end, clocks.known_end)))
        values |= removed.choose_values(asked)
    return build_reports(by_number, clocks, rows, values, load_receipts(by_number, clocks))


def build_rows(
    histories: Iterable[ReportHistory], clocks: Clocks, *, counts_accepted: bool = False
) -> list[ReportRow]:
    """Return how reports stood at the end of the day, without those that an import brought later."""
    later = clocks.known_facts.changed_later(Submission)
    return [
        history.build_row(clocks.end, clocks.known_end, counts_accepted=counts_accepted)
        for history in histories
        if history.pk not in later
    ]


def build_reports(
    by_number: dict[int, Round],
    clocks: Clocks,
    rows: Iterable[ReportRow],
    values: dict[int, dict[str, str]],
    receipts: Iterable[ReportReceipt],
) -> dict[ReportKey, ReportOnRecord]:
    """Return what narrow rows and receipts say of reports; a report that was sent hides its receipt."""
    held = {
        (row.round, row.iso3): build_report(by_number[row.round], row, clocks.end, values) for row in rows
    }
    sent = {key: report for key, report in held.items() if report.sent_on}
    return held | index_receipts(by_number, clocks, receipts) | sent


def recall_reports(
    rounds: Iterable[int],
    facts: KnownFacts,
    basis: Basis,
    indicators: frozenset[str] | None = frozenset(),
) -> list[ReportHistory]:
    """Return the reports to rounds, whatever their day. What has been read is not read again.

    Who knows from the beginning of which rounds it will be asked lets it all be read at once.
    """

    def read(missing: list[int]) -> dict[int, list[ReportHistory]]:
        found: dict[int, list[ReportHistory]] = {}
        for history in read_histories(missing, with_accepted=basis != Basis.PUBLISHED):
            found.setdefault(history.round, []).append(history)
        return found

    by_round = facts.recall(("reports", basis), rounds, read)
    histories = [history for of_round in by_round.values() for history in of_round or ()]
    recall_values(histories, facts, indicators)
    return histories


def recall_values(
    histories: Iterable[ReportHistory], facts: KnownFacts, indicators: frozenset[str] | None
) -> dict[int, dict[str, str]]:
    """Return {version: {indicator: value}} of all versions that count on some day; no query for none."""
    if indicators is not None and not indicators:
        return {}

    def read(missing: list[int]) -> dict[int, dict[str, str]]:
        return load_values(missing, indicators)

    versions = [version for history in histories for version in history.settled_versions]
    found = facts.recall(("values", indicators), versions or [NO_VERSION], read)
    return {version: values for version, values in found.items() if values}


def build_report(
    round_: Round, row: ReportRow, end: datetime, values: dict[int, dict[str, str]]
) -> ReportOnRecord:
    """Return what a row says of a report by the dates of its round."""
    begun = row.started_at < end
    started_on = utc_day(row.started_at) if begun else None
    if row.first_sent is None:
        return ReportOnRecord(
            row.round, row.iso3, started_on=started_on, illustrative=row.illustrative and begun
        )
    sent_on = utc_day(row.first_sent)
    after_closure = bool(round_.closed_from and sent_on >= round_.closed_from)
    return ReportOnRecord(
        row.round,
        row.iso3,
        started_on=started_on,
        sent_on=sent_on,
        late=bool(round_.due_day and sent_on > round_.due_day and not after_closure),
        after_closure=after_closure,
        published=row.is_public,
        version_id=row.version,
        version_number=row.version_number,
        illustrative=row.illustrative,
        values={} if after_closure or row.version is None else values.get(row.version, {}),
    )


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def load_values(versions: Iterable[int], indicators: Iterable[str] | None) -> dict[int, dict[str, str]]:
    """Return {version: {indicator: value}} of these versions, of all indicators for None. One query."""
    # Named one by one, a version of each report, they are found by the index, however many others there are.
    rows = IndicatorValue.objects.filter(version__in=list(versions)).order_by()
    if indicators is not None:
        rows = rows.filter(indicator__in=sorted(indicators))
    values: dict[int, dict[str, str]] = {}
    for version, indicator, value in rows.values_list("version_id", "indicator_id", "value"):
        values.setdefault(version, {})[indicator] = value
    return values


def load_receipts(rounds: Container[int], clocks: Clocks) -> list[ReportReceipt]:
    """Return the receipts of reports to the rounds, as they were known."""
    columns = ("round_id", "member_state_id", "received_on", "source")
    rows = clocks.known_facts.table(ReportReceipt, *columns)
    return [ReportReceipt(**dict(zip(columns, row, strict=True))) for row in rows if row[0] in rounds]


def index_receipts(
    rounds: Mapping[int, Round], clocks: Clocks, receipts: Iterable[ReportReceipt]
) -> dict[ReportKey, ReportOnRecord]:
    """Return what is known of reports that had been received by the day and are not held here."""
    found = {}
    for receipt in receipts:
        if receipt.round_id not in rounds:
            continue
        receipt.round = rounds[receipt.round_id]
        if receipt.counts_from > clocks.as_of:
            continue
        key = (receipt.round_id, receipt.member_state_id)
        found[key] = ReportOnRecord(
            *key,
            sent_on=receipt.counts_from,
            late=receipt.is_late,
            after_closure=receipt.timing == Timing.AFTER_CLOSURE,
            receipt=receipt.received_on,
            receipt_source=receipt.source,
        )
    return found
