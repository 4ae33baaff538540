"""The administrators' page of background work, as it looks with work in every state."""

import pytest

from authorities.imports import actions
from authorities.jobs import queue
from authorities.models import Job, Worker
from recruiters.subscriptions import subscriptions
from tests.authorities.imports.import_fixtures import MAPPING, upload
from tests.factories import RegisterFactory
from tests.journeys.accessibility import accessibility_problems, force_login, sqlite_only

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def work(philippines, registrar):
    """One job waits, one runs, one has failed."""
    RegisterFactory(member_state=philippines)
    batch = actions.receive_file(upload("DMW-1,Care"), kind="recruiters", scope="PHL/dmw", by=registrar)
    actions.request_check(batch, by=registrar, mapping=MAPPING)
    Worker.objects.create(name="w", host="elsewhere", pid=1)
    for number in range(2):
        subscriptions.send_news_of_register.enqueue(number)
    failed = Job.objects.filter(queue_name="mail").first()
    Job.objects.filter(queue_name="mail").update(status="RUNNING", worker_ids=["w"])
    failed.refresh_from_db()
    queue.mark_failed(failed, ValueError())


@sqlite_only
def test_the_page_of_background_work_is_accessible(layout_page, live_server, work, administrator):
    force_login(layout_page, live_server, administrator)
    layout_page.goto("/admin/authorities/job/")
    found = accessibility_problems(layout_page, "work")
    layout_page.locator(".languages summary").click()

    assert found + accessibility_problems(layout_page, "languages") == []
    assert layout_page.locator(".globe").bounding_box()["height"] < 30
