"""Ground floor: Member States and their dated attributes, designated authorities, people and their roles."""

from .authorities import Authority, ContactPerson, InstitutionType
from .changes import Change, ChangeKind
from .imports import Import, ImportEvent, ImportState, Source
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
from .work import Job, Worker

__all__ = [
    "Authority",
    "Change",
    "ChangeKind",
    "ContactPerson",
    "Import",
    "ImportEvent",
    "ImportState",
    "IncomeClassification",
    "IncomeGroup",
    "InstitutionType",
    "Interval",
    "IntervalQuerySet",
    "Job",
    "MemberState",
    "Membership",
    "NoOverlap",
    "Region",
    "RegionMembership",
    "Role",
    "SafeguardsListing",
    "Source",
    "User",
    "WhoMembership",
    "Worker",
]
