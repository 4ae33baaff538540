"""A country's own day: that of its time zone, not that of Greenwich."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from authorities.models import MemberState
from authorities.models.states import validate_time_zone

EVENING_IN_GREENWICH = datetime(2026, 11, 30, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("time_zone", "day"),
    [
        ("UTC", date(2026, 11, 30)),
        ("Asia/Manila", date(2026, 12, 1)),
        ("Pacific/Fiji", date(2026, 12, 1)),
        ("Pacific/Kiritimati", date(2026, 12, 1)),
        ("America/New_York", date(2026, 11, 30)),
    ],
)
def test_the_day_is_that_of_the_country(time_zone, day):
    assert MemberState(time_zone=time_zone).local_day(EVENING_IN_GREENWICH) == day


def test_a_morning_in_greenwich_is_the_day_before_in_washington():
    morning = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)

    assert MemberState(time_zone="America/New_York").local_day(morning) == date(2026, 11, 30)


@pytest.mark.parametrize("name", ["", "Manila", "GMT+25", "../etc/passwd", "Asia/Manila\x00"])
def test_only_zones_of_the_iana_database_are_taken(name):
    with pytest.raises(ValidationError):
        validate_time_zone(name)
