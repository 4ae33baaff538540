"""The version that is read in front of Django is the committed one, however the connection has fared."""

import sqlite3
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from authorities.data_version.committed import VersionReader, committed_version
from authorities.data_version.current import data_version
from authorities.data_version.triggers import VERSION, VERSION_FUNCTION, create_data_version_triggers
from authorities.models import MemberState
from tests import factories


@pytest.fixture
def state(transactional_db):
    return factories.MemberStateFactory(iso3="PHL")


def test_it_changes_with_the_commit_of_another_and_not_before(state):
    written, go_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            MemberState.objects.update(tile_row=2)
            written.set()
            go_on.wait(10)
        connection.close()

    before = committed_version()
    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    between = committed_version()
    go_on.set()
    slow.join()

    assert before == between < committed_version() == data_version()


def test_a_query_that_nobody_reads_to_its_end_does_not_hold_it_back(state):
    """On SQLite a connection shows old data until all its queries are read."""
    factories.MemberStateFactory(iso3="IDN")
    before = committed_version()
    with connection.cursor() as unread:
        unread.execute(f"SELECT iso3 FROM {MemberState._meta.db_table}")
        unread.fetchone()
        writer = Thread(target=lambda: (MemberState.objects.update(tile_row=2), connection.close()))
        writer.start()
        writer.join()

        assert committed_version() > before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a server may close connections")
def test_a_connection_that_the_server_closed_is_opened_again(state):
    closed = Event()

    def end(process):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [process])
        connection.close()
        closed.set()

    version = committed_version()
    other = Thread(target=end, args=[connection.connection.get_backend_pid()])
    other.start()
    other.join()

    assert (closed.is_set(), committed_version()) == (True, version)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no functions of its own")
def test_a_function_that_is_missing_is_made_again():
    with connection.cursor() as cursor:
        cursor.execute(f"DROP FUNCTION {VERSION_FUNCTION}()")
    assert committed_version() is None
    create_data_version_triggers()

    assert committed_version() == data_version()


def test_where_the_database_does_not_answer_there_is_no_version(state, monkeypatch):
    monkeypatch.setattr(
        "authorities.data_version.committed.READ",
        dict.fromkeys(("postgresql", "sqlite"), "SELECT 1 FROM nowhere"),
    )
    assert committed_version() is None
    monkeypatch.undo()
    assert committed_version() == data_version()


def test_another_sqlite_file_in_the_place_of_the_old_one_is_opened(tmp_path):
    path, reader = tmp_path / "data.sqlite3", VersionReader()
    for version in (7, 3):
        other = sqlite3.connect(tmp_path / "other")
        other.execute(f"CREATE TABLE {VERSION} (id, value)")
        other.execute(f"INSERT INTO {VERSION} VALUES (1, {version})")
        other.commit()
        other.close()
        (tmp_path / "other").rename(path)

        assert [reader.read(str(path)) for _time in range(2)] == [version] * 2
    path.unlink()
    with pytest.raises(OSError, match="No such file"):
        reader.read(str(path))
