"""Ground floor: Member States and their dated attributes, designated authorities, people and their roles."""

from .authorities import Authority, ContactPerson, InstitutionType
from .intervals import Interval, IntervalQuerySet, NoOverlap
from .people import Membership, Role, User
from .states import (
    IncomeClassification,
    IncomeGroup,
    MemberState,
    Region,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)

__all__ = [
    "Authority",
    "ContactPerson",
    "IncomeClassification",
    "IncomeGroup",
    "InstitutionType",
    "Interval",
    "IntervalQuerySet",
    "MemberState",
    "Membership",
    "NoOverlap",
    "Region",
    "RegionMembership",
    "Role",
    "SafeguardsListing",
    "User",
    "WhoMembership",
]
