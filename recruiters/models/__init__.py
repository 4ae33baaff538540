"""First floor: registers of recruiters, who is on them, the life of licences, concerns about them."""

from .concerns import (
    Concern,
    ConcernEvent,
    ConcernFile,
    ConcernKind,
    ConcernMessage,
    ConcernOutcome,
    ConcernState,
)
from .kin import Branch, Relation, RelationKind
from .licences import (
    EXPIRED,
    FINAL,
    NOT_YET_VALID,
    STATUS_WORDS,
    LicenceEvent,
    Move,
    Standing,
    Terms,
    terms_after,
)
from .numbers import FORMERLY, FormerNumber
from .recruiters import (
    Direction,
    FeePolicy,
    FoldedField,
    Profession,
    Recruiter,
    RecruiterQuerySet,
    Sector,
)
from .registers import Register, RegisterQuerySet
from .vocabulary import NameWord
from .watching import Farewell, Watch

__all__ = [
    "EXPIRED",
    "FINAL",
    "Farewell",
    "FORMERLY",
    "NOT_YET_VALID",
    "STATUS_WORDS",
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
    "Standing",
    "Terms",
    "Watch",
    "terms_after",
]
