"""What a signed-in person is shown is not kept for others."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize("name", ["desk", "authorities"])
def test_no_shared_cache_keeps_the_page_of_a_signed_in_person(client, focal_point, name):
    client.force_login(focal_point)

    assert "private" in client.get(reverse(name))["Cache-Control"]


def test_downloads_of_a_signed_in_person_are_private_too(client, focal_point):
    client.force_login(focal_point)

    assert "private" in client.get("/authorities.csv")["Cache-Control"]
