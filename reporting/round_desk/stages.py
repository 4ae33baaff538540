"""How far each state is in a round on a day: one stage each, and the days that it is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import Authority, MemberState
from reporting.models import Contact, Extension, NonResponse, ReportReceipt, State

STALLED_AFTER = timedelta(days=30)


class RoundStage(TextChoices):
    """Where a state stands; the order is that of the way to a published report."""

    NO_AUTHORITY = "no_authority", _("No authority")
    INVITED = "invited", _("Not seen here yet")
    OPENED = "opened", _("Signed in, not started")
    STARTED = "started", _("Started")
    STALLED = "stalled", _("Stalled for 30 days")
    RETURNED = "returned", _("Returned, to be corrected")
    SUBMITTED = "submitted", _("Submitted")


TONES: dict[str, str] = {
    RoundStage.NO_AUTHORITY: "stop",
    RoundStage.STALLED: "warn",
    RoundStage.RETURNED: "warn",
    RoundStage.SUBMITTED: "ok",
}
EXPLANATIONS: dict[str, str | Promise] = {
    RoundStage.NO_AUTHORITY: _("No authority is designated on that day, and no report was started."),
    RoundStage.INVITED: _(
        "There is an authority, but nobody of the state has signed in since the round opened."
    ),
    RoundStage.OPENED: _(
        "Somebody of the state has signed in since the round opened; no report was started."
    ),
    RoundStage.STARTED: _("The report is being filled in."),
    RoundStage.STALLED: _("The report was started, and nothing was changed in it for 30 days."),
    RoundStage.RETURNED: _("The secretariat has asked for a correction."),
    RoundStage.SUBMITTED: _("The report was sent, in time or late."),
}


@dataclass(frozen=True)
class StateInRound:
    """What the secretariat knows of a state in a round on a day. Personal data of the state: never public."""

    day: date
    member_state: MemberState
    region: str
    authority: Authority | None = None
    vacant_since: date | None = None  # where there is none in force
    addresses: tuple[str, ...] = ()  # of the people who certify its report
    language: str = "en"  # in which they last signed in
    last_sign_in: date | None = None
    report_state: str = ""  # as it was at the end of the day; blank without a report
    changed_on: date | None = None
    sent_on: date | None = None
    receipt: ReportReceipt | None = None  # of a report that is not held here
    last_round: int | None = None  # the last earlier round with a report
    opens: date | None = None
    due: date | None = None  # the last day of this state
    extension: Extension | None = None
    contact: Contact | None = None
    non_response: NonResponse | None = None

    @property
    def stage(self) -> RoundStage:
        if self.report_state == State.RETURNED:
            return RoundStage.RETURNED
        if self.report_state and self.report_state != State.DRAFT:
            return RoundStage.SUBMITTED
        if self.receipt:
            return RoundStage.SUBMITTED
        if self.report_state:
            is_stalled = self.changed_on is not None and self.changed_on + STALLED_AFTER <= self.day
            return RoundStage.STALLED if is_stalled else RoundStage.STARTED
        if self.authority is None:
            return RoundStage.NO_AUTHORITY
        was_here = self.opens and self.last_sign_in and self.last_sign_in >= self.opens
        return RoundStage.OPENED if was_here else RoundStage.INVITED

    @property
    def tone(self) -> str:
        return TONES.get(self.stage, "none")

    @property
    def is_missing(self) -> bool:
        return self.stage != RoundStage.SUBMITTED

    @property
    def days_overdue(self) -> int:
        """The days since its last day, without a report; 0 if it is not overdue."""
        if not self.is_missing or self.due is None:
            return 0
        return max((self.day - self.due).days, 0)

    @property
    def is_late(self) -> bool:
        """True if it was sent after its last day."""
        if self.receipt:
            return self.receipt.is_late
        return bool(not self.is_missing and self.due and self.sent_on and self.sent_on > self.due)

    @property
    def mailboxes(self) -> list[str]:
        """The addresses to write to: that of the authority first, then those of its people."""
        office = self.authority.mailbox if self.authority else ""
        return list(dict.fromkeys(filter(None, [office, *self.addresses])))
