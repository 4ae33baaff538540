"""Whose role counts for a report, and who holds one."""

from collections.abc import Collection

from django.db.models import QuerySet

from authorities.models import Membership, User
from authorities.models.roles import REVIEWS
from reporting.models import Submission


def holds_role_for(user: User, roles: Collection[str], submission: Submission) -> bool:
    """Return True if the person holds one of the roles for the report's Member State or its region."""
    region = submission.member_state.current_region if user.regions else None
    return user.holds(*roles, member_state=submission.member_state_id, region=region)


def find_people_of_state(submission: Submission, roles: Collection[str]) -> QuerySet[User]:
    """Return the active people who hold one of the roles for the report's Member State today."""
    return Membership.objects.held_today(*roles).filter(member_state=submission.member_state_id).people()


def find_reviewers_of(submission: Submission) -> QuerySet[User]:
    """Return the active people who may review a report today: of the world, and of its region."""
    regions = ["", submission.member_state.current_region or ""]
    return Membership.objects.held_today(*REVIEWS).filter(region__in=regions).people()
