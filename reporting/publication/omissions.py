"""What of a report is left out of its public page, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.checks.frozen_findings import public_findings, version_findings
from reporting.instruments.question_types import Question, QuestionType, RecordField, type_of
from reporting.models import Version
from reporting.submissions.cell_reasons import find_reason, list_rows
from reporting.submissions.plain_answers import has_value_or_reason, is_answered
from reporting.submissions.public_answers import WITHHOLDING
from reporting.submissions.questionnaire import FormState
from reporting.submissions.read_back import files_in_answer
from reporting.submissions.versions import evaluate_version


class Why(TextChoices):
    """Why something is left out, in the order of the page."""

    PERSONAL = "personal", _("Personal: names and addresses of people")
    NOT_PUBLIC = "not_public", _("Answers to questions that are not public")
    FILE = "file", _("Files that are not public")
    CONFIDENTIAL = "confidential", _("Confidential: the page shows only this reason")
    NOT_AUTHORISED = "not_authorised", _("Not authorised to publish: the page shows only this reason")
    REMARK = (
        "remark",
        _("What the checks found and nobody explained, or about answers left out"),
    )
    INTERNAL = "internal", _("What was written between people")


@dataclass(frozen=True)
class Omission:
    """One thing that is left out of the answer to the question of that number, or of the report."""

    why: Why
    words: str | Promise
    number: str = ""
    part: str = ""
    count: int = 1


@dataclass(frozen=True)
class OmissionGroup:
    """What is left out for one reason."""

    why: Why
    omissions: list[Omission]


ALWAYS_LEFT_OUT = (
    Omission(Why.PERSONAL, _("Name and position of the signatory, and who submitted the report")),
    Omission(Why.INTERNAL, _("Notes between the country and the secretariat, comments and clarifications")),
    Omission(Why.INTERNAL, _("Who wrote which answer, and when")),
)


def list_omissions(version: Version) -> Iterator[Omission]:
    """Yield everything that was answered and is left out, then what always is."""
    form = evaluate_version(version)
    for section in form.instrument.sections:
        for question in form.relevant_questions(section):
            if has_value_or_reason(form.answer_to(question)):
                yield from list_omissions_of(question, form)
    hidden = len(version_findings(version)) - len(public_findings(version))
    if hidden:
        yield Omission(Why.REMARK, _("Remarks of the checks"), count=hidden)
    yield from ALWAYS_LEFT_OUT


def list_omissions_of(question: Question, form: FormState) -> Iterator[Omission]:
    """Yield what is left out of one answer: all of it, or parts."""
    answer, names = form.answer_to(question), {"words": question["text"], "number": question["number"]}
    if not question["public"]:
        if type_of(question) is not QuestionType.FILE:
            yield Omission(choose_why(question), **names)
        files = files_in_answer(question, answer["value"])
        yield from (Omission(Why.FILE, part=file["name"], **names) for file in files)
    elif answer["reason"] in WITHHOLDING:
        yield Omission(Why(answer["reason"]), **names)
    elif type_of(question).has_rows:
        yield from list_omitted_cells(question, list_rows(answer["value"]), names)


def list_omitted_cells(
    question: Question, rows: list[dict[str, Any]], names: dict[str, Any]
) -> Iterator[Omission]:
    """Yield the columns of a table or group that are not public, and the cells that are withheld."""
    for column in question["columns"]:
        cells = [row.get(column["code"]) for row in rows]
        if not column.get("public", True):
            filled = sum(is_answered(cell) for cell in cells)
            if filled:
                yield Omission(choose_why(column), part=column["label"], count=filled, **names)
            continue
        for reason in WITHHOLDING:
            withheld = sum(find_reason(cell) == reason for cell in cells)
            if withheld:
                yield Omission(Why(reason), part=column["label"], count=withheld, **names)


def choose_why(question: Question) -> Why:
    """Return why a question or column that is not public is left out."""
    if question["type"] == QuestionType.FILE:
        return Why.FILE
    source = question.get("prefill")
    is_personal = question["type"] == QuestionType.EMAIL or (source and RecordField(source).is_personal)
    return Why.PERSONAL if is_personal else Why.NOT_PUBLIC


def group_omissions(omissions: Iterator[Omission]) -> list[OmissionGroup]:
    """Return the omissions by reason, in the order of `Why`."""
    order = list(Why)
    ordered = sorted(omissions, key=lambda omission: order.index(omission.why))
    return [OmissionGroup(why, list(found)) for why, found in groupby(ordered, key=lambda one: one.why)]
