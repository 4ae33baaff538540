"""What one person typed and what could not be saved: shown again to them alone until it is mended."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from authorities.models import User
from reporting.filing.conflicts import StoredAnswer
from reporting.filing.forms import QuestionForm
from reporting.models import Answer, Submission, UnsavedText


def keep_unsaved_text(submission: Submission, forms: list[QuestionForm], by: User) -> None:
    """Keep what a page could not save; what is saved now, or settled, is kept no longer."""
    unsaved = {form.question["code"]: drop_nul(form.unsaved_fields()) for form in forms if form.has_errors}
    kept = submission.unsaved_texts.by(by).filter(question__in=[form.question["code"] for form in forms])
    now = timezone.now()
    if any(text.question not in unsaved for text in kept):
        kept.exclude(question__in=unsaved).delete()
    UnsavedText.objects.bulk_create(
        [
            UnsavedText(submission=submission, question=code, by=by, fields=fields, at=now)
            for code, fields in unsaved.items()
        ],
        update_conflicts=True,
        unique_fields=["submission", "question", "by"],
        update_fields=["fields", "at"],
    )


def drop_nul(typed: Any) -> Any:
    """Return what was typed without the characters that PostgreSQL refuses to store."""
    if isinstance(typed, str):
        return typed.replace("\0", "")
    if isinstance(typed, dict):
        return {drop_nul(name): drop_nul(inner) for name, inner in typed.items()}
    return [drop_nul(inner) for inner in typed] if isinstance(typed, list | tuple) else typed


def keep_typed_text(submission: Submission, forms: list[QuestionForm], by: User) -> None:
    """Keep all that was typed into a page that is refused as a whole."""
    for form in forms:
        if form.is_touched:
            form.unsaved_since = timezone.now()
    keep_unsaved_text(submission, forms, by)


def show_unsaved_texts(
    submission: Submission, forms: list[QuestionForm], user: User, rows: dict[str, Answer]
) -> list[QuestionForm]:
    """Return the forms of a page; where this person has left something unsaved, with what they typed."""
    texts = {text.question: text for text in submission.unsaved_texts.by(user)}
    return [
        show_unsaved_text(form, texts[code], StoredAnswer(rows.get(code), user)) if code in texts else form
        for form in forms
        for code in [form.question["code"]]
    ]


def show_unsaved_text(form: QuestionForm, text: UnsavedText, stored: StoredAnswer) -> QuestionForm:
    """Return the form with what was typed in it, and again what is wrong with that."""
    data = QueryDict(mutable=True)
    for name, texts in form.lay_over(text.fields).items():
        data.setlist(name, [str(one) for one in texts])
    shown = form.bind_again(data)
    shown.unsaved_since = text.at
    shown.join(stored)
    return shown
