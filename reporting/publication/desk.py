"""The accepted reports that wait for publication, and publishing many of them at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from authorities.models import User
from reporting.models import ConsentState, Submission
from reporting.models.publication import CONSENT_TONES, with_publication_state
from reporting.publication.planning import cancel_plan, plan_publication, submission_plan
from reporting.submissions.workflow import report_workflow


@dataclass(frozen=True)
class WaitingReport:
    """An accepted report, what is known of the consent to it, and what stands against its publication."""

    submission: Any  # a Submission with the annotations of `with_publication_state`

    @property
    def key(self) -> str:
        """What the box of this report sends: its key, and the number of the version that was read."""
        return f"{self.submission.pk}:{self.submission.newest_number}"

    @property
    def consent_state(self) -> str:
        return self.submission.consent_state or ConsentState.NOT_ASKED

    @property
    def consent_in_words(self) -> str | Promise:
        return ConsentState(self.consent_state).label

    @property
    def tone(self) -> str:
        return CONSENT_TONES[self.consent_state]

    @property
    def needs_reason(self) -> bool:
        return self.consent_state != ConsentState.GIVEN

    @property
    def obstacles(self) -> list[str | Promise]:
        return list(self.find_obstacles())

    def find_obstacles(self) -> Iterator[str | Promise]:
        if self.consent_state == ConsentState.OBJECTED:
            yield _("The country objects. Publish it singly, after reading why.")
        if self.submission.planned_for:
            yield _("Its publication is planned already. Change that plan.")


@dataclass(frozen=True)
class PublicationDesk:
    """What waits for publication, for one manager."""

    user: User
    chosen_keys: tuple[str, ...] = ()

    @cached_property
    def reports(self) -> list[WaitingReport]:
        """All of them, as the active language sorts their countries."""
        waiting = Submission.objects.visible_to(self.user).awaiting_publication().for_desk()
        found = with_publication_state(waiting).by_state()
        return [WaitingReport(submission) for submission in found]

    @property
    def chosen(self) -> list[WaitingReport]:
        """Those that were ticked and still wait in the version that was read."""
        return [report for report in self.reports if report.key in self.chosen_keys]

    @property
    def publishable(self) -> list[WaitingReport]:
        return [report for report in self.chosen if not report.obstacles]

    @property
    def lost(self) -> int:
        """How many were ticked and do not wait any more, or were sent again meanwhile."""
        return len(set(self.chosen_keys)) - len(self.chosen)


@dataclass
class BatchResult:
    """Which reports were published or planned, and why others were not."""

    done: list[Submission] = field(default_factory=list)
    refused: list[tuple[Submission, list[str]]] = field(default_factory=list)


@transaction.atomic
def publish_many(
    reports: Iterable[WaitingReport], *, by: User, reason: str, moment: datetime | None = None
) -> BatchResult:
    """Publish those that can be, or plan them all for a moment: together, in one transaction.

    One that cannot stays as it is and keeps back no other.
    """
    result = BatchResult()
    for report in reports:
        submission, read = report.submission, report.submission.newest_number
        try:
            with transaction.atomic():
                note = reason if report.needs_reason else ""
                publish_or_plan(
                    submission,
                    by=by,
                    reason=note,
                    moment=moment,
                    version_read=read,
                    consent_read=report.consent_state,
                )
        except ValidationError as refusal:
            result.refused.append((submission, refusal.messages))
        else:
            result.done.append(submission)
    return result


@transaction.atomic
def publish_or_plan(
    submission: Submission,
    *,
    by: User,
    reason: str,
    moment: datetime | None,
    version_read: int | None,
    consent_read: str,
) -> None:
    """Publish a report now, or plan it for a moment. Raises ValidationError with every reason why not.

    Publishing now ends a plan, of which the country is told no more than that the report is public.
    """
    if moment is not None:
        version = submission.versions.filter(number=version_read).first() or submission.latest_version
        plan_publication(version, moment, by=by, reason=reason, consent_read=consent_read)
        return
    plan = submission_plan(submission)
    if plan:
        cancel_plan(plan, by=by, is_announced=False)
    read = {"version_read": version_read, "consent_read": consent_read}
    report_workflow.move(submission, "publish", by=by, note=reason, **read)
