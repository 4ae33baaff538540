"""Instruments and reports are only looked at in the administrators' room."""

from django.urls import reverse

from reporting.models import Rewording
from tests import factories


def test_an_instrument_is_taken_in_at_its_desk_alone(client, administrator):
    client.force_login(administrator)
    instrument = factories.InstrumentFactory()

    assert client.get(reverse("admin:reporting_instrument_add")).status_code == 403
    assert client.get(reverse("admin:reporting_instrument_change", args=[instrument.pk])).status_code == 200
    assert client.get(reverse("instruments")).status_code == 200


def test_reports_are_looked_at_and_not_edited(client, administrator, complete):
    client.force_login(administrator)
    address = reverse("admin:reporting_submission_change", args=[complete.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "published"}).status_code == 403


def test_the_instrument_of_a_round_that_was_reported_to_is_not_exchanged(client, administrator, complete):
    client.force_login(administrator)

    page = client.get(reverse("admin:reporting_round_change", args=[complete.round_id]))

    assert "instrument" not in page.context["adminform"].form.fields


def test_mended_words_are_looked_at_and_not_edited(client, administrator):
    client.force_login(administrator)
    text = {"place": ["sA", "q1", "text"], "language": "en", "before": "Whihc <b>?", "after": "Which?"}
    mended = Rewording.objects.create(
        instrument=factories.InstrumentFactory(), by=administrator, texts=[text]
    )
    address = reverse("admin:reporting_rewording_change", args=[mended.pk])
    page = client.get(address).content.decode()

    assert "sA › q1 › text (en): <del>Whihc &lt;b&gt;?</del> <ins>Which?</ins>" in page
    assert client.get(reverse("admin:reporting_rewording_changelist")).status_code == 200
    assert client.post(address, {"texts": "[]"}).status_code == 403
