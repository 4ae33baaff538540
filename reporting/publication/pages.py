"""Where a report stands on its way to the public, as one person sees it."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from authorities.models import User
from authorities.models.roles import CERTIFIES, LEADS_THE_SECRETARIAT
from authorities.transitions import Transition
from reporting.models import Consent, ConsentEvent, PublicationPlan, State, Submission, Version
from reporting.publication.consent import consent_workflow, read_consent
from reporting.publication.planning import submission_plan
from reporting.submissions.duties import holds_role_for


class PublicationStatus:
    """A report that was sent, its consent, its plan, and what this person can do."""

    def __init__(self, submission: Submission, user: User) -> None:
        self.submission, self.user = submission, user

    @cached_property
    def version(self) -> Version | None:
        """The newest version, the one that would be published."""
        found = self.submission.versions.order_by("-number").first()
        if found:
            found.submission = self.submission
        return found

    def find_version_read(self, number: int) -> Version:
        """Return the newest version. Raises ValidationError if another one was read."""
        if self.version is None or self.version.number != number:
            raise ValidationError(
                _("Another version was sent meanwhile. Read it first; nothing was changed.")
            )
        return self.version

    @cached_property
    def consent(self) -> Consent | None:
        return read_consent(self.version) if self.version else None

    @property
    def read(self) -> dict[str, Any]:
        """What the form carries: the version that is read, and what is known of the consent."""
        return {
            "version": self.version and self.version.number,
            "consent_read": self.consent and self.consent.state,
        }

    @cached_property
    def consent_events(self) -> list[ConsentEvent]:
        """What was said of the consent to this version, newest first."""
        if self.consent is None or self.consent.pk is None:
            return []
        return list(self.consent.events.select_related("by").order_by("-at", "-pk"))

    @cached_property
    def consent_moves(self) -> list[Transition]:
        """The moves of the consent that are open to this person, while it is an open question."""
        if self.consent is None or self.submission.state not in (State.SUBMITTED, State.ACCEPTED):
            return []
        rows = consent_workflow.available_transitions(self.user, self.consent)
        return [row for row in rows if row.name != "ask" or self.submission.state == State.ACCEPTED]

    @cached_property
    def plan(self) -> PublicationPlan | None:
        return submission_plan(self.submission)

    @cached_property
    def stopped_plan(self) -> Any:
        """The event of the last plan, if it was not carried out; None otherwise."""
        plans = PublicationPlan.objects.filter(version__submission=self.submission)
        last = plans.order_by("-pk").first()
        return last and last.events.filter(move="stop").first()

    @property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def is_accepted(self) -> bool:
        return self.submission.state == State.ACCEPTED

    @property
    def is_public(self) -> bool:
        return self.submission.state == State.PUBLISHED

    @property
    def may_publish(self) -> bool:
        return self.user.holds(*LEADS_THE_SECRETARIAT)

    @property
    def may_consent(self) -> bool:
        return holds_role_for(self.user, CERTIFIES, self.submission)

    @property
    def is_asked(self) -> bool:
        """True if this person is asked for the consent of the country."""
        return bool(self.is_accepted and self.may_consent and self.consent and not self.consent.is_given)
