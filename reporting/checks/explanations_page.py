"""The page of the warnings of a report: what the checks say, where, and what was explained."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import FILLS_IN
from reporting.checks.catalogue import Severity
from reporting.checks.justifying import ReportFinding, read_findings
from reporting.models import Submission
from reporting.submissions.questionnaire import FormState, evaluate_submission

LONGEST_EXPLANATION = 2000


class JustificationForm(forms.Form):
    """The explanation of one warning; a blank one takes it back."""

    text = forms.CharField(
        label=_("Why this is right"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        required=False,
        max_length=LONGEST_EXPLANATION,
    )


@dataclass(frozen=True)
class ShownFinding:
    """A finding with links to its answers, and the form of its explanation for those who may give one."""

    finding: ReportFinding
    links: list[tuple[str, str]]  # [(address of the answer, text of its question)]
    form: JustificationForm | None


class ExplanationsPage:
    """The findings of a report as one person sees them; `typed` was just sent for the one of `key`."""

    def __init__(self, submission: Submission, user: User, key: str = "", typed: dict | None = None) -> None:
        self.submission, self.user, self.key = submission, user, key
        self.bound = None if typed is None else JustificationForm(typed, auto_id=f"{key}-%s")

    @cached_property
    def form_state(self) -> FormState:
        return evaluate_submission(self.submission)

    @cached_property
    def findings(self) -> list[ReportFinding]:
        return read_findings(self.submission, self.form_state)

    @property
    def may_explain(self) -> bool:
        own = self.submission.member_state_id in self.user.states_as(*FILLS_IN)
        return own and self.submission.editable

    @property
    def by_severity(self) -> list[tuple[Severity, list[ShownFinding]]]:
        """[(severity, the findings of it)], the gravest first, without those that there are none of."""
        shown = [(level, [one for one in self.findings if one.severity is level]) for level in Severity]
        return [(level, [self.show(one) for one in found]) for level, found in shown if found]

    def show(self, finding: ReportFinding) -> ShownFinding:
        questions = self.form_state.instrument.questions
        links = [(self.answer_address(code), questions[code]["text"]) for code in finding.questions]
        return ShownFinding(finding, links, self.form_for(finding))

    def form_for(self, finding: ReportFinding) -> JustificationForm | None:
        """Return the form of a finding, with the explanation of now or of other values in it."""
        if not (self.may_explain and finding.takes_explanation):
            return None
        if self.bound is not None and finding.key == self.key:
            return self.bound
        last = finding.justification or finding.former
        return JustificationForm(initial={"text": last.text if last else ""}, auto_id=f"{finding.key}-%s")

    @cached_property
    def sections(self) -> dict[str, str]:
        """{question: the section it stands in}."""
        sections = self.form_state.instrument.sections
        return {
            question["code"]: section["code"] for section in sections for question in section["questions"]
        }

    def answer_address(self, question: str) -> str:
        place = [self.submission.round_id, self.submission.member_state_id, self.sections[question]]
        return f"{reverse('section', args=place)}#{question}"
