"""Files of people without an account: taken in where a form expects them, so many and no more."""

import re

import pytest
from django.core.cache import cache
from django.core.files import uploadhandler
from django.test import Client
from django.urls import reverse

from authorities.visitors.rate_limits import RateLimit
from recruiters.concerns import views
from recruiters.models import ConcernFile
from tests.factories import RegisterFactory
from tests.recruiters.concerns.sample_reports import FOLLOW, REPORT, SECRET, browser_data, make_picture, words

# More than is held in memory, so that it goes to the disk.
LARGE = b"\x89PNG\r\n\x1a\n" + bytes(3_000_000)


@pytest.fixture(autouse=True)
def fresh_rate_limits(philippines):
    cache.clear()
    RegisterFactory(member_state=philippines)


@pytest.fixture
def written(monkeypatch):
    """What uploads have come to the disk."""
    names, kept = [], uploadhandler.TemporaryUploadedFile

    def write(name, *args):
        names.append(name)
        return kept(name, *args)

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", write)
    return names


def test_what_the_form_takes_is_taken_in(client, written):
    page = client.post(REPORT, browser_data(documents=[make_picture(content=LARGE)]))

    assert (page.status_code, len(written), ConcernFile.objects.count()) == (200, 1, 1)


def test_of_more_than_the_form_takes_nothing_comes_to_the_disk(client, settings, written):
    settings.MAX_UPLOAD_BYTES = 100_000
    page = client.post(REPORT, browser_data(documents=[make_picture(content=LARGE)]))

    assert "the maximum is 97.7 KB" in words(page).replace("\xa0", " ")
    assert page.context["form"]["text"].value() == SECRET
    assert written == []


@pytest.mark.parametrize("name", ["account_login", "recruiters", "imports", "desk"])
def test_pages_that_expect_no_files_of_strangers_keep_none(written, name):
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    token = client.cookies["csrftoken"].value
    page = client.post(reverse(name), {"csrfmiddlewaretoken": token, "file": make_picture(content=LARGE)})

    assert (page.status_code == 403, written) == (False, [])


def test_somebody_signed_in_may_send_a_spreadsheet(client, registrar, written):
    client.force_login(registrar)
    client.post(
        reverse("import_new", args=["recruiters"]) + "?scope=PHL/dmw", {"file": make_picture(content=LARGE)}
    )

    assert len(written) == 1


@pytest.mark.parametrize("address", [REPORT, FOLLOW])
def test_what_is_wrong_counts_too_and_then_no_file_is_taken_in(client, monkeypatch, written, address):
    monkeypatch.setattr(views, "TRIED_REPORTS", RateLimit("trying-in-a-test", most=2, seconds=60))
    for _turn in range(2):
        client.post(
            address, browser_data(kind="murder", reference="wrong", documents=[make_picture(content=LARGE)])
        )
    page = client.post(REPORT, browser_data(documents=[make_picture(content=LARGE)]))

    assert (page.status_code, page.context["form"]["text"].value()) == (422, SECRET)
    assert "Please try again in an hour" in words(page)
    assert (len(written), ConcernFile.objects.count()) == (2, 0)
    assert client.get(REPORT).status_code == 200


@pytest.mark.parametrize("address", [REPORT, FOLLOW])
def test_the_token_of_the_form_is_still_asked_for(address):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[1]

    assert client.post(address, browser_data()).status_code == 403
    assert client.post(address, browser_data(csrfmiddlewaretoken=token)).status_code != 403
