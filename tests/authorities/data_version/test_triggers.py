"""Every committed write of public data changes the version, whatever way it is written; nothing else does."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from authorities.data_version.current import FOLD, data_version, fold_data_changes
from authorities.data_version.triggers import create_data_version_triggers, fetch_present_triggers
from authorities.models import AuditEvent, DataChange, MemberState
from tests import factories
from tests.conftest import rolled_back
from tests.threads import run_at_once

STATES = "authorities_memberstate"
COPY = f"SELECT * FROM {STATES} WHERE iso3 = 'PHL'"
WAYS = {
    "save": lambda: MemberState.objects.get(pk="PHL").save(),
    "update": lambda: MemberState.objects.filter(pk="PHL").update(tile_row=3),
    "bulk update": lambda: MemberState.objects.bulk_update([MemberState(pk="PHL", tile_row=4)], ["tile_row"]),
    "bulk create": lambda: MemberState.objects.bulk_create([factories.MemberStateFactory.build(iso3="IRL")]),
    "from a staging table": lambda: run(
        f"CREATE TEMPORARY TABLE staged AS {COPY}",
        "UPDATE staged SET iso3 = 'BBB', iso2 = 'BB', m49 = '1', tile_row = 99",
        f"INSERT INTO {STATES} SELECT * FROM staged", "DROP TABLE staged",
    ),
    "or leave as it is": lambda: run(f"INSERT INTO {STATES} {COPY} ON CONFLICT DO NOTHING"),
    "statement": lambda: run(f"UPDATE {STATES} SET tile_row = 5"),
    "delete": lambda: MemberState.objects.filter(pk="PHL").delete(),
}  # fmt: skip
# They fire the trigger on PostgreSQL, which is asked once a statement, though no row was changed.
WITHOUT_ROWS = {"or leave as it is"}


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rolled_back_version(action):
    """Return the versions before and after an action in a transaction of its own that is undone."""
    before = data_version()
    with transaction.atomic():
        action()
        after = data_version()
        transaction.set_rollback(True)
    assert data_version() == before
    return before, after


@pytest.fixture
def states(transactional_db):
    return [factories.MemberStateFactory(iso3="PHL"), factories.MemberStateFactory(iso3="IDN")]


@pytest.mark.django_db(transaction=True)
def test_every_way_of_writing_is_seen_and_what_is_undone_is_not(states):
    create_data_version_triggers()
    for name, way in WAYS.items():
        before, after = rolled_back_version(way)
        if name not in WITHOUT_ROWS:
            assert after > before, name

    assert rolled_back_version(lambda: factories.UserFactory()) == (data_version(), data_version())
    AuditEvent.objects.count()
    one = data_version()
    with transaction.atomic():
        MemberState.objects.update(tile_row=1)
        try:
            with transaction.atomic():
                MemberState.objects.update(tile_row=2)
                raise ValueError
        except ValueError:
            pass
    assert data_version() > one


@pytest.mark.django_db(transaction=True)
def test_a_savepoint_that_is_undone_takes_its_change_back_but_not_the_next(states):
    before = data_version()
    with transaction.atomic():
        point = transaction.savepoint()
        MemberState.objects.update(tile_row=2)
        transaction.savepoint_rollback(point)
        MemberState.objects.update(tile_row=3)

    assert data_version() > before


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="conflicts of SQLite's own")
def test_sqlite_counts_whatever_is_done_on_conflict(states):
    before = data_version()
    run(f"INSERT OR REPLACE INTO {STATES} {COPY}")
    after = data_version()
    run(f"UPDATE OR IGNORE {STATES} SET tile_row = 7 WHERE iso3 = 'PHL'")

    assert before < after < data_version()


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_do_not_wait_for_each_other_and_are_all_counted(states):
    before = data_version()

    run_at_once(lambda: MemberState.objects.create(**new_state()), 4)

    assert data_version() >= before + 4


def new_state():
    letters = next(NAMES)
    return {
        "iso3": letters,
        "iso2": letters[:2],
        "m49": letters,
        **{f"name_{code}": letters for code in LANGUAGES},
    }


LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
NAMES = iter(("QAA", "QBB", "QCC", "QDD"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite one transaction writes at a time")
def test_transactions_that_overlap_each_change_the_version_and_folding_changes_it_never(states):
    written, go_on = Event(), Event()

    def write_slowly():
        with transaction.atomic():
            MemberState.objects.filter(pk="IDN").update(tile_row=1)
            written.set()
            go_on.wait(10)
        connection.close()

    slow = Thread(target=write_slowly)
    slow.start()
    written.wait(10)
    before = data_version()
    MemberState.objects.filter(pk="PHL").update(tile_row=1)  # does not wait for the other
    between = data_version()
    run(FOLD)
    assert (data_version(), DataChange.objects.count()) == (between, 0)
    go_on.set()
    slow.join()

    assert before < between < data_version()
    for _number in range(110):
        MemberState.objects.filter(pk="PHL").update(tile_row=2)
    last = data_version()
    run_at_once(fold_data_changes, 3)
    assert (data_version(), DataChange.objects.count() < 100) == (last, True)


@pytest.mark.django_db
def test_no_version_comes_back_with_other_data_after_a_restore(states):
    """To roll back stands for a restore: the same number of changes follows the same version."""
    before, after = data_version(), set()
    for row in range(5):
        with rolled_back():
            MemberState.objects.filter(pk="PHL").update(tile_row=row)
            after.add(data_version())
        assert data_version() == before

    assert (len(after), min(after) > before) == (5, True)


@pytest.mark.django_db
def test_a_missing_trigger_is_made_again_and_counts_as_a_change():
    with connection.cursor() as cursor:
        present = fetch_present_triggers(connection.vendor, cursor)
        name, table = next(iter(present.items()))
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        before = data_version()
        create_data_version_triggers()

        assert fetch_present_triggers(connection.vendor, cursor) == present
        assert data_version() > before
