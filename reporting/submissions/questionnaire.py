"""From an instrument and its answers to what is relevant, what is missing or wrong, and how far the form is.

Everything here works on plain data: answers are {question code: {"value", "reason", "reason_detail"}}, as a
version stores them, so the form, the workflow and the public pages call the same functions. The values alone,
{question code: value}, are what the rules of the instrument are evaluated against.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.direction import isolate
from reporting.instruments.question_types import Question, QuestionType, type_of
from reporting.instruments.rules.logic import evaluate
from reporting.instruments.texts import map_texts
from reporting.models import Answer, Instrument, Reason, Submission
from reporting.submissions.cell_reasons import blank_reasons, find_reason
from reporting.submissions.item_words import country_names, render_value_in_words
from reporting.submissions.number_writing import write_decimal
from reporting.submissions.relevance import (
    default_value,
    is_relevant,
    is_required,
    relevant_columns,
    row_limit,
    settle_value,
)

NOTHING: dict[str, Any] = {"value": None, "reason": "", "reason_detail": ""}


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

    def fill_texts(self, part: Any) -> Any:
        """Return a question, note or section with answers in its texts, where they repeat some."""
        if not self.instrument.repeats_answers:
            return part
        return map_texts(part, lambda text: text.filled(self.words_of))

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
            yield _("Question %(question)s: confirm, change or withdraw the answer that was put here.") % {
                "question": question["number"] or question["text"]
            }

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


def working_answers(submission: Submission) -> dict[str, dict]:
    """Return the answers of the working copy as plain data."""
    return {row.question: plain_answer(row) for row in submission.answers.all()}


def plain_answer(answer: Answer) -> dict[str, Any]:
    """Return an answer as a version stores it, with its `language` if that is known."""
    plain = {"value": answer.value, "reason": answer.reason, "reason_detail": answer.reason_detail}
    return {**plain, "language": answer.language} if answer.language else plain


def answer_values(answers: dict[str, dict]) -> dict[str, Any]:
    return {code: answer["value"] for code, answer in answers.items()}


def is_answered(value: Any) -> bool:
    """Return True if a value holds anything: a table of empty cells does not, a zero does."""
    if isinstance(value, dict):
        return any(is_answered(cell) for cell in value.values())
    if isinstance(value, list):
        return any(is_answered(item) for item in value)
    return value not in (None, "")


def has_value_or_reason(answer: dict) -> bool:
    return bool(answer["reason"]) or is_answered(answer["value"])


def answer_problems(question: Question, answer: dict, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield a sentence for everything that is missing or wrong in the answer to one relevant question."""
    if answer["reason"]:
        if answer["reason"] == Reason.HELD_ELSEWHERE and not answer["reason_detail"]:
            yield _("Question %(question)s: say which body holds the information.") % name_question(question)
    elif not is_answered(answer["value"]):
        if is_required(question, values, today):
            yield explain_missing(question)
    else:
        yield from impossible_answers(question, answer["value"], values, today)
        yield from ROW_PROBLEMS.get(question["type"], no_problems)(question, answer["value"], values, today)


def impossible_answers(question: Question, value: Any, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield a sentence for every rule that a value breaks as a whole, whatever its rows hold."""
    if breaks_constraint(question, value, values, today):
        yield explain_constraint(question)
    if not is_in_range(question, value):
        yield explain_range(question)
    ticked = value if question["type"] == QuestionType.MULTIPLE else []
    alone = [o for o in question.get("options", []) if o.get("exclusive") and o["value"] in ticked]
    if alone and len(ticked) > 1:
        yield explain_lone_option(question, alone[0])


def name_question(question: Question) -> dict[str, str]:
    return {"question": question["number"] or question["text"]}


def explain_missing(question: Question) -> str:
    usual = _("Question %(question)s has no answer yet. Answer it, or give a reason.")
    return question.get("required_message") or usual % name_question(question)


def explain_constraint(question: Question) -> str:
    usual = _("Question %(question)s: this answer is not possible.") % name_question(question)
    return question["constraint_message"] or usual


def explain_lone_option(question: Question, option: dict[str, Any]) -> str:
    return _("Question %(question)s: “%(option)s” cannot be chosen together with others.") % {
        **name_question(question),
        "option": isolate(option["label"]),
    }


def breaks_constraint(
    question: Question, value: Any, values: dict[str, Any], today: date, position: int | None = None
) -> bool:
    rule = question.get("constraint")
    if rule is None:
        return False
    return evaluate(rule, values, this=value, today=today, position=position) is not True


def is_in_range(question: Question, value: Any) -> bool:
    """Return True unless a number lies outside the range of its question, or between its steps."""
    start, end, step = question.get("range") or (None, None, None)
    if start is None:
        return True
    is_step = evaluate(["=", ["mod", ["-", ["this"], start], step], 0], {}, this=value)
    return is_step and evaluate(["and", [">=", ["this"], start], ["<=", ["this"], end]], {}, this=value)


def explain_range(question: Question) -> str:
    start, end, step = (write_decimal(Decimal(str(number))) for number in question["range"])
    if step == "1":
        sentence = _("Question %(question)s: write a number from %(start)s to %(end)s.")
    else:
        sentence = _("Question %(question)s: write a number from %(start)s to %(end)s, in steps of %(step)s.")
    return sentence % {**name_question(question), "start": start, "end": end, "step": step}


def no_problems(question: Question, value: Any, values: dict[str, Any], today: date) -> Iterator[str]:
    """Yield nothing: the value of this type of question has no rows."""
    yield from ()


def table_problems(question: Question, table: dict, values: dict[str, Any], today: date) -> Iterator[str]:
    for number, row in enumerate(question["rows"], start=1):
        cells = table.get(row["value"]) or {}
        yield from cell_problems(question, cells, row["label"], values, today, number)


def group_problems(
    question: Question, rows: list[dict], values: dict[str, Any], today: date
) -> Iterator[str]:
    if sum(map(is_answered, rows)) < (question["min_rows"] or 0):
        yield ngettext(
            "Question %(question)s needs at least %(count)d row.",
            "Question %(question)s needs at least %(count)d rows.",
            question["min_rows"],
        ) % {"question": question["number"], "count": question["min_rows"]}
    for number, row in enumerate(rows, start=1):
        name = _("row %(number)d") % {"number": number}
        yield from cell_problems(question, row, name, values, today, number)


def cell_problems(
    question: Question, row: dict, row_name: str, values: dict[str, Any], today: date, number: int
) -> Iterator[str]:
    """Yield what is missing or impossible in one row of a table or group; an empty row has no problems."""
    computed = {column["code"] for column in question["columns"] if type_of(column).is_computed}
    if not is_answered({code: cell for code, cell in row.items() if code not in computed}):
        return
    beside = {
        **values,
        **dict.fromkeys(column["code"] for column in question["columns"]),
        **blank_reasons(row),
    }
    for column in relevant_columns(question, row, values, today, number):
        if sentence := find_cell_problem(column, row.get(column["code"]), beside, today, number):
            place = {"row": isolate(row_name), "column": isolate(column["label"])}
            yield sentence % {"question": question["number"], **place}


def find_cell_problem(column: Question, cell: Any, values: dict[str, Any], today: date, number: int) -> str:
    """Return the sentence about what is missing or impossible in a cell, its place left open, else ""."""
    if find_reason(cell):
        return ""
    if is_answered(cell):
        if breaks_constraint(column, cell, values, today, number) or not is_in_range(column, cell):
            return cell_sentence(column.get("constraint_message") or _("this is not possible"))
    elif is_required(column, values, today, number):
        message = column.get("required_message")
        usual = _("Question %(question)s, %(row)s: “%(column)s” is missing.")
        return cell_sentence(message) if message else usual
    return ""


def cell_sentence(message: str) -> str:
    """Return what is said of a cell, its place left open."""
    sentence = _("Question %(question)s, %(row)s, “%(column)s”: %(message)s")
    return sentence.replace("%(message)s", message.replace("%", "%%"))


ROW_PROBLEMS: dict[str, Callable[..., Iterator[str]]] = {
    QuestionType.TABLE: table_problems,
    QuestionType.GROUP: group_problems,
}
