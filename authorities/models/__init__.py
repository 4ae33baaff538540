"""Ground floor: Member States and their dated attributes, designated authorities, people and their roles."""

from authorities.models.annulments import Annullable, AnnullableManager, AnnullableQuerySet, all_records
from authorities.models.audit import AuditAction, AuditEvent, AuditKind
from authorities.models.authorities import Authority, ContactPerson, InstitutionType
from authorities.models.changes import Change, ChangeKind
from authorities.models.confirmations import AuthorityConfirmation, ConfirmationEvent, ConfirmationState
from authorities.models.data_version import DataChange, DataVersion
from authorities.models.imports import CellCorrection, Import, ImportEvent, ImportState, Source
from authorities.models.intervals import Interval, IntervalQuerySet, NoOverlap
from authorities.models.invitations import Invitation, InvitationEvent, InvitationState
from authorities.models.memberships import Membership
from authorities.models.notices import MailState, Notice, RefusedAddress, SentMail, StoppedNotice
from authorities.models.people import User
from authorities.models.roles import Role
from authorities.models.states import (
    IncomeClassification,
    IncomeGroup,
    MemberState,
    Region,
    RegionMembership,
    SafeguardsListing,
    WhoMembership,
)
from authorities.models.stored_pages import StoredPage
from authorities.models.translations import TranslatedRecord
from authorities.models.work import Job, Worker

__all__ = [
    "Annullable",
    "AnnullableQuerySet",
    "AuditAction",
    "AuditEvent",
    "AuditKind",
    "Authority",
    "AuthorityConfirmation",
    "CellCorrection",
    "Change",
    "ChangeKind",
    "ConfirmationEvent",
    "ConfirmationState",
    "ContactPerson",
    "DataChange",
    "DataVersion",
    "Import",
    "ImportEvent",
    "ImportState",
    "IncomeClassification",
    "IncomeGroup",
    "InstitutionType",
    "Interval",
    "IntervalQuerySet",
    "Invitation",
    "InvitationEvent",
    "InvitationState",
    "Job",
    "MailState",
    "MemberState",
    "Membership",
    "NoOverlap",
    "Notice",
    "Region",
    "RegionMembership",
    "RefusedAddress",
    "Role",
    "SafeguardsListing",
    "SentMail",
    "Source",
    "StoppedNotice",
    "StoredPage",
    "AnnullableManager",
    "TranslatedRecord",
    "User",
    "WhoMembership",
    "Worker",
    "all_records",
]
