"""Bringing earlier answers forward, confirming what was put there, and withdrawing it again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import transaction

from authorities.models import User
from reporting.clarifications.return_scope import find_closed_questions
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.last_report.offers import EarlierAnswer, find_last_report
from reporting.filing.saving import lock_open_report
from reporting.models import Answer, Attachment, Submission, Version
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.plain_answers import NOTHING, plain_answer


def read_answer_rows(submission: Submission) -> dict[str, Answer]:
    rows = submission.answers.select_related("carried_from").defer("carried_from__content")
    return {row.question: row for row in rows}


@transaction.atomic
def bring_forward(submission: Submission, codes: Collection[str] | None, *, by: User) -> list[str]:
    """Bring the last answers to these questions forward, or for None all that are offered.

    Where somebody has answered already nothing is written. Return the codes of what was brought.
    """
    report = lock_open_report(submission, submission.round.instrument.questions, by=by)
    last = find_last_report(report)
    if last is None:
        return []
    offered = last.earlier_answers(report.round.instrument, read_answer_rows(report), {})
    chosen = [one for one in offered if one.is_offered and (codes is None or one.code in codes)]
    closed = find_closed_questions(report, [one.code for one in chosen])
    chosen = [one for one in chosen if one.code not in closed]
    files = EarlierFiles(report, last.version, by)
    write_answers(report, [files.build_answer(one) for one in chosen], by=by, way=Way.BROUGHT_FORWARD)
    return [one.code for one in chosen]


class EarlierFiles:
    """Hands the files of an earlier report on: the new answer names the same stored file by a key of its own.

    So whoever may read the new report may read its files, whatever becomes of the earlier one.
    """

    def __init__(self, report: Submission, version: Version, by: User) -> None:
        self.report, self.version, self.by = report, version, by

    def build_answer(self, earlier: EarlierAnswer) -> NewAnswer:
        answer = earlier.fitted.answer
        return NewAnswer(
            earlier.succession.now,
            {**answer, "value": self.hand_on(earlier.code, answer["value"])},
            earlier.row,
            origin=Origin.CARRIED,
            language=earlier.given.get("language", ""),
            carried_from=self.version,
        )

    def hand_on(self, code: str, value: Any) -> Any:
        """Return a value in which every file is one of the report of now; one that is gone is left out."""
        if isinstance(value, list):
            found = [self.hand_on(code, item) for item in value]
            return [
                item for item, before in zip(found, value, strict=True) if item is not None or before is None
            ]
        if not isinstance(value, dict):
            return value
        if value.keys() >= {"id", "name", "size"}:
            return self.hand_on_file(code, value)
        return {key: self.hand_on(code, item) for key, item in value.items()}

    def hand_on_file(self, code: str, file: dict[str, Any]) -> dict[str, Any] | None:
        stored = Attachment.objects.filter(pk=file["id"], submission=self.version.submission_id).first()
        if stored is None:
            return None
        copy = Attachment.objects.create(
            submission=self.report,
            question=code,
            file=stored.file.name,
            name=stored.name,
            size=stored.size,
            by=self.by,
        )
        return {"id": str(copy.pk), "name": copy.name, "size": copy.size}


@transaction.atomic
def confirm_answers(submission: Submission, codes: Iterable[str], *, by: User) -> list[str]:
    """Note that what was put there is still right. Return the codes of what was confirmed."""
    codes = list(codes)
    report = lock_open_report(submission, codes, by=by)
    rows = read_answer_rows(report)
    waiting = [rows[code] for code in codes if code in rows and rows[code].needs_confirmation]
    write_answers(report, [build_confirmed_answer(report, row) for row in waiting], by=by, way=Way.CONFIRMED)
    return [row.question for row in waiting]


def build_confirmed_answer(report: Submission, row: Answer) -> NewAnswer:
    return NewAnswer(
        report.round.instrument.questions[row.question],
        plain_answer(row),
        row,
        origin=row.origin,
        language=row.language,
        row_names=row.row_names,
        cell_authors=row.cell_authors,
        carried_from=row.carried_from,
        is_confirmed=True,
    )


@transaction.atomic
def withdraw_answers(submission: Submission, codes: Iterable[str], *, by: User) -> list[str]:
    """Take back what was put there and not confirmed. Return the codes of what was withdrawn."""
    codes = list(codes)
    report = lock_open_report(submission, codes, by=by)
    rows = read_answer_rows(report)
    waiting = [rows[code] for code in codes if code in rows and rows[code].needs_confirmation]
    taken = [NewAnswer(report.round.instrument.questions[row.question], NOTHING, row) for row in waiting]
    write_answers(report, taken, by=by, way=Way.TYPED)
    return [row.question for row in waiting]


def settle_waiting_answers(
    submission: Submission, sent: Mapping, codes: Iterable[str], *, by: User
) -> list[str]:
    """Confirm and withdraw what is ticked so on a page. Return the codes of what was settled."""
    codes = list(codes)
    confirmed = [code for code in codes if f"{code}-confirmed" in sent]
    withdrawn = [code for code in codes if f"{code}-withdrawn" in sent and code not in confirmed]
    settled = confirm_answers(submission, confirmed, by=by) if confirmed else []
    return settled + (withdraw_answers(submission, withdrawn, by=by) if withdrawn else [])
