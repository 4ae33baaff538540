"""Consent to publication: the one table of its moves.

The terms, told to all who take part: reports under the Code are made public, without what is not public in
them. The country is asked first. It consents when it certifies the report, or after the secretariat has
accepted it; it can object, with a reason, and take its consent back until the report is public. Without its
consent the secretariat publishes only with a reason that a manager writes down, and that the country reads.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authorities.models import User
from authorities.models.roles import CERTIFIES, REVIEWS
from authorities.transitions import Transition, Workflow
from reporting.models import Consent, ConsentEvent, ConsentState, State, Submission, Version
from reporting.publication.publication_notices import announce_consent
from reporting.submissions.duties import holds_role_for

NOT_ASKED, ASKED, GIVEN, OBJECTED = ConsentState
Sentences = Iterator[str | Promise]


def may_speak(user: User, roles: tuple[str, ...], consent: Consent) -> bool:
    return holds_role_for(user, roles, consent.version.submission)


def require_open_question(consent: Consent, **details: Any) -> Sentences:
    """Yield why it is too late or too early to speak of the publication of this version."""
    submission = consent.version.submission
    if submission.latest_version != consent.version:
        yield _("A newer version was sent. What is decided there counts, so nothing was changed here.")
    elif submission.state == State.PUBLISHED:
        yield _("The report is public. Correct it, or write to the secretariat to end its publication.")
    elif submission.state not in (State.SUBMITTED, State.ACCEPTED):
        yield _("The report is being corrected. You are asked again about the corrected version.")


def require_accepted_report(consent: Consent, **details: Any) -> Sentences:
    yield from require_open_question(consent)
    if consent.version.submission.state == State.SUBMITTED:
        yield _("Accept the report first. The country is asked then.")


def return_to_question(consent: Consent, *, by: User, at: datetime, **details: Any) -> dict[str, str]:
    """Return the state in which it is asked, or will be once the report is accepted."""
    accepted = consent.version.submission.state == State.ACCEPTED
    return {"to_state": ASKED if accepted else NOT_ASKED}


def describe_consent(consent: Consent, row: Transition) -> str:
    return _("The consent is “%(state)s” by now, so nothing was changed.") % {
        "state": consent.get_state_display()
    }


consent_workflow = Workflow(
    transitions=(
        Transition("ask", gettext_lazy("Ask the country for its consent"),
            frozenset({NOT_ASKED, ASKED, OBJECTED}), ASKED, REVIEWS, requires=require_accepted_report),
        Transition("consent", gettext_lazy("Consent to publication"),
            frozenset({NOT_ASKED, ASKED, OBJECTED}), GIVEN, CERTIFIES, requires=require_open_question),
        Transition("object", gettext_lazy("Object to publication"),
            frozenset({NOT_ASKED, ASKED, GIVEN}), OBJECTED, CERTIFIES, requires=require_open_question,
            needs_note=True),
        Transition("revoke", gettext_lazy("Take the consent back"), frozenset({GIVEN}), None, CERTIFIES,
            requires=require_open_question, then=return_to_question),
    ),
    event_model=lambda: ConsentEvent,
    record_name="consent",
    may=may_speak,
    wrong_state=describe_consent,
    announce=announce_consent,
)  # fmt: skip


def read_consent(version: Version) -> Consent:
    """Return what is known of the consent to a version, unsaved while nobody has spoken of it."""
    found = Consent.objects.filter(version=version).first() or Consent(version=version)
    found.version = version
    return found


@transaction.atomic
def move_consent(
    version: Version, name: str, *, by: User, note: str = "", at: datetime | None = None
) -> ConsentEvent:
    """Make a move of the consent to a version. Raises ValidationError with every reason why not.

    The report is locked first, as by its own moves: it is not published while its country objects.
    """
    Submission.objects.select_for_update().get(pk=version.submission_id)
    consent, _is_new = Consent.objects.get_or_create(version=version)
    return consent_workflow.move(consent, name, by=by, note=note, at=at)


def ask_after_acceptance(version: Version, *, by: User, at: datetime) -> None:
    """Ask the country, unless it has spoken already."""
    consent, _is_new = Consent.objects.get_or_create(version=version)
    if consent.state != NOT_ASKED:
        return
    event = ConsentEvent(consent=consent, move="ask", from_state=NOT_ASKED, to_state=ASKED, by=by, at=at)
    consent.state = ASKED
    consent.save(update_fields=["state"])
    event.save(force_insert=True)
    announce_consent(event)


def consent_in_advance(version: Version, *, by: User, at: datetime) -> None:
    """Record the consent that was given with the certification."""
    consent = Consent.objects.create(version=version, state=GIVEN)
    ConsentEvent.objects.create(
        consent=consent, move="consent", from_state=NOT_ASKED, to_state=GIVEN, by=by, at=at
    )


def require_consent_or_reason(
    submission: Submission, *, note: str = "", consent_read: str = "", **details: Any
) -> Sentences:
    """Yield why a report cannot be published: without the consent of its country it takes a reason."""
    version = submission.latest_version
    state = read_consent(version).state if version else NOT_ASKED
    if state == OBJECTED and consent_read not in ("", OBJECTED):
        yield _("The country has objected meanwhile. Read why, then decide again.")
    elif state != GIVEN and not note.strip():
        yield _("The country has not consented. Write why you publish all the same; the country reads it.")
