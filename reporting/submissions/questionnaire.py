"""From an instrument and its answers to what is relevant, what must be put right, and how far the form is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.instruments.question_types import Question, type_of
from reporting.instruments.texts import map_texts
from reporting.models import Answer, Instrument, Submission
from reporting.submissions.item_words import country_names, render_value_in_words
from reporting.submissions.mistakes import answer_problems, question_words
from reporting.submissions.plain_answers import NOTHING, has_value_or_reason, plain_answer
from reporting.submissions.relevance import (
    default_value,
    is_relevant,
    row_limit,
    settle_value,
)


@dataclass(frozen=True)
class AnswerProblem:
    """Something a person must put right before the report can be sent; both codes say where."""

    section: str
    question: str
    sentence: str


@dataclass(frozen=True)
class SectionProgress:
    """How many questions of one section are relevant, answered, and have a problem.

    `to_confirm` of those with a problem have an answer that was put there and that nobody has confirmed.
    """

    code: str
    title: str
    relevant: int
    answered: int
    open: int
    to_confirm: int = 0

    @property
    def is_untouched(self) -> bool:
        """True if questions are asked and none of them is answered; they may all be optional."""
        return bool(self.relevant) and not self.answered

    @property
    def tone(self) -> str:
        if self.is_untouched:
            return "none"
        return "warn" if self.open else "ok"

    @property
    def label(self) -> str:
        if self.is_untouched:
            return _("Not started")
        if not self.open:
            return _("Ready")
        if self.to_confirm:
            return ngettext("%(count)d to confirm", "%(count)d to confirm", self.to_confirm) % {
                "count": self.to_confirm
            }
        if self.answered < self.relevant:
            counts = {"answered": self.answered, "asked": self.relevant}
            return _("%(answered)d of %(asked)d answered") % counts
        return ngettext("%(count)d to correct", "%(count)d to correct", self.open) % {"count": self.open}


@dataclass(frozen=True)
class FormState:
    """An instrument filled in: every rule on a question is evaluated once, by `evaluate_form`.

    `given` are all answers, `settled` the values that count, by code of the questions that are relevant:
    a hidden answer counts as not given. `today` is the day that the rules go by. `unconfirmed` are the
    questions whose answers were put there, by an earlier report or a record, and not confirmed yet.
    """

    instrument: Instrument
    given: dict[str, dict]
    relevant: frozenset[str]
    today: date
    settled: dict[str, Any]
    unconfirmed: frozenset[str] = frozenset()

    @cached_property
    def answers(self) -> dict[str, dict]:
        """The answers that count, computed ones and defaults included."""
        return {
            code: {**self.given.get(code, NOTHING), "value": value}
            for code, value in self.settled.items()
            if code in self.given or value is not None
        }

    @cached_property
    def values(self) -> dict[str, Any]:
        return self.settled

    @cached_property
    def country_names(self) -> dict[str, str]:
        return country_names()

    def words_of(self, code: str) -> str:
        """Return the answer to a question in words, as a text repeats it; empty if there is none."""
        question = self.instrument.questions.get(code)
        if question is None:
            return ""
        # A calculation that only takes over an answer reads as that answer does.
        match question.get("calculation"):
            case ["answer", str() as other] if other in self.instrument.questions:
                return self.words_of(other) if code in self.settled else ""
        names = self.country_names if type_of(question).names_countries else {}
        return render_value_in_words(question, self.settled.get(code), names)

    def public_words_of(self, code: str) -> str:
        """Return an answer in words if everybody may read it; else nothing, so that dots stand for it."""
        question = self.instrument.questions.get(code)
        return self.words_of(code) if question and question["public"] else ""

    def fill_texts(self, part: Any, *, public_only: bool = False) -> Any:
        """Return a question, note or section with answers in its texts, where they repeat some."""
        if not self.instrument.repeats_answers:
            return part
        words_of = self.public_words_of if public_only else self.words_of
        return map_texts(part, lambda text: text.filled(words_of))

    @cached_property
    def given_or_default(self) -> dict[str, dict]:
        """What the form shows: what was given, and defaults where nothing was."""
        defaults = {
            code: {**NOTHING, "value": value}
            for code, question in self.instrument.questions.items()
            if code not in self.given and (value := default_value(question, self.today)) is not None
        }
        return {**self.given, **defaults}

    def is_relevant(self, question: Question) -> bool:
        return question["code"] in self.relevant

    def settled_rows(self, code: str) -> Any:
        """Return the rows that count of an answer, by name or in order; empty if there are none."""
        return self.settled.get(code) or {}

    def answer_to(self, question: Question) -> dict:
        return self.answers.get(question["code"], NOTHING)

    def relevant_questions(self, section: dict) -> list[Question]:
        return [question for question in section["questions"] if self.is_relevant(question)]

    @cached_property
    def problems(self) -> list[AnswerProblem]:
        """Everything that must be put right before submission, in the order of the questions."""
        return [
            AnswerProblem(section["code"], question["code"], sentence)
            for section in self.instrument.sections
            for question in self.relevant_questions(section)
            for sentence in self.question_problems(question)
        ]

    def question_problems(self, question: Question) -> Iterator[str]:
        """Yield what is missing or wrong in one answer, or that nobody has confirmed it yet."""
        yield from answer_problems(
            self.fill_texts(question), self.answer_to(question), self.values, self.today
        )
        if question["code"] in self.unconfirmed:
            sentence = _("Question %(question)s: confirm, change or withdraw the answer that was put here.")
            yield sentence % question_words(question)

    @property
    def to_confirm(self) -> list[str]:
        """The codes of the questions asked whose answers wait for somebody to confirm them."""
        return [code for code in self.instrument.questions if code in self.unconfirmed & self.relevant]

    @cached_property
    def progress(self) -> list[SectionProgress]:
        """The progress of each section, in order."""
        with_problem = {problem.question for problem in self.problems}
        steps = []
        for section in self.instrument.sections:
            relevant = [q for q in self.relevant_questions(section) if not type_of(q).is_computed]
            answered = sum(has_value_or_reason(self.answer_to(question)) for question in relevant)
            still_open = sum(question["code"] in with_problem for question in relevant)
            to_confirm = sum(question["code"] in self.unconfirmed for question in relevant)
            steps.append(
                SectionProgress(
                    section["code"], section["title"], len(relevant), answered, still_open, to_confirm
                )
            )
        return steps


def evaluate_form(
    instrument: Instrument,
    answers: dict[str, dict],
    today: date | None = None,
    unconfirmed: frozenset[str] = frozenset(),
) -> FormState:
    """Return the state of the form with these answers on a day, the present one if none is given.

    A rule may depend on a question that depends on a third one, so questions are taken in the order of their
    dependencies; the reader of instruments refuses rules that depend on themselves.
    """
    day = today or timezone.localdate()
    relevant, values = set(), {}
    questions = instrument.questions
    for code in instrument.evaluation_order:
        question = questions[code]
        if not is_relevant(question, values, day) or row_limit(question, values, day) == 0:
            continue
        relevant.add(code)
        if code in answers:
            values[code] = settle_value(question, answers[code]["value"], values, day)
        else:
            value = settle_value(question, default_value(question, day), values, day)
            if value is not None:
                values[code] = value
    return FormState(instrument, answers, frozenset(relevant), day, values, unconfirmed)


def evaluate_submission(submission: Submission) -> FormState:
    """Return the state of the form with the answers of the working copy, today in its country."""
    return evaluate_rows(submission, list(submission.answers.all()))


def evaluate_rows(submission: Submission, rows: Iterable[Answer]) -> FormState:
    """Return the state of the form with these stored answers, today in the country."""
    rows = list(rows)
    answers = {row.question: plain_answer(row) for row in rows}
    unconfirmed = frozenset(row.question for row in rows if row.needs_confirmation)
    day = submission.member_state.local_day()
    return evaluate_form(submission.round.instrument, answers, day, unconfirmed)
