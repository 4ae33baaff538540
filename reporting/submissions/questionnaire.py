"""From an instrument and its answers to what is asked, what is missing, and how it reads.

Everything here works on plain data: `said` is {question code: {"value", "reason", "reason_detail"}}, as a
version stores it, so the form, the workflow and the public page all ask the same functions.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reporting.instruments.logic import evaluate
from reporting.models import Reason

NOTHING = {"value": None, "reason": "", "reason_detail": ""}


@dataclass(frozen=True)
class Problem:
    """Something a person must put right before the report can be sent."""

    section: str
    question: str
    sentence: str


@dataclass(frozen=True)
class Progress:
    """How far one section is."""

    code: str
    title: str
    asked: int
    answered: int
    open: int

    @property
    def tone(self):
        return "warn" if self.open else "ok"

    @property
    def words(self):
        if self.open:
            return ngettext("%(count)d open", "%(count)d open", self.open) % {"count": self.open}
        return _("ready")


def working_answers(submission):
    """The answers of the working copy as plain data."""
    return {row.question: as_said(row) for row in submission.answers.all()}


def as_said(answer):
    return {"value": answer.value, "reason": answer.reason, "reason_detail": answer.reason_detail}


def is_answered(value):
    """Whether a value says anything: a table of empty cells does not."""
    if isinstance(value, dict):
        return any(is_answered(cell) for cell in value.values())
    if isinstance(value, list):
        return any(is_answered(item) for item in value)
    return value not in (None, "")


def applies(question, said):
    """Whether the form's logic asks this question, given the answers so far."""
    values = {code: answer["value"] for code, answer in said.items()}
    return question["relevant"] is None or evaluate(question["relevant"], values) is True


def in_play(instrument, said):
    """The answers that count: those the form's logic asks for, hidden answers counting as not given.

    A question may hang on another that hangs on a third, so this is repeated until nothing more drops out;
    instruments have no circles, hence it ends.
    """
    counted = said
    for _round in instrument.questions:
        kept = {
            code: answer
            for code, answer in said.items()
            if code in instrument.questions and applies(instrument.questions[code], counted)
        }
        if kept.keys() == counted.keys():
            break
        counted = kept
    return counted


def applicable(section, counted):
    return [question for question in section["questions"] if applies(question, counted)]


def problems(submission):
    """Everything that stands between this working copy and its submission."""
    return problems_in(submission.round.instrument, working_answers(submission))


def problems_in(instrument, said):
    """The problems of a set of answers, in the order of the questions."""
    counted = in_play(instrument, said)
    return [
        Problem(section["code"], question["code"], sentence)
        for section in instrument.sections
        for question in applicable(section, counted)
        for sentence in problems_of(question, counted.get(question["code"], NOTHING), counted)
    ]


def problems_of(question, answer, said):
    """Yields what is wrong with the answer to one question that is asked."""
    name = {"question": question["number"] or question["text"]}
    if answer["reason"]:
        if answer["reason"] == Reason.HELD_ELSEWHERE and not answer["reason_detail"]:
            yield _("Question %(question)s: say which body holds the information.") % name
    elif not is_answered(answer["value"]):
        if question["required"]:
            yield _("Question %(question)s has no answer yet. Answer it, or give a reason.") % name
    else:
        yield from wrong_in(question, answer["value"], said)


def impossible(question, value, said):
    """What speaks against an answer as a whole, whatever its rows hold."""
    name = {"question": question["number"] or question["text"]}
    if breaks(question, value, said):
        yield (
            question["constraint_message"] or _("Question %(question)s: this answer is not possible.") % name
        )
    chosen = value if question["type"] == "multiple" else []
    alone = [o["label"] for o in question.get("options", []) if o.get("exclusive") and o["value"] in chosen]
    if alone and len(chosen) > 1:
        yield _("Question %(question)s: “%(option)s” cannot be ticked together with others.") % {
            **name,
            "option": alone[0],
        }


def wrong_in(question, value, said):
    yield from impossible(question, value, said)
    if question["type"] == "group":
        yield from wrong_rows(question, value, said)
    if question["type"] == "table":
        for row in question["rows"]:
            yield from wrong_cells(question, value.get(row["value"]) or {}, row["label"], said)


def breaks(question, value, said):
    rule = question.get("constraint")
    values = {code: answer["value"] for code, answer in said.items()}
    return rule is not None and evaluate(rule, values, this=value, today=timezone.localdate()) is not True


def wrong_rows(question, rows, said):
    if len(rows) < (question["min_rows"] or 0):
        yield ngettext(
            "Question %(question)s needs at least %(count)d row.",
            "Question %(question)s needs at least %(count)d rows.",
            question["min_rows"],
        ) % {"question": question["number"], "count": question["min_rows"]}
    for number, row in enumerate(rows, start=1):
        yield from wrong_cells(question, row, _("row %(number)d") % {"number": number}, said)


def wrong_cells(question, row, row_name, said):
    """What is missing or impossible in one row of a table or group."""
    if not is_answered(row):
        return
    beside = {**said, **{code: {"value": cell} for code, cell in row.items()}}
    for column in question["columns"]:
        if column.get("relevant") is not None and not applies(column, beside):
            continue
        place = {"question": question["number"], "row": row_name, "column": column["label"]}
        cell = row.get(column["code"])
        if column["required"] and not is_answered(cell):
            yield _("Question %(question)s, %(row)s: “%(column)s” is missing.") % place
        elif is_answered(cell) and breaks(column, cell, beside):
            message = column.get("constraint_message") or _("this is not possible")
            yield _("Question %(question)s, %(row)s, “%(column)s”: %(message)s") % {
                **place,
                "message": message,
            }


def progress(instrument, said, found):
    """The progress of each section, given the problems found."""
    with_problem = {(problem.section, problem.question) for problem in found}
    counted, steps = in_play(instrument, said), []
    for section in instrument.sections:
        asked = applicable(section, counted)
        answered = [q for q in asked if has_said(counted.get(q["code"], NOTHING))]
        still_open = sum(1 for q in asked if (section["code"], q["code"]) in with_problem)
        steps.append(Progress(section["code"], section["title"], len(asked), len(answered), still_open))
    return steps


def has_said(answer):
    return bool(answer["reason"]) or is_answered(answer["value"])
