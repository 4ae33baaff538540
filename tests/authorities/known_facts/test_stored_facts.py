"""What one request has read no other reads again, until public data change; never what is not committed."""

from datetime import UTC, datetime
from itertools import count

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

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


def test_a_result_is_worked_out_once_for_each_language_and_day(monkeypatch):
    worked_out, facts = count(), StoredFacts()

    def ask(question="summary"):
        return facts.recall_result(question, lambda: f"{question} {next(worked_out)}")

    monkeypatch.setattr(stored_facts, "MOST_RESULTS", 3)
    assert [ask(), ask(), ask("map")] == ["summary 0", "summary 0", "map 1"]
    with override("ar"):
        assert [ask(), ask()] == ["summary 2"] * 2
    monkeypatch.setattr(timezone, "now", lambda: datetime(2030, 1, 1, tzinfo=UTC))
    assert ask() == "summary 3"
    monkeypatch.undo()
    assert [ask("map"), ask()] == ["map 1", "summary 4"]  # the oldest was forgotten


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
