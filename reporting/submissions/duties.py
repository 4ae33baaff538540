"""Whose role counts for a report."""

from collections.abc import Collection

from authorities.models import User
from reporting.models import Submission


def holds_role_for(user: User, roles: Collection[str], submission: Submission) -> bool:
    """Return True if the person holds one of the roles for the report's Member State or its region."""
    region = submission.member_state.current_region if user.regions else None
    return user.holds(*roles, member_state=submission.member_state_id, region=region)
