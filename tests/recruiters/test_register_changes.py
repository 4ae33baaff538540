"""What a register says of itself may change, and every copy of its answers learns that it is old."""

from datetime import date, timedelta

import pytest
import tablib
from django.urls import reverse
from django.utils import timezone

from authorities.models import Change
from recruiters.models import Register
from recruiters.register_changes import save_register
from recruiters.resources import RegisterResource
from tests.authorities.imports.import_steps import applied, undone
from tests.factories import RecruiterFactory

LIST = "/recruiters/PHL/dmw/list.csv"
CELLS = {"iso3": "PHL", "code": "dmw", "name": "Renamed", "keeper": "Board", "valid_from": "2015-01-01"}
FORM = {
    "name": "Register of recruiters",
    "keeper": "Department of Migrant Workers",
    "valid_from": "2015-01-01",
}


@pytest.fixture
def room(client, administrator):
    client.force_login(administrator)
    return client


def change(room, register, **fields):
    return room.post(reverse("admin:recruiters_register_change", args=[register.pk]), {**FORM, **fields})


def versions():
    return Register.objects.values_list("version", "reread_from").get()


def changes():
    return list(Change.objects.filter(model="recruiters.register").values_list("kind", "before__name"))


def test_a_register_that_ends_or_is_renamed_has_a_new_version_and_its_list_is_sent_again(room, register):
    RecruiterFactory(register=register)
    stamp, before = room.get(LIST)["ETag"], versions()
    change(room, register, name="Renamed", valid_to=str(timezone.localdate() - timedelta(days=1)))
    response = room.get(LIST, headers={"If-None-Match": stamp})

    assert (response.status_code, versions()[0]) == (200, before[0] + 1)
    assert b"no_longer_kept" in b"".join(response.streaming_content)
    assert changes() == [("changed", "Register of recruiters")]


def test_saving_without_a_change_is_no_version(room, register):
    before = versions()
    change(room, register)

    assert (versions(), changes()) == (before, [])


def test_a_new_register_is_written_down_as_new(room, philippines):
    room.post(reverse("admin:recruiters_register_add"), {**FORM, "member_state": "PHL", "code": "sea"})

    assert Register.objects.get().code == "sea"
    assert changes() == [("new", None)]


def test_what_addresses_and_roles_are_made_of_stays(room, register, ireland):
    change(room, register, member_state="IRL", code="wrc", name="Renamed")
    register.refresh_from_db()

    assert (register.scope, register.name) == ("PHL/dmw", "Renamed")


def test_a_sheet_of_registers_makes_a_version_of_those_it_changes(register, administrator):
    before = versions()
    for _time in range(2):
        sheet = tablib.Dataset([*CELLS.values()], headers=[*CELLS])
        RegisterResource().import_data(sheet, user=administrator)

    assert (versions()[0], changes()) == (before[0] + 1, [("changed", "Register of recruiters")])


def test_undoing_an_import_of_registers_does_not_turn_their_versions_back(register, administrator):
    batch = applied(administrator, CELLS, kind="registers", scope="")
    RecruiterFactory(register=register)
    Register.objects.update(reread_from=1)
    before = versions()
    undone(batch)

    assert (versions(), Register.objects.get().name) == ((before[0] + 1, 1), "Register of recruiters")
    assert changes() == [("changed", "Register of recruiters"), ("changed", "Renamed")]


def test_a_form_that_was_read_before_a_decision_does_not_turn_the_version_back(register, administrator):
    stale = Register.objects.get()
    RecruiterFactory(register=register)
    before = versions()
    stale.valid_to = date(2099, 1, 1)
    save_register(stale, by=administrator)

    assert (Register.objects.get().valid_to, versions()[0]) == (date(2099, 1, 1), before[0] + 1)
