"""Everything the public page of an entry tells besides its answer: past decisions, branches, other firms."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .answers import Answer, answers
from .models import FINAL, LicenceEvent, Move, Recruiter, Relation, RelationKind, Standing

# More of each than anybody reads are not shown.
MOST_RELATED, MOST_ALIKE = 50, 10
WITH_DATES = frozenset({Move.GRANT, Move.RENEW, Move.SET_TERMS})
# What the other firm is to this one, where it is the other that names the relation.
SEEN_FROM_THE_OTHER = {
    RelationKind.PREDECESSOR: _("Successor"),
    RelationKind.PARENT: _("Daughter firm"),
}


@dataclass(frozen=True)
class Decision:
    """An event as the public reads it: neither the internal note nor by whom."""

    event: LicenceEvent
    is_coming: bool

    @property
    def first_day(self):
        return self.event.valid_from if self.event.move in WITH_DATES else None

    @property
    def last_day(self):
        until = self.event.valid_until
        return until - timedelta(days=1) if until and self.event.move in WITH_DATES else None


@dataclass(frozen=True)
class Other:
    """Another entry, and what it is to this one: blank where only the names are close."""

    answer: Answer
    said: str | Promise = ""


@dataclass(frozen=True)
class PublicEntry:
    """What stands beside the answer. Decisions newest first; `since`: from when the last word holds."""

    decisions: list
    since: object
    conditions: str
    branches: list
    related: list
    same_firm: list
    alike: list

    @property
    def is_warned_of_related(self):
        return has_lost_a_licence(self.related)

    @property
    def is_warned_of_alike(self):
        return has_lost_a_licence(self.alike)


def has_lost_a_licence(others):
    return any(other.answer.status in {*FINAL, Standing.SUSPENDED} for other in others)


def public_entry(recruiter, day):
    events = list(recruiter.events.public())
    counted = [event for event in events if not event.is_annulled and event.effective_on <= day]
    others = others_beside(recruiter, day)
    return PublicEntry(
        decisions=[Decision(event, event.effective_on > day) for event in reversed(events)],
        since=since(counted) or recruiter.state_from,
        conditions=conditions_in(counted),
        branches=list(recruiter.branches.select_related("member_state")),
        **others,
    )


def since(events):
    """From when the state that events leave behind holds without a break; None without events."""
    last = begun = None
    for event in events:
        if last is None or last.to_state not in FINAL:
            lapsed = last and last.suspended_until and last.suspended_until <= event.effective_on
            begun = begun if last and last.to_state == event.to_state and not lapsed else event.effective_on
            last = event
    return begun


def conditions_in(events):
    """The conditions that hold: the last ones set since the licence was granted."""
    text = ""
    for event in events:
        if event.move == Move.SET_CONDITIONS:
            text = event.public_note
        elif event.move == Move.GRANT:
            text = ""
    return text


def others_beside(recruiter, day):
    """{"related", "same_firm", "alike"}: entries of any register, each in one of them."""
    related, same = {}, {}
    kin = Relation.objects.filter(Q(recruiter=recruiter) | Q(other=recruiter)).public().with_both()
    for relation in kin[:MOST_RELATED]:
        other, said = seen_from(recruiter, relation)
        group = same if relation.kind == RelationKind.SAME_FIRM else related
        group.setdefault(other, said)
    entries = Recruiter.objects.select_related("register__member_state").order_by("legal_name", "pk")
    for other in entries.with_company_number_of(recruiter)[:MOST_ALIKE]:
        if other not in related:
            same.setdefault(other, _("May be the same firm: the company number is the same"))
    known = [other.pk for other in (*related, *same)]
    alike = dict.fromkeys(entries.resembling(recruiter).exclude(pk__in=known)[:MOST_ALIKE], "")
    found = {**alike, **same, **related}
    answered = {one.recruiter: one for one in answers(found, day)}
    groups = {"related": related, "same_firm": same, "alike": alike}
    return {
        name: [Other(answered[other], said) for other, said in group.items()]
        for name, group in groups.items()
    }


def seen_from(recruiter, relation):
    """The other of two related firms, and what it is to this one."""
    if relation.recruiter_id == recruiter.pk:
        return relation.other, relation.get_kind_display()
    return relation.recruiter, SEEN_FROM_THE_OTHER.get(relation.kind, relation.get_kind_display())
