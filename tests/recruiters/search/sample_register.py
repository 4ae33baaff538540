"""Registers with names to be looked for."""

from tests.factories import RecruiterFactory, RegisterFactory


def register_with(names):
    """A register with entries of these names: {licence number: legal name}."""
    register = RegisterFactory()
    for number, name in names.items():
        RecruiterFactory(register=register, licence_number=number, legal_name=name, trading_names="")
    return register
