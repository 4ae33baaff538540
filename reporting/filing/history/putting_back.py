"""Putting an earlier answer back: as a change of its own, and never over what somebody else has just done."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorities.languages.direction import isolate
from authorities.models import User
from reporting.filing.history.parts import Content, apply_part, compose_answer, describe_content
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.saving import explain_why_not_saved
from reporting.instruments.question_types import (
    DEFAULT_MAX_ROWS,
    LARGEST_MAX_ROWS,
    Question,
    type_of,
)
from reporting.models import Answer, AnswerChange, Submission
from reporting.models.answer_changes import Way
from reporting.submissions.plain_answers import NOTHING, plain_answer


@transaction.atomic
def put_back(submission: Submission, change: AnswerChange, *, by: User, seen: str) -> AnswerChange:
    """Store again what stood before a change, in the places that it has changed.

    `seen` is the moment of the newest change that the person has seen. Raise ValidationError with a sentence
    if the report is closed, the answer no longer fits, or somebody else has changed it since.
    """
    locked = Submission.objects.select_for_update(of=("self",)).for_desk().get(pk=submission.pk)
    question = find_open_question(locked, change, by)
    refuse_unseen_change(locked, change, by, seen)
    row = locked.answers.filter(question=change.question).first()
    current = describe_content(question, plain_answer(row) if row else NOTHING, row.row_names if row else [])
    refuse_if_it_no_longer_fits(locked, question, change.before, current)
    restored = restore_part(current, change.before)
    if restored == current:
        raise ValidationError(_("This is what stands there now. Nothing was changed."))
    refuse_if_too_long(question, restored)
    new = NewAnswer(
        question,
        compose_answer(question, restored),
        row,
        language=restored["language"],
        row_names=restored.get("rows", []),
        cell_authors=name_authors(row, restored, change.before, by),
    )
    return write_answers(locked, [new], by=by, way=Way.PUT_BACK)[0]


def find_open_question(submission: Submission, change: AnswerChange, by: User) -> Question:
    if refusal := explain_why_not_saved(submission, [change.question], by):
        raise ValidationError(refusal)
    question = submission.round.instrument.questions.get(change.question)
    if question is None or type_of(question).is_computed or question.get("read_only"):
        raise ValidationError(_("This question is no longer asked, so its answer cannot be put back."))
    return question


def refuse_unseen_change(submission: Submission, change: AnswerChange, by: User, seen: str) -> None:
    """Refuse what would take the place of a change that this person has not seen; of their own they know."""
    others = submission.answer_changes.of_question(change.question).exclude(by=by)
    moment = read_moment(seen)
    newer = (others.after(moment) if moment else others).newest_first().first()
    if newer:
        raise ValidationError(
            _("%(who)s has changed this answer in the meantime. Look at it, then put back what you choose."),
            params={"who": isolate(str(newer.by or _("Somebody")))},
        )


def read_moment(text: str) -> datetime | None:
    """Return the moment that a page has carried; None for anything else."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def refuse_if_it_no_longer_fits(
    submission: Submission, question: Question, part: Content, current: Content
) -> None:
    """Refuse options, rows, columns and files that are not there any more."""
    if not fits_question(question, part, current):
        raise ValidationError(
            _("The form no longer offers what was answered then, so it cannot be put back as it was.")
        )
    files = set(find_file_ids(part))
    if submission.attachments.filter(pk__in=files).count() < len(files):
        raise ValidationError(_("A file of this answer is no longer kept, so it cannot be put back."))


def fits_question(question: Question, part: Content, current: Content) -> bool:
    if not type_of(question).has_rows:
        return "cells" not in part and fits_options(question, part.get("value"))
    columns = {column["code"]: column for column in question["columns"]}
    fixed = {row["value"] for row in question.get("rows") or []}
    return "value" not in part and all(
        (name in fixed if "rows" not in current else name in current["cells"] or "rows" in part)
        and all(code in columns and fits_options(columns[code], cell) for code, cell in (cells or {}).items())
        for name, cells in part.get("cells", {}).items()
        if cells is not None
    )


def fits_options(question: Question, value: Any) -> bool:
    """Return True unless a value names an option that the form does not have."""
    offered = {option["value"] for option in question.get("options") or []}
    chosen = value if isinstance(value, list) else [value]
    return value is None or not offered or not type_of(question).has_options or offered.issuperset(chosen)


def find_file_ids(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if part.keys() >= {"id", "name", "size"}:
            yield part["id"]
        for inner in part.values():
            yield from find_file_ids(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from find_file_ids(inner)


def restore_part(current: Content, part: Content) -> Content:
    """Return a content with a part as it was; an answer takes the place of a reason, and the reverse."""
    content = apply_part(current, part)
    if part.get("reason") and "cells" in content:
        content["cells"] = {}
    elif content["reason"] and (content.get("cells") or content.get("value") is not None):
        content |= {"reason": "", "reason_detail": ""}
    if "rows" in current:
        content["rows"] = order_rows(part.get("rows", []), current["rows"], content["cells"])
    return content


def order_rows(then: list[str], now: list[str], remaining: dict[str, dict]) -> list[str]:
    """Return the names of the rows that remain, in order; one that comes back stands behind its neighbour."""
    if set(then) == set(remaining):
        return then
    names = [name for name in now if name in remaining]
    for place, name in enumerate(then):
        if name in remaining and name not in names:
            before = [other for other in then[:place] if other in names]
            names.insert(names.index(before[-1]) + 1 if before else 0, name)
    return names


def refuse_if_too_long(question: Question, content: Content) -> None:
    limit = min(question.get("max_rows") or DEFAULT_MAX_ROWS, LARGEST_MAX_ROWS)
    if len(content.get("rows", [])) > limit:
        sentence = ngettext(
            "This question takes %(count)d row at most.",
            "This question takes %(count)d rows at most.",
            limit,
        )
        raise ValidationError(sentence, params={"count": limit})


def name_authors(row: Answer | None, content: Content, part: Content, by: User) -> dict[str, dict[str, int]]:
    """Return who has written each cell last: of what is put back, the one who does it."""
    cells = content.get("cells", {})
    found = {name: dict(codes) for name, codes in (row.cell_authors if row else {}).items() if name in cells}
    for name in part.get("cells", {}).keys() & cells.keys():
        codes = part["cells"][name] or {}
        found[name] = found.get(name, {}) | dict.fromkeys(codes, by.pk)
    return found
