"""Answers taken from the record of the country's national authority, to be confirmed or changed."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from authorities.models import Authority, ContactPerson, User
from authorities.models.roles import CERTIFIES
from reporting.filing.history.writing import NewAnswer, write_answers
from reporting.filing.last_report.bringing import read_answer_rows
from reporting.filing.last_report.fitting import fit_text
from reporting.filing.saving import lock_open_report
from reporting.instruments.question_types import Question, RecordField, Stored, type_of
from reporting.models import Answer, Submission
from reporting.models.answer_changes import Way
from reporting.models.answers import Origin
from reporting.submissions.plain_answers import NOTHING

READERS: dict[RecordField, Callable[[Any], Any]] = {
    RecordField.INSTITUTION: lambda authority: authority.institution,
    RecordField.INSTITUTION_TYPE: lambda authority: authority.institution_type,
    RecordField.MAILBOX: lambda authority: authority.mailbox,
    RecordField.WEBSITE: lambda authority: authority.website,
    RecordField.CONTACT_NAME: lambda person: person.name,
    RecordField.CONTACT_EMAIL: lambda person: person.email,
    RecordField.CONTACT_TELEPHONE: lambda person: person.telephone,
}


def read_record(submission: Submission, by: User) -> dict[RecordField, str]:
    """Return what the record of the authority in force says, by field; blank fields are left out.

    Of a contact person only to those who may see it, and only if there is one alone.
    """
    authorities = Authority.objects.filter(member_state=submission.member_state_id)
    authority = authorities.in_force_on(submission.member_state.local_day()).first()
    if authority is None:
        return {}
    sees_contacts = submission.member_state_id in by.states_as(*CERTIFIES)
    persons = list(ContactPerson.objects.filter(authority=authority)[:2]) if sees_contacts else []
    person = persons[0] if len(persons) == 1 else None
    found = {
        field: read(source)
        for field, read in READERS.items()
        if (source := person if field.is_personal else authority) is not None
    }
    return {field: text for field, text in found.items() if text}


def fit_record(question: Question, text: str) -> str | None:
    """Return a field of the record as the question stores it; None if it does not fit."""
    kind = type_of(question)
    if kind.has_options and not kind.is_list:
        return text if text in {option["value"] for option in question["options"]} else None
    return fit_text(kind, text) if kind.stored is Stored.TEXT else None


def find_prefills(
    questions: Mapping[str, Question], rows: Mapping[str, Answer], record: Mapping[RecordField, str]
) -> list[NewAnswer]:
    """Return the answers that the record gives to questions that have none yet."""
    found = []
    for code, question in questions.items():
        text = record.get(RecordField(question["prefill"])) if "prefill" in question else None
        value = fit_record(question, text) if text else None
        if value and not (code in rows and rows[code].is_given):
            answer = {**NOTHING, "value": value}
            found.append(NewAnswer(question, answer, rows.get(code), origin=Origin.RECORD))
    return found


@transaction.atomic
def prefill_from_record(submission: Submission, *, by: User) -> list[str]:
    """Answer from the record what nobody has answered. Return the codes of what was put there."""
    report = lock_open_report(submission, submission.round.instrument.questions, by=by)
    questions = report.round.instrument.questions
    if not any("prefill" in question for question in questions.values()):
        return []
    found = find_prefills(questions, read_answer_rows(report), read_record(report, by))
    write_answers(report, found, by=by, way=Way.BROUGHT_FORWARD)
    return [one.question["code"] for one in found]
