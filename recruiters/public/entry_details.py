"""Everything the public page of an entry tells besides its answer: past decisions, branches, other firms."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Q, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recruiters import names as folding
from recruiters.entries.status import Answer, answer, conditions_in, counted, since_when, with_events
from recruiters.models import FINAL, LicenceEvent, Move, Recruiter, Relation, RelationKind, Standing

# More of each than anybody reads are not shown.
MOST_RELATED, MOST, MOST_ALIKE = 50, 20, 10
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

    answer: Answer
    decisions: list
    since: date
    conditions: str
    branches: list
    related: list
    same_firm: list
    alike: list

    @property
    def warning_of_related(self):
        lost = _("A firm related to this one lost or gave back its licence.")
        return warning(self.related, lost, _("The licence of a firm related to this one is suspended."))

    @property
    def warning_of_same_firm(self):
        lost = _("What is perhaps the same firm lost or gave back another licence.")
        return warning(
            self.same_firm, lost, _("Another licence of what is perhaps the same firm is suspended.")
        )

    @property
    def warning_of_alike(self):
        lost = _("A firm with a name close to this one lost or gave back its licence.")
        return warning(
            self.alike, lost, _("The licence of a firm with a name close to this one is suspended.")
        )


def warning(others, lost, suspended):
    statuses = {other.answer.status for other in others}
    return lost if statuses & FINAL else suspended if Standing.SUSPENDED in statuses else ""


def public_entry(recruiter, day):
    """With five queries at most, but for the names of states."""
    said = others_beside(recruiter)
    others = {other for group in said.values() for other in group}
    with_events([recruiter, *(other for other in others if other.state_from > day)])
    groups = {
        name: [Other(answer(other, day), words) for other, words in group.items()]
        for name, group in said.items()
    }
    events = list(recruiter.events.all())
    return PublicEntry(
        answer=answer(recruiter, day),
        decisions=[Decision(event, event.effective_on > day) for event in reversed(events)],
        since=since_when(recruiter, day),
        conditions=conditions_in(counted(events, day)),
        branches=list(recruiter.branches.select_related("member_state")),
        **groups,
    )


def others_beside(recruiter):
    """{"related", "same_firm", "alike"}: what is said of entries of any register, each in one of them."""
    related, same, alike = {}, {}, {}
    kin = Relation.objects.filter(Q(recruiter=recruiter) | Q(other=recruiter)).public().with_both()
    for relation in kin[:MOST_RELATED]:
        other, said = seen_from(recruiter, relation)
        group = same if relation.kind == RelationKind.SAME_FIRM else related
        group.setdefault(other, said)
    number = folding.company_key(recruiter.company_number)
    for other in beside(recruiter, number).exclude(pk__in=[other.pk for other in (*related, *same)])[:MOST]:
        if number and other.company_key == number:
            same[other] = _("May be the same firm: the company number is the same")
        elif len(alike) < MOST_ALIKE:
            alike[other] = ""
    return {"related": related, "same_firm": same, "alike": alike}


def beside(recruiter, number):
    """Entries with its company number, then those with a name close to its names."""
    numbered = Case(When(company_key=number, then=0), default=1)
    others = Recruiter.objects.beside(recruiter).select_related("register__member_state")
    return others.order_by(numbered, "legal_name", "pk")


def seen_from(recruiter, relation):
    """The other of two related firms, and what it is to this one."""
    if relation.recruiter_id == recruiter.pk:
        return relation.other, relation.get_kind_display()
    return relation.recruiter, SEEN_FROM_THE_OTHER.get(relation.kind, relation.get_kind_display())
