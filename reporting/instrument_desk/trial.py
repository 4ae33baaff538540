"""Filling in an instrument as a test: the respondent's pages, with answers that count nowhere."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language_info

from reporting.checks.facts import Facts
from reporting.checks.findings import find_warnings
from reporting.checks.justifying import ReportFinding, group_by_question
from reporting.checks.registers import ASKS_REGISTERS
from reporting.filing.fields.uploads import name_uploads
from reporting.filing.forms import QuestionForm
from reporting.filing.section_content import SectionContent
from reporting.models import Instrument
from reporting.submissions.questionnaire import FormState, SectionProgress, evaluate_form
from reporting.submissions.read_back import RenderedAnswer, render_report

SESSION_KEY = "instrument_trial"


@dataclass
class TrialAnswers:
    """The answers of one person to one instrument, kept in the session until the next test begins."""

    session: SessionBase
    instrument: Instrument
    answers: dict[str, dict] = field(init=False)

    def __post_init__(self) -> None:
        kept = self.session.get(SESSION_KEY, {})
        is_ours = kept.get("instrument") == self.instrument.pk
        self.answers = kept.get("answers", {}) if is_ours else {}

    def save(self, forms: list[QuestionForm]) -> None:
        """Keep what can be read in the forms; of a new file, its name and size."""
        for form in forms:
            if form.is_savable():
                typed = form.typed_answer()
                self.answers[form.question["code"]] = {**typed, "value": name_uploads(typed["value"])}
        self.session[SESSION_KEY] = {"instrument": self.instrument.pk, "answers": self.answers}

    def discard(self) -> None:
        self.session.pop(SESSION_KEY, None)
        self.answers = {}


class TrialPage:
    """An instrument filled in as a test, in one language, wide or as wide as a phone."""

    def __init__(
        self, instrument: Instrument, answers: TrialAnswers, language: str, *, is_narrow: bool
    ) -> None:
        self.instrument, self.answers = instrument, answers
        self.language, self.is_narrow = language, is_narrow

    @cached_property
    def form_state(self) -> FormState:
        return evaluate_form(self.instrument, self.answers.answers)

    @property
    def steps(self) -> list[tuple[str, SectionProgress]]:
        return [(self.section_address(step.code), step) for step in self.form_state.progress]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """[(address of the question, sentence)] of what would keep the report from being sent."""
        return [
            (f"{self.section_address(problem.section)}#{problem.question}", problem.sentence)
            for problem in self.form_state.problems
        ]

    @property
    def readings(self) -> list[tuple[dict, list[RenderedAnswer]]]:
        """The answers in words, as the report would show them."""
        return render_report(self.form_state)

    @property
    def language_choices(self) -> list[tuple[str, str]]:
        """[(code, name in the language itself)]: those of this system, and others that the workbook has."""
        names = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
        known = {code.partition("-")[0] for code in names}
        others = [code for code in self.instrument.languages if code.partition("-")[0] not in known]
        return [*names.items(), *((code, code) for code in others)]

    @property
    def query(self) -> str:
        return "?" + urlencode({"language": self.language, **({"width": "phone"} if self.is_narrow else {})})

    def section_address(self, code: str) -> str:
        return reverse("instrument_trial", args=[*self.instrument.key, code]) + self.query

    @property
    def overview_address(self) -> str:
        return reverse("instrument_trial_overview", args=self.instrument.key) + self.query


class TrialSection(SectionContent, TrialPage):
    """One section of the test."""

    def __init__(self, *args: Any, code: str, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.section = self.instrument.section(code)
        if self.section is None:
            raise Http404
        self.is_bound = data is not None
        self.forms = self.build_forms(data=data, files=files)

    @cached_property
    def findings_by_question(self) -> dict[str, list[ReportFinding]]:
        """What the checks say of the answers alone: a test has no country, no earlier report."""
        found = find_warnings(self.form_state, Facts()) if self.answers.answers else []
        return group_by_question(ReportFinding(one) for one in found if one.check.key not in ASKS_REGISTERS)

    def save(self) -> bool:
        """Keep the answers of this section; return True unless some cannot be read."""
        self.answers.save(self.forms)
        del self.form_state
        return not any(form.has_errors for form in self.forms)

    def next_address(self) -> str:
        following = self.instrument.sections[self.number : self.number + 1]
        return self.section_address(following[0]["code"]) if following else self.overview_address
