"""Freezing a report that is sent: an immutable version, and the index of its indicators."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.db import transaction

from authorities.models import User
from reporting.instruments.question_types import Question, type_of
from reporting.models import IndicatorValue, Instrument, ReportedItem, ReportedNumber, Submission, Version
from reporting.models.hashes import content_sha256
from reporting.submissions.cell_reasons import blank_reasons, count_reasons, list_rows
from reporting.submissions.content_index.indexing import index_content
from reporting.submissions.plain_answers import is_answered, working_answers
from reporting.submissions.public_answers import keep_public_answers, public_questions
from reporting.submissions.questionnaire import FormState, evaluate_form

# Versions that are indexed at a time.
BATCH = 200
UNANSWERED, SKIPPED = IndicatorValue.UNANSWERED, IndicatorValue.SKIPPED


def freeze(
    submission: Submission,
    *,
    by: User,
    at: datetime,
    signatory_name: str,
    signatory_position: str,
    more: Any = None,
    recorded_at: datetime | None = None,
) -> Version:
    """Store the next version of a submission from its working answers. The caller holds the row lock.

    `more` is what else its content holds, as {key: plain data}; `recorded_at` tells when this system learned
    of it, if not when it was sent.
    """
    latest = submission.latest_version
    signatory = {"signatory_name": signatory_name, "signatory_position": signatory_position}
    number = latest.number + 1 if latest else 1
    version = build_version(submission, number, by=by, at=at, more=more, **signatory)
    version.recorded_at = recorded_at or at
    version.save(force_insert=True)
    store_index([version])
    return version


def build_version(
    submission: Submission,
    number: int,
    *,
    by: User,
    at: datetime,
    signatory_name: str,
    signatory_position: str,
    more: Any = None,
) -> Version:
    """Return a version as it would be stored; only the answers are read from the database."""
    content = version_content(submission, number, at, signatory_name, signatory_position) | (more or {})
    return Version(
        submission=submission,
        number=number,
        content=content,
        sha256=content_sha256(content),
        submitted_at=at,
        recorded_at=at,
        submitted_by=by,
        signatory_name=signatory_name,
        signatory_position=signatory_position,
    )


def version_content(
    submission: Submission, number: int, at: datetime, signatory_name: str, signatory_position: str
) -> dict[str, Any]:
    """Return the content of a version: the answers to relevant questions, and what they belong to."""
    instrument = submission.round.instrument
    day = submission.member_state.local_day(at)
    form = evaluate_form(instrument, working_answers(submission), day)
    return {
        "round": submission.round_id,
        "member_state": submission.member_state_id,
        "version": number,
        "instrument": {"id": instrument.form_id, "version": instrument.version, "sha256": instrument.sha256},
        "submitted_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "signatory": {"name": signatory_name, "position": signatory_position},
        "answers": dict(sorted(form.answers.items())),
    }


def evaluate_version(version: Version) -> FormState:
    """Return the state of the form with the answers that were sent, on the day they were, in the country."""
    submission = version.submission
    day = submission.member_state.local_day(version.submitted_at)
    return evaluate_form(submission.round.instrument, version.content["answers"], day)


def build_indicator_values(version: Version, form: FormState) -> list[IndicatorValue]:
    """Return the unsaved rows that figures query, derived from the content of the version alone."""
    return [
        IndicatorValue(version=version, indicator_id=key, value=value)
        for key, value in sorted(public_indicator_words(form).items())
    ]


def store_index(versions: Iterable[Version]) -> int:
    """Store the rows that figures and lists query of versions; return the number of indicator values.

    Each form is evaluated once.
    """
    values: list[IndicatorValue] = []
    items: list[ReportedItem] = []
    numbers: list[ReportedNumber] = []
    for version in versions:
        form = evaluate_version(version)
        more_items, more_numbers = index_content(version, form)
        values += build_indicator_values(version, form)
        items += more_items
        numbers += more_numbers
    IndicatorValue.objects.bulk_create(values, batch_size=1000)
    ReportedItem.objects.bulk_create(items, batch_size=1000)
    ReportedNumber.objects.bulk_create(numbers, batch_size=1000)
    return len(values)


def indicator_words(form: FormState) -> dict[str, str]:
    """Return {indicator: what the answers say of it, in one word}, for readers of the whole report."""
    return read_indicator_words(form, form.instrument.questions, form.answers)


def public_indicator_words(form: FormState) -> dict[str, str]:
    """Return {indicator: what the public answers say of it, in one word}.

    What everybody may not read is in no figure, as if it had not been asked.
    """
    return read_indicator_words(
        form, public_questions(form.instrument), keep_public_answers(form.instrument, form.answers)
    )


def read_indicator_words(
    form: FormState, questions: Mapping[str, Question], answers: Mapping[str, dict[str, Any]]
) -> dict[str, str]:
    values = {}
    for code, question in questions.items():
        relevant, answer = form.is_relevant(question), answers.get(code)
        if question["indicator"]:
            values[question["indicator"]] = indicator_value(question, answer) if relevant else SKIPPED
        for option in question.get("options", []):
            if option["indicator"]:
                values[option["indicator"]] = option_indicator_value(option, answer) if relevant else SKIPPED
    return values


def indicator_value(question: Question, answer: dict | None) -> str:
    """Return one word for an answer: yes, no, the option chosen, a reason, or unanswered."""
    if answer is None or not is_answered(answer["value"]):
        return answer["reason"] if answer and answer["reason"] else UNANSWERED
    kind = type_of(question)
    if kind.has_rows:
        return "yes" if has_values(answer["value"]) else common_reason(answer["value"])
    if not kind.has_options:
        return "yes"
    if not kind.is_list:
        return answer["value"]
    # "None of these" is a no.
    affirmative = {option["value"] for option in question["options"] if not option["exclusive"]}
    return "yes" if affirmative & set(answer["value"]) else "no"


def has_values(value: Any) -> bool:
    """Return True if a cell of a table or group is answered by more than a reason."""
    return any(is_answered(blank_reasons(row)) for row in list_rows(value))


def common_reason(value: Any) -> str:
    """Return the reason that most cells of a table without values give."""
    [(reason, _count)] = count_reasons(list_rows(value)).most_common(1)
    return reason


def option_indicator_value(option: dict, answer: dict | None) -> str:
    """Return yes if one option was chosen, else no, a reason, or unanswered."""
    if answer is None or not is_answered(answer["value"]):
        return answer["reason"] if answer and answer["reason"] else UNANSWERED
    chosen = answer["value"] if isinstance(answer["value"], list) else [answer["value"]]
    return "yes" if option["value"] in chosen else "no"


@transaction.atomic
def rebuild_index() -> int:
    """Derive every row again from the versions. Return the number of indicator values."""
    versions = Version.objects.select_related("submission__round", "submission__member_state").order_by("pk")
    for model in (IndicatorValue, ReportedItem, ReportedNumber):
        model.objects.all().delete()
    # Each questionnaire is read once, not once for each of its versions.
    instruments = Instrument.objects.in_bulk()
    count, rest = 0, versions.iterator(chunk_size=BATCH)
    while batch := list(islice(rest, BATCH)):
        for version in batch:
            round_ = version.submission.round
            round_.instrument = instruments.get(round_.instrument_id)
        count += store_index(batch)
    return count
