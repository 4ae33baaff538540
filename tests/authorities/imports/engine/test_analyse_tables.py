"""PostgreSQL plans by how many rows it believes a table to have: they are counted before long statements."""

import pytest
from django.db import connection

from authorities.imports.engine.dialects import analyse_tables
from recruiters.models import Recruiter
from tests.authorities.imports.import_steps import applied, checked, row, undone
from tests.factories import RecruiterFactory, RegisterFactory


@pytest.fixture(autouse=True)
def register(philippines):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite does not plan by counts")
    analyse_tables(Recruiter)
    return RegisterFactory(member_state=philippines)


def believed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'recruiters_recruiter'")
        return cursor.fetchone()[0]


def test_a_table_is_counted_before_a_sheet_is_compared_with_it(register, registrar):
    RecruiterFactory.create_batch(3, register=register)
    assert believed() == 0

    checked(registrar, row("A-1"))
    assert believed() == 3


def test_a_table_is_counted_before_an_import_is_undone(registrar):
    batch = applied(registrar, row("A-1"), row("A-2"))
    assert believed() == 0

    undone(batch)
    assert believed() == 2
