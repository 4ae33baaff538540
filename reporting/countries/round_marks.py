"""To which rounds any report is held, and from which the report of a country was taken back: one query."""

from datetime import UTC, date, datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Cast

from authorities.models import MemberState
from reporting.models import ReportReceipt, SubmissionEvent, Version
from reporting.models.submissions import TAKE_BACK


def load_round_marks(state: MemberState, end: datetime) -> tuple[set[int], dict[int, date]]:
    """Return the rounds to which a report of any country had come before a moment, or is known to have come;
    and {round: day on which the secretariat took the published report of this country back}."""
    never = Cast(Value(None), DateTimeField())
    sent = Version.objects.sent_before(end).order_by().values_list("submission__round", never)
    receipts = ReportReceipt.objects.order_by().values_list("round", never)
    events = SubmissionEvent.objects.filter(move=TAKE_BACK, at__lt=end, submission__member_state=state)
    rows = list(sent.union(receipts, events.order_by().values_list("submission__round", F("at"))))
    taken_back = sorted((at, number) for number, at in rows if at)
    return {number for number, _at in rows}, {number: at.astimezone(UTC).date() for at, number in taken_back}
