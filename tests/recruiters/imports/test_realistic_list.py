"""A list of 300 recruiters as a ministry keeps it goes in with its true faults only, in a few answers."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports.preview_file import Findings
from authorities.models import Import
from tests.authorities.imports.import_steps import create_every_country
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory
from tests.recruiters.imports.realistic_list import realistic_list

MOST_ANSWERS = 10
# Asked once, where a month stands without its day: how the list means it.
MONTHS: dict[str, str] = {}


@pytest.fixture
def desk(client, registrar, philippines):
    """The registrar's browser; every country is there."""
    create_every_country()
    RegisterFactory(member_state=philippines)
    client.force_login(registrar)
    return client


def as_it_stands(form):
    """What a form sends if a person changes nothing."""
    return {name: form[name].initial for name in form.fields if form[name].initial is not None}


def test_a_realistic_list_goes_in_on_its_first_day(desk):
    found = realistic_list()
    file = SimpleUploadedFile("agencies.xlsx", found.content)
    page = desk.post(f"{reverse('import_new', args=['recruiters'])}?scope=PHL/dmw", {"file": file})
    columns = desk.get(page.url).context["form"]
    desk.post(page.url, as_it_stands(columns) | MONTHS)
    work_off()
    batch = Import.objects.get()
    words = desk.get(reverse("import", args=[batch.pk])).context["import"].words_form()
    desk.post(reverse("import_words", args=[batch.pk]), as_it_stands(words))
    work_off()

    batch.refresh_from_db()
    assert {row for row, *_problem in Findings(batch).problems()} == {*found.faults}
    assert batch.counts["new"] == 300 - len(found.faults)
    assert len(words.rows) + len(MONTHS) <= MOST_ANSWERS
