"""The content of the filing pages: sections with progress, problems with links, the moves that are open."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.models import MemberState, User
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from authorities.transitions import Transition
from reporting.filing.forms import QuestionForm, question_forms
from reporting.filing.saving import SaveResult
from reporting.instruments.question_types import Question
from reporting.models import Answer, Submission, SubmissionEvent, Version
from reporting.submissions.questionnaire import (
    FormState,
    SectionProgress,
    answer_values,
    evaluate_form,
    plain_answer,
)
from reporting.submissions.read_back import RenderedAnswer, render_report
from reporting.submissions.versions import evaluate_version
from reporting.submissions.workflow import report_workflow


@dataclass(frozen=True)
class WorkingCopy:
    """The stored answers at one moment, and the state of the form with them."""

    rows: dict[str, Answer]
    form: FormState


def read_working_copy(submission: Submission) -> WorkingCopy:
    """Read the working answers, with the people who gave them, and evaluate the form once."""
    rows = {row.question: row for row in submission.answers.select_related("by")}
    answers = {code: plain_answer(row) for code, row in rows.items()}
    today = submission.member_state.local_day()
    return WorkingCopy(rows, evaluate_form(submission.round.instrument, answers, today))


class ReportPage:
    """A report as one person sees it."""

    def __init__(self, submission: Submission, user: User) -> None:
        self.submission, self.user = submission, user
        self.instrument = submission.round.instrument

    @cached_property
    def working_copy(self) -> WorkingCopy:
        return read_working_copy(self.submission)

    @property
    def form_state(self) -> FormState:
        return self.working_copy.form

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """[(address of the question, its text, sentence on what is wrong)]."""
        return [
            (
                f"{self.section_address(problem.section)}#{problem.question}",
                self.instrument.questions[problem.question]["text"],
                problem.sentence,
            )
            for problem in self.form_state.problems
        ]

    def section_address(self, code: str) -> str:
        return reverse("section", args=[self.submission.round_id, self.submission.member_state_id, code])

    @property
    def steps(self) -> list[tuple[str, SectionProgress]]:
        """[(address, progress)] of the sections."""
        return [(self.section_address(step.code), step) for step in self.form_state.progress]

    @property
    def progress_sentence(self) -> str:
        """One sentence on how far the whole report is."""
        progress = self.form_state.progress
        ready = sum(1 for step in progress if not step.open)
        still_open = sum(step.open for step in progress)
        if not still_open:
            return _("All sections are ready.")
        sections = ngettext("%(count)d section is ready", "%(count)d sections are ready", ready) % {
            "count": ready
        }
        questions = ngettext("%(count)d question is open", "%(count)d questions are open", still_open) % {
            "count": still_open
        }
        return _("%(sections)s; %(questions)s.") % {"sections": sections, "questions": questions}

    @property
    def sections(self) -> list[tuple[dict, list[RenderedAnswer]]]:
        """The working copy in words."""
        return render_report(self.form_state)

    @cached_property
    def versions(self) -> list[Version]:
        return list(self.submission.versions.newest_first())

    @property
    def latest_sections(self) -> list[tuple[dict, list[RenderedAnswer]]]:
        """The newest version in words, private answers included."""
        return render_report(evaluate_version(self.versions[0])) if self.versions else []

    @cached_property
    def events(self) -> list[SubmissionEvent]:
        return list(self.submission.events.select_related("by", "version").order_by("-at", "-pk"))

    @property
    def last_note(self) -> SubmissionEvent | None:
        """The newest event, if it has a note."""
        return self.events[0] if self.events and self.events[0].note else None

    @cached_property
    def public_version(self) -> Version | None:
        return self.submission.versions.published().newest_first().first()

    @property
    def is_own(self) -> bool:
        return self.submission.member_state_id in self.user.states_as(*READS_OWN_STATE)

    @property
    def may_fill_in(self) -> bool:
        own = self.submission.member_state_id in self.user.states_as(*FILLS_IN)
        return own and self.submission.editable

    @cached_property
    def moves(self) -> list[Transition]:
        """The moves open to this person now, except submitting, which has a page of its own."""
        return [
            row
            for row in report_workflow.available_transitions(self.user, self.submission)
            if row.name != "submit"
        ]

    @property
    def may_submit(self) -> bool:
        return any(
            row.name == "submit" for row in report_workflow.available_transitions(self.user, self.submission)
        )


@dataclass(frozen=True)
class SectionQuestion:
    """A question on the page of its section, with its form, its stored answer and the problems of that."""

    form: QuestionForm
    is_relevant: bool
    problems: list[str]
    answer: Answer | None

    @property
    def question(self) -> Question:
        return self.form.question

    @property
    def rule(self) -> str:
        """The rule that makes the question relevant, for the script; empty if it always is."""
        return json.dumps(self.question["relevant"]) if self.question["relevant"] is not None else ""

    @property
    def errors(self) -> list[str]:
        """The errors in what was just typed."""
        if not self.form.is_bound:
            return []
        names = ("value", "reason", "reason_detail")
        return [
            *self.form.non_field_errors(),
            *(error for name in names for error in self.form.errors.get(name, [])),
        ]


class SectionPage(ReportPage):
    """One section of the form, for filling in."""

    def __init__(
        self,
        submission: Submission,
        user: User,
        code: str,
        data: Any = None,
        files: Any = None,
        row_to_add: str = "",
    ) -> None:
        """`row_to_add` is the code of the group that shall open an empty row."""
        super().__init__(submission, user)
        self.section = self.instrument.section(code)
        if self.section is None:
            raise Http404
        countries = [(state.iso3, state.name) for state in MemberState.objects.by_name()]
        self.is_bound = data is not None
        self.forms = question_forms(self.section, self.form_state.given, countries, data=data, files=files)
        for form in self.forms:
            form.opens_empty_row = form.question["code"] == row_to_add
        self.refusal = "" if submission.editable else self.closed_message()
        self.opened: list[str] = []
        self.save_was_tried = False

    def closed_message(self) -> str:
        return _("This report is “%(state)s” and can no longer be changed.") % {
            "state": self.submission.get_state_display()
        }

    @property
    def number(self) -> int:
        return [section["code"] for section in self.instrument.sections].index(self.section["code"]) + 1

    @property
    def questions(self) -> list[SectionQuestion]:
        """The questions of the section in order, as the page shows them."""
        state, rows = self.form_state, self.working_copy.rows
        sentences: dict[str, list[str]] = {}
        # An untouched report shows no problems beside its questions.
        for problem in state.problems if rows else []:
            sentences.setdefault(problem.question, []).append(problem.sentence)
        return [
            SectionQuestion(
                form,
                state.is_relevant(form.question),
                sentences.get(form.question["code"], []),
                rows.get(form.question["code"]),
            )
            for form in self.forms
        ]

    @property
    def answers_json(self) -> str:
        """The stored values, for the script that opens follow-up questions at once."""
        return json.dumps(answer_values(self.form_state.given))

    def refresh(self, result: SaveResult) -> None:
        """Read the working copy again after the page was saved, and note which questions it has opened."""
        before = self.form_state.relevant
        self.refusal, self.save_was_tried = result.refusal, True
        self.working_copy = read_working_copy(self.submission)
        self.opened = [
            question["code"]
            for question in self.form_state.relevant_questions(self.section)
            if question["code"] not in before and question["code"] not in self.form_state.given
        ]

    @property
    def unsaved_questions(self) -> list[SectionQuestion]:
        """The questions whose typed answers could not be saved."""
        return [shown for shown in self.questions if self.save_was_tried and shown.form.has_errors]

    @property
    def is_saved(self) -> bool:
        return not self.refusal and not self.unsaved_questions

    def saved_message(self, result: SaveResult) -> str:
        if self.opened:
            return _("Saved. Your answers have opened more questions below.")
        if not result.changed:
            return _("Nothing had changed.")
        return ngettext("Saved %(count)d answer.", "Saved %(count)d answers.", len(result.changed)) % {
            "count": len(result.changed)
        }

    def next_address(self, data: Any) -> str:
        """Return the address the pressed button leads to; new questions and rows keep one on this page."""
        own_address = self.section_address(self.section["code"])
        if self.opened:
            return f"{own_address}#{self.opened[0]}"
        if "add_row" in data:
            code = data["add_row"] if data["add_row"] in self.instrument.questions else ""
            return f"{own_address}?adding={code}#{code}"
        if "leave" in data:
            return self.submission.get_absolute_url()
        following = self.instrument.sections[self.number : self.number + 1]
        return self.section_address(following[0]["code"]) if following else self.submission.get_absolute_url()
