"""Invented consents to the publication of the reports that wait for it."""

from datetime import timedelta

from reporting.models import Consent, ConsentEvent, ConsentState, Submission

ANSWERED_AFTER = timedelta(hours=20)


def load_consents(people):
    """Record that each country was asked when its report was accepted; the first one has consented."""
    for place, report in enumerate(Submission.objects.awaiting_publication().order_by("member_state")):
        acceptance = report.events.get(move="accept")
        state = ConsentState.ASKED if place else ConsentState.GIVEN
        consent = Consent.objects.create(version=acceptance.version, state=state)
        record_event(consent, "ask", ConsentState.ASKED, by=acceptance.by, at=acceptance.at)
        if consent.is_given:
            officer, at = people.focal_points[report.member_state_id], acceptance.at + ANSWERED_AFTER
            record_event(consent, "consent", state, by=officer, at=at)


def record_event(consent, move, state, *, by, at):
    before = ConsentState.NOT_ASKED if move == "ask" else ConsentState.ASKED
    ConsentEvent.objects.create(consent=consent, move=move, from_state=before, to_state=state, by=by, at=at)
