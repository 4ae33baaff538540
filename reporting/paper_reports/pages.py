"""A report that came on paper as the secretariat types it."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property

from authorities.models import User
from authorities.models.roles import LEADS_THE_SECRETARIAT
from reporting.filing.pages import ReportPage
from reporting.filing.section_page import SectionPage
from reporting.models import PaperReport, PaperReportEvent, State, Submission
from reporting.models.paper_reports import PaperState
from reporting.paper_reports.forms import PaperNoteForm, RecordForm
from reporting.paper_reports.workflow import is_typed_by, paper_workflow
from reporting.submissions.duties import holds_role_for


class PaperPage(ReportPage):
    """The paper report of a state: what was typed so far, and what is done next."""

    def __init__(self, paper: PaperReport, submission: Submission, user: User, data: Any = None) -> None:
        super().__init__(submission, user)
        paper.submission = submission
        self.paper, self.data = paper, data or {}

    def section_address(self, code: str) -> str:
        return paper_address(self.submission, "paper_section", code)

    @cached_property
    def history(self) -> list[PaperReportEvent]:
        return list(self.paper.events.select_related("by"))

    @property
    def may_type(self) -> bool:
        return is_typed_by(self.user, self.submission)

    @property
    def may_record(self) -> bool:
        """True if this person may record what nobody of the country confirms."""
        is_open = self.submission.state == State.DRAFT and not self.paper.is_settled
        return is_open and holds_role_for(self.user, LEADS_THE_SECRETARIAT, self.submission)

    @cached_property
    def forms(self) -> list[tuple[str, Any, PaperNoteForm]]:
        """[(move, label, form)] of what this person can do."""
        rows = list(paper_workflow.available_transitions(self.user, self.paper))
        if self.may_record:
            rows.append(paper_workflow.by_name["record"])
        sent = self.data.get("move", "")
        return [
            (
                row.name,
                row.label,
                (RecordForm if row.name == "record" else PaperNoteForm)(
                    self.data if row.name == sent else None, prefix=row.name
                ),
            )
            for row in rows
        ]

    @property
    def sent_form(self) -> tuple[str, PaperNoteForm] | None:
        return next(((name, form) for name, _label, form in self.forms if form.is_bound), None)

    @property
    def is_waiting(self) -> bool:
        return self.paper.state == PaperState.WAITING


class PaperSectionPage(SectionPage):
    """One section of a report that the secretariat types from paper; its buttons stay among these pages."""

    def section_address(self, code: str) -> str:
        return paper_address(self.submission, "paper_section", code)

    @property
    def overview_address(self) -> str:
        return paper_address(self.submission, "paper_report")


def paper_address(submission: Submission, name: str, *more: str) -> str:
    return reverse(name, args=[submission.round_id, submission.member_state_id, *more])
