"""Instruments that this process has read already, so that no questionnaire is read twice."""

from functools import lru_cache

from reporting.models import Instrument


def recall_instrument(stub: Instrument) -> Instrument:
    """Return the instrument of a stub that was read without its definition.

    It is shared by all requests of the process: nobody may change it.
    """
    return fetch_instrument(stub.pk, stub.definition_sha256)


@lru_cache(maxsize=16)
def fetch_instrument(pk: int, sha256: str) -> Instrument:
    """Return an instrument; one that has changed has another hash, and is read again."""
    return Instrument.objects.get(pk=pk)
