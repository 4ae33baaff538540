"""The reports that wait for publication, published one by one or many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from reporting.models import Consent, ConsentState, PublicationPlan, State, Submission, SubmissionEvent
from reporting.publication.consent import move_consent
from reporting.submissions.workflow import report_workflow
from tests import factories
from tests.conftest import person

DESK, BATCH = "/publication/", "/publication/batch/"
COUNTRIES = ("PHL", "IDN", "IRL")


def accepted_report(iso3, manager):
    """A report that was accepted, as it is after its way through the workflow."""
    state = factories.MemberStateFactory(iso3=iso3)
    report = factories.SubmissionFactory(member_state=state, state=State.SUBMITTED)
    signer = person(f"Signer {iso3}", "focal_point", member_state=state)
    factories.version_of(report, by=signer)
    report_workflow.move(report, "accept", by=manager)
    return report


@pytest.fixture
def reports(manager, indicators):
    """The Philippines consented, Indonesia objects, Ireland has not answered."""
    found = {iso3: accepted_report(iso3, manager) for iso3 in COUNTRIES}
    for iso3, name in (("PHL", "consent"), ("IDN", "object")):
        version = found[iso3].latest_version
        move_consent(version, name, by=version.submitted_by, note="A ministry disagrees.")
    return found


def keys(reports, *countries, number=1):
    return [f"{reports[iso3].pk}:{number}" for iso3 in countries]


def states():
    return dict(Submission.objects.values_list("member_state", "state"))


def test_the_list_takes_as_many_queries_for_many_as_for_one(client, manager, django_assert_max_num_queries):
    accepted_report("PHL", manager)
    client.force_login(manager)
    client.get(DESK)
    with django_assert_max_num_queries(15) as few:
        assert len(client.get(DESK).context["desk"].reports) == 1
    for iso3 in ("IDN", "IRL"):
        accepted_report(iso3, manager)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(client.get(DESK).context["desk"].reports) == 3


def test_those_ticked_are_shown_with_what_stands_against_each(client, reports, manager):
    client.force_login(manager)
    page = client.get(BATCH, {"report": [*keys(reports, *COUNTRIES), "77:1", "rubbish"]})
    desk = page.context["desk"]
    html = page.content.decode()

    assert [report.submission.member_state_id for report in desk.publishable] == ["IRL", "PHL"]
    assert "The country objects. Publish it singly, after reading why." in html
    assert html.count("Needs your reason: the country has not consented.") == 1
    assert desk.lost == 2


def test_those_that_can_be_are_published_together_and_the_others_stay(client, reports, manager):
    client.force_login(manager)
    sent = {"report": keys(reports, *COUNTRIES), "when": "now"}
    page = client.post(BATCH, sent)  # without the reason that Ireland needs

    assert page.status_code == 200
    assert "has not consented" in page.content.decode()
    assert states() == {"PHL": "published", "IDN": "accepted", "IRL": "accepted"}
    assert client.post(BATCH, {**sent, "reason": "By the terms."}).status_code == 302
    assert states() == {"PHL": "published", "IDN": "accepted", "IRL": "published"}
    events = SubmissionEvent.objects.filter(move="publish").select_related("submission")
    notes = {event.submission.member_state_id: event.note for event in events}
    assert notes == {"PHL": "", "IRL": "By the terms."}


def test_a_report_that_was_sent_again_meanwhile_is_left_out(client, reports, manager):
    client.force_login(manager)
    client.post(BATCH, {"report": keys(reports, "PHL", number=2), "when": "now"})

    assert states()["PHL"] == "accepted"


def test_many_are_planned_for_one_hour(client, reports, manager):
    client.force_login(manager)
    moment = timezone.now() + timedelta(days=3)
    sent = {"report": keys(reports, "PHL", "IRL"), "when": "later", "reason": "By the terms."}
    client.post(BATCH, {**sent, "moment": f"{moment:%Y-%m-%dT%H:%M}"})

    assert PublicationPlan.objects.waiting().count() == 2
    assert "Its publication is planned already." in client.get(BATCH, sent).content.decode()
    assert Consent.objects.filter(state=ConsentState.GIVEN).count() == 1


def test_the_page_of_one_refuses_what_was_not_read(client, reports, manager):
    client.force_login(manager)
    address = reverse("publish_report", args=[6, "IDN"])
    told = {"when": "now", "reason": "All the same.", "consent_read": "asked", "version": 1}
    assert "objected meanwhile" in client.post(address, told).content.decode()
    assert "version 1" in client.post(address, {**told, "version": 7}).content.decode()
    assert states()["IDN"] == "accepted"

    client.post(address, {**told, "consent_read": "objected"})
    assert states()["IDN"] == "published"


def test_taking_back_needs_words_for_the_public_and_a_note(client, reports, manager):
    report_workflow.move(reports["PHL"], "publish", by=manager)
    client.force_login(manager)
    address = reverse("take_back_report", args=[6, "PHL"])
    assert set(client.post(address, {}).context["form"].errors) == {"public_reason", "note"}
    client.post(address, {"public_reason": "A table was wrong.", "note": "Please correct it."})

    assert client.get("/reports/6/PHL/").status_code == 410
    assert "A table was wrong." in client.get("/reports/6/PHL/").content.decode()
    assert "Please correct it." not in client.get("/reports/6/PHL/").content.decode()
