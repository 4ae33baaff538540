"""The steps of a report from its start to its publication, one function each.

Whatever must never become public carries the word SECRET.
"""

from datetime import UTC, datetime, timedelta

from django.core.files.base import ContentFile

from authorities.models import Role
from reporting.models import Answer, Attachment, Instrument, Round, Submission
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.conftest import person
from tests.factories import column, question

SIGNED = {"signatory_name": "SECRET-SIGNATORY", "signatory_position": "SECRET-POSITION"}
FIRST_DAY = datetime(2024, 3, 1, 12, tzinfo=UTC)


def partly_public_instrument():
    """Return the small instrument with more questions, some of them not public, some public in part."""
    definition = factories.small_instrument()
    agreement = [
        column("title", "text"),
        column("negotiator", "text", public=False),
        column("treaty", "file"),
        column("minutes", "file", public=False),
    ]
    definition["sections"][1]["questions"] += [
        question("q8", "group", columns=agreement, min_rows=0, max_rows=3),
        question("q9", "file", public=False),
        question("q10", "yesno", public=False, indicator="private_matter"),
        question("q11", "yesno", indicator="equal_rights"),
        question("q12", "url"),
    ]
    return definition


def make_round(number=1, **fields):
    for key in ("recruiter_record", "steps_taken", "private_matter", "equal_rights"):
        factories.IndicatorFactory(key=key)
    instrument = Instrument.objects.filter(form_id="small").first()
    instrument = instrument or factories.InstrumentFactory(definition=partly_public_instrument())
    dates = {"opens": "2023-01", "due": "2024-03-10", "closes": "2024-06"}
    title = f"Round {number}"
    return Round.objects.create(number=number, title=title, instrument=instrument, **{**dates, **fields})


def start_report(round_, iso3="PHL", **fields):
    state = factories.MemberStateFactory(iso3=iso3)
    return Submission.objects.create(round=round_, member_state=state, started_at=FIRST_DAY, **fields)


def save_answers(submission, **values):
    """Save answers of the working copy; a tuple (reason, detail) is a reason instead of a value."""
    for code, value in values.items():
        reason, detail = value if isinstance(value, tuple) else ("", "")
        answer = {
            "value": None if reason else value,
            "reason": reason,
            "reason_detail": detail,
            "at": FIRST_DAY,
        }
        Answer.objects.update_or_create(submission=submission, question=code, defaults=answer)


def submit_report(submission, *, day=0, **values):
    """Answer every required question, then `values`, and submit the report."""
    save_answers(submission, **{**factories.COMPLETE, "q0": "SECRET-CONTACT", **values})
    signer = person("SECRET-SUBMITTER", Role.FOCAL_POINT, member_state=submission.member_state)
    at = FIRST_DAY + timedelta(days=day)
    return report_workflow.move(submission, "submit", by=signer, at=at, **SIGNED).version


def publish_report(submission, *, day=0, **values):
    """Submit the report on that day and publish it on the next; return the version."""
    version, at = submit_report(submission, day=day, **values), FIRST_DAY + timedelta(days=day + 1)
    manager = person("SECRET-MANAGER", Role.MANAGER)
    report_workflow.move(submission, "accept", by=manager, at=at, note="SECRET-NOTE")
    report_workflow.move(submission, "publish", by=manager, at=at, note="SECRET-REASON")
    return version


def reopen_report(submission):
    signer = person("SECRET-SUBMITTER", Role.FOCAL_POINT, member_state=submission.member_state)
    report_workflow.move(submission, "correct", by=signer, note="SECRET-NOTE")


def store_file(submission, question_code, name):
    """Store a file and return the answer that names it."""
    attachment = Attachment(submission=submission, question=question_code, name=name, size=9)
    attachment.by = factories.UserFactory(name="SECRET-UPLOADER")
    attachment.file.save(name, ContentFile(b"%PDF-1.7\n"))
    return {"id": str(attachment.pk), "name": name, "size": 9}


def report_in_every_way(round_):
    """Yes, no, a reason, a blank and a question that was closed; and one report that is not published."""
    publish_report(start_report(round_, "PHL"), q11="yes")
    publish_report(start_report(round_, "IDN"), q2=["stakeholders"], q11="no")
    publish_report(start_report(round_, "IRL"), q2=None, q1="no", q11=("confidential", ""))
    publish_report(start_report(round_, "DEU"))
    submit_report(start_report(round_, "KEN"), q11="yes")
    return round_
