"""What a person can do next for a report, and what happens to it after it was sent, in their own words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from authorities.models.roles import CERTIFIES, FILLS_IN
from authorities.transitions import Transition
from reporting.models import ConsentState, State, Submission

NEXT_STEPS: dict[str, str | Promise] = {
    State.DRAFT: _("Fill in what is missing, then certify and submit."),
    State.RETURNED: _("The secretariat asks for a correction. Read its note, correct, and submit again."),
    State.SUBMITTED: _("Nothing to do now: the secretariat is reading it."),
    State.ACCEPTED: _("Nothing to do now: it is accepted and waits for publication."),
    State.PUBLISHED: _("It is public. If something has to be corrected, ask for it from the report's page."),
}
# Those who fill in, but do not certify.
NEXT_STEPS_OF_CONTRIBUTORS: dict[str, str | Promise] = {
    State.DRAFT: _("Fill in what is missing. The focal point of your country certifies and submits it."),
    State.RETURNED: _(
        "The secretariat asks for a correction. Read its note and correct; the focal point of your country "
        "submits it again."
    ),
    State.PUBLISHED: _("Nothing to do now: it is public."),
}
# Those who only read.
NEXT_STEPS_OF_VIEWERS: dict[str, str | Promise] = {
    State.DRAFT: _("Nothing for you to do: your colleagues are filling it in."),
    State.RETURNED: _("Nothing for you to do: your colleagues are correcting it."),
    State.PUBLISHED: _("Nothing to do now: it is public."),
}
OWN_CORRECTION = _(
    "Your country is correcting it. The published version stays public until the secretariat publishes the "
    "corrected one."
)
CONSENT_ASKED_FOR = _("Read what the world will see of it, then consent to its publication or object.")
PLANNED_HOUR = _("Nothing to do now: it becomes public at the hour that is planned.")
AFTER_SUBMISSION: dict[str, tuple[str | Promise, ...]] = {
    State.SUBMITTED: (
        _(
            "The secretariat reads the report. Then it accepts it, or returns it with a note on what to "
            "correct."
        ),
        _("If it is returned, it stands on your desk again, with the note. Correct it and submit it again."),
        _("Once it is accepted, the secretariat publishes it, without what is marked “Not made public”."),
    ),
    State.ACCEPTED: (
        _("The secretariat publishes the report, without what is marked “Not made public”."),
        _("Until then it can still return the report with a note, if something has to be corrected."),
    ),
    State.PUBLISHED: (
        _("Everybody can read the report on its public page, without what is marked “Not made public”."),
        _(
            "If something has to be corrected, the focal point of your country opens it again on this page. "
            "The published version stays public until the secretariat publishes the corrected one."
        ),
    ),
}


def describe_next_step(user: User, submission: Submission) -> str | Promise:
    """Return what this person can do next for a report of the Member State they work for."""
    state, iso3 = submission.state, submission.member_state_id
    if state == State.RETURNED and submission.last_move == "correct":  # type: ignore[attr-defined]
        return OWN_CORRECTION
    if state == State.ACCEPTED and getattr(submission, "planned_for", None):
        return PLANNED_HOUR
    if iso3 in user.states_as(*CERTIFIES):
        is_asked = state == State.ACCEPTED and getattr(submission, "consent_state", "") == ConsentState.ASKED
        return CONSENT_ASKED_FOR if is_asked else NEXT_STEPS[state]
    fills_in = iso3 in user.states_as(*FILLS_IN)
    return (NEXT_STEPS_OF_CONTRIBUTORS if fills_in else NEXT_STEPS_OF_VIEWERS).get(state, NEXT_STEPS[state])


@dataclass(frozen=True)
class OfferedMove:
    """A move of a report as its button shows it."""

    name: str
    label: str | Promise
    needs_note: bool
    explanation: str | Promise


EXPLANATIONS: dict[str, str | Promise] = {
    "withdraw": _(
        "Take the report back before it is published. It becomes a draft of your country again and counts as "
        "not submitted until you submit it again."
    ),
    "correct": _(
        "Open the report for changes. The published version stays public until you submit a corrected one "
        "and the secretariat publishes that."
    ),
}


def describe_move(row: Transition) -> OfferedMove:
    return OfferedMove(row.name, row.label, row.needs_note, EXPLANATIONS.get(row.name, ""))
