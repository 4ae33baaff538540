"""A round is opened at the desk: attached to a questionnaire, then given its dates."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from authorities.models import Change
from reporting.models import Round
from tests import factories

pytestmark = pytest.mark.django_db
PASSED, COMING = "2020-01", "2099-12-31"


@pytest.fixture
def desk(client, manager):
    client.force_login(manager)
    return client


def send(client, round_, **dates):
    stored = {"opens": round_.opens, "due": round_.due, "closes": round_.closes}
    return client.post(reverse("round_dates", args=[round_.pk]), stored | dates)


def test_a_round_is_attached_and_opened_without_the_administration(desk):
    instrument = factories.InstrumentFactory()
    coming = factories.RoundFactory(number=7, opens="", due="", closes="", instrument=None)
    today = timezone.localdate()

    attached = desk.post(reverse("attach_instrument", args=instrument.key), {"round": coming.pk})
    page = desk.get(attached.url)
    send(desk, coming, opens=today.isoformat(), due="2099-06", closes=COMING)

    assert attached.url == reverse("round_dates", args=[7])
    assert "From this day on countries fill in their reports" in page.content.decode()
    assert Round.objects.get(pk=7).takes_reports_on(today)
    assert Change.objects.filter(model="reporting.round").latest("pk").before["due"] == ""
    opened = desk.get(attached.url)
    assert opened.context["form"].fields["due"].disabled is False


@pytest.mark.parametrize(
    ("stored", "sent", "field", "words"),
    [
        ({}, {"due": "soon"}, "due", "is not a date"),
        ({}, {"opens": "2099-03", "due": "2099-02-28"}, "due", "cannot be due before the round opens"),
        ({}, {"due": "2099-03", "closes": "2099"}, "", ""),  # by the end of the year: in order
        ({}, {"due": "2099-03", "closes": "2099-02"}, "closes", "cannot close before"),
        ({"opens": ""}, {"opens": PASSED}, "opens", "This day has passed"),
        ({}, {"closes": PASSED}, "closes", "This day has passed"),
        ({"opens": PASSED, "due": PASSED}, {"due": COMING}, "due", None),  # what has passed stays
        ({"instrument": None, "opens": ""}, {"opens": COMING}, "opens", "opens with questions"),
        ({"opens": PASSED}, {"due": "2099", "closes": ""}, "", ""),
    ],
)
def test_dates_that_cannot_be_are_explained(desk, stored, sent, field, words):
    dates = {"opens": "2099-01", "due": "2099-06", "closes": COMING, **stored}
    round_ = factories.RoundFactory(number=7, **dates)

    page = send(desk, round_, **sent)

    assert page.status_code == (422 if words else 302)
    if words:
        assert words in " ".join(page.context["form"].errors[field])
    if words is None:
        assert getattr(Round.objects.get(pk=7), field) == stored[field]


def test_nobody_else_sets_dates(client, reviewer):
    round_ = factories.RoundFactory(number=7, opens=(timezone.localdate() + timedelta(days=9)).isoformat())
    client.force_login(reviewer)

    assert send(client, round_, opens="").status_code == 404
