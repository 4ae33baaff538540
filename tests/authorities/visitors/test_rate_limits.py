"""How often one connection may ask."""

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.urls import reverse

from authorities.visitors import rate_limits as limits
from authorities.visitors.rate_limits import RateLimit
from tests.factories import RecruiterFactory

FEW, OTHER = RateLimit("few", most=2, seconds=60), RateLimit("other", most=2, seconds=60)


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


SAME = [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
    ("198.51.100.7", "::ffff:198.51.100.7"),
    ("", ""),
]
APART = [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("::ffff:198.51.100.7", "::ffff:198.51.100.8")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_network_is_counted_as_one_however_its_address_is_written(rf, one, other):
    FEW.count(rf.get("/", REMOTE_ADDR=one))
    FEW.count(rf.get("/", REMOTE_ADDR=other))

    assert FEW.is_reached(rf.get("/", REMOTE_ADDR=one))


@pytest.mark.parametrize(("one", "other"), APART)
def test_other_networks_have_counts_of_their_own(rf, one, other):
    FEW.count(rf.get("/", REMOTE_ADDR=one))
    FEW.count(rf.get("/", REMOTE_ADDR=one))

    assert not FEW.is_reached(rf.get("/", REMOTE_ADDR=other))


@pytest.mark.parametrize("name", ["recruiters", "report_concern", "account_login"])
def test_a_server_on_a_socket_that_knows_no_address_answers_all_the_same(client, db, name):
    assert client.get(reverse(name), REMOTE_ADDR="").status_code == 200


def test_signing_in_from_a_socket_is_not_refused(client, focal_point):
    typed = {"login": focal_point.email, "password": "a long enough passphrase"}

    assert client.post(reverse("account_login"), typed, REMOTE_ADDR="").url == reverse("desk")


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


class Process(dict):
    """The caches as one process of several has them."""

    def __init__(self, number):
        super().__init__(default=caches["default"], near=LocMemCache(f"process-{number}", {}))
        self["near"].clear()


@pytest.mark.parametrize("batch", [1, 12])
def test_all_processes_together_admit_no_more(rf, monkeypatch, batch):
    limit, request = (
        RateLimit("asking", most=120, seconds=60, batch=batch),
        rf.get("/", REMOTE_ADDR="198.51.100.7"),
    )
    processes, admitted = [Process(number) for number in range(4)], 0
    for turn in range(800):
        monkeypatch.setattr(limits, "caches", processes[turn % 4])
        admitted += limit.admits(request)

    assert 120 <= admitted <= 120 + 4 * (batch - 1)


def test_a_visitor_who_asks_little_costs_no_query(rf, db, django_assert_num_queries):
    request = rf.get("/", REMOTE_ADDR="198.51.100.9")
    limit = RateLimit("little", most=120, seconds=60, batch=12)
    with django_assert_num_queries(0):
        assert all(limit.admits(request) for _request in range(11))


@pytest.fixture
def follow(client, philippines):
    """Asks for mails about an entry."""
    care = RecruiterFactory(register__member_state=philippines)

    def ask(email):
        return client.post(reverse("follow", args=["PHL", "dmw", care.licence_number]), {"email": email})

    return ask


def test_one_visitor_asks_for_mails_so_often_an_hour(follow):
    answers = [follow(f"n{number}@home.example") for number in range(11)]

    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert "Try again in an hour." in answers[-1].content.decode()
    assert answers[-1].context["form"]["email"].value() == "n10@home.example"


def test_and_so_often_a_day(clock, follow):
    for number in range(30):
        clock[0] = number * 1200  # three an hour
        assert follow(f"n{number}@home.example").status_code == 200

    assert "Try again tomorrow." in follow("n30@home.example").content.decode()
