"""The rounds that sheets of past reports are about."""

import pytest

from tests import factories


@pytest.fixture
def closed_round(indicators, philippines, indonesia, ireland):
    """Round 1, which is over, beside round 6, which takes reports."""
    factories.RoundFactory(number=6)
    return factories.RoundFactory(number=1, opens="2012", due="2013-01-31", closes="2013-10")
