"""The page of one section: its questions with what is typed, stored and wrong, and where its buttons lead."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.models import User
from reporting.checks.justifying import ReportFinding, group_by_question
from reporting.clarifications.pages import ListedClarification, group_by_answer, read_of_report
from reporting.filing.assignments.limited_form import limit_section
from reporting.filing.assignments.reach import WHOLE, Reach
from reporting.filing.comments.counts import read_threads
from reporting.filing.forms import QuestionForm
from reporting.filing.pages import ReportPage
from reporting.filing.presence.tracking import describe_others, find_others
from reporting.filing.saving import SaveResult
from reporting.filing.section_content import SectionContent
from reporting.filing.section_question import SectionQuestion
from reporting.filing.unsaved_text import show_unsaved_texts
from reporting.models import Answer, CommentThread, Submission
from reporting.submissions.questionnaire import SectionProgress


def is_sent(form: QuestionForm, names: list[str]) -> bool:
    """Return True if a browser has sent something of a question."""
    return any(name.startswith(f"{form.prefix}-") for name in names)


class SectionPage(SectionContent, ReportPage):
    """One section of the form, for filling in."""

    def __init__(
        self,
        submission: Submission,
        user: User,
        code: str,
        data: Any = None,
        files: Any = None,
        row_to_add: str = "",
        second_language: str = "",
        reach: Reach = WHOLE,
    ) -> None:
        """`row_to_add` is the code of the group that shall open an empty row."""
        super().__init__(submission, user, reach)
        self.section = self.find_section(code, second_language)
        self.data: Any = data or {}
        self.is_bound = data is not None
        self.forms = self.build_forms(data=data, files=files)
        if not self.is_bound:
            self.forms = show_unsaved_texts(submission, self.forms, user, self.working_copy.rows)
        for form in self.forms:
            if form.question["code"] == row_to_add:
                form.open_empty_row()
        self.refusal = self.explain_lock()
        self.opened: list[str] = []
        self.joined: list[str] = []
        self.save_was_tried = False

    @cached_property
    def closed_questions(self) -> frozenset[str]:
        """The questions whose answers the last return has not opened."""
        return self.return_scope.find_closed(self.form_state) if self.return_scope else frozenset()

    def build_forms(self, **sent: Any) -> list[QuestionForm]:
        """Return the forms; of what cannot be changed the browser sends nothing, and it stays as it is."""
        forms = super().build_forms(**sent)
        if not (self.closed_questions and sent.get("data") is not None):
            return forms
        names = [*sent["data"], *(sent.get("files") or {})]
        return [
            shown if shown.question["code"] in self.closed_questions and not is_sent(shown, names) else typed
            for typed, shown in zip(forms, super().build_forms(), strict=True)
        ]

    def find_section(self, code: str, second_language: str) -> dict[str, Any]:
        """Return the section with the questions open to this person. Raise Http404 if there is none."""
        section = self.instrument.section(code, second_language)
        if section is None:
            raise Http404
        if self.reach.held is None or self.reach.answers is None:
            return section
        limited = limit_section(section, self.reach.answers)
        if not limited["questions"]:  # nothing to answer now, so what was answered is shown
            limited = limit_section(section, self.reach.held)
        if not limited["questions"]:
            raise Http404
        return limited

    def explain_lock(self) -> str:
        """Return why nothing on this page can be changed; an empty text if it can be."""
        if self.reach.is_limited:
            return str(self.reach.explain_lock([question["code"] for question in self.section["questions"]]))
        return "" if self.submission.editable else self.closed_message

    @property
    def stored_rows(self) -> dict[str, Answer]:
        return self.working_copy.rows

    @cached_property
    def findings_by_question(self) -> dict[str, list[ReportFinding]]:
        return group_by_question(self.findings)

    @cached_property
    def clarifications_by_question(self) -> dict[str, list[ListedClarification]]:
        if not getattr(self.submission, "open_clarifications", 0):
            return {}
        listed = read_of_report(self.submission, self.user)
        waiting = [one for one in listed if one.clarification.is_open]
        return group_by_answer([one for one in waiting if self.reach.may_open(one.clarification.question)])

    @cached_property
    def threads(self) -> dict[str, CommentThread]:
        """The discussions of the questions that this person may read; none for who types a paper report."""
        if not self.is_own:
            return {}
        return {
            code: thread for code, thread in read_threads(self.submission).items() if self.reach.reads(code)
        }

    @property
    def others_here(self) -> str:
        """One sentence on who else has this page open; empty if nobody, or if nobody is to be named."""
        if self.reach.hides_rest:
            return ""
        return describe_others(find_others(self.submission, self.section["code"], self.user))

    def refresh(self, result: SaveResult) -> None:
        """Read the working copy again after the page was saved, and note which questions it has opened.

        Only required ones count, and only if no script has shown them already.
        """
        before = self.form_state.relevant
        self.refusal, self.joined, self.save_was_tried = result.refusal, result.joined, True
        self.working_copy = self.read_copy()
        for name in ("findings", "findings_by_question", "closed_questions"):
            self.__dict__.pop(name, None)
        if not self.refusal:
            pairs = zip(self.forms, self.build_forms(), strict=True)
            self.forms = [typed if typed.has_errors else saved for typed, saved in pairs]
        self.opened = [
            question["code"]
            for question in self.form_state.relevant_questions(self.section)
            if question["required"] and question["code"] not in before | self.form_state.given.keys()
        ]
        if self.data.get("followups") or "leave" in self.data:
            self.opened = []

    @property
    def unsaved_questions(self) -> list[SectionQuestion]:
        """The questions whose typed answers could not be saved, now or when they were typed."""
        was_tried = self.save_was_tried or not self.is_bound
        return [shown for shown in self.questions if was_tried and shown.form.has_errors]

    @property
    def steps(self) -> list[tuple[str, SectionProgress]]:
        """A section with an answer that could not be saved is not ready."""
        with_problem = {problem.question for problem in self.form_state.problems}
        codes = {shown.question["code"] for shown in self.unsaved_questions} - with_problem
        return [
            (
                address,
                replace(step, open=step.open + len(codes)) if step.code == self.section["code"] else step,
            )
            for address, step in super().steps
        ]

    @property
    def is_saved(self) -> bool:
        return not self.refusal and not self.unsaved_questions

    def saved_message(self, result: SaveResult) -> str:
        """Return what has been saved: now, and while it was typed."""
        if self.joined:
            return _("Saved. Both answers stand there now: read and edit them.")
        if self.opened:
            return _("Saved. Your answers have opened more questions below.")
        typed = set(self.data.get("autosaved", "").split()) & self.instrument.questions.keys()
        count = len(typed.union(result.changed))
        if not count:
            return _("Nothing had changed.")
        return ngettext("Saved %(count)d answer.", "Saved %(count)d answers.", count) % {"count": count}

    def next_address(self) -> str:
        """Return the address the pressed button or link leads to; new questions and rows keep one here."""
        if "add_row" in self.data:
            return self.own_address(self.data["add_row"], adds_row=True)
        if "move" in self.data:
            return self.own_address(self.data["move"].partition(" ")[0])
        if self.data.get("go") or "leave" in self.data:
            return self.address_of(self.data.get("go", ""))
        if anew := self.joined or self.opened:
            return self.own_address(anew[0])
        if "stay" in self.data:
            return self.own_address(self.data["stay"])
        following = [
            one["code"]
            for one in self.instrument.sections[self.number :]
            if self.fills_in_section(one["code"])
        ]
        return self.address_of(following[0] if following else "")

    def own_address(self, question: str, *, adds_row: bool = False) -> str:
        """Return the address of this page at a question."""
        code = question if question in self.instrument.questions else ""
        query = f"?adding={code}" if adds_row else ""
        return f"{self.section_address(self.section['code'])}{query}#{code}"

    def address_of(self, section: str) -> str:
        """Return the address of a section; of the overview for any other word."""
        known = self.instrument.section(section) is not None and self.fills_in_section(section)
        return self.section_address(section) if known else self.overview_address
