"""Who runs this copy of the software, and under which licence its data may be used: from the environment."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Operator:
    """Who runs this copy; what is not known is blank."""

    name: str
    address: str
    email: str


@dataclass(frozen=True)
class Licence:
    name: str
    url: str


def find_operator() -> Operator:
    return Operator(settings.OPERATOR_NAME, settings.OPERATOR_ADDRESS, settings.CONTACT_EMAIL)


def find_data_licence() -> Licence:
    return Licence(settings.DATA_LICENCE, settings.DATA_LICENCE_URL)
