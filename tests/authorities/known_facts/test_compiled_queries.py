"""A query whose SQL is kept answers as the same query written anew, whatever the values."""

from datetime import UTC, datetime

import pytest
from django.db.models import Value
from django.db.models.functions import Upper

from authorities.known_facts.compiled_queries import CompiledQuery, number_values
from authorities.models import Change, MemberState
from authorities.models.changes import ChangeKind

pytestmark = pytest.mark.django_db
MOMENTS = [datetime(2024, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, 12, 30, 1, 5, tzinfo=UTC)]


def select_names(iso3, other):
    rows = MemberState.objects.filter(pk=iso3) if other is None else MemberState.objects.exclude(pk=iso3)
    return rows.order_by().values_list("pk", "name_en", Value(7))


def test_values_take_their_places_and_the_sql_is_written_once(philippines, ireland):
    query = CompiledQuery(select_names)

    assert query.fetch(iso3="PHL", other=None) == [("PHL", philippines.name_en, 7)]
    assert query.fetch(iso3="IRL", other=None) == [("IRL", ireland.name_en, 7)]
    assert len(query.written) == 1


def test_moments_numbers_and_json_are_read_as_by_an_ordinary_query(philippines):
    for number in (1, 2):
        Change.objects.create(
            model="a.b",
            record=number,
            kind=ChangeKind.NEW,
            at=MOMENTS[0],
            after={"name": f"“{number}%s”"},
        )

    def select(before, n0, n1):
        rows = Change.objects.filter(at__lt=before, record__in=[n0, n1])
        return rows.order_by("record").values_list("record", "at", "after")

    query = CompiledQuery(select)
    for moment in MOMENTS:
        for numbers in ([1], [2], [1, 2], []):
            values = number_values(numbers, 2)
            assert query.fetch(before=moment, **values) == list(select(moment, **values))
    assert len(query.written) == 1


def test_a_value_that_is_changed_on_its_way_is_refused():
    def select(name):
        return MemberState.objects.filter(name_en__contains=name).values_list("pk", Upper("name_en"))

    with pytest.raises(ValueError, match="name"):
        CompiledQuery(select).fetch(name="Phil")
