"""What a state is told of its report that came on paper."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from authorities.models.roles import CERTIFIES
from authorities.notices.kinds import NoticeKind, register_notice
from authorities.notices.notifying import notify
from reporting.models import PaperReportEvent
from reporting.submissions.duties import find_people_of_state

TO_CONFIRM = register_notice(
    NoticeKind(
        "paper_report_to_confirm",
        _("Your paper report is typed: please confirm"),
        _("%(record)s: the secretariat has typed the report that came on paper. Read and submit it."),
        urgent=True,
    )
)
RECORDED = register_notice(
    NoticeKind(
        "paper_report_recorded",
        _("Your paper report is recorded"),
        _("%(record)s: the secretariat has recorded the report that came on paper as received."),
    )
)
KINDS = {"ask_confirmation": TO_CONFIRM, "record": RECORDED}


def notify_of_paper(event: PaperReportEvent) -> None:
    """Tell those who certify for the state, if the move concerns them."""
    kind, report = KINDS.get(event.move), event.paper_report.submission
    if kind is None:
        return
    people = find_people_of_state(report, CERTIFIES)
    path = reverse("submission", args=[report.round_id, report.member_state_id])
    notify(people, kind, about=report, facts={}, path=path)
