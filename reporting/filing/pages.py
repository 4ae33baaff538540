"""What the pages of the filing room show: sections with progress, gaps with their places, the moves open."""

import json
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.models import MemberState
from authorities.models.roles import FILLS_IN, READS_OWN_STATE
from reporting.filing.forms import QuestionForm, question_forms
from reporting.models import Answer
from reporting.submissions.questionnaire import applies, as_said, in_play, problems_in, progress
from reporting.submissions.read_back import read_back
from reporting.submissions.workflow import report_workflow


class Page:
    """A report as one person sees it."""

    def __init__(self, submission, user):
        self.submission, self.user = submission, user
        self.instrument = submission.round.instrument

    @cached_property
    def answers(self):
        """The working answers by question, with who gave them."""
        return {row.question: row for row in self.submission.answers.select_related("by")}

    @cached_property
    def said(self):
        return {code: as_said(row) for code, row in self.answers.items()}

    @cached_property
    def problems(self):
        """[(address of the question, its text, what is wrong)]."""
        texts = self.instrument.questions
        return [(self.place(p), texts[p.question]["text"], p.sentence) for p in self.found]

    @cached_property
    def found(self):
        return problems_in(self.instrument, self.said)

    def place(self, problem):
        return f"{self.section_address(problem.section)}#{problem.question}"

    def section_address(self, code):
        return reverse("section", args=[self.submission.round_id, self.submission.member_state_id, code])

    @cached_property
    def steps(self):
        """[(address, Progress)] of the sections."""
        return [
            (self.section_address(step.code), step)
            for step in progress(self.instrument, self.said, self.found)
        ]

    @property
    def standing(self):
        """One sentence on how far the whole report is."""
        ready = sum(1 for _address, step in self.steps if not step.open)
        still_open = sum(step.open for _address, step in self.steps)
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
    def sections(self):
        return read_back(self.instrument, self.said)

    @cached_property
    def versions(self):
        return list(self.submission.versions.newest_first())

    @property
    def latest_sections(self):
        """The newest version, read back whole."""
        return read_back(self.instrument, self.versions[0].content["answers"]) if self.versions else []

    @cached_property
    def events(self):
        return list(self.submission.events.select_related("by", "version").order_by("-at", "-pk"))

    @property
    def last_note(self):
        """The newest move, if it came with a note."""
        return self.events[0] if self.events and self.events[0].note else None

    @cached_property
    def public_version(self):
        return self.submission.versions.published().newest_first().first()

    @property
    def is_own(self):
        return self.submission.member_state_id in self.user.states_as(*READS_OWN_STATE)

    @property
    def may_fill_in(self):
        own = self.submission.member_state_id in self.user.states_as(*FILLS_IN)
        return own and self.submission.editable

    @cached_property
    def moves(self):
        """The moves open to this person now, submission apart: that one has a page of its own."""
        return [row for row in report_workflow.open_to(self.user, self.submission) if row.name != "submit"]

    @property
    def may_submit(self):
        return any(row.name == "submit" for row in report_workflow.open_to(self.user, self.submission))


@dataclass(frozen=True)
class ShownQuestion:
    """A question on the page of its section."""

    form: QuestionForm
    asked: bool
    problems: list
    answer: Answer | None

    @property
    def question(self):
        return self.form.question

    @property
    def rule(self):
        """The rule that opens it, for the script."""
        return json.dumps(self.question["relevant"]) if self.question["relevant"] is not None else ""

    @property
    def errors(self):
        """What is wrong with what was just typed."""
        fields = [*self.form.non_field_errors()]
        if self.form.is_bound:
            fields += [
                error
                for name in ("value", "reason", "reason_detail")
                for error in self.form.errors.get(name, [])
            ]
        return fields


class SectionPage(Page):
    """One section of the form."""

    def __init__(self, submission, user, code, data=None, files=None, adding=""):
        super().__init__(submission, user)
        self.section = self.instrument.section(code)
        if self.section is None:
            raise Http404
        countries = [(state.iso3, state.name) for state in MemberState.objects.by_name()]
        self.is_bound = data is not None
        self.forms = question_forms(self.section, self.said, countries, data=data, files=files)
        for form in self.forms:
            form.adding = form.question["code"] == adding
        self.refused = "" if submission.editable else self.why_closed()
        self.opened, self.was_tried = [], False

    def why_closed(self):
        return _("This report is “%(state)s” and can no longer be changed.") % {
            "state": self.submission.get_state_display()
        }

    @property
    def number(self):
        return [section["code"] for section in self.instrument.sections].index(self.section["code"]) + 1

    @cached_property
    def counted(self):
        return in_play(self.instrument, self.said)

    @property
    def questions(self):
        """The questions of the section in order, as the page shows them."""
        sentences = {}
        for problem in self.found:
            sentences.setdefault(problem.question, []).append(problem.sentence)
        return [
            ShownQuestion(
                form,
                applies(form.question, self.counted),
                sentences.get(form.question["code"], []) if self.answers else [],
                self.answers.get(form.question["code"]),
            )
            for form in self.forms
        ]

    @property
    def asked(self):
        return [shown.question["code"] for shown in self.questions if shown.asked]

    @property
    def answers_json(self):
        """The answers that count, for the script that opens follow-up questions at once."""
        return json.dumps({code: answer["value"] for code, answer in self.said.items()})

    def take_note_of(self, saved):
        """Looks again at what is asked after a page was saved."""
        before = set(self.asked)
        self.refused, self.was_tried = saved.refused, True
        for name in ("answers", "said", "found", "problems", "steps", "counted"):
            self.__dict__.pop(name, None)
        self.opened = [code for code in self.asked if code not in before and code not in self.said]

    @property
    def wrong(self):
        """The questions whose typed answers could not be saved."""
        return [shown for shown in self.questions if self.was_tried and shown.form.went_wrong]

    @property
    def went_well(self):
        return not self.refused and not self.wrong

    def words_of(self, saved):
        if self.opened:
            return _("Saved. Your answers have opened more questions below.")
        if not saved.changed:
            return _("Nothing had changed.")
        return ngettext("Saved %(count)d answer.", "Saved %(count)d answers.", len(saved.changed)) % {
            "count": len(saved.changed)
        }

    def next_address(self, data, saved):
        """Where the button that was pressed leads; new questions and rows keep one on the page."""
        if self.opened:
            return f"{self.section_address(self.section['code'])}#{self.opened[0]}"
        if "add_row" in data:
            code = data["add_row"] if data["add_row"] in self.instrument.questions else ""
            return f"{self.section_address(self.section['code'])}?adding={code}#{code}"
        if "leave" in data:
            return self.submission.get_absolute_url()
        following = self.instrument.sections[self.number : self.number + 1]
        return self.section_address(following[0]["code"]) if following else self.submission.get_absolute_url()
