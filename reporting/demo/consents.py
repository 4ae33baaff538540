"""Invented consents: given with the certification of what is published, asked for what waits for it."""

from datetime import timedelta

from reporting.models import Consent, ConsentEvent, ConsentState, State, Submission, SubmissionEvent

NOT_ASKED, ASKED, GIVEN = ConsentState.NOT_ASKED, ConsentState.ASKED, ConsentState.GIVEN
ANSWERED_AFTER = timedelta(hours=20)


def load_consents(people):
    """Record the consents of published reports, and that the countries of accepted ones were asked.

    The first of those has consented.
    """
    published = SubmissionEvent.objects.filter(to_state=State.PUBLISHED)
    events = published.select_related("version__submitted_by").defer("version__content")
    versions = [event.version for event in events]
    given = Consent.objects.bulk_create(Consent(version=version, state=GIVEN) for version in versions)
    ConsentEvent.objects.bulk_create(
        build_event(consent, "consent", NOT_ASKED, GIVEN, by=version.submitted_by, at=version.submitted_at)
        for consent, version in zip(given, versions, strict=True)
    )
    for place, report in enumerate(Submission.objects.awaiting_publication().order_by("member_state")):
        acceptance = report.events.get(move="accept")
        consent = Consent.objects.create(version=acceptance.version, state=ASKED if place else GIVEN)
        build_event(consent, "ask", NOT_ASKED, ASKED, by=acceptance.by, at=acceptance.at).save()
        if consent.is_given:
            officer, at = people.focal_points[report.member_state_id], acceptance.at + ANSWERED_AFTER
            build_event(consent, "consent", ASKED, GIVEN, by=officer, at=at).save()


def build_event(consent, move, before, after, *, by, at):
    return ConsentEvent(consent=consent, move=move, from_state=before, to_state=after, by=by, at=at)
