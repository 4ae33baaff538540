"""The public page of the catalogue."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from reporting.checks.catalogue import CHECKS

pytestmark = pytest.mark.django_db


def test_everybody_reads_what_is_checked_and_why(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(reverse("checks")).content.decode()

    for check in CHECKS.values():
        assert f'id="{check.key}"' in page
        assert str(check.explanation) in page
        assert str(check.example) in page
    assert page.index("Blocks") < page.index("Warns") < page.index("Informs")


def test_the_catalogue_has_an_address_in_every_language(client):
    with override("ar"):
        assert client.get(reverse("checks")).status_code == 200


def test_the_footer_leads_to_the_catalogue(client):
    assert f'href="{reverse("checks")}"' in client.get(reverse("glossary")).content.decode()
