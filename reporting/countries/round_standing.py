"""Where a country stands in one round on a day: reported in time or late, due, overdue, or not known here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.languages.addresses import recall_address
from authorities.languages.direction import TextInLanguage
from reporting.compliance.reports_on_record import ReportOnRecord
from reporting.indicators.asked_indicators import AskedIndicator
from reporting.indicators.questionnaires import LocalisedQuestionnaire, Questionnaire
from reporting.models import Round


class Standing(StrEnum):
    """The key stands in files."""

    IN_TIME = "in_time"
    LATE = "late"
    RECEIVED = "received"
    AFTER_CLOSURE = "after_closure"
    DUE = "due"
    OVERDUE = "overdue"
    NONE = "none"
    UNKNOWN = "unknown"


STANDING_LABELS: dict[Standing, str | Promise] = {
    Standing.IN_TIME: _("Reported in time"),
    Standing.LATE: _("Reported late"),
    Standing.RECEIVED: _("Reported"),
    Standing.AFTER_CLOSURE: _("Came after the round had closed"),
    Standing.DUE: _("Not yet due"),
    Standing.OVERDUE: _("Overdue"),
    Standing.NONE: _("Not reported"),
    Standing.UNKNOWN: _("Not known"),
}
TONES = {
    Standing.IN_TIME: "ok",
    Standing.RECEIVED: "ok",
    Standing.LATE: "warn",
    Standing.AFTER_CLOSURE: "warn",
    Standing.OVERDUE: "stop",
    Standing.NONE: "stop",
}


@dataclass(frozen=True)
class RoundStanding:
    """A round with the report of the country, as it stood at the end of the day."""

    iso3: str
    round: Round
    day: date
    report: ReportOnRecord | None
    # True if a report of any country to this round is held here, or is known to have come.
    is_held: bool
    # True of the newest round that has opened: only to it a report can still come.
    is_newest: bool
    withdrawn_on: date | None = None
    questionnaire: Questionnaire | None = None

    @cached_property
    def localised(self) -> LocalisedQuestionnaire | None:
        return self.questionnaire.localise() if self.questionnaire else None

    @property
    def indicators(self) -> dict[str, AskedIndicator]:
        return self.localised.indicators if self.localised else {}

    @cached_property
    def title(self) -> TextInLanguage:
        return self.round.texts["title"]

    @cached_property
    def due_day(self) -> date | None:
        due: date | None = self.round.due_day
        return due

    @property
    def sent_on(self) -> date | None:
        return self.report.sent_on if self.report else None

    @cached_property
    def standing(self) -> Standing:
        report, due = self.report, self.due_day
        if report and report.after_closure:
            return Standing.AFTER_CLOSURE
        if report and report.sent_on:
            in_time = Standing.IN_TIME if due else Standing.RECEIVED
            return Standing.LATE if report.late else in_time
        if self.is_open:
            return Standing.OVERDUE if due and due < self.day else Standing.DUE
        return Standing.NONE if self.is_held else Standing.UNKNOWN

    @cached_property
    def is_open(self) -> bool:
        """True while a report would count: the round has opened, and has not closed as far as is known."""
        return self.is_newest and self.round.is_open_on(self.day)

    @property
    def is_public(self) -> bool:
        """True if a version of the report can be read."""
        return bool(self.report and self.report.published and self.report.version_number)

    @cached_property
    def report_url(self) -> str:
        return recall_address("report", self.round.number, self.iso3)

    @property
    def shows_answers(self) -> bool:
        return bool(self.report and self.report.counts_answers)
