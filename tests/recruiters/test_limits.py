"""How often one connection may ask."""

import pytest
from django.core.cache import cache

from recruiters import limits
from recruiters.limits import Limit

FEW, OTHER = Limit("few", most=2, seconds=60), Limit("other", most=2, seconds=60)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The time of day, which a test may set."""
    cache.clear()
    now = [6000.0]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


@pytest.fixture
def used_up(rf):
    request = rf.get("/", REMOTE_ADDR="198.51.100.7")
    for _turn in range(FEW.most):
        assert not FEW.is_reached(request)
        FEW.count(request)
    return request


def test_after_so_many_times_it_is_reached(used_up):
    assert FEW.is_reached(used_up)


def test_another_connection_and_another_purpose_have_counts_of_their_own(rf, used_up):
    assert not FEW.is_reached(rf.get("/", REMOTE_ADDR="198.51.100.8"))
    assert not OTHER.is_reached(used_up)


def test_in_the_next_window_it_begins_anew(clock, used_up):
    clock[0] += FEW.seconds

    assert not FEW.is_reached(used_up)


def test_a_count_does_not_hold_the_address_and_cannot_be_joined_with_the_next(clock, used_up):
    before = FEW.key(used_up)
    clock[0] += FEW.seconds

    assert "198.51.100" not in before
    assert FEW.key(used_up) != before


def test_a_count_that_runs_out_meanwhile_breaks_nothing(monkeypatch, used_up):
    monkeypatch.setattr(cache, "add", lambda *args: False)
    cache.clear()

    FEW.count(used_up)
    assert not FEW.is_reached(used_up)
