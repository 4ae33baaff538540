"""Everything the public page of an entry tells besides its answer: past decisions, branches, other firms."""

from dataclasses import dataclass

from django.db.models import Q

from .answers import answer
from .models import FINAL, Move, Recruiter, Relation, Standing

MOST_ALIKE = 10


@dataclass(frozen=True)
class PublicEntry:
    """What stands beside the answer. Neither internal notes nor who decided; decisions newest first."""

    decisions: list
    conditions: str
    branches: list
    related: list
    same_firm: list
    alike: list

    @property
    def is_warned_of(self):
        """Whether a firm of such a name has lost its licence."""
        return any(other.recruiter.state in (*FINAL, Standing.SUSPENDED) for other in self.alike)


def public_entry(recruiter, day):
    decisions = list(recruiter.events.public())
    kin = Relation.objects.filter(Q(recruiter=recruiter) | Q(other=recruiter))
    related = [Kin(relation, recruiter, day) for relation in kin.with_both()]
    known = {kin.other.recruiter.pk for kin in related}
    entries = Recruiter.objects.select_related("register__member_state").order_by("legal_name", "pk")
    same = entries.with_company_number_of(recruiter).exclude(pk__in=known)[:MOST_ALIKE]
    known |= {other.pk for other in same}
    alike = entries.resembling(recruiter).exclude(pk__in=known)[:MOST_ALIKE]
    return PublicEntry(
        decisions=decisions[::-1],
        conditions=conditions_in(decisions),
        branches=list(recruiter.branches.select_related("member_state")),
        related=related,
        same_firm=[answer(other, day) for other in same],
        alike=[answer(other, day) for other in alike],
    )


def conditions_in(decisions):
    """The conditions that hold: the last ones set since the licence was granted."""
    text = ""
    for event in decisions:
        if event.move == Move.SET_CONDITIONS and not event.is_annulled:
            text = event.public_note
        elif event.move == Move.GRANT:
            text = ""
    return text


class Kin:
    """A related firm as seen from one of the two."""

    def __init__(self, relation, seen_from, day):
        self.relation = relation
        self.is_told_by_other = relation.other_id == seen_from.pk
        self.other = answer(relation.recruiter if self.is_told_by_other else relation.other, day)
