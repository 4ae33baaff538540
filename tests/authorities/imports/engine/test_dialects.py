"""Whatever a cell holds, COPY gives the database the same."""

import pytest
from django.db import connection

from authorities.imports.engine.dialects import copy_buffer, escape_for_copy

ODD = ["plain", "", r"\N", r"C:\new\table", "two\tcells", "two\nlines", "two\r\nlines", "“é” العربية", "\\"]


def test_a_plain_column_is_not_touched():
    column = ["Alpha", "Beta"]

    assert escape_for_copy(column) is column


def test_numbers_and_nothing_are_told_as_copy_reads_them():
    assert copy_buffer([[1, 2], ["a", "b"], [None, "2020-01-01"]]).read() == "1\ta\t\\N\n2\tb\t2020-01-01"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="COPY is PostgreSQL's")
def test_every_text_arrives_as_it_is():
    texts = [*ODD, None]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE odd (number int, cell text) ON COMMIT DROP")
        cursor.copy_expert("COPY odd FROM STDIN", copy_buffer([range(len(texts)), texts]))
        cursor.execute("SELECT cell FROM odd ORDER BY number")
        assert [cell for (cell,) in cursor.fetchall()] == texts
