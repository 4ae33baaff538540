"""The life of a report. Every move stands in this table; nothing else writes `Submission.state`."""

from django.utils.translation import gettext_lazy as _

from authorities.models.roles import ADMINISTERS, CERTIFIES, LEADS_THE_SECRETARIAT, REVIEWS
from authorities.transitions import Transition, Workflow
from reporting.models import State, SubmissionEvent
from reporting.submissions.questionnaire import problems
from reporting.submissions.versions import freeze


def may(user, roles, submission):
    """Whether the person holds one of the roles for the report's state, or for the region it lies in."""
    region = submission.member_state.region_now if user.regions else None
    return user.holds(*roles, member_state=submission.member_state_id, region=region)


def what_is_missing(submission, **details):
    return [problem.sentence for problem in problems(submission)]


def never_published(submission, **details):
    if submission.versions.published().exists():
        yield _("A report that has been published is corrected, not withdrawn.")


def sent_already(submission, row):
    return _("The report is “%(state)s” already, so it was not changed again.") % {
        "state": submission.get_state_display()
    }


def send(submission, *, by, at, signatory_name="", signatory_position=""):
    return {
        "version": freeze(
            submission, by=by, at=at, signatory_name=signatory_name, signatory_position=signatory_position
        )
    }


def about_latest_version(submission, *, by, at, **details):
    return {"version": submission.latest_version}


def recorded(submission, *, by, at, **details):
    """A report of an earlier round, as it came then; who signed it is not known here."""
    return send(submission, by=by, at=at)


def from_a_spreadsheet(submission, *, is_history=False, **details):
    if not is_history:
        yield _("Reports of earlier rounds come in by spreadsheet, as a whole.")


def row(name, label, sources, target, by, **details):
    details.setdefault("then", about_latest_version)
    return Transition(name, label, frozenset(sources), target, by, **details)


DRAFT, SUBMITTED, RETURNED, ACCEPTED, PUBLISHED = (
    State.DRAFT,
    State.SUBMITTED,
    State.RETURNED,
    State.ACCEPTED,
    State.PUBLISHED,
)

report_workflow = Workflow(
    transitions=(
        row("submit", _("Submit"), {DRAFT, RETURNED}, SUBMITTED, CERTIFIES,
            requires=what_is_missing, then=send),
        row("withdraw", _("Withdraw"), {SUBMITTED, RETURNED}, DRAFT, CERTIFIES,
            requires=never_published, needs_note=True),
        row("return", _("Return for correction"), {SUBMITTED, ACCEPTED}, RETURNED, REVIEWS,
            needs_note=True),
        row("accept", _("Accept"), {SUBMITTED}, ACCEPTED, REVIEWS),
        row("publish", _("Publish"), {ACCEPTED}, PUBLISHED, LEADS_THE_SECRETARIAT),
        row("correct", _("Correct the published report"), {PUBLISHED}, RETURNED, CERTIFIES,
            needs_note=True),
        row("record", _("Recorded from an earlier round"), {DRAFT}, SUBMITTED, ADMINISTERS,
            requires=from_a_spreadsheet, then=recorded, offered=False),
        row("record_publication", _("Was published"), {SUBMITTED}, PUBLISHED, ADMINISTERS,
            requires=from_a_spreadsheet, offered=False),
    ),
    event_model=lambda: SubmissionEvent,
    record_name="submission",
    may=may,
    wrong_state=sent_already,
)  # fmt: skip
