"""Property: whatever lists come one after the other, what a register says follows from its events."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from recruiters.models import LicenceEvent, LicenceState, Recruiter, terms_after
from recruiters.models.licences import FINAL
from recruiters.resources import RecruiterResource
from tests.factories import RegisterFactory

FIRST = date(2018, 1, 1)
days = st.integers(0, 6000).map(lambda number: FIRST + timedelta(days=number))
texts = st.one_of(days.map(date.isoformat), st.just(""), st.sampled_from(["2018-02-01", "2040-01-01"]))
rows = st.fixed_dictionaries(
    {
        "licence_number": st.sampled_from(["A-1", "A-2", "A-3"]),
        "legal_name": st.sampled_from(["Alpha", "Beta"]),
        "valid_from": texts,
        "valid_until": texts,
        "standing": st.sampled_from(LicenceState.values),
        "standing_since": texts,
        "suspended_until": texts,
    }
)
sheets = st.tuples(
    st.lists(rows, min_size=2, max_size=3, unique_by=lambda row: row["licence_number"]),
    st.sets(
        st.sampled_from(["standing", "standing_since", "suspended_until", "valid_until", "valid_from"]),
        max_size=2,
    ),
)


class Rows:
    """A source of rows, without some of their columns."""

    def __init__(self, rows, without):
        self.headers = [name for name in rows[0] if name not in without]
        self.rows = rows

    def chunks(self, size):
        yield list(range(2, len(self.rows) + 2)), [[row[name] for name in self.headers] for row in self.rows]


def send(sheet, register, by):
    source = Rows(*sheet)
    mapping = {name: name for name in source.headers}
    bulk = RecruiterResource().sheet(source, mapping, scope=register.scope, whole_list=True)
    bulk.apply(by=by, good_rows_only=True)


def check(recruiter):
    events = list(recruiter.events.all())
    moments = {
        day for e in events for day in (e.effective_on, e.valid_from, e.valid_until, e.suspended_until)
    }
    for day in sorted({*(moments - {None}), FIRST, date(2026, 1, 1), date(2040, 1, 1)}):
        for moment in (day - timedelta(days=1), day):
            told = terms_after(events, moment)
            assert recruiter.terms_on(moment).status_on(moment) == told.status_on(moment)
            if moment >= recruiter.state_from and recruiter.state not in FINAL:
                assert told == recruiter.terms
    assert max(event.effective_on for event in events) <= recruiter.state_from


@pytest.mark.django_db
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lists=st.lists(sheets, min_size=2, max_size=4))
def test_every_entry_stands_as_its_events_say_on_any_day(lists, registrar, philippines):
    LicenceEvent.objects.all().delete()
    Recruiter.objects.all().delete()
    register = philippines.registers.filter(code="dmw").first() or RegisterFactory(member_state=philippines)
    for sheet in lists:
        send(sheet, register, registrar)
        for recruiter in Recruiter.objects.prefetch_related("events__annulled_by"):
            check(recruiter)
