"""Instruments arrive in the administrators' room as workbooks; reports are only looked at there."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reporting.models import Instrument, Rewording
from tests import factories

WORKBOOK = Path(__file__).parents[2] / "fixtures" / "instruments" / "nri-2012.md"


@pytest.fixture
def known_indicators(db):
    keys = [
        "equal_rights", "steps_taken", "agreements", "self_sufficiency", "distribution", "laws_database",
        "migration_statistics", "recruiter_record", "good_practice", "stakeholders", "law_policy",
        "information_sharing", "country_position",
    ]  # fmt: skip
    return [factories.IndicatorFactory(key=key) for key in keys]


def upload(client, content, name="nri-2012.md"):
    return client.post(
        reverse("admin:reporting_instrument_add"), {"workbook": SimpleUploadedFile(name, content)}
    )


def test_an_instrument_is_loaded_from_its_workbook(client, administrator, known_indicators):
    client.force_login(administrator)

    upload(client, WORKBOOK.read_bytes())

    assert Instrument.objects.get().form_id == "nri-2012"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"no workbook", "not a readable XLSForm workbook"),
        (WORKBOOK.read_bytes().replace(b"select_one yes_no ", b"select_one nowhere", 1), "nowhere"),
        (b"\xff\xfe\x00", "not a readable XLSForm workbook"),
    ],
)
def test_a_malformed_workbook_is_explained(client, administrator, known_indicators, content, sentence):
    client.force_login(administrator)

    page = upload(client, content)

    assert page.status_code == 200
    assert sentence in " ".join(page.context["adminform"].form.errors["workbook"])
    assert Instrument.objects.count() == 0


def test_an_unknown_indicator_is_named(client, administrator, db):
    client.force_login(administrator)

    page = upload(client, WORKBOOK.read_bytes())

    errors = page.context["adminform"].form.errors["workbook"]
    assert len(errors) == 13
    assert "There is no indicator with the key “recruiter_record”." in " ".join(errors)


def test_the_words_of_an_instrument_in_use_are_mended_and_nothing_else(
    client, administrator, known_indicators
):
    client.force_login(administrator)
    upload(client, WORKBOOK.read_bytes())
    factories.RoundFactory(instrument=Instrument.objects.get())

    reworded = WORKBOOK.read_bytes().replace(b"Has the country taken steps", b"Did the country take steps")
    upload(client, reworded)
    page = upload(client, reworded.replace(b"| text | q0_4 |", b"| date | q0_4 |"))

    mended = Rewording.objects.get()
    assert (mended.by, mended.numbers, mended.texts[0]["language"]) == (administrator, ["5"], "en")
    assert "Give the changed form a new version" in page.context["adminform"].form.errors["workbook"][0]


def test_reports_are_looked_at_and_not_edited(client, administrator, complete):
    client.force_login(administrator)
    address = reverse("admin:reporting_submission_change", args=[complete.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, {"state": "published"}).status_code == 403


def test_the_instrument_of_a_round_that_was_reported_to_is_not_exchanged(client, administrator, complete):
    client.force_login(administrator)

    page = client.get(reverse("admin:reporting_round_change", args=[complete.round_id]))

    assert "instrument" not in page.context["adminform"].form.fields
