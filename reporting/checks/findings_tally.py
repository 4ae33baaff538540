"""How many findings a version was sent with, stored beside it for lists that filter by them."""

from collections.abc import Iterable

from reporting.checks.catalogue import Severity
from reporting.checks.frozen_findings import version_findings
from reporting.models import FindingsTally, Version


def tally_findings(version: Version) -> FindingsTally | None:
    """Return the unsaved numbers of a version, derived from its content alone; None without findings."""
    found = version_findings(version)
    blocking = sum(one.severity is Severity.BLOCKS for one in found)
    unexplained = sum(one.is_unexplained for one in found)
    explained = sum(one.severity is Severity.WARNS for one in found) - unexplained
    numbers = {"blocking": blocking, "unexplained": unexplained, "explained": explained}
    return FindingsTally(version=version, **numbers) if any(numbers.values()) else None


def store_tallies(versions: Iterable[Version]) -> int:
    """Store the numbers of versions that were just frozen; return how many have any."""
    tallies = [tally for tally in map(tally_findings, versions) if tally]
    return len(FindingsTally.objects.bulk_create(tallies, batch_size=1000))


def rebuild_tallies() -> int:
    """Derive the numbers of all versions again; return how many have any."""
    FindingsTally.objects.all().delete()
    return store_tallies(Version.objects.order_by("pk").iterator(chunk_size=200))
