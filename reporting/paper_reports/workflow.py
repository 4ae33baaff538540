"""The states of a paper report: typed by the secretariat, then confirmed by the country or recorded."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import MemberState, User
from authorities.models.roles import CERTIFIES, LEADS_THE_SECRETARIAT, REVIEWS
from authorities.transitions import NotAllowed, Transition, Workflow
from reporting.models import PaperReport, PaperReportEvent, Round, State, Submission, SubmissionEvent
from reporting.models.answers import Origin
from reporting.models.paper_reports import PaperState
from reporting.models.receipts import CONTENT_KEY
from reporting.models.rounds import first_day
from reporting.paper_reports.paper_notices import notify_of_paper
from reporting.submissions.duties import holds_role_for
from reporting.submissions.questionnaire import evaluate_submission

ENTERING, WAITING, CONFIRMED, RECORDED = PaperState

Sentences = Iterator[str | Promise]


def may_move_paper_report(user: User, roles: tuple[str, ...], paper: PaperReport) -> bool:
    return holds_role_for(user, roles, paper.submission)


def is_begun_by_country(submission: Submission) -> bool:
    """Return True if somebody has answered something: what a record says of itself is not that."""
    return submission.answers.exclude(origin=Origin.RECORD, confirmed_at=None).exists()


def require_free_report(paper: PaperReport, **details: Any) -> Sentences:
    """Yield why nothing can be typed for the state."""
    report, today = paper.submission, timezone.localdate()
    if not report.round.takes_reports_on(today):
        yield _("This round does not accept reports now.")
    elif report.state != State.DRAFT or report.versions.exists():
        yield _("The report of this country is “%(state)s” already.") % {"state": report.get_state_display()}
    elif is_begun_by_country(report):
        yield _(
            "The country has begun to fill in its report. Ask it to go on, or to send the paper's answers."
        )
    if paper.received_on > today or paper.received_on < first_day(report.round.opens):
        yield _("Choose a day on which this round was open and that has come.")


def require_complete_form(paper: PaperReport, **details: Any) -> Sentences:
    yield from (problem.sentence for problem in evaluate_submission(paper.submission).problems)


def describe_wrong_paper_state(paper: PaperReport, row: Transition) -> str | Promise:
    return _("The paper report is already “%(state)s”, so nothing was changed.") % {
        "state": paper.get_state_display()
    }


paper_workflow = Workflow(
    transitions=(
        Transition("receive", _("Type a paper report"), frozenset({""}), ENTERING, REVIEWS,
            requires=require_free_report, offered=False),
        Transition("ask_confirmation", _("Ask the country to confirm"), frozenset({ENTERING}), WAITING,
            REVIEWS, requires=require_complete_form),
        Transition("type_again", _("Go on typing"), frozenset({WAITING}), ENTERING, REVIEWS, needs_note=True),
        Transition("confirm", _("Confirmed"), frozenset({ENTERING, WAITING}), CONFIRMED, CERTIFIES,
            offered=False),
        Transition("record", _("Record as received"), frozenset({ENTERING, WAITING}), RECORDED,
            LEADS_THE_SECRETARIAT, needs_note=True, offered=False),
    ),
    event_model=lambda: PaperReportEvent,
    record_name="paper_report",
    may=may_move_paper_report,
    wrong_state=describe_wrong_paper_state,
    announce=notify_of_paper,
)  # fmt: skip


@transaction.atomic
def receive_paper(
    round_: Round, member_state: MemberState, *, by: User, received_on: date, way: str, scan: UploadedFile
) -> PaperReport:
    """Open the report of a state for the secretariat to type. Raises ValidationError with reasons why not."""
    report, _created = Submission.objects.select_for_update(of=("self",)).get_or_create(
        round=round_, member_state=member_state, defaults={"started_at": timezone.now()}
    )
    if PaperReport.objects.filter(submission=report).exists():
        raise NotAllowed(_("A paper report of this country is being typed already."))
    paper = PaperReport(
        submission=report, received_on=received_on, way=way, scan=scan, scan_name=(scan.name or "")[-200:]
    )
    paper_workflow.start(paper, "receive", by=by)
    return paper


def find_paper(submission: Submission) -> PaperReport | None:
    return PaperReport.objects.filter(submission=submission).first()


def is_typed_by(user: User, submission: Submission) -> bool:
    """Return True if this person of the secretariat types the report now."""
    if submission.state != State.DRAFT or not holds_role_for(user, REVIEWS, submission):
        return False
    paper = find_paper(submission)
    return paper is not None and paper.state == ENTERING


def describe_paper(submission: Submission, *, is_confirmed: bool) -> dict[str, Any]:
    """Return what a version holds of the paper that its report was typed from; nothing of another."""
    paper = find_paper(submission)
    if paper is None:
        return {}
    fact = {"received_on": paper.received_on.isoformat(), "way": paper.way, "confirmed": is_confirmed}
    return {CONTENT_KEY: fact}


def require_paper(submission: Submission, **details: Any) -> Sentences:
    if find_paper(submission) is None:
        yield _("Only a report that came on paper is recorded so. Upload its scan first.")


def settle_paper(event: SubmissionEvent) -> None:
    """Note with the paper that its report was sent: confirmed by the country, or recorded for it."""
    paper = find_paper(event.submission)
    if paper and not paper.is_settled:
        name = "confirm" if event.move == "submit" else "record"
        paper_workflow.move(paper, name, by=event.by, at=event.at, note=event.note)
