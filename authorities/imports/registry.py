"""The kinds that may be imported at the desk, and the desks that are open to a person.

Each app offers its kinds in its module `resources`, which the app of this folder finds when Django starts.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from authorities.models import User
from authorities.models.roles import ADMINISTERS

IMPORT_KINDS: dict[str, "ImportKind"] = {}


@dataclass(frozen=True)
class ImportKind:
    """A kind of record that may be imported. `resource` is a SpreadsheetResource: it defines the columns."""

    name: str
    title: str | Promise
    resource: Any

    @property
    def has_scopes(self) -> bool:
        """True if others than administrators import a part of it, of which a whole list may be sent."""
        return bool(self.resource.scope_columns)


@dataclass(frozen=True)
class ImportDesk:
    """A kind for one person: everything of it, or one scope."""

    kind: ImportKind
    scope: str = ""

    @property
    def label(self) -> str:
        return f"{self.kind.title}: {self.scope}" if self.scope else str(self.kind.title)


def offer_import(kind: ImportKind) -> None:
    IMPORT_KINDS[kind.name] = kind


def import_desks_for(user: User) -> list[ImportDesk]:
    """Return the desks of a person: administrators have all, others the scopes they are responsible for."""
    desks = []
    for kind in IMPORT_KINDS.values():
        if user.holds(*ADMINISTERS):
            desks.append(ImportDesk(kind))
        desks += [ImportDesk(kind, scope) for scope in kind.resource.scopes_of(user)]
    return desks


def find_import_desk(user: User, name: str, scope: str) -> ImportDesk | None:
    """Return that desk, or None if it is not open to this person. Administrators have that of every scope."""
    kind = IMPORT_KINDS.get(name)
    if kind and kind.has_scopes and scope and user.holds(*ADMINISTERS):
        return ImportDesk(kind, scope)
    return next((d for d in import_desks_for(user) if (d.kind.name, d.scope) == (name, scope)), None)
