"""Registers, recruiters, events of licences, concerns and subscriptions."""

from recruiters.models.concerns import (
    Concern,
    ConcernEvent,
    ConcernFile,
    ConcernKind,
    ConcernMessage,
    ConcernOutcome,
    ConcernState,
)
from recruiters.models.former_numbers import FORMERLY, FormerNumber
from recruiters.models.licences import (
    EXPIRED,
    FINAL,
    NOT_YET_VALID,
    STATUS_LABELS,
    LicenceEvent,
    LicenceState,
    Move,
    Terms,
    terms_after,
)
from recruiters.models.name_words import NameWord
from recruiters.models.recruiters import (
    Direction,
    FeePolicy,
    FoldedField,
    Profession,
    Recruiter,
    RecruiterQuerySet,
    Sector,
    entry_at,
)
from recruiters.models.registers import Register, RegisterQuerySet
from recruiters.models.relations import Branch, Relation, RelationKind
from recruiters.models.subscriptions import Farewell, Watch

__all__ = [
    "EXPIRED",
    "FINAL",
    "Farewell",
    "FORMERLY",
    "NOT_YET_VALID",
    "STATUS_LABELS",
    "Branch",
    "Concern",
    "ConcernEvent",
    "ConcernFile",
    "ConcernKind",
    "ConcernMessage",
    "ConcernOutcome",
    "ConcernState",
    "Direction",
    "FeePolicy",
    "FoldedField",
    "FormerNumber",
    "LicenceEvent",
    "Move",
    "NameWord",
    "Profession",
    "Recruiter",
    "RecruiterQuerySet",
    "Register",
    "RegisterQuerySet",
    "Relation",
    "RelationKind",
    "Sector",
    "LicenceState",
    "Terms",
    "Watch",
    "entry_at",
    "terms_after",
]
