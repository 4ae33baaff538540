"""How a licence stands on a day: whatever was decided in whatever order, never authorised when it is not."""

from datetime import date, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recruiters.licences.decisions import amend, decide, enter
from recruiters.models import EXPIRED, FINAL, LicenceEvent, LicenceState, Move, Recruiter, Terms, terms_after
from recruiters.models import filters as conditions
from recruiters.models.filters import EXPIRING_WITHIN
from recruiters.models.licences import DECIDES_NOTHING
from tests.conftest import count_examples
from tests.factories import RecruiterFactory, RegisterFactory

# Corrections take effect today, in the midst of these days.
FIRST = date.today() - timedelta(days=15)
DAYS = [FIRST + timedelta(days=number) for number in range(30)]
days = st.sampled_from(DAYS)
some_day = st.none() | days


@st.composite
def any_event(draw):
    """What nobody would decide, an import of an old list could still say."""
    state = draw(st.sampled_from(LicenceState))
    return LicenceEvent(
        pk=draw(st.integers(1, 10**6)),
        move=draw(st.sampled_from(sorted({*Move} - {*DECIDES_NOTHING, Move.ANNUL}))),
        to_state=state,
        effective_on=draw(days),
        valid_from=draw(some_day),
        valid_until=draw(some_day),
        suspended_until=draw(some_day) if state == LicenceState.SUSPENDED else None,
    )


def covers(terms, day):
    until = terms.valid_until
    return terms.valid_from is not None and terms.valid_from <= day and (until is None or day < until)


@given(events=st.lists(any_event(), max_size=8, unique_by=lambda event: event.pk), day=days)
def test_whatever_the_events_no_licence_is_authorised_once_ended_or_outside_its_time(events, day):
    status = terms_after(events, day).status_on(day)
    past = [event for event in events if event.effective_on <= day]

    if any(event.to_state in FINAL for event in past):
        assert status in FINAL
    if status == LicenceState.AUTHORISED:
        assert any(covers(event.terms, day) for event in past)


@given(events=st.lists(any_event(), max_size=8, unique_by=lambda event: event.pk), day=days)
def test_what_is_decided_for_later_says_nothing_about_today(events, day):
    past = [event for event in events if event.effective_on <= day]

    assert terms_after(events, day) == terms_after(past, day)


deeds = st.lists(
    st.fixed_dictionaries(
        {
            "move": st.sampled_from([*Move]),
            "effective_on": days,
            "valid_from": some_day,
            "valid_until": some_day,
            "suspended_until": some_day,
        }
    ),
    max_size=10,
)


def act(recruiter, registrar, move, **said):
    """Does it as a registrar would, if the rules let him."""
    try:
        if move == Move.CORRECT:
            recruiter.legal_name += "x"
            amend(recruiter, by=registrar)
        else:
            latest = recruiter.events.decisions().last() if move == Move.ANNUL else None
            decide(recruiter, move, by=registrar, note="x", public_note="x", annuls=latest, **said)
    except ValidationError:
        recruiter.refresh_from_db()


def check(recruiter):
    """The record tells what its events tell; and neither tells what it must not."""
    events = list(recruiter.events.not_annulled())
    granted = [event for event in events if event.move in (Move.GRANT, Move.RENEW)]
    ended = [event.effective_on for event in recruiter.events.decisions() if event.to_state in FINAL]
    for day in DAYS:
        terms = recruiter.terms_on(day)
        assert terms == terms_after(events, day)
        if terms.status_on(day) == LicenceState.AUTHORISED:
            assert not any(end <= day for end in ended)
            assert any(event.effective_on <= day and covers(event.terms, day) for event in granted)


@settings(max_examples=count_examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(begin=st.sampled_from([Move.APPLY, Move.GRANT]), day=st.sampled_from(DAYS[:9]), deeds=deeds)
def test_whatever_a_registrar_does_record_and_events_agree_on_every_day(
    register, registrar, begin, day, deeds
):
    with transaction.atomic():
        recruiter = Recruiter(register=register, licence_number="1", legal_name="Care")
        enter(recruiter, by=registrar, move=begin, effective_on=day, valid_until=DAYS[20])
        for deed in deeds:
            act(recruiter, registrar, **deed)
            check(Recruiter.objects.prefetch_related("events__annulled_by").get())
        transaction.set_rollback(True)


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


# What the lists of a register ask


@pytest.fixture
def of_every_kind(register):
    """Every standing with every order of its dates."""
    dates = [date(2026, 1, 1), date(2026, 3, 1), date(2026, 5, 1)]
    many = product(LicenceState, dates, [None, *dates[1:]], [None, *dates], dates[:2])
    records = [
        Recruiter(register=register, licence_number=str(number), legal_name="Care", state=state,
                  valid_from=begin, valid_until=end, suspended_until=lifted, state_from=since)
        for number, (state, begin, end, lifted, since) in enumerate(many)
        if (end is None or begin < end) and (lifted is None or state == LicenceState.SUSPENDED)
    ]  # fmt: skip
    return Recruiter.objects.bulk_create(records)


@pytest.mark.parametrize("month", range(1, 7))
@pytest.mark.parametrize("number", [1, 2])
def test_lists_of_a_day_and_the_status_of_each_entry_agree(of_every_kind, month, number):
    day = date(2026, month, number)
    told = [recruiter for recruiter in of_every_kind if recruiter.state_from <= day]
    by_status = {
        status: {recruiter.pk for recruiter in told if recruiter.status_on(day) == status}
        for status in ("authorised", "suspended")
    }
    found = Recruiter.objects.filter(conditions.is_suspended(day))

    assert set(found.values_list("pk", flat=True)) == by_status["suspended"]
    assert by_status["authorised"]


@pytest.mark.parametrize("month", range(1, 7))
def test_what_expires_soon_is_in_force_today_and_not_in_sixty_days(of_every_kind, month):
    day = date(2026, month, 1)
    soon = {
        recruiter.pk
        for recruiter in of_every_kind
        if recruiter.terms.status_on(day) in ("authorised", "suspended")
        and recruiter.terms.status_on(day + EXPIRING_WITHIN) == EXPIRED
    }

    assert set(Recruiter.objects.filter(conditions.is_expiring(day)).values_list("pk", flat=True)) == soon


# Single days


@pytest.mark.parametrize(
    ("terms", "day", "status"),
    [
        (Terms("authorised", FIRST, None), FIRST, "authorised"),
        (Terms("authorised", FIRST, None), FIRST - timedelta(1), "not_yet_valid"),
        (Terms("authorised", FIRST, DAYS[9]), DAYS[9], "expired"),
        (Terms("authorised", FIRST, DAYS[9]), DAYS[8], "authorised"),
        (Terms("suspended", FIRST, None, DAYS[9]), DAYS[8], "suspended"),
        (Terms("suspended", FIRST, None, DAYS[9]), DAYS[9], "authorised"),
        (Terms("suspended", FIRST, DAYS[9], DAYS[9]), DAYS[9], "expired"),
        (Terms("revoked", FIRST, DAYS[9]), DAYS[20], "revoked"),
        (Terms("applied"), FIRST, "applied"),
    ],
)
def test_the_dates_decide_before_the_standing(terms, day, status):
    assert terms.status_on(day) == status


def test_a_suspension_of_next_month_leaves_today_as_it_is(register):
    recruiter = RecruiterFactory(
        register=register, state="suspended", valid_from=FIRST, state_from=DAYS[9], suspended_until=DAYS[19]
    )

    assert [recruiter.status_on(DAYS[number]) for number in (0, 8, 9, 18, 19)] == [
        "authorised", "authorised", "suspended", "suspended", "authorised",
    ]  # fmt: skip


def test_a_list_with_its_decisions_fetched_asks_no_more(register, django_assert_num_queries):
    RecruiterFactory.create_batch(3, register=register, state="revoked", state_from=DAYS[9])

    with django_assert_num_queries(3):
        entries = Recruiter.objects.prefetch_related("events__annulled_by")
        assert {entry.status_on(DAYS[0]) for entry in entries} == {"authorised"}
