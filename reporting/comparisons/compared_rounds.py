"""The rounds that a page compares: of each, the reports that count on the day asked about, and its dates.

Countries are those that were Member States on that day, in the regions of that day, in every round: so a
number of one round and a number of another are about the same countries.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.models import Round
from reporting.models.rounds import first_day

# A page compares no more rounds than these, the newest, unless others are chosen.
MOST_ROUNDS = 6


class OpeningPrecision(TextChoices):
    """How exactly the day is known on which a round opened."""

    DAY = "day", _("the day is known")
    MONTH = "month", _("only the month is known")
    YEAR = "year", _("only the year is known")
    UNKNOWN = "unknown", _("not known")


class ReportMark(TextChoices):
    """What is known of the report of one country to one round; exactly one holds."""

    IN_TIME = "in_time", _("In time")
    LATE = "late", _("Late")
    SENT = "sent", _("Reported")
    RECEIPT = "receipt", _("Received, not held here")
    AFTER_CLOSURE = "after_closure", _("After the round closed")
    NONE = "none", _("No report")
    UNKNOWN = "unknown", _("Not known")

    @property
    def counts(self) -> bool:
        """True if the country has reported, as the figures count it."""
        return self in (ReportMark.IN_TIME, ReportMark.LATE, ReportMark.SENT, ReportMark.RECEIPT)

    @property
    def came(self) -> bool:
        """True if there is a report, be it after the round closed."""
        return self.counts or self is ReportMark.AFTER_CLOSURE

    @property
    def tone(self) -> str:
        tones = {"late": "warn", "after_closure": "stop", "none": "none", "unknown": "none"}
        return tones.get(self.value, "ok")


@dataclass(frozen=True)
class ComparedRound:
    """A round, with the reports to it that are on record on the day asked about, by country."""

    round: Round
    as_of: date
    reports: Mapping[str, ReportOnRecord]
    # True if reports themselves are held here, or can come: else others may have come than those on record.
    answers_held: bool
    # The last day before a later round opened; None if none has.
    overtaken_on: date | None = None

    @property
    def number(self) -> int:
        return self.round.number

    @property
    def is_held(self) -> bool:
        """False if nothing is held here: then who reported is not known, which is not zero."""
        return self.answers_held or any(report.sent_on for report in self.reports.values())

    @property
    def opening(self) -> date | None:
        """The first day on which the round can have opened."""
        return first_day(self.round.opens)

    @property
    def opening_precision(self) -> OpeningPrecision:
        if not self.round.opens:
            return OpeningPrecision.UNKNOWN
        return (OpeningPrecision.YEAR, OpeningPrecision.MONTH, OpeningPrecision.DAY)[
            self.round.opens.count("-")
        ]

    @property
    def is_opening_exact(self) -> bool:
        return self.opening_precision is OpeningPrecision.DAY

    @property
    def is_closed(self) -> bool:
        """True if no report can count any more on the day asked about."""
        return self.last_day < self.as_of or self.round.closing_day == self.as_of

    @property
    def last_day(self) -> date:
        """The last day up to the day asked about on which a report could count."""
        return min(filter(None, (self.round.closing_day or self.overtaken_on, self.as_of)))

    def mark_of(self, iso3: str) -> ReportMark:
        """Return what is known of the report of a country.

        Nothing on record is “no report” only where everything would be on record.
        """
        report = self.reports.get(iso3)
        if report is None or not report.sent_on:
            return ReportMark.NONE if self.answers_held else ReportMark.UNKNOWN
        if report.after_closure:
            return ReportMark.AFTER_CLOSURE
        if report.receipt:
            return ReportMark.RECEIPT
        if report.late:
            return ReportMark.LATE
        return ReportMark.IN_TIME if self.round.due_day else ReportMark.SENT

    @cached_property
    def days_counted(self) -> dict[str, date]:
        """The day on which each report came that counts in the figures of the round, by country."""
        return {
            iso3: report.sent_on
            for iso3, report in self.reports.items()
            if report.sent_on and not report.after_closure
        }

    def offset_of(self, day: date | None) -> int | None:
        """Return the days from the first possible day of opening to a day; None where either is unknown."""
        return (day - self.opening).days if day and self.opening else None

    @property
    def due_offset(self) -> int | None:
        return self.offset_of(self.round.due_day)

    @property
    def closing_offset(self) -> int | None:
        return self.offset_of(self.round.closing_day)

    def day_at(self, offset: int) -> date:
        """Return the day so many days after the opening; only of a round whose opening is known."""
        return first_day(self.round.opens) + timedelta(days=offset)
