"""Every page of the import desk: accessible, in both directions of writing, on small and large screens."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from authorities.imports import actions
from authorities.imports.corrections import TypedCell
from authorities.models import Import, ImportState
from tests import factories
from tests.authorities.imports.import_fixtures import GOOD, HEADERS, MAPPING, WRONG
from tests.authorities.jobs.worker_process import work_off
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def register(philippines):
    register = factories.RegisterFactory(member_state=philippines)
    factories.RecruiterFactory(register=register, licence_number="DMW-1", legal_name="Nothern Care")
    factories.RecruiterFactory(register=register, licence_number="DMW-9", legal_name="Western Placement")
    return register


@pytest.fixture
def sent(register, registrar):
    """Makes an import of a file with a changed, a new and a wrong row, and with words that nobody knows."""

    def send():
        alike = "DMW-4,Western Placement Inc.,2024-01-01,2030-01-01"
        words = "DMW-5,Eastern Care,2024-01-01,2030-01-01,VALID,Nurses and Allied health,Far East"
        lines = [f"{HEADERS},Status,Professions,Destinations", GOOD, WRONG, alike]
        lines[1:] = [f"{line},,," for line in lines[1:]]
        file = SimpleUploadedFile("a list.csv", "\n".join([*lines, words]).encode())
        return actions.receive_file(file, kind="recruiters", scope="PHL/dmw", by=registrar, whole_list=True)

    return send


@pytest.fixture
def addresses(sent, registrar):
    """Those of an import in each state."""
    received, checked, applied, failed, working = [sent() for _ in range(5)]
    for batch in (checked, applied):
        mapping = MAPPING | {"professions": "Professions", "destination_states": "Destinations"}
        actions.request_check(batch, by=registrar, mapping=mapping)
        work_off()
        batch.refresh_from_db()
    actions.correct_cells(checked, [TypedCell(3, "Begins", "", "a day in May")], by=registrar, known=0)
    work_off()
    actions.request_apply(applied, by=registrar, good_rows_only=True)
    work_off()
    Import.objects.filter(pk=failed.pk).update(state=ImportState.FAILED, failure="It is damaged.")
    Import.objects.filter(pk=working.pk).update(state=ImportState.APPLYING, step="reading", done=4, total=9)
    found = [
        f"/imports/{checked.pk}/?show={name}"
        for name in ("wrong", "changed", "missing", "alike", "corrected")
    ]
    return [
        "/desk/",
        "/imports/",
        "/imports/new/recruiters/?scope=PHL/dmw",
        *(f"/imports/{batch.pk}/columns/" for batch in (received, failed)),
        f"/imports/{working.pk}/?still=1",
        *found,
        f"/imports/{applied.pk}/",
        f"/imports/{applied.pk}/undo/",
    ]


@sqlite_only
def test_pages_are_accessible(layout_page, live_server, addresses, registrar):
    force_login(layout_page, live_server, registrar)

    found = []
    for address in addresses:
        assert layout_page.goto(address).ok
        found += accessibility_problems(layout_page, address)
    assert found == []
