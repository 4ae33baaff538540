"""What a signed-in person is shown is not kept for others, nor what is confidential for anybody."""

import pytest
from django.urls import reverse

from tests.factories import RegisterFactory


@pytest.mark.parametrize("name", ["desk", "authorities"])
def test_no_shared_cache_keeps_the_page_of_a_signed_in_person(client, focal_point, name):
    client.force_login(focal_point)

    assert "private" in client.get(reverse(name))["Cache-Control"]


def test_downloads_of_a_signed_in_person_are_private_too(client, focal_point):
    client.force_login(focal_point)

    assert "private" in client.get("/authorities.csv")["Cache-Control"]


@pytest.mark.parametrize("name", ["desk", "imports", "account_email", "account_change_password"])
def test_no_machine_keeps_a_page_that_is_not_public(client, registrar, name):
    client.force_login(registrar)

    assert "no-store" in client.get(reverse(name))["Cache-Control"]


@pytest.mark.parametrize("name", ["index", "authorities_user_changelist", "authorities_authority_changelist"])
def test_nor_one_of_the_administration(client, administrator, name):
    client.force_login(administrator)

    assert "no-store" in client.get(reverse(f"admin:{name}"))["Cache-Control"]


def test_a_form_that_takes_long_may_be_gone_back_to(client, registrar, philippines):
    RegisterFactory(member_state=philippines)
    client.force_login(registrar)
    kept = client.get(reverse("new_entry", args=["PHL", "dmw"]))["Cache-Control"]

    assert (kept, "no-store" in client.get(reverse("recruiters"))["Cache-Control"]) == ("private", False)


def test_signing_out_clears_what_the_browser_has_stored(client, registrar):
    client.force_login(registrar)

    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'
