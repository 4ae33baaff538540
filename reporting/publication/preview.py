"""What the world will see of a report: its public page before it is public, and what is left out of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from authorities.models import User
from reporting.models import State, Submission, Version
from reporting.models.submissions import TAKE_BACK
from reporting.public.reports import PublicReport
from reporting.publication.omissions import OmissionGroup, group_omissions, list_omissions
from reporting.submissions.read_back import files_in_answer
from reporting.submissions.workflow import build_next_version


@dataclass(frozen=True)
class ReportPreview:
    """The public page as it would be at a moment, for those who may read the report already."""

    report: PublicReport
    is_draft: bool  # of the working copy, which changes while it is filled in

    @property
    def submission(self) -> Submission:
        return self.report.submission

    @property
    def is_public(self) -> bool:
        return self.submission.state == State.PUBLISHED

    @cached_property
    def omissions(self) -> list[OmissionGroup]:
        """What is left out, by the reason why."""
        return group_omissions(list_omissions(self.report.version))

    @cached_property
    def files(self) -> list[dict[str, Any]]:
        """The files that everybody can download."""
        return [
            file
            for _section, question, answer in self.report.answers
            for file in files_in_answer(question, answer["value"], public_only=True)
        ]


def build_preview(submission: Submission, user: User, *, is_own: bool) -> ReportPreview | None:
    """Return the preview that a person may see; None while the report was not sent.

    The people of the Member State see their working copy while it can be changed, others what was sent.
    """
    now = timezone.now()
    published = submission.versions.published().with_publication()
    versions = list(published.newest_first())
    if is_own and submission.editable:
        version = build_next_version(submission, by=user, at=now)
    else:
        version = submission.versions.newest_first().first()
    if version is None:
        return None
    known = next((one for one in versions if one.number == version.number), None)
    shown = known or date_publication(version, submission, now)
    return ReportPreview(PublicReport(shown, versions if known else [shown, *versions]), version.pk is None)


def date_publication(version: Version, submission: Submission, moment: datetime) -> Version:
    """Return the version as if it was published at that moment."""
    version.submission = submission
    version.published_at = moment  # type: ignore[attr-defined]
    version.was_taken_back = submission.events.filter(move=TAKE_BACK).exists()  # type: ignore[attr-defined]
    return version
