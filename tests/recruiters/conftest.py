"""The room of the registrar."""

import pytest

from tests.factories import RegisterFactory


@pytest.fixture
def register(philippines):
    return RegisterFactory(member_state=philippines)


@pytest.fixture
def desk(client, registrar, register):
    """Regina, signed in."""
    client.force_login(registrar)
    return client
