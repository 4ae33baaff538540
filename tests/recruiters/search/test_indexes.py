"""A migration that alters the entries leaves the search as it was: triggers and indexes are made again."""

import pytest
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models

from recruiters.models import Recruiter
from recruiters.search.indexes import PRESENT, STATEMENTS, create_search_indexes
from recruiters.search.query import search
from tests.factories import RecruiterFactory


def missing():
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return {*STATEMENTS[connection.vendor][0]} - present


def found(typed):
    return [entry.legal_name for entry in search(typed).entries]


@pytest.fixture
def new_column(transactional_db):
    """Add a column to the table of entries, as a migration does, and take it away again."""
    column = models.CharField(max_length=10, null=True, default="new")
    column.set_attributes_from_name("column_of_a_test")
    column.model = Recruiter
    with connection.schema_editor() as editor:
        editor.add_field(Recruiter, column)
    yield
    with connection.schema_editor() as editor:
        editor.remove_field(Recruiter, column)
    create_search_indexes()


def test_a_new_column_costs_the_search_nothing(new_column):
    assert bool(missing()) == (connection.vendor == "sqlite")
    first = RecruiterFactory(legal_name="Meanwhile Horizon", licence_number="A-1")

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert missing() == set()
    later = RecruiterFactory(register=first.register, legal_name="Later Albatross", licence_number="A-2")
    assert (found("meanwhile"), found("later albatros")) == (["Meanwhile Horizon"], ["Later Albatross"])
    Recruiter.objects.filter(pk=later.pk).delete()
    assert found("albatross") == []


def test_what_is_there_is_not_made_again(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        create_search_indexes()
