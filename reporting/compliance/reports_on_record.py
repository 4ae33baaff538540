"""The reports of rounds as they stood at the end of a day: when each came, which version counts.

Every figure reads reports here, so that all of them answer for the same day and the same knowledge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from reporting.compliance.clocks import Clocks
from reporting.compliance.query import Basis
from reporting.models import IndicatorValue, ReportReceipt, Round, Submission, Version
from reporting.models.rounds import Timing
from reporting.submissions.removed_reports import list_removed_reports

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
    indicators. What is held here of a report that was sent says more than the receipt of it.
    """
    known_rounds = [clocks.known_facts.as_known(round_) for round_ in rounds]
    by_number = {round_.number: round_ for round_ in known_rounds if round_}
    later = clocks.known_facts.changed_later(Submission)
    rows = [row for row in load_submissions(by_number, clocks, basis) if row["pk"] not in later]
    values = load_values({row["counted_version"] for row in rows}, indicators)
    for removed in list_removed_reports(later, by_number):
        rows.append(removed.build_row(clocks.end, clocks.known_end))
        values |= removed.choose_values(indicators)
    return build_reports(by_number, clocks, rows, values, load_receipts(by_number, clocks))


def build_reports(
    by_number: dict[int, Round],
    clocks: Clocks,
    rows: Iterable[dict[str, Any]],
    values: dict[int, dict[str, str]],
    receipts: Iterable[ReportReceipt],
) -> dict[ReportKey, ReportOnRecord]:
    """Return what narrow rows and receipts say of reports; a report that was sent hides its receipt."""
    held = {
        (row["round_id"], row["member_state_id"]): build_report(
            by_number[row["round_id"]], row, clocks, values
        )
        for row in rows
    }
    sent = {key: report for key, report in held.items() if report.sent_on}
    return held | index_receipts(by_number, clocks, receipts) | sent


def load_submissions(rounds: Iterable[int], clocks: Clocks, basis: Basis) -> Iterable[dict[str, Any]]:
    """Yield a narrow row for each report held here; no version is read."""
    rows = select_submissions(clocks.end, clocks.known_end, basis).filter(round__in=list(rounds))
    return map(name_counted_version, rows.order_by("round", "member_state"))


def name_counted_version(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with the version that counts: the public one, unless another was asked for."""
    return {"counted_version": row["public_version"], **row}


def select_submissions(
    end: datetime, known_before: datetime | None, basis: Basis = Basis.PUBLISHED
) -> QuerySet[Submission, dict[str, Any]]:
    """Return a query of narrow rows."""
    of_report = Version.objects.filter(submission=OuterRef("pk"))
    sent = of_report.sent_before(end).recorded_before(known_before).order_by("submitted_at")
    public = of_report.published_before(end, known_before).order_by("-number")
    counted = public
    if basis != Basis.PUBLISHED:
        counted = of_report.settled_before(end, known_before).order_by("-number")
    return (
        Submission.objects.order_by()
        .annotate(
            first_sent=Subquery(sent.values("submitted_at")[:1]),
            public_version=Subquery(public.values("pk")[:1]),
            counted_number=Subquery(counted.values("number")[:1]),
            # Where the public version counts, it is not asked for twice.
            **({} if counted is public else {"counted_version": Subquery(counted.values("pk")[:1])}),
        )
        .values(
            *("pk", "round_id", "member_state_id", "illustrative", "started_at"),
            *("first_sent", "public_version", "counted_number"),
            *(() if counted is public else ("counted_version",)),
        )
    )


def build_report(
    round_: Round, row: dict[str, Any], clocks: Clocks, values: dict[int, dict[str, str]]
) -> ReportOnRecord:
    """Return what a row says of a report by the dates of its round."""
    key, version = (round_.number, row["member_state_id"]), row["counted_version"]
    begun = row["started_at"] < clocks.end
    started_on = utc_day(row["started_at"]) if begun else None
    if row["first_sent"] is None:
        return ReportOnRecord(*key, started_on=started_on, illustrative=row["illustrative"] and begun)
    sent_on = utc_day(row["first_sent"])
    after_closure = bool(round_.closed_from and sent_on >= round_.closed_from)
    return ReportOnRecord(
        *key,
        started_on=started_on,
        sent_on=sent_on,
        late=bool(round_.due_day and sent_on > round_.due_day and not after_closure),
        after_closure=after_closure,
        published=row["public_version"] is not None,
        version_id=version,
        version_number=row["counted_number"],
        illustrative=row["illustrative"],
        values={} if after_closure else values.get(version, {}),
    )


def utc_day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


def load_values(
    versions: Iterable[int | None], indicators: Iterable[str] | None
) -> dict[int, dict[str, str]]:
    """Return {version: {indicator: value}} of these versions; no query if no indicator is asked for."""
    asked: Sequence[str] | None = None if indicators is None else list(indicators)
    if asked is not None and not asked:
        return {}
    # Named one by one, a version of each report, they are found by the index, however many others there are.
    rows = IndicatorValue.objects.filter(version__in=[v for v in versions if v] or [NO_VERSION]).order_by()
    if asked is not None:
        rows = rows.filter(indicator__in=asked)
    values: dict[int, dict[str, str]] = {}
    for version, indicator, value in rows.values_list("version_id", "indicator_id", "value"):
        values.setdefault(version, {})[indicator] = value
    return values


def load_receipts(rounds: dict[int, Round], clocks: Clocks) -> list[ReportReceipt]:
    receipts = ReportReceipt.objects.filter(round__in=list(rounds))
    return clocks.known_facts.records(receipts, lambda receipt: receipt.round_id in rounds)


def index_receipts(
    rounds: dict[int, Round], clocks: Clocks, receipts: Iterable[ReportReceipt]
) -> dict[ReportKey, ReportOnRecord]:
    """Return what is known of reports that had been received by the day and are not held here."""
    found = {}
    for receipt in receipts:
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
