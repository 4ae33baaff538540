"""The rest of the public page of an entry: past decisions, branches, and other firms with warnings."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruiters.entries.status import (
    LicenceStatus,
    current_conditions,
    effective_events,
    entry_state_since,
    licence_status,
    prefetch_public_events,
)
from recruiters.models import FINAL, LicenceEvent, LicenceState, Move, Relation, RelationKind
from recruiters.names import company_key
from recruiters.search.look_alikes import with_same_name_or_number

# The most that a page shows of each: more than that nobody reads.
MOST_RELATED, MOST_OTHERS, MOST_LOOK_ALIKES = 50, 20, 10
MOVES_WITH_DATES = frozenset({Move.GRANT, Move.RENEW, Move.SET_TERMS})
# What the other firm is to this one where the relation was entered with the other firm.
REVERSED_RELATIONS = {
    RelationKind.PREDECESSOR: _("Successor"),
    RelationKind.PARENT: _("Subsidiary"),
}


@dataclass(frozen=True)
class Decision:
    """An event as the public reads it: neither the internal note nor by whom."""

    event: LicenceEvent
    is_coming: bool

    @property
    def first_day(self):
        return self.event.valid_from if self.event.move in MOVES_WITH_DATES else None

    @property
    def last_day(self):
        return self.event.terms.last_day if self.event.move in MOVES_WITH_DATES else None


@dataclass(frozen=True)
class OtherFirm:
    """Another entry, and what it is to this one; `relation` is blank where only the names are similar."""

    answer: LicenceStatus
    relation: str | Promise = ""


@dataclass(frozen=True)
class PublicEntry:
    """What is shown below the answer. Decisions are newest first; `since` is the day the state began."""

    answer: LicenceStatus
    decisions: list
    since: date
    conditions: str
    branches: list
    related: list
    same_firm: list
    look_alikes: list

    @property
    def related_warning(self):
        return licence_warning(
            self.related,
            lost=_("A firm related to this one lost or gave back its licence."),
            suspended=_("The licence of a firm related to this one is suspended."),
        )

    @property
    def same_firm_warning(self):
        return licence_warning(
            self.same_firm,
            lost=_("A firm that may be the same lost or gave back another licence."),
            suspended=_("Another licence of a firm that may be the same is suspended."),
        )

    @property
    def look_alikes_warning(self):
        return licence_warning(
            self.look_alikes,
            lost=_("A firm with a name similar to this one lost or gave back its licence."),
            suspended=_("The licence of a firm with a name similar to this one is suspended."),
        )


def licence_warning(firms, *, lost, suspended):
    """Return the sentence for the gravest status among other firms; blank if none of them is grave."""
    statuses = {firm.answer.status for firm in firms}
    if statuses & FINAL:
        return lost
    return suspended if LicenceState.SUSPENDED in statuses else ""


def public_entry(recruiter, day):
    """Return the `PublicEntry` of a recruiter, with five queries at most, names of states not counted."""
    groups = other_firms(recruiter)
    others = {other for group in groups.values() for other in group}
    prefetch_public_events([recruiter, *(other for other in others if other.state_from > day)])
    firms = {
        name: [OtherFirm(licence_status(other, day), relation) for other, relation in group.items()]
        for name, group in groups.items()
    }
    events = list(recruiter.events.all())
    return PublicEntry(
        answer=licence_status(recruiter, day),
        decisions=[Decision(event, event.effective_on > day) for event in reversed(events)],
        since=entry_state_since(recruiter, day),
        conditions=current_conditions(effective_events(events, day)),
        branches=list(recruiter.branches.select_related("member_state")),
        **firms,
    )


def other_firms(recruiter):
    """Return the other firms to be shown with an entry, from all registers, each in one of three groups.

    {"related" | "same_firm" | "look_alikes": {entry: its relation in words, blank for a look-alike}}
    """
    related, same_firm, look_alikes = {}, {}, {}
    relations = Relation.objects.filter(Q(recruiter=recruiter) | Q(other=recruiter)).public().with_both()
    for relation in relations[:MOST_RELATED]:
        other, words = describe_relation(recruiter, relation)
        group = same_firm if relation.kind == RelationKind.SAME_FIRM else related
        group.setdefault(other, words)
    number = company_key(recruiter.company_number)
    known = [other.pk for other in (*related, *same_firm)]
    for other in same_name_or_number(recruiter, number).exclude(pk__in=known)[:MOST_OTHERS]:
        if number and other.company_key == number:
            same_firm[other] = _("May be the same firm: the company number is the same")
        elif len(look_alikes) < MOST_LOOK_ALIKES:
            look_alikes[other] = ""
    return {"related": related, "same_firm": same_firm, "look_alikes": look_alikes}


def same_name_or_number(recruiter, number):
    """Return a queryset of entries with the company number first, then of those with a similar name."""
    by_number = Case(When(company_key=number, then=0), default=1)
    others = with_same_name_or_number(recruiter)
    return others.select_related("register__member_state").order_by(by_number, "legal_name", "pk")


def describe_relation(recruiter, relation):
    """Return the other of two related firms, and what it is to this one."""
    if relation.recruiter_id == recruiter.pk:
        return relation.other, relation.get_kind_display()
    return relation.recruiter, REVERSED_RELATIONS.get(relation.kind, relation.get_kind_display())
