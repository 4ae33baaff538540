"""The states of a report. Every move stands in this table; nothing else writes `Submission.state`."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import ADMINISTERS, CERTIFIES, LEADS_THE_SECRETARIAT, REVIEWS
from authorities.transitions import Transition, Workflow
from reporting.checks.catalogue import Severity
from reporting.checks.findings_tally import store_tallies
from reporting.checks.frozen_findings import CONTENT_KEY, freeze_findings, version_findings
from reporting.checks.justifying import ReportFinding, read_findings
from reporting.clarifications.return_scope import open_questions, require_known_questions
from reporting.clarifications.workflow import (
    has_replied_since,
    link_changed_answers,
    require_closed_clarifications,
)
from reporting.models import State, Submission, SubmissionEvent, Version
from reporting.models.submissions import TAKE_BACK
from reporting.paper_reports.workflow import describe_paper, require_paper, settle_paper
from reporting.publication.consent import (
    ask_after_acceptance,
    consent_in_advance,
    require_consent_or_reason,
)
from reporting.submissions.announcements import announce_move
from reporting.submissions.duties import holds_role_for
from reporting.submissions.plain_answers import working_answers
from reporting.submissions.questionnaire import FormState, evaluate_form, evaluate_submission
from reporting.submissions.versions import build_version, freeze

UNCHANGED = _(
    "Nothing has changed since the secretariat returned this report. "
    "Correct what its note asks for, then submit."
)


def is_unchanged_since_return(
    last: SubmissionEvent | None, form: FormState, findings: list[ReportFinding]
) -> bool:
    """Return True if the last move returned the report, and nothing was corrected or explained since.

    Replies to everything that was asked about single answers count as an explanation.
    """
    returned = last.version if last and last.move == "return" else None
    if returned is None or returned.content["answers"] != form.answers:
        return False
    return not explains_more(returned, findings) and not has_replied_since(last.submission, last.at)


def require_sendable_answers(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    """Yield what is missing or impossible; or that nothing was corrected in a report that was returned."""
    form = evaluate_submission(submission)
    findings = read_findings(submission, form)
    yield from (problem.sentence for problem in form.problems)
    yield from (finding.sentence for finding in findings if finding.severity is Severity.BLOCKS)
    last = submission.events.select_related("version").order_by("-at", "-pk").first()
    if is_unchanged_since_return(last, form, findings):
        yield UNCHANGED


def explains_more(version: Version, findings: list[ReportFinding]) -> bool:
    """Return True if an explanation of a warning was added or changed since a version was sent."""
    now = {(one.check_key, one.explanation) for one in findings if one.explanation}
    return now != {(one.check_key, one.explanation) for one in version_findings(version) if one.explanation}


def require_never_published(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    if submission.was_published:
        yield _("A published report can be corrected, but not withdrawn.")


def require_version_read(
    submission: Submission, *, version_read: int | None = None, **details: Any
) -> Iterator[str | Promise]:
    """Yield that another version was sent than the one that this person has read, if the page says which."""
    newest = submission.latest_version
    if version_read is not None and newest is not None and newest.number != version_read:
        yield _(
            "You have read version %(read)d. The country has sent version %(newest)d meanwhile, so nothing "
            "was decided."
        ) % {"read": version_read, "newest": newest.number}


def require_returnable(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    yield from require_version_read(submission, **details)
    yield from require_known_questions(submission, **details)


def require_settled_report(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    yield from require_version_read(submission, **details)
    yield from require_closed_clarifications(submission)


def require_publishable(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    yield from require_version_read(submission, **details)
    yield from require_consent_or_reason(submission, **details)


def require_public_reason(
    submission: Submission, *, public_reason: str = "", **details: Any
) -> Iterator[str | Promise]:
    if not public_reason.strip():
        yield _("Write for the public why the report is taken back. It stands in its place.")


def describe_wrong_state(submission: Submission, row: Transition) -> str | Promise:
    """Return why a move is too late or too early: it was made already, or the report stands elsewhere."""
    words = {"state": submission.get_state_display(), "move": row.label}
    if submission.state == row.target:
        return _("The report is already “%(state)s”, so it was not changed again.") % words
    if submission.state == State.DRAFT:
        return _("The country has taken the report back meanwhile, so nothing was decided.")
    return _("The report is “%(state)s” by now, so “%(move)s” is not possible. Nothing was changed.") % words


def freeze_version(
    submission: Submission,
    *,
    by: User,
    at: datetime,
    signatory_name: str = "",
    signatory_position: str = "",
    consents: bool = False,
    is_confirmed: bool = True,
) -> dict[str, Version]:
    """Freeze the working answers and what the checks say of them.

    `consents` if the country agrees now to the publication, `is_confirmed` unless the secretariat sends what
    it has typed from paper. Return the new version as a column of the event.
    """
    signatory: dict[str, Any] = {"signatory_name": signatory_name, "signatory_position": signatory_position}
    more = find_frozen_findings(submission, at) | describe_paper(submission, is_confirmed=is_confirmed)
    version = freeze(submission, by=by, at=at, more=more, **signatory)
    store_tallies([version])
    if consents:
        consent_in_advance(version, by=by, at=at)
    return {"version": version}


def find_frozen_findings(submission: Submission, at: datetime) -> dict[str, Any]:
    """Return what the checks say of the working answers as a part of the content of a version."""
    day = submission.member_state.local_day(at)
    form = evaluate_form(submission.round.instrument, working_answers(submission), day)
    findings = freeze_findings(submission, form)
    return {CONTENT_KEY: findings} if findings else {}


def build_next_version(submission: Submission, *, by: User, at: datetime) -> Version:
    """Return the version that submitting the working answers would store, unsaved and without a signatory."""
    latest = submission.latest_version
    return build_version(
        submission,
        latest.number + 1 if latest else 1,
        by=by,
        at=at,
        more=find_frozen_findings(submission, at),
        signatory_name="",
        signatory_position="",
    )


def link_latest_version(
    submission: Submission, *, by: User, at: datetime, **details: Any
) -> dict[str, Version]:
    return {"version": submission.latest_version}


def ask_for_consent(
    submission: Submission, *, by: User, at: datetime, **details: Any
) -> dict[str, Version | None]:
    """Ask the country whether the accepted version may be made public."""
    version = submission.latest_version
    if version:
        ask_after_acceptance(version, by=by, at=at)
    return {"version": version}


def end_publication(
    submission: Submission,
    *,
    by: User,
    at: datetime,
    public_reason: str,
    public_language: str = "",
    **details: Any,
) -> dict[str, Any]:
    """Return what the event holds: the version, and the words that everybody reads in place of the report."""
    words = {"public_reason": public_reason.strip(), "public_language": public_language}
    return {"version": submission.latest_version, **words}


def freeze_past_version(
    submission: Submission, *, by: User, at: datetime, **details: Any
) -> dict[str, Version]:
    """Freeze a report of an earlier round on the day it came; who signed it is not known here."""
    now = timezone.now()
    version = freeze(submission, by=by, at=at, recorded_at=now, signatory_name="", signatory_position="")
    return {"version": version}


def require_spreadsheet(
    submission: Submission, *, is_history: bool = False, **details: Any
) -> Iterator[str | Promise]:
    if not is_history:
        yield _("Reports of earlier rounds are imported by spreadsheet, as a whole.")


def follow_move(event: SubmissionEvent) -> None:
    """Let others know of a move, and link what it sends to what was asked."""
    announce_move(event)
    if event.move == "submit":
        link_changed_answers(event.version, by=event.by, at=event.at)
    if event.move in ("submit", "record_paper"):
        settle_paper(event)


def require_complete_paper(submission: Submission, **details: Any) -> Iterator[str | Promise]:
    yield from require_paper(submission)
    yield from require_sendable_answers(submission)


def report_transition(
    name: str,
    label: str | Promise,
    sources: Collection[State],
    target: State,
    roles: tuple[str, ...],
    **details: Any,
) -> Transition:
    """Return a transition whose event links the latest version, unless `then` says otherwise."""
    then = partial(note_when_recorded, details.pop("then", link_latest_version))
    return Transition(name, label, frozenset(sources), target, roles, then=then, **details)


def note_when_recorded(
    then: Callable[..., dict[str, Any]], submission: Submission, *, at: datetime, **details: Any
) -> dict[str, Any]:
    """Return the columns of an event, with the moment this system learned of it: of history it is now."""
    recorded_at = timezone.now() if details.get("is_history") else at
    return {**then(submission, at=at, **details), "recorded_at": recorded_at}


# Moves that are made on pages of their own, with more than a note.
WITH_OWN_PAGE = ("submit", "publish", TAKE_BACK)
DRAFT, SUBMITTED, RETURNED, ACCEPTED, PUBLISHED = (
    State.DRAFT,
    State.SUBMITTED,
    State.RETURNED,
    State.ACCEPTED,
    State.PUBLISHED,
)

report_workflow = Workflow(
    transitions=(
        report_transition("submit", _("Submit"), {DRAFT, RETURNED}, SUBMITTED, CERTIFIES,
            requires=require_sendable_answers, then=freeze_version),
        report_transition("withdraw", _("Withdraw"), {SUBMITTED, RETURNED}, DRAFT, CERTIFIES,
            requires=require_never_published, needs_note=True),
        report_transition("return", _("Return for correction"), {SUBMITTED, ACCEPTED}, RETURNED, REVIEWS,
            requires=require_returnable, then=open_questions, needs_note=True),
        report_transition("accept", _("Accept"), {SUBMITTED}, ACCEPTED, REVIEWS,
            requires=require_settled_report, then=ask_for_consent),
        report_transition("publish", _("Publish"), {ACCEPTED}, PUBLISHED, LEADS_THE_SECRETARIAT,
            requires=require_publishable, is_grave=True),
        report_transition(TAKE_BACK, _("Take back the published report"), {PUBLISHED}, ACCEPTED,
            LEADS_THE_SECRETARIAT, requires=require_public_reason, then=end_publication, needs_note=True,
            is_grave=True),
        report_transition("correct", _("Correct the published report"), {PUBLISHED}, RETURNED, CERTIFIES,
            needs_note=True),
        report_transition("record", _("Recorded from an earlier round"), {DRAFT}, SUBMITTED, ADMINISTERS,
            requires=require_spreadsheet, then=freeze_past_version, offered=False),
        report_transition("record_paper", _("Record as received on paper"), {DRAFT}, SUBMITTED,
            LEADS_THE_SECRETARIAT, requires=require_complete_paper, needs_note=True, offered=False,
            then=partial(freeze_version, is_confirmed=False)),
        report_transition("record_publication", _("Was published"), {SUBMITTED}, PUBLISHED, ADMINISTERS,
            requires=require_spreadsheet, offered=False),
    ),
    event_model=lambda: SubmissionEvent,
    record_name="submission",
    may=holds_role_for,
    wrong_state=describe_wrong_state,
    announce=follow_move,
)  # fmt: skip
