"""What may be imported at the desk, and by whom. Each app offers its own kinds beside their Resources."""

from dataclasses import dataclass

from django.utils.functional import Promise

from authorities.models.roles import ADMINISTERS

KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """`resource` defines the columns. Of a kind with `scopes` registrars import what they keep; a list of it
    may be sent whole, so that what it lacks is marked as missing."""

    name: str
    title: str | Promise
    resource: type
    scopes: bool = False


@dataclass(frozen=True)
class Desk:
    """A kind for one person: everything of it, or one register."""

    kind: Kind
    scope: str = ""

    @property
    def label(self):
        return f"{self.kind.title}: {self.scope}" if self.scope else str(self.kind.title)


def offer(kind):
    KINDS[kind.name] = kind


def desks_for(user):
    """What this person may import: administrators everything, registrars their registers."""
    desks = []
    for kind in KINDS.values():
        if user.holds(*ADMINISTERS):
            desks.append(Desk(kind))
        if kind.scopes:
            desks += [Desk(kind, f"{state}/{code}") for state, code in user.registers_kept]
    return desks


def desk_for(user, name, scope):
    """That desk, or None if it is not open to this person. Administrators have that of every scope."""
    kind = KINDS.get(name)
    if kind and kind.scopes and scope and user.holds(*ADMINISTERS):
        return Desk(kind, scope)
    return next((d for d in desks_for(user) if (d.kind.name, d.scope) == (name, scope)), None)
