"""The content of the filing pages: sections with progress, problems with links, the moves that are open."""

from collections import Counter
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _

from authorities.models import User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from authorities.notices.overview import SentRow, sent_to
from reporting.checks.catalogue import Severity
from reporting.checks.frozen_findings import version_findings
from reporting.checks.justifying import ReportFinding, read_findings
from reporting.clarifications.return_scope import ReturnScope, read_return_scope
from reporting.filing.assignments.limited_form import limit_form
from reporting.filing.assignments.reach import WHOLE, Reach
from reporting.filing.comments.counts import count_open_by_section
from reporting.filing.due_dates import TimeLeft, time_left
from reporting.filing.next_steps import AFTER_SUBMISSION, OfferedMove, describe_move
from reporting.filing.presence.tracking import find_others_by_section
from reporting.filing.section_list import SectionTask, find_holders, list_section_tasks
from reporting.models import Answer, Assignment, Rewording, State, Submission, SubmissionEvent, Version
from reporting.models.answers import Origin
from reporting.publication.pages import PublicationStatus
from reporting.submissions.questionnaire import AnswerProblem, FormState, SectionProgress, evaluate_rows
from reporting.submissions.read_back import RenderedAnswer, attach_findings, render_report
from reporting.submissions.versions import evaluate_version
from reporting.submissions.workflow import (
    UNCHANGED,
    WITH_OWN_PAGE,
    is_unchanged_since_return,
    report_workflow,
)


@dataclass(frozen=True)
class WorkingCopy:
    """The stored answers at one moment, and the state of the form with them."""

    rows: dict[str, Answer]
    form: FormState


def read_working_copy(submission: Submission) -> WorkingCopy:
    """Read the working answers, with the people who gave them, and evaluate the form once."""
    stored = submission.answers.select_related("by", "carried_from__submission__round")
    rows = {row.question: row for row in stored.defer("carried_from__content")}
    return WorkingCopy(rows, evaluate_rows(submission, rows.values()))


def has_own_answers(rows: dict[str, Answer]) -> bool:
    """Return True if somebody has answered something: what a record says of itself is not that."""
    return any(row.origin != Origin.RECORD or not row.needs_confirmation for row in rows.values())


class ReportPage:
    """A report as one person sees it."""

    def __init__(self, submission: Submission, user: User, reach: Reach = WHOLE) -> None:
        """`reach` says which questions are open to this person, if no role opens them all."""
        self.submission, self.user, self.reach = submission, user, reach
        self.instrument = submission.round.instrument

    @cached_property
    def rewordings(self) -> list[Rewording]:
        """What was mended in the wording of the form, newest first."""
        return list(self.instrument.rewordings.all())

    @cached_property
    def working_copy(self) -> WorkingCopy:
        return self.read_copy()

    def read_copy(self) -> WorkingCopy:
        """Read the working copy, as far as it may be shown to this person."""
        copy = read_working_copy(self.submission)
        if not self.reach.hides_rest:
            return copy
        rows = {code: row for code, row in copy.rows.items() if self.reach.reads(code)}
        return WorkingCopy(rows, limit_form(copy.form, self.reach))

    @property
    def form_state(self) -> FormState:
        return self.working_copy.form

    @property
    def problems(self) -> list[AnswerProblem]:
        return self.form_state.problems

    @cached_property
    def return_scope(self) -> ReturnScope | None:
        """What the last return opens; None if every answer can be changed."""
        return read_return_scope(self.submission)

    @property
    def opened_answers(self) -> list[tuple[str, str]]:
        """[(address, number)] of the questions that the last return asks about; nothing if it opens all."""
        if self.return_scope is None:
            return []
        return [
            (f"{self.section_address(section['code'])}#{question['code']}", question["number"])
            for section in self.instrument.sections
            for question in section["questions"]
            if question["code"] in self.return_scope.asked
        ]

    @cached_property
    def findings(self) -> list[ReportFinding]:
        """What the checks say of the working copy; nothing while it is untouched."""
        if self.is_untouched:
            return []
        found = read_findings(self.submission, self.form_state)
        return [finding for finding in found if all(map(self.reach.reads, finding.questions))]

    @property
    def blocking_findings(self) -> list[ReportFinding]:
        return [finding for finding in self.findings if finding.severity is Severity.BLOCKS]

    @property
    def unexplained_findings(self) -> list[ReportFinding]:
        return [finding for finding in self.findings if finding.is_unexplained]

    @property
    def unchanged_sentence(self) -> str | Promise:
        """What is said of a returned report in which nothing was corrected; blank of any other."""
        if self.submission.state != State.RETURNED:
            return ""
        last = self.events[0] if self.events else None
        return UNCHANGED if is_unchanged_since_return(last, self.form_state, self.findings) else ""

    @property
    def section_tasks(self) -> list[SectionTask]:
        copy = self.working_copy
        unsettled = [*self.blocking_findings, *self.unexplained_findings]
        people_now = find_others_by_section(self.submission, self.user)
        threads = self.open_threads
        tasks = list_section_tasks(copy.form, copy.rows, self.steps, unsettled, people_now, threads)
        holders = find_holders(self.instrument, self.held_assignments)
        return [replace(task, assigned_to=holders[task.progress.code]) for task in tasks]

    @cached_property
    def open_threads(self) -> Counter[str]:
        """How many discussions are open in each section; for the people of the state."""
        return count_open_by_section(self.submission, self.instrument) if self.is_own else Counter()

    @cached_property
    def held_assignments(self) -> list[Assignment]:
        """What is assigned to somebody, with its questions."""
        return list(self.submission.assignments.held().select_related("user").prefetch_related("questions"))

    @property
    def open_assignments(self) -> list[Assignment]:
        """What nobody has finished: told by name before the report is sent."""
        return [one for one in self.held_assignments if one.is_open]

    @property
    def time_left(self) -> TimeLeft | None:
        """The time left while the report can be changed."""
        if not self.submission.editable:
            return None
        return time_left(self.submission.due_day, self.submission.member_state.local_day())

    @property
    def after_submission(self) -> tuple[str | Promise, ...]:
        """What happens next to a report that was sent."""
        return AFTER_SUBMISSION.get(self.submission.state, ())

    @property
    def is_untouched(self) -> bool:
        return not has_own_answers(self.working_copy.rows)

    @property
    def next_step(self) -> tuple[str, SectionProgress] | None:
        """(address, section) to go on with: the first with something open; None if there is none."""
        return next(((address, step) for address, step in self.steps if step.open), None)

    def section_address(self, code: str) -> str:
        return reverse("section", args=[self.submission.round_id, self.submission.member_state_id, code])

    @property
    def steps(self) -> list[tuple[str, SectionProgress]]:
        """[(address, progress)] of the sections that this person fills in."""
        return [
            (self.section_address(step.code), step)
            for step in self.form_state.progress
            if self.fills_in_section(step.code)
        ]

    def fills_in_section(self, code: str) -> bool:
        """Return True if the section asks this person something."""
        if self.reach.held is None:
            return True
        questions = (self.instrument.section(code) or {"questions": []})["questions"]
        return any(question["code"] in self.reach.held for question in questions)

    @property
    def number_answered(self) -> int:
        return sum(step.answered for step in self.form_state.progress)

    @property
    def number_asked(self) -> int:
        return sum(step.relevant for step in self.form_state.progress)

    @property
    def sections(self) -> list[tuple[dict, list[RenderedAnswer]]]:
        """The working copy in words."""
        return attach_findings(render_report(self.form_state), self.findings)

    @cached_property
    def versions(self) -> list[Version]:
        return list(self.submission.versions.newest_first())

    @cached_property
    def events(self) -> list[SubmissionEvent]:
        return list(self.submission.events.select_related("by", "version").order_by("-at", "-pk"))

    @cached_property
    def notices(self) -> list[SentRow]:
        """What people were told about this report."""
        return sent_to(self.submission, self.user)

    @property
    def last_note(self) -> SubmissionEvent | None:
        """The newest event, if it has a note."""
        return self.events[0] if self.events and self.events[0].note else None

    @cached_property
    def public_version(self) -> Version | None:
        return self.submission.versions.published().newest_first().first()

    @cached_property
    def has_last_report(self) -> bool:
        """True if a report of the country to an earlier round is published, whose answers can be used."""
        return Version.objects.of_earlier_rounds(self.submission).exists()

    @cached_property
    def publication(self) -> PublicationStatus | None:
        """Where a report that was sent stands on its way to the public."""
        return None if self.submission.editable else PublicationStatus(self.submission, self.user)

    @property
    def is_own(self) -> bool:
        return self.reach.is_limited or self.submission.member_state_id in self.user.states_as(
            *READS_OWN_STATE
        )

    @property
    def may_fill_in(self) -> bool:
        if self.reach.is_limited:
            return bool(self.reach.answers)
        own = self.submission.member_state_id in self.user.states_as(*FILLS_IN)
        return own and self.submission.editable

    @property
    def overview_address(self) -> str:
        """The page that this person comes back to: the report, or what was assigned to them."""
        return reverse("my_assignments") if self.reach.is_limited else self.submission.get_absolute_url()

    @cached_property
    def moves(self) -> list[OfferedMove]:
        """The moves open to this person now, except those that have pages of their own."""
        rows = report_workflow.available_transitions(self.user, self.submission)
        return [
            describe_move(row)
            for row in rows
            if row.name not in WITH_OWN_PAGE
            and not (row.name == "withdraw" and self.submission.was_published)
        ]

    @property
    def closed_message(self) -> str:
        return _("This report is “%(state)s” and can no longer be changed.") % {
            "state": self.submission.get_state_display()
        }

    @property
    def last_signatory(self) -> dict[str, str]:
        """Who signed the version before, to be changed where somebody else signs now."""
        last = self.versions[0] if self.versions else None
        names = ("signatory_name", "signatory_position")
        return {name: getattr(last, name) for name in names} if last else {}

    @property
    def may_submit(self) -> bool:
        return any(
            row.name == "submit" for row in report_workflow.available_transitions(self.user, self.submission)
        )


def render_version(version: Version) -> list[tuple[dict, list[RenderedAnswer]]]:
    """Return a version in words, private answers included, with what the checks said of it."""
    return attach_findings(render_report(evaluate_version(version)), version_findings(version))
