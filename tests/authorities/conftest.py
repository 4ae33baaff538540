"""The administrators' room, opened, and something in it."""

import pytest

from authorities.models import ContactPerson
from tests.authorities.imports.import_fixtures import applied, checked, desk, received, register, worked  # noqa: F401 - fixtures
from tests.factories import AuthorityFactory, RecruiterFactory


@pytest.fixture
def paper(tmp_path):
    return str(tmp_path / "notes")


@pytest.fixture
def room(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def one_of_each(administrator):
    authority = AuthorityFactory()
    ContactPerson.objects.create(authority=authority, name="Ms Private")
    RecruiterFactory(source_states=["PHL"], professions=["2221"])
