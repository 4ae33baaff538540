"""Contact persons by spreadsheet: found by authority and name, brought in by administrators, never out."""

import datetime

import pytest
import tablib

from authorities.imports.registry import import_desks_for
from authorities.models import ContactPerson
from authorities.resources import ContactResource
from tests.factories import AuthorityFactory

ROW = {"iso3": "PHL", "person": "Ms Private", "email": "private@health.example", "telephone": "+63 2"}


@pytest.fixture
def authority(philippines):
    return AuthorityFactory(member_state=philippines, valid_from=datetime.date(2015, 1, 1))


def send(*rows):
    sheet = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))
    return ContactResource().import_data(sheet)


def test_a_person_belongs_to_the_authority_in_force(authority, philippines):
    AuthorityFactory(
        member_state=philippines, valid_from=datetime.date(2010, 1, 1), valid_to=datetime.date(2015, 1, 1)
    )
    report = send(ROW)

    assert (report.problems, report.new) == ([], 1)
    assert ContactPerson.objects.get().authority == authority


def test_an_earlier_authority_is_named_by_its_first_day(authority, philippines):
    earlier = AuthorityFactory(
        member_state=philippines, valid_from=datetime.date(2010, 1, 1), valid_to=datetime.date(2015, 1, 1)
    )
    send({**ROW, "authority_since": "2010-01-01"})

    assert ContactPerson.objects.get().authority == earlier


def test_the_same_sheet_again_changes_nothing_and_another_number_one_cell(authority):
    send(ROW)
    again, changed = send(ROW), send({**ROW, "telephone": "+63 3"})

    assert (again.unchanged, changed.changed) == (1, 1)
    assert ContactPerson.objects.get().telephone == "+63 3"


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"iso3": "IRL"}, "authority_since", "IRL has no authority in force today."),
        (
            {"authority_since": "2014-05-05"},
            "authority_since",
            "PHL has no authority designated on that day. Known designations: 2015-01-01.",
        ),
        ({"person": ""}, "person", "This cell must not be blank."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
    ],
)
def test_a_bad_cell_is_named_and_nobody_is_saved(authority, ireland, cells, column, sentence):
    report = send({**ROW, **cells})

    assert (column, sentence) in [(problem.column, problem.sentence) for problem in report.problems]
    assert not ContactPerson.objects.exists()


def test_only_administrators_bring_them_in(administrator, registrar):
    assert "contacts" in [desk.kind.name for desk in import_desks_for(administrator)]
    assert "contacts" not in [desk.kind.name for desk in import_desks_for(registrar)]
