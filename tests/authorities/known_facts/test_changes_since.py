"""What was changed since a moment is looked up in the log, however long it is."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from authorities.known_facts.dated_models import dated_models
from authorities.known_facts.reading import KnownFacts


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads few rows as they come")
def test_sqlite_never_reads_the_whole_log():
    with CaptureQueriesContext(connection) as queries:
        KnownFacts.load(datetime(2013, 7, 31, tzinfo=UTC), dated_models())
    (asked,) = [query["sql"] for query in queries if "authorities_change" in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked}")
        steps = [step for *_numbers, step in cursor.fetchall()]
    assert any("change_of_model_since" in step for step in steps), steps
    # Where it knows how many rows there are, it reads all of them to have some in the order of their keys.
    assert "ORDER BY" not in asked
