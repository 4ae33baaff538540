"""The one writer of answers while a report is filled in: each answer with the record of its change."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from authorities.models import User
from reporting.clarifications.return_scope import explain_closed_question, find_closed_questions
from reporting.filing.assignments.reach import find_reach
from reporting.filing.history.parts import (
    covers_part,
    describe_content,
    find_difference,
    find_place,
    join_parts,
)
from reporting.instruments.question_types import Question
from reporting.models import Answer, AnswerChange, Submission, SubmissionEvent, Version
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.plain_answers import NOTHING, plain_answer

# What one person types at one place without a longer pause is one change.
PAUSE = timedelta(seconds=60)
WRITTEN_FIELDS = (
    "value", "reason", "reason_detail", "language", "origin", "carried_from", "confirmed_at", "by", "at",
    "row_names", "cell_authors",
)  # fmt: skip


@dataclass(frozen=True)
class NewAnswer:
    """An answer to be stored in place of what stands there; new files are stored already."""

    question: Question
    answer: dict[str, Any]  # {"value", "reason", "reason_detail"}
    replaces: Answer | None  # as read after the report was locked
    origin: str = Origin.TYPED
    carried_from: Version | None = None  # of an earlier report
    is_confirmed: bool = False  # of what was put there: somebody says that it is still right
    language: str = ""
    row_names: list[str] = field(default_factory=list)
    cell_authors: dict[str, dict[str, int]] = field(default_factory=dict)

    def build_row(self, submission: Submission, by: User | None, at: datetime) -> Answer:
        stored = {key: self.answer[key] for key in ("value", "reason", "reason_detail")}
        return Answer(
            submission=submission,
            question=self.question["code"],
            **stored,
            language=self.language,
            origin=self.origin,
            carried_from=self.carried_from,
            confirmed_at=at if self.is_confirmed else None,
            by=by,
            at=at,
            row_names=self.row_names,
            cell_authors=self.cell_authors,
        )

    def build_change(self, submission: Submission, way: str, by: User | None, at: datetime) -> AnswerChange:
        old = self.replaces
        stood = describe_content(
            self.question, plain_answer(old) if old else NOTHING, old.row_names if old else []
        )
        stands = describe_content(self.question, {**self.answer, "language": self.language}, self.row_names)
        before, after = find_difference(stood, stands)
        row, column = find_place(before, after)
        return AnswerChange(
            submission=submission,
            question=self.question["code"],
            row=row,
            column=column,
            before=before,
            after=after,
            way=way,
            by=by,
            at=at,
        )


def write_answers(
    submission: Submission, changes: Iterable[NewAnswer], *, by: User | None, way: str
) -> list[AnswerChange]:
    """Store answers, and of each what has changed. Call it in a transaction, with the report locked.

    Raise ValidationError, storing nothing, if the report was returned for other answers only; or
    PermissionDenied for a question that is neither open to this person by a role nor assigned to them:
    callers ask before, with a sentence.
    """
    changes, now = list(changes), timezone.now()
    refuse_unassigned(submission, changes, by)
    typed = {change.question["code"]: change.answer for change in changes}
    if find_closed_questions(submission, typed, typed):
        raise ValidationError(explain_closed_question())
    Answer.objects.bulk_create(
        [change.build_row(submission, by, now) for change in changes],
        update_conflicts=True,
        unique_fields=["submission", "question"],
        update_fields=WRITTEN_FIELDS,
    )
    records = [change.build_change(submission, way, by, now) for change in changes]
    continued = find_continued(submission, records) if way == Way.AUTOSAVED else {}
    for change in records:
        if earlier := continued.get(change.question):
            earlier.after, earlier.at = join_parts(earlier.after, change.after), now
            earlier.save(update_fields=["after", "at"])
    AnswerChange.objects.bulk_create([one for one in records if one.question not in continued])
    return [continued.get(one.question, one) for one in records]


def refuse_unassigned(submission: Submission, changes: list[NewAnswer], by: User | None) -> None:
    codes = [change.question["code"] for change in changes]
    if by is not None and codes and find_reach(by, submission).explain_lock(codes):
        raise PermissionDenied


def find_continued(submission: Submission, records: list[AnswerChange]) -> dict[str, AnswerChange]:
    """Return, by question, the newest change of those that the new ones only go on with.

    What stood when the report was moved, and so perhaps sent, stays as it is.
    """
    if not records:
        return {}
    moved = SubmissionEvent.objects.filter(submission=submission, at__gte=OuterRef("at"))
    recent = submission.answer_changes.filter(
        ~Exists(moved), question__in=[one.question for one in records], at__gte=records[0].at - PAUSE
    ).order_by("pk")
    newest = {change.question: change for change in recent}
    return {one.question: newest[one.question] for one in records if goes_on(newest.get(one.question), one)}


def goes_on(earlier: AnswerChange | None, change: AnswerChange) -> bool:
    """Return True if the same person goes on typing where the earlier change has ended."""
    if earlier is None or earlier.way != Way.AUTOSAVED or earlier.by_id != change.by_id:
        return False
    if (earlier.row, earlier.column) != (change.row, change.column):
        return False
    is_sequel = (
        covers_part(earlier.after, change.before) and None not in change.after.get("cells", {}).values()
    )
    return is_sequel and earlier.before != join_parts(earlier.after, change.after)
