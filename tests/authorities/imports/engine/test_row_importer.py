"""Sheets that go row by row: what is saved is what the preview showed, and no column that the sheet lacks."""

import pytest
import tablib
from django.db import OperationalError, connection

from authorities.imports.engine.row_importer import RowImporter
from authorities.models import Change, ContactPerson, ImportState, MemberState
from recruiters.models import Register
from recruiters.resources import RegisterResource
from tests.authorities.imports.import_steps import applied, checked, confirmed
from tests.factories import AuthorityFactory, RegisterFactory
from tests.threads import run_at_once

SEA = {"iso3": "PHL", "code": "sea", "name": "Sea", "keeper": "Board", "valid_from": "2012-01-01"}
PERSON = {"iso3": "PHL", "person": "Ms X", "telephone": "1"}


@pytest.fixture
def meanwhile(monkeypatch):
    """Lets something happen once, between the last look at the records and the writing."""

    def do(deed):
        look, deeds = RowImporter.preview, [deed]

        def preview(sheet):
            outcome = look(sheet)
            if deeds:
                deeds.pop()()
            return outcome

        monkeypatch.setattr(RowImporter, "preview", preview)

    return do


def test_a_register_that_came_meanwhile_sends_the_import_back_to_its_preview(
    administrator, philippines, meanwhile
):
    batch = checked(administrator, SEA, kind="registers", scope="")
    meanwhile(lambda: RegisterFactory(code="sea"))
    confirmed(batch)

    # What the test let happen was part of the same transaction, so it went with it.
    assert (batch.state, Register.objects.count(), Change.objects.count()) == (ImportState.CHECKED, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_nobody_adds_a_register_while_one_of_its_country_is_written(administrator, philippines, meanwhile):
    if connection.vendor != "postgresql":
        pytest.skip("a file has one writer at a time")
    batch, refused = checked(administrator, SEA, kind="registers", scope=""), []

    def add():
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            Register.objects.create(member_state=MemberState.objects.get(), code="sea", name="X", keeper="Y")
        refused.append(True)

    meanwhile(lambda: run_at_once(add, times=1))
    confirmed(batch)

    assert (batch.state, refused) == (ImportState.APPLIED, [True])


def test_a_decision_made_while_a_register_is_read_keeps_its_version(philippines, monkeypatch):
    register = RegisterFactory(member_state=philippines)

    def decide(resource, instance, row, **kwargs):
        Register.objects.next_version(register.pk)

    monkeypatch.setattr(RegisterResource, "before_save_instance", decide)
    cells = {**SEA, "code": "dmw"}
    RegisterResource().import_data(tablib.Dataset([*cells.values()], headers=[*cells]))

    register.refresh_from_db()
    assert (register.name, register.version) == ("Sea", 2)


def test_a_name_in_other_letters_is_the_same_person(administrator, philippines):
    AuthorityFactory(member_state=philippines)
    applied(administrator, PERSON, kind="contacts", scope="")
    applied(administrator, {**PERSON, "person": "MS X", "telephone": "2"}, kind="contacts", scope="")

    assert ContactPerson.objects.values_list("name", "telephone").get() == ("MS X", "2")


def test_two_rows_about_one_person_are_refused_however_they_are_written(administrator, philippines):
    AuthorityFactory(member_state=philippines)
    batch = checked(administrator, PERSON, {**PERSON, "person": "ms x"}, kind="contacts", scope="")

    assert (batch.counts["new"], batch.counts["wrong"]) == (0, 2)


def test_the_code_of_a_register_is_known_in_capitals(administrator, philippines):
    applied(administrator, SEA, kind="registers", scope="")
    batch = checked(administrator, {**SEA, "code": "SEA"}, kind="registers", scope="")

    assert batch.counts["unchanged"] == 1
