"""What the log remembers of reports that were taken out again, so that it stays known what was counted."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet

from reporting.models import IndicatorValue, Submission, SubmissionEvent, Version


def describe_removed_reports(reports: QuerySet[Submission]) -> dict[int, dict[str, Any]]:
    """Return {report: versions with the values of indicators, and events} as plain data."""
    values: dict[int, dict[str, str]] = defaultdict(dict)
    rows = IndicatorValue.objects.filter(version__submission__in=reports)
    for key, indicator, value in rows.values_list("version", "indicator", "value"):
        values[key][indicator] = value
    found: dict[int, dict[str, Any]] = {pk: {"versions": [], "events": []} for pk in keys_of(reports)}
    for version in Version.objects.filter(submission__in=reports).defer("content").order_by("number"):
        found[version.submission_id]["versions"].append(
            {
                "number": version.number,
                "sha256": version.sha256,
                "submitted_at": version.submitted_at.isoformat(),
                "values": values[version.pk],
            }
        )
    events = SubmissionEvent.objects.filter(submission__in=reports).select_related("version")
    for event in events.defer("version__content").order_by("at", "pk"):
        found[event.submission_id]["events"].append(
            {
                "move": event.move,
                "to_state": event.to_state,
                "at": event.at.isoformat(),
                "version": event.version and event.version.number,
            }
        )
    return found


def keys_of(reports: QuerySet[Submission]) -> list[int]:
    return list(reports.values_list("pk", flat=True))
