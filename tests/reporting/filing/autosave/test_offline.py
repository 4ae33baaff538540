"""What the browser keeps for the time without a connection is open to all and holds nothing of anybody."""

import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_the_worker_answers_for_the_filing_room_alone(client, focal_point):
    client.force_login(focal_point)
    script = client.get(reverse("offline_worker"))
    text = script.content.decode()

    # A worker answers for the folder that it is served from.
    assert reverse("offline_worker") == "/filing/worker.js"
    assert (script["Content-Type"], script["Cache-Control"]) == ("text/javascript", "private, no-cache")
    assert "script-src 'self'" in script["Content-Security-Policy"]
    assert reverse("offline_page") in text
    assert "/static/site.css" in text
    assert "{%" not in text


def test_the_page_without_a_connection_names_nobody(client, focal_point):
    client.force_login(focal_point)
    page = client.get("/ar/filing/offline/").content.decode()

    assert 'dir="rtl"' in page
    assert not [word for word in ("Fosca", "csrfmiddlewaretoken", "<script") if word in page]


def test_a_page_gets_a_new_token_only_from_a_session(client, focal_point):
    assert client.get(reverse("renew_token")).status_code == 302
    client.force_login(focal_point)
    answer = client.get(reverse("renew_token"))

    assert (answer.status_code, "csrftoken" in answer.cookies) == (204, True)


@pytest.mark.django_db
def test_a_section_carries_what_its_script_needs(client, complete, focal_point):
    client.force_login(focal_point)
    page = client.get("/filing/6/PHL/sections/sA/").content.decode()

    for part in (
        'data-save="/filing/6/PHL/answers/CODE/"',
        'data-sign-in="/accounts/login/?next=/filing/6/PHL/sections/sA/"',
        f'data-person="{focal_point.pk}" data-unsent="',
        "js/filing/elsewhere.js",
    ):
        assert part in page
