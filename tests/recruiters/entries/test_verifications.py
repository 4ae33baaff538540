"""When entries were verified, as it was known by any moment: from events and from what the log kept."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection

from authorities.change_log import log_change
from authorities.models import Change
from authorities.models.changes import column_values
from recruiters.entries.verifications import (
    LoggedDay,
    LoggedRegister,
    find_verified_registers,
    select_verified_registers,
)
from recruiters.models import LicenceEvent
from tests.conftest import rolled_back
from tests.factories import RecruiterFactory, RegisterFactory, UserFactory

YEAR = date(2020, 1, 1), date(2020, 12, 31)
# What was written, as (day of writing, day of the last verification); then the question, as known before a
# moment, and whether the entry was verified in 2020.
CASES = [
    ([], None, False),
    ([("2020-05-01", "2020-05-01")], None, True),
    ([("2020-05-01", "2020-05-01")], "2020-04-30", False),
    # Overtaken by a later verification: the day stays true.
    ([("2020-05-01", "2020-05-01"), ("2021-06-01", "2021-06-01")], None, True),
    ([("2020-05-01", "2020-05-01"), ("2021-06-01", "2021-06-01")], "2020-07-01", True),
    ([("2020-05-01", "2020-05-01"), ("2021-06-01", "2021-06-01")], "2022-01-01", True),
    # Written late: not known before.
    ([("2021-03-01", "2020-05-01")], "2021-01-01", False),
    ([("2021-03-01", "2020-05-01")], "2021-04-01", True),
    # A mistake, corrected: known to be so until then.
    ([("2020-05-01", "2020-05-01"), ("2020-06-01", "2019-05-01")], None, False),
    ([("2020-05-01", "2020-05-01"), ("2020-06-01", "2019-05-01")], "2020-05-15", True),
    ([("2020-05-01", "2020-05-01"), ("2020-06-01", None)], None, False),
]


def moment(day):
    return day and datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.django_db
def test_a_verification_is_known_from_its_entry_and_outlives_the_next_one(django_assert_num_queries):
    register, by = RegisterFactory(), UserFactory()
    for writings, known_before, expected in CASES:
        with rolled_back():
            entry = RecruiterFactory(register=register, events=False)
            log_change(entry, None, by=by, at=moment("2018-01-01"))
            for at, day in writings:
                before = type(entry).objects.get(pk=entry.pk)
                entry.last_verified_on = day
                entry.save()
                log_change(entry, column_values(before), by=by, at=moment(at))
            with django_assert_num_queries(1):
                found = find_verified_registers([register.pk], *YEAR, moment(known_before))
            assert found == ({register.pk} if expected else set()), (writings, known_before)
            assert find_verified_registers([], *YEAR, moment(known_before)) == set()


@pytest.mark.django_db
def test_an_event_counts_from_when_it_was_written(philippines):
    entry = RecruiterFactory(events=False)
    LicenceEvent.objects.create(
        move="verify", to_state="authorised", register=entry.register, recruiter=entry, version=1,
        at=moment("2020-05-02"), effective_on="2020-05-01", by=UserFactory(),
    )  # fmt: skip
    keys = [entry.register_id]

    known = [find_verified_registers(keys, *YEAR, moment(day)) for day in ("2020-05-01", "2020-05-03", None)]
    assert known == [set(), {*keys}, {*keys}]
    assert find_verified_registers(keys, date(2021, 1, 1), date(2021, 12, 31)) == set()


@pytest.mark.django_db
def test_what_the_log_has_of_a_register_and_its_days_is_found_by_an_index():
    """With no entries a database would rather read its tables, or choose another index."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    logged = Change.objects.order_by().alias(register=LoggedRegister("before"), day=LoggedDay("before"))
    plan = logged.filter(register=1, day__range=("2020-01-01", "2020-12-31")).explain()
    assert "change_of_verified" in plan, plan
    if connection.vendor == "sqlite":
        plan = select_verified_registers(*YEAR, moment("2021-01-01")).explain()
        indexes = ("change_of_verified", "change_of_record", "recruiter_verified", "licenceevent_verified")
        assert [index for index in indexes if index not in plan] == [], plan
