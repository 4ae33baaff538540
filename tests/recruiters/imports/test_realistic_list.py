"""A list of 300 recruiters as a ministry keeps it goes in with its true faults only, in a few answers."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from authorities.imports import actions
from authorities.imports.preview_file import Findings
from authorities.models import Import
from recruiters.models import Recruiter
from tests.authorities.imports.import_steps import create_every_country
from tests.authorities.jobs.worker_process import work_off
from tests.factories import RegisterFactory
from tests.recruiters.imports.realistic_list import HEADERS, ROWS, realistic_list

MOST_ANSWERS = 10
# What some cells of the list mean: {header: {cell: what is kept}}.
MEANINGS = {
    "Trading as": {"n/a": "", "-": "", "NA": "", "Coral Care": "Coral Care"},
    "Expiry Date": {
        "Mar-2027": datetime.date(2027, 4, 1),
        "15.05.27": datetime.date(2027, 5, 16),
        "indefinite": None,
        datetime.date(2025, 1, 31): datetime.date(2025, 2, 1),
    },
    "Status": {
        "VALID": "authorised",
        "active": "authorised",
        "Expired": "authorised",
        "Suspended": "suspended",
    },
    "Categories of workers": {
        "Nurses & caregivers": ["2221", "532"],
        "NURSES; MIDWIVES": ["2221", "2222"],
        "Physician": ["221"],
        "Household service workers": [],
        "N/A": [],
        "-": [],
    },
    "Countries of deployment": {
        "UAE": ["ARE"],
        "-": [],
        "U.S.A.": ["USA"],
        "Hongkong": ["HKG"],
        "Germany, Qatar": ["DEU", "QAT"],
        "Japan/Qatar": ["JPN", "QAT"],
        "Japan and Qatar": ["JPN", "QAT"],
        "Deutschland": ["DEU"],
        "Saudi Arabia (KSA)": ["SAU"],
    },
    "Fees": {"EMPLOYER": "employer_pays"},
}
KEPT_AS = {
    "Trading as": "trading_names",
    "Expiry Date": "valid_until",
    "Status": "state",
    "Categories of workers": "professions",
    "Countries of deployment": "destination_states",
    "Fees": "fee_policy",
}


@pytest.fixture
def desk(client, registrar, philippines):
    """The registrar's browser; every country is there."""
    create_every_country()
    RegisterFactory(member_state=philippines)
    client.force_login(registrar)
    return client


def untouched_answers(form):
    """What a form sends if a person changes nothing."""
    return {name: form[name].initial for name in form.fields if form[name].initial is not None}


def test_a_realistic_list_goes_in_on_its_first_day(desk):
    found = realistic_list()
    file = SimpleUploadedFile("agencies.xlsx", found.content)
    page = desk.post(f"{reverse('import_new', args=['recruiters'])}?scope=PHL/dmw", {"file": file})
    columns = desk.get(page.url).context["form"]
    desk.post(page.url, untouched_answers(columns))
    work_off()
    batch = Import.objects.get()
    words = desk.get(reverse("import", args=[batch.pk])).context["import"].words_form()
    desk.post(reverse("import_words", args=[batch.pk]), untouched_answers(words))
    work_off()

    batch.refresh_from_db()
    assert len(words.rows) + len(columns.doubts) <= MOST_ANSWERS
    assert {row for row, *_problem in Findings(batch).problems()} == {*found.faults}
    assert batch.counts["new"] == ROWS - len(found.faults)
    actions.request_apply(batch, by=batch.by, good_rows_only=True)
    work_off()
    assert meanings_kept(found.rows) == MEANINGS


def meanings_kept(rows):
    """Return what was kept of the cells of MEANINGS."""
    kept = {recruiter.licence_number: recruiter for recruiter in Recruiter.objects.all()}
    return {
        header: {
            row[HEADERS.index(header)]: getattr(kept[row[1]], KEPT_AS[header])
            for row in rows
            if row[1] in kept and row[HEADERS.index(header)] in cells
        }
        for header, cells in MEANINGS.items()
    }
