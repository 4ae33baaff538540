"""What one request has read no other reads again, until public data change; never what is not committed."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from authorities.data_version.current import READ
from authorities.known_facts import stored_facts
from authorities.known_facts.reading import KnownFacts
from authorities.known_facts.stored_facts import StoredFacts
from authorities.models import MemberState
from tests import factories


@pytest.fixture
def state(transactional_db):
    return factories.MemberStateFactory(iso3="PHL", name_en="Philippines")


def list_names():
    """Return the names that a new request sees, and how many queries it has asked for them."""
    with CaptureQueriesContext(connection) as queries:
        names = [name for (name,) in KnownFacts.load().table(MemberState, "name_en")]
    return names, len(queries)


def test_nothing_is_read_twice():
    read, facts = [], StoredFacts()

    def square(numbers):
        read.extend(numbers)
        return {number: [number] * number for number in numbers if number}

    assert facts.recall("squares", [1, 0], square) == {1: [1], 0: None}
    assert facts.recall("squares", [0, 3], square) == {0: None, 3: [3, 3, 3]}
    assert (read, facts.rows) == ([1, 0, 3], 5)


def test_the_next_request_reads_nothing(state):
    assert list_names() == (["Philippines"], 1)
    assert list_names() == (["Philippines"], 0)


def test_a_write_makes_the_next_request_read_again(state):
    list_names()
    MemberState.objects.update(name_en="The Philippines")
    assert list_names() == (["The Philippines"], 1)


def test_a_transaction_shares_nothing(state):
    list_names()
    with transaction.atomic():
        MemberState.objects.update(name_en="Never")
        assert list_names() == (["Never"], 1)
        transaction.set_rollback(True)
    assert list_names() == (["Philippines"], 0)


def test_too_many_rows_are_not_kept(state, monkeypatch):
    monkeypatch.setattr(stored_facts, "MOST_ROWS", 0)
    assert [list_names(), list_names()] == [(["Philippines"], 1)] * 2


def test_where_the_database_counts_no_changes_nothing_is_kept(state, monkeypatch):
    monkeypatch.setitem(READ, connection.vendor, "SELECT version FROM nowhere")
    assert [list_names(), list_names()] == [(["Philippines"], 1)] * 2
