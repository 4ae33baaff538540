"""Any history, any day: a state has at most one region, one membership of WHO, one authority in force."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from authorities.models import Authority, RegionMembership, WhoMembership

FIRST = date(2013, 5, 1)
SPAN = [FIRST + timedelta(days=number) for number in range(40)]
DAYS = st.sampled_from(SPAN)
BOUNDS = st.tuples(st.none() | DAYS, st.none() | DAYS)
KINDS = [
    pytest.param(RegionMembership, {"region": "WPR"}, id="region"),
    pytest.param(WhoMembership, {}, id="membership of WHO"),
    pytest.param(
        Authority, {"institution": "Ministry of Health", "institution_type": "labour"}, id="authority"
    ),
]


@pytest.fixture
def philippines(philippines):
    """Without the memberships that the cast's Philippines have."""
    philippines.who_memberships.all().delete()
    philippines.region_memberships.all().delete()
    return philippines


def accepted(model, history, state, values):
    """The rows of a history that validation lets in, in the order in which they are entered."""
    for valid_from, valid_to in history:
        row = model(member_state=state, valid_from=valid_from, valid_to=valid_to, **values)
        try:
            row.full_clean()
        except ValidationError:
            continue
        with transaction.atomic():
            row.save()
        yield row


@contextmanager
def rolled_back():
    """Each example leaves the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("model", "values"), KINDS)
def test_on_any_day_of_any_history_at_most_one_is_in_force(model, values, philippines):
    @settings(max_examples=25)
    @given(st.lists(BOUNDS, max_size=6))
    def check(history):
        with rolled_back():
            rows = list(accepted(model, history, philippines, values))
            for day in SPAN:
                holding = [row for row in rows if row.holds_on(day)]
                assert len(holding) <= 1
                assert list(model.objects.in_force_on(day)) == holding

    check()


@pytest.mark.parametrize(("model", "values"), KINDS)
def test_what_shares_no_day_with_the_others_is_let_in(model, values, philippines):
    """The rule refuses nothing it need not: chopped in any way, a stretch of time goes in piece by piece."""

    @settings(max_examples=25)
    @given(st.lists(DAYS, min_size=2, max_size=6, unique=True).map(sorted), st.randoms())
    def check(cuts, random):
        pieces = list(zip(cuts, [*cuts[1:], None], strict=True))
        random.shuffle(pieces)
        with rolled_back():
            assert len(list(accepted(model, pieces, philippines, values))) == len(pieces)

    check()


@pytest.mark.parametrize(("model", "values"), KINDS)
def test_an_end_that_is_not_after_the_beginning_is_refused(model, values, philippines):
    row = model(member_state=philippines, valid_from=FIRST, valid_to=FIRST, **values)

    with pytest.raises(ValidationError, match="must be later than the start"):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.bulk_create([row])


@pytest.mark.parametrize(("model", "values"), KINDS)
def test_the_database_itself_refuses_an_overlap(model, values, philippines):
    if connection.vendor != "postgresql":
        pytest.skip(
            "SQLite has no exclusion constraints: there validation and a queue of writers keep the rule."
        )
    rows = [
        model(member_state=philippines, valid_from=FIRST, valid_to=SPAN[10], **values),
        model(member_state=philippines, valid_from=SPAN[9], **values),
    ]

    with pytest.raises(IntegrityError, match="exclusion constraint"), transaction.atomic():
        model.objects.bulk_create(rows)


@pytest.mark.parametrize(("model", "values"), KINDS)
def test_the_last_day_of_one_may_be_the_eve_of_the_next(model, values, philippines):
    first = model(member_state=philippines, valid_from=FIRST, valid_to=SPAN[10], **values)
    second = model(member_state=philippines, valid_from=SPAN[10], **values)
    model.objects.bulk_create([first, second])

    assert list(model.objects.in_force_on(SPAN[9])) == [first]
    assert list(model.objects.in_force_on(SPAN[10])) == [second]
