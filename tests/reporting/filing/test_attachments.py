"""Who may fetch a file that was given as an answer."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from reporting.models import Attachment
from tests import factories


@pytest.fixture
def law(draft, focal_point, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = SimpleUploadedFile("law.pdf", b"%PDF-1.7 text")
    return Attachment.objects.create(
        submission=draft, question="q7", file=content, name="law.pdf", size=13, by=focal_point
    )


def fetch(client, who, law):
    client.force_login(who)
    return client.get(reverse("attachment", args=[law.pk]))


def status(client, who, law):
    answer = fetch(client, who, law)
    answer.getvalue()  # read to the end, so that the file is closed
    return answer.status_code


def test_it_is_handed_out_as_a_download_that_no_browser_runs(client, focal_point, law):
    answer = fetch(client, focal_point, law)

    assert answer.getvalue() == b"%PDF-1.7 text"
    assert answer["Content-Disposition"] == 'attachment; filename="law.pdf"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        ("contributor", 200, 200),
        ("viewer", 200, 200),
        ("stranger", 404, 404),
        ("reviewer", 404, 200),
        ("reviewer_of_europe", 404, 404),
        ("administrator", 404, 200),
    ],
)
def test_the_secretariat_sees_it_once_it_was_sent(request, client, focal_point, law, who, before, after):
    reader = request.getfixturevalue(who)
    assert status(client, reader, law) == before

    factories.version_of(law.submission, by=focal_point, at=timezone.now())

    assert status(client, reader, law) == after


def test_a_file_of_the_working_copy_stays_with_its_country(client, reviewer, focal_point, law):
    factories.version_of(law.submission, by=focal_point, at=law.at - timedelta(days=1))

    assert status(client, reviewer, law) == 404
