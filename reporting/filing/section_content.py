"""What any page shows of one section: its questions with forms and notes, and what its script needs."""

import json
from typing import Any, cast

from django.utils.functional import SimpleLazyObject, cached_property

from authorities.models import MemberState
from reporting.checks.justifying import ReportFinding
from reporting.clarifications.pages import ListedClarification
from reporting.filing.assignments.limited_form import (
    LimitedForm,
    describe_limited_questions,
    limit_mistakes_json,
    limit_notes,
)
from reporting.filing.fields.question_fields import Choices
from reporting.filing.forms import QuestionForm
from reporting.filing.mistake_rules import describe_mistakes_json
from reporting.filing.pages import has_own_answers
from reporting.filing.rows.question_forms import question_forms
from reporting.filing.section_question import SectionQuestion
from reporting.filing.settled_answers import ask_rows, describe_questions, notes_by_place, show_settled
from reporting.instruments.question_types import Question
from reporting.models import Answer, CommentThread, Instrument
from reporting.submissions.question_help import QuestionHelp, find_help
from reporting.submissions.questionnaire import FormState
from reporting.submissions.relevance import is_required


def list_member_states() -> Choices:
    return [(state.iso3, state.name) for state in MemberState.objects.by_name()]


class SectionContent:
    """What a page shows of one section: questions with forms and notes, and what its script needs."""

    instrument: Instrument
    form_state: FormState
    section: dict[str, Any]
    forms: list[QuestionForm]
    closed_questions: frozenset[str] = frozenset()  # whose answers cannot be changed, unlike the others

    @property
    def stored_rows(self) -> dict[str, Answer]:
        """The stored answers by question, with the people who gave them; none where nothing is stored."""
        return {}

    @cached_property
    def findings_by_question(self) -> dict[str, list[ReportFinding]]:
        """What the checks say of each question; nothing where nothing is stored."""
        return {}

    @cached_property
    def clarifications_by_question(self) -> dict[str, list[ListedClarification]]:
        """What the secretariat asks and waits for; nothing where nothing is stored."""
        return {}

    @cached_property
    def threads(self) -> dict[str, CommentThread]:
        """The discussions of the report by question; none where nothing is stored."""
        return {}

    @cached_property
    def countries(self) -> Choices:
        """The Member States by name, read for the first question that asks for one."""
        return cast(Choices, SimpleLazyObject(list_member_states))

    def build_forms(self, **sent: Any) -> list[QuestionForm]:
        names = {code: row.row_names for code, row in self.stored_rows.items()}
        state = self.form_state
        forms = question_forms(
            ask_rows(state.fill_texts(self.section), state),
            state.given_or_default,
            self.countries,
            row_names=names,
            **sent,
        )
        for form in forms:
            show_settled(form, state)
        return forms

    @property
    def number(self) -> int:
        return [section["code"] for section in self.instrument.sections].index(self.section["code"]) + 1

    @cached_property
    def help(self) -> dict[str, QuestionHelp]:
        return find_help(self.section["questions"], self.instrument.code_version)

    @property
    def notes(self) -> dict[str, list[Question]]:
        """The words between the questions, by the question that they stand before."""
        notes = notes_by_place(self.section, self.form_state)
        if not isinstance(self.form_state, LimitedForm):
            return notes
        return {code: limit_notes(found, self.form_state) for code, found in notes.items()}

    @property
    def questions(self) -> list[SectionQuestion]:
        """The questions of the section in order, as the page shows them."""
        state, rows = self.form_state, self.stored_rows
        notes = self.notes
        sentences: dict[str, list[str]] = {}
        # An untouched report shows no problems beside its questions.
        for problem in state.problems if has_own_answers(rows) else []:
            sentences.setdefault(problem.question, []).append(problem.sentence)
        return [
            SectionQuestion(
                form,
                state.is_relevant(form.question),
                sentences.get(form.question["code"], []),
                rows.get(form.question["code"]),
                notes.get(form.question["code"], []),
                is_required(form.question, state.values, state.today),
                self.help[form.question["code"]],
                lambda: self.findings_by_question,
                lambda: self.threads,
                self.clarifications_by_question.get(form.question["code"], []),
                form.question["code"] in self.closed_questions,
            )
            for form in self.forms
        ]

    @property
    def closing_notes(self) -> list[Question]:
        """The words that stand after the last question."""
        return self.notes.get("", [])

    @property
    def answers_json(self) -> str:
        """The values that were given, for the script that opens follow-up questions at once."""
        return json.dumps(
            {code: answer["value"] for code, answer in self.form_state.given_or_default.items()}
        )

    @property
    def mistakes_json(self) -> str:
        """What may be wrong in the answers of the section, for the script that tells it at once."""
        text = describe_mistakes_json(self.section, self.form_state)
        return (
            limit_mistakes_json(text, self.form_state) if isinstance(self.form_state, LimitedForm) else text
        )

    @property
    def rules_json(self) -> str:
        """The rules of all questions, for the same script; of those alone that may be shown."""
        state = self.form_state
        if isinstance(state, LimitedForm):
            rules = describe_limited_questions(state)
        else:
            rules = describe_questions(self.instrument)
        return json.dumps(rules, ensure_ascii=False, separators=(",", ":"))
