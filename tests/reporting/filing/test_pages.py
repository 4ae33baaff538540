"""The page of a section evaluates the rules of the instrument once, and asks few queries."""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from reporting.instruments.xlsform.reader import read_instrument_file
from reporting.models.instruments import load_instrument
from reporting.submissions import questionnaire
from tests import factories


@pytest.fixture
def national_report(philippines, focal_point):
    """A report to the questionnaire of 2021, with the real instrument."""
    definition = read_instrument_file(Path(settings.BASE_DIR) / "fixtures/instruments/nri-2021.md")
    round_ = factories.RoundFactory(instrument=load_instrument(definition))
    return factories.SubmissionFactory(round=round_, member_state=philippines)


@pytest.fixture
def evaluated(monkeypatch):
    """A count of the evaluations of relevance, by code of the question or column."""
    counts = Counter()

    def count(question, values, today):
        counts[question["code"]] += 1
        return is_relevant(question, values, today)

    is_relevant = questionnaire.is_relevant
    monkeypatch.setattr(questionnaire, "is_relevant", count)
    return counts


def test_a_section_evaluates_each_rule_at_most_once(client, national_report, focal_point, evaluated):
    section = national_report.round.instrument.sections[2]
    client.force_login(focal_point)

    page = client.get(
        reverse("section", args=[national_report.round_id, national_report.member_state_id, section["code"]])
    )

    assert page.status_code == 200
    assert set(evaluated.values()) == {1}
    assert set(evaluated) == set(national_report.round.instrument.questions)


def test_a_section_asks_ten_queries(client, national_report, focal_point, django_assert_max_num_queries):
    section = national_report.round.instrument.sections[2]
    address = reverse(
        "section", args=[national_report.round_id, national_report.member_state_id, section["code"]]
    )
    client.force_login(focal_point)

    with django_assert_max_num_queries(10):
        client.get(address)
