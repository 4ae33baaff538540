"""What the log remembers of reports that were taken out again, so that it stays known what was counted."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from authorities.known_facts.reading import build_record
from reporting.models import IndicatorValue, State, Submission, SubmissionEvent, Version


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
                "recorded_at": version.recorded_at.isoformat(),
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
                "recorded_at": event.recorded_at.isoformat(),
                "version": event.version and event.version.number,
            }
        )
    return found


def keys_of(reports: QuerySet[Submission]) -> list[int]:
    return list(reports.values_list("pk", flat=True))


@dataclass(frozen=True)
class RemovedReport:
    """A report as it was before it was taken out, in the shape that the rows of reports held here have.

    Its version has no key any more: the key of the report, negative, stands for it.
    """

    report: Submission
    versions: list[dict[str, Any]]
    events: list[dict[str, Any]]

    def build_row(self, end: datetime, known_before: datetime | None) -> dict[str, Any]:
        """Return what was known of it at the end of a day; what was recorded later is left out."""
        sent = [
            at
            for one in self.versions
            if (at := read_known_moment(one, "submitted_at", end, known_before)) is not None
        ]
        public = [
            one["version"]
            for one in self.events
            if one["to_state"] == State.PUBLISHED and read_known_moment(one, "at", end, known_before)
        ]
        key = -self.report.pk if public else None
        return {
            "pk": self.report.pk,
            "round": self.report.round_id,
            "iso3": self.report.member_state_id,
            "illustrative": self.report.illustrative,
            "started_at": self.report.started_at,
            "first_sent": min(sent, default=None),
            "is_public": bool(public),
            "version": key,
            "version_number": max(public, default=None),
        }

    def choose_values(self, indicators: Iterable[str] | None) -> dict[int, dict[str, str]]:
        """Return {key of its version: {indicator: value}} of its newest version; None asks for all."""
        values: dict[str, str] = self.versions[-1]["values"] if self.versions else {}
        asked = values if indicators is None else set(indicators)
        return {-self.report.pk: {name: value for name, value in values.items() if name in asked}}


def read_known_moment(
    fact: dict[str, Any], name: str, end: datetime, known_before: datetime | None
) -> datetime | None:
    """Return when it happened, if that was before `end` and was known before the other moment; else None."""
    at, recorded_at = datetime.fromisoformat(fact[name]), datetime.fromisoformat(fact["recorded_at"])
    return at if at < end and (known_before is None or recorded_at < known_before) else None


def list_removed_reports(
    later: Mapping[int, dict[str, Any] | None], rounds: Container[int]
) -> Iterator[RemovedReport]:
    """Yield the reports to these rounds that were there, as the changes after a day tell, and went since."""
    for values in later.values():
        if values and values["round_id"] in rounds:
            report = build_record(Submission, values)
            yield RemovedReport(report, values.get("versions", []), values.get("events", []))
