"""What several modules of this folder need."""

import pytest
from django.core.management import call_command
from django.db import transaction

from tests import factories


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for a module, and taken back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def past(indicators, philippines, indonesia, ireland):
    """Round 1 is over; the sixth takes reports."""
    factories.RoundFactory(number=6)
    return factories.RoundFactory(number=1, opens="2012", due="2013-01-31", closes="2013-10")
