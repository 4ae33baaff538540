"""The pages of the people one works with: who they are, who was invited, and what one may do about it."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.functional import cached_property

from authorities.models import Invitation, Membership, MemberState, RefusedAddress, User
from authorities.models.roles import (
    CERTIFIES,
    HANDS_OVER,
    LETS_PEOPLE_IN,
    READS_PEOPLE_OF_STATE,
    SECRETARIAT_ROLES,
)
from authorities.notices.overview import SentRow, sent_about
from authorities.people.invitation_workflow import invitation_workflow


@dataclass
class Person:
    """A role that somebody holds, and whether the reader may end it or hand it over."""

    membership: Membership
    may_end: bool
    may_hand_over: bool
    refused: RefusedAddress | None = None

    @property
    def address(self) -> str:
        return self.membership.user.email.lower()


@dataclass
class OpenInvitation:
    """An invitation that is not accepted, with the moves that are open to the reader."""

    invitation: Invitation
    moves: list
    sent: list[SentRow] = field(default_factory=list)
    refused: RefusedAddress | None = None

    @property
    def address(self) -> str:
        return self.invitation.email.lower()


@dataclass
class Group:
    """The people of one state, or those of the secretariat, who have no state."""

    member_state: MemberState | None
    people: list[Person] = field(default_factory=list)
    former: list[Membership] = field(default_factory=list)
    invitations: list[OpenInvitation] = field(default_factory=list)

    @property
    def is_vacant(self) -> bool:
        """True of a state for which nobody can certify a report."""
        return self.member_state is not None and not any(
            person.membership.role in CERTIFIES for person in self.people
        )


def add_mails(groups: list[Group], reader: User) -> None:
    """Add what was sent about the invitations, and which mailboxes do not accept mail."""
    people = [person for group in groups for person in group.people]
    offers = [offer for group in groups for offer in group.invitations]
    sent = defaultdict(list)
    for row in sent_about([offer.invitation for offer in offers], reader):
        sent[row.notice.about_key].append(row)
    addresses = {person.address for person in people} | {offer.address for offer in offers}
    refused = {row.address: row for row in RefusedAddress.objects.of_addresses(addresses)}
    for person in people:
        person.refused = refused.get(person.address)
    for offer in offers:
        offer.refused = refused.get(offer.address)
        offer.sent = sent[str(offer.invitation.pk)]


class PeoplePage:
    """The people whom somebody may see: of some states, or of the secretariat."""

    def __init__(self, user: User) -> None:
        self.user, self.today = user, timezone.localdate()
        self.lets_people_in = user.holds(*LETS_PEOPLE_IN)

    def describe(self, membership: Membership) -> Person:
        is_own = membership.user_id == self.user.pk
        may_end = not is_own and self.user.lets_in(membership)
        return Person(membership, may_end, is_own and membership.role in HANDS_OVER)

    def build_groups(self, states: list[MemberState | None]) -> list[Group]:
        """Return a group for each state in order, in five queries or six; None stands for the secretariat."""
        groups = {state and state.pk: Group(state) for state in states}
        memberships = Membership.objects.visible_to(self.user).by_person()
        for membership in memberships.in_force_on(self.today).of_states(states):
            groups[membership.member_state_id].people.append(self.describe(membership))
        for membership in memberships.ended_by(self.today).of_states(states):
            groups[membership.member_state_id].former.append(membership)
        waiting = Invitation.objects.waiting().visible_to(self.user).newest_first()
        for invitation in waiting.of_states(states):
            moves = invitation_workflow.available_transitions(self.user, invitation)
            groups[invitation.member_state_id].invitations.append(OpenInvitation(invitation, moves))
        add_mails(list(groups.values()), self.user)
        return list(groups.values())


class OwnPeoplePage(PeoplePage):
    """The people of one's own states; for the secretariat its own people."""

    @cached_property
    def groups(self) -> list[Group]:
        own = self.user.states_as(*READS_PEOPLE_OF_STATE)
        states: list[MemberState | None] = [None] if self.is_of_secretariat else []
        return self.build_groups([*states, *MemberState.objects.filter(pk__in=own).by_name()])

    @property
    def is_of_secretariat(self) -> bool:
        return self.user.holds(*SECRETARIAT_ROLES)

    @cached_property
    def states(self) -> list[tuple[MemberState, list[Membership], int]]:
        """[(state, those who may certify its report, invitations waiting)], for the secretariat."""
        if not self.is_of_secretariat:
            return []
        certifying, waiting = defaultdict(list), defaultdict(int)
        for membership in self.certifying:
            certifying[membership.member_state_id].append(membership)
        for key in Invitation.objects.waiting().visible_to(self.user).values_list("member_state", flat=True):
            waiting[key] += 1
        return [(state, certifying[state.pk], waiting[state.pk]) for state in self.seen_states]

    @property
    def certifying(self):
        seen = Membership.objects.in_force_on(self.today).visible_to(self.user)
        return seen.filter(role__in=CERTIFIES).by_person()

    @property
    def seen_states(self) -> list[MemberState]:
        members = MemberState.objects.members_on(self.today)
        if self.user.sees_every_state:
            return members.by_name()
        return [
            state for region in self.user.regions for state in members.in_region(region, self.today).by_name()
        ]


class StatePeoplePage(PeoplePage):
    """The people of one state, for the secretariat and for that state."""

    def __init__(self, user: User, member_state: MemberState) -> None:
        super().__init__(user)
        [self.group] = self.build_groups([member_state])
