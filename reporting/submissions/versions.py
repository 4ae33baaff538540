"""What becomes of a submitted report: a frozen version, its index of indicators, and its public face."""

from datetime import UTC

from django.db import transaction

from reporting.models import IndicatorValue, Version
from reporting.models.instruments import fingerprint
from reporting.submissions.questionnaire import applies, in_play, is_answered, working_answers

UNANSWERED, SKIPPED = IndicatorValue.UNANSWERED, IndicatorValue.SKIPPED


def freeze(submission, *, by, at, signatory_name, signatory_position):
    """Makes the next version of a submission from its working answers. The caller holds the row lock."""
    latest = submission.latest_version
    signatory = {"signatory_name": signatory_name, "signatory_position": signatory_position}
    version = draw_up(submission, latest.number + 1 if latest else 1, by=by, at=at, **signatory)
    version.save(force_insert=True)
    IndicatorValue.objects.bulk_create(index(version))
    return version


def draw_up(submission, number, *, by, at, signatory_name, signatory_position):
    """A version as it would be stored; asks the database for the answers alone."""
    content = document(submission, number, at, signatory_name, signatory_position)
    return Version(
        submission=submission,
        number=number,
        content=content,
        sha256=fingerprint(content),
        submitted_at=at,
        submitted_by=by,
        signatory_name=signatory_name,
        signatory_position=signatory_position,
    )


def document(submission, number, at, signatory_name, signatory_position):
    """The content of a version: applicable answers with their reasons, and what they answer."""
    instrument = submission.round.instrument
    counted = in_play(instrument, working_answers(submission))
    return {
        "round": submission.round_id,
        "member_state": submission.member_state_id,
        "version": number,
        "instrument": {"id": instrument.form_id, "version": instrument.version, "sha256": instrument.sha256},
        "submitted_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "signatory": {"name": signatory_name, "position": signatory_position},
        "answers": dict(sorted(counted.items())),
    }


def index(version):
    """The narrow rows that figures query: (version, indicator, value), derived from the content alone."""
    instrument, answers = version.submission.round.instrument, version.content["answers"]
    said = {}
    for code, question in instrument.questions.items():
        asked, answer = applies(question, answers), answers.get(code)
        if question["indicator"]:
            said[question["indicator"]] = word(question, answer) if asked else SKIPPED
        for option in question.get("options", []):
            if option["indicator"]:
                said[option["indicator"]] = option_word(option, answer) if asked else SKIPPED
    return [
        IndicatorValue(version=version, indicator_id=key, value=value) for key, value in sorted(said.items())
    ]


def word(question, answer):
    """One word for an answer: yes, no, the option chosen, a reason, or unanswered."""
    if answer is None or not is_answered(answer["value"]):
        return answer["reason"] if answer and answer["reason"] else UNANSWERED
    if question["type"] == "multiple":
        real = {o["value"] for o in question["options"] if not o["exclusive"]}
        return "yes" if real & set(answer["value"]) else "no"
    return answer["value"] if question["type"] in ("yesno", "single") else "yes"


def option_word(option, answer):
    """Whether one option of a multiple choice was ticked."""
    if answer is None or not is_answered(answer["value"]):
        return answer["reason"] if answer and answer["reason"] else UNANSWERED
    return "yes" if option["value"] in answer["value"] else "no"


@transaction.atomic
def rebuild_index():
    """Derives every indicator value again from the versions. Returns the number of rows."""
    versions = Version.objects.select_related("submission__round__instrument").order_by("pk")
    rows = [row for version in versions.iterator(chunk_size=200) for row in index(version)]
    IndicatorValue.objects.all().delete()
    IndicatorValue.objects.bulk_create(rows, batch_size=1000)
    return len(rows)
