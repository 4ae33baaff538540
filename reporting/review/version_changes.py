"""The page of what changed from one version of a report to another, or from the last report, in words."""

from dataclasses import dataclass
from functools import cached_property

from reporting.checks.frozen_findings import FrozenFinding, version_findings
from reporting.models import Submission, SubmissionEvent, Version
from reporting.submissions.change_note.note import ChangeNote, describe_changes
from reporting.submissions.versions import evaluate_version

LAST_REPORT = "last"


@dataclass(frozen=True)
class VersionChanges:
    """What changed from `earlier` to `later`, and why: the notes of the moves between them.

    `earlier` is a version of the same report, or that of the last report to an earlier round; None if there
    is neither.
    """

    submission: Submission
    versions: list[Version]  # of this report, the newest first
    last_report: Version | None
    earlier: Version | None
    later: Version

    @cached_property
    def changes(self) -> list[tuple[Version, ChangeNote]]:
        return describe_changes(evaluate_version(self.later), [self.earlier])

    @property
    def is_same_report(self) -> bool:
        return self.earlier is not None and self.earlier.submission_id == self.later.submission_id

    @property
    def events(self) -> list[SubmissionEvent]:
        """The moves between the two versions, with their notes; none between two reports."""
        if self.earlier is None or not self.is_same_report:
            return []
        between = {"at__gt": self.earlier.submitted_at, "at__lt": self.later.submitted_at}
        return list(self.submission.events.filter(**between).select_related("by"))

    @property
    def newly_explained(self) -> list[FrozenFinding]:
        """Warnings of the later version with an explanation that the earlier one did not have."""
        if self.earlier is None or not self.is_same_report:
            return []
        before = {(one.check_key, one.explanation) for one in version_findings(self.earlier)}
        return [
            one
            for one in version_findings(self.later)
            if one.explanation and (one.check_key, one.explanation) not in before
        ]

    @property
    def choices(self) -> list[tuple[str, Version]]:
        """[(value of `from`, version)] of what the later version can be compared with."""
        of_report = [(str(one.number), one) for one in self.versions if one.number < self.later.number]
        return [*of_report, *([(LAST_REPORT, self.last_report)] if self.last_report else [])]


def find_version_changes(submission: Submission, start: str = "", end: str = "") -> VersionChanges | None:
    """Return the changes from version `start`, or from the last report, to version `end`; blank: the newest.

    None if there is no such version, or it is not the earlier one.
    """
    versions = list(submission.versions.newest_first())
    later = next((one for one in versions if end in ("", str(one.number))), None)
    if later is None:
        return None
    last_report = Version.objects.of_last_report(submission)
    found = VersionChanges(submission, versions, last_report, None, later)
    earlier = next((one for value, one in found.choices if start in ("", value)), None)
    if start and earlier is None:
        return None
    return VersionChanges(submission, versions, last_report, earlier, later)
