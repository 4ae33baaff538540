"""The demonstration meets, to the last country, what was published of rounds 1 and 3."""

from collections import Counter
from datetime import date

import pytest

from authorities.models import Authority
from reporting.compliance.query import SummaryQuery
from reporting.compliance.summary import summarise
from reporting.models import IndicatorValue, Round, Version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]

JANUARY, JULY, AUGUST, NOVEMBER = (date(2013, *day) for day in ((1, 31), (7, 31), (8, 31), (11, 30)))
SEPTEMBER, MARCH, TODAY = date(2018, 9, 10), date(2019, 3, 31), date(2026, 11, 23)


def figures(day, number):
    return summarise(SummaryQuery(day, Round.objects.get(number=number)))


def by_region(found, *keys):
    return {region.code: sum(region.numbers[key] for key in keys) for region in found.regions}


@pytest.mark.parametrize(
    ("day", "number", "figure", "count"),
    [
        (JANUARY, 1, "reported", 48),
        (JULY, 1, "designated", 84),
        (JULY, 1, "designated_in_health_ministry", 63),
        (JULY, 1, "reported", 54),
        (JULY, 1, "keeps_recruiter_record", 10),
        (AUGUST, 1, "designated", 85),  # as the Bulletin has it of August 2013
        (AUGUST, 1, "reported", 56),
        (NOVEMBER, 1, "designated", 85),
        (NOVEMBER, 1, "reported", 56),
        (TODAY, 1, "reported", 56),
        (date(2016, 3, 31), 2, "designated", 117),
        (SEPTEMBER, 3, "designated", 108),
        (SEPTEMBER, 3, "reported", 40),
        (SEPTEMBER, 3, "in_progress", 27),
        (MARCH, 3, "reported", 80),
        (TODAY, 3, "reported", 80),
        (TODAY, 6, "reported", 12),
        (TODAY, 6, "in_progress", 9),
        (TODAY, 6, "register_held", 3),
    ],
)
def test_a_published_milestone_is_met(day, number, figure, count):
    assert figures(day, number).world.numbers[figure] == count


def test_the_reports_of_july_2013_come_from_42_european_states():
    assert by_region(figures(JULY, 1), "reported") == {
        "AFR": 3, "AMR": 3, "SEAR": 3, "EUR": 42, "EMR": 2, "WPR": 1,
    }  # fmt: skip


def test_of_the_reports_of_january_2013_35_are_european():
    assert by_region(figures(JANUARY, 1), "reported")["EUR"] == 35


def test_the_regions_of_september_2018_are_as_published():
    found = figures(SEPTEMBER, 3)

    assert by_region(found, "designated") == {
        "AFR": 12, "AMR": 13, "SEAR": 10, "EUR": 40, "EMR": 16, "WPR": 17,
    }  # fmt: skip
    assert by_region(found, "reported", "in_progress") == {
        "AFR": 4, "AMR": 9, "SEAR": 7, "EUR": 29, "EMR": 10, "WPR": 8,
    }  # fmt: skip


def test_of_the_authorities_of_september_2018_21_are_the_first_of_their_state():
    designated = Authority.objects.in_force_on(SEPTEMBER).values("member_state")
    earlier = Authority.objects.filter(valid_from__lt=date(2016, 6, 1)).values("member_state")

    assert designated.exclude(member_state__in=earlier).count() == 21


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ("steps_taken", {"yes": 37, "no": 19}),
        ("equal_rights", {"yes": 50, "no": 5, "not_compiled": 1}),
        ("recruiter_record", {"yes": 10, "no": 27, "skipped": 19}),
    ],
)
def test_the_published_reports_of_round_1_answer_as_published(indicator, said):
    newest = Version.objects.published().filter(submission__round=1).order_by("submission", "-number")
    current = {version.submission_id: version.pk for version in reversed(newest)}
    values = IndicatorValue.objects.filter(version__in=current.values(), indicator=indicator)

    assert Counter(values.values_list("value", flat=True)) == said
